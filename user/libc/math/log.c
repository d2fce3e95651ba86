/*
 * log, log2, log10, log1p.
 *
 * The x87's y log2(x), and near 1, where the logarithm is small, y log2(1 + (x - 1)):
 * x - 1 is exact there.
 */
#include "core.h"

/* fyl2xp1 takes up to 1 - sqrt(1/2). */
#define NEAR 0.29L
#define LG2  0.301029995663981195213738894724493027L

static real
times_log2(real y, real x)
{
	if (!(x > 0)) {
		if (x == 0)
			return pole(true);
		return invalid(x);
	}
	if (__builtin_isinf(x))
		return x;
	if (x - 1 < NEAR && x - 1 > -NEAR)
		return x87_ylog2p1(y, x - 1);
	return x87_ylog2(y, x);
}

real
__math_log(real x)
{
	return times_log2(LN2, x);
}

static real
core_log2(real x)
{
	return times_log2(1, x);
}

static real
core_log10(real x)
{
	return times_log2(LG2, x);
}

real
__math_log1p(real x)
{
	if (x < NEAR && x > -NEAR)
		return x == 0 ? x : x87_ylog2p1(LN2, x);
	if (__builtin_isnan(x) || x < -1)
		return invalid(x);
	return times_log2(LN2, 1 + x);
}

MATH1(log, __math_log)
MATH1(log2, core_log2)
MATH1(log10, core_log10)
MATH1(log1p, __math_log1p)
