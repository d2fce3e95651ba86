/*
 * exp, exp2, exp10, expm1.
 *
 * All are 2^n * 2^f with a whole n and |f| <= 1/2, where the x87 gives 2^f - 1 to
 * full precision. What has to be exact is f: n times the logarithm is subtracted in
 * two parts, of which the upper has few enough bits that the product is exact.
 */
#include "core.h"

/* ln 2 and log10 2, upper 48 bits and the rest. */
#define LN2_HI  0xb.17217f7d1cfp-4L
#define LN2_LO  0xf.35793c7673007e6p-53L
#define LG2_HI  0x9.a209a84fbcfp-5L
#define LG2_LO  0xf.7988f8959ac0b7dp-53L
#define LOG2_10 3.321928094887362347870319429489390176L

/* Beyond these everything is over- or underflow. */
#define LIMIT 17000.0L

/* (1 + m) * 2^n, also when 2^n alone is no long double. */
static real
scaled(real m, real n)
{
	return x87_scale(1 + m, n);
}

/* From below, so that underflow is raised and the limit is sure to give 0. */
static real
clamp(real x, real limit)
{
	return x > limit ? limit : x < -limit ? -limit : x;
}

real
__math_exp(real x)
{
	real n, r;

	if (!__builtin_isfinite(x))
		return x < 0 ? 0 : x + x;
	x = clamp(x, LIMIT);
	n = x87_rint(x * LOG2E);
	r = (x - n * LN2_HI) - n * LN2_LO;
	return scaled(x87_2xm1(r * LOG2E), n);
}

static real
core_exp2(real x)
{
	real n;

	if (!__builtin_isfinite(x))
		return x < 0 ? 0 : x + x;
	x = clamp(x, LIMIT);
	n = x87_rint(x);
	return scaled(x87_2xm1(x - n), n);
}

static real
core_exp10(real x)
{
	real n, r;

	if (!__builtin_isfinite(x))
		return x < 0 ? 0 : x + x;
	x = clamp(x, LIMIT);
	n = x87_rint(x * LOG2_10);
	r = (x - n * LG2_HI) - n * LG2_LO;
	/* Whole powers are exact as far as long double goes. */
	return scaled(x87_2xm1(r * LOG2_10), n);
}

real
__math_expm1(real x)
{
	real n, r, m;

	if (!__builtin_isfinite(x))
		return x < 0 ? -1 : x + x;
	if (x == 0)
		return x;
	x = clamp(x, LIMIT);
	n = x87_rint(x * LOG2E);
	r = (x - n * LN2_HI) - n * LN2_LO;
	m = x87_2xm1(r * LOG2E);
	if (n == 0)
		return m;
	if (n < -70)
		return -1 + LDBL_EPSILON / 4;
	if (n > 70)
		return scaled(m, n);
	/* 2^n (1 + m) - 1, in an order that loses nothing. */
	return x87_scale(m, n) + (x87_scale(1, n) - 1);
}

/* Never zero by mathematics, so a zero is an underflow that report() must see. */
#define NEVER_ZERO(name, type, core)                          \
	type name(type x)                                     \
	{                                                     \
		real exact = core(x);                         \
		type result = (type)exact;                    \
                                                              \
		if (__builtin_isfinite(x) &&                  \
		    (result == 0 || __builtin_isinf(result))) \
			errno = ERANGE;                       \
		return result;                                \
	}
#define EXPONENTIAL(name, core)          \
	NEVER_ZERO(name, double, core)   \
	NEVER_ZERO(name##f, float, core) \
	NEVER_ZERO(name##l, long double, core)

EXPONENTIAL(exp, __math_exp)
EXPONENTIAL(exp2, core_exp2)
EXPONENTIAL(exp10, core_exp10)
EXPONENTIAL(pow10, core_exp10)
MATH1(expm1, __math_expm1)
