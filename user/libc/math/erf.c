/*
 * erf, erfc.
 *
 *	erf x = 2/sqrt(pi) e^(-x^2) x (1 + 2x^2/3 + (2x^2)^2/(3 5) + ...)
 *
 * has positive terms only and serves up to 2. erfc, which becomes small, is a continued fraction from 1 on
 * (Abramowitz and Stegun 7.1.14); the number of its steps falls as x grows.
 */
#include "core.h"
#include "ext.h"

#define TWO_OVER_SQRT_PI 1.128379167095512573896158903121545172L
#define ONE_OVER_SQRT_PI 0.564189583547756286948079451560772586L
#define SMALL            2.0L
/* erfc of more is 0 in long double. */
#define LARGE 107.0L

/* e^(-x^2), with the part of the square that does not fit. */
static real
exp_minus_square(real x)
{
	struct ext square = ext_product(x, x);

	return __math_exp(-square.hi) * (1 - square.lo);
}

static real
series(real x)
{
	real z = 2 * x * x, term = 1, sum = 1;

	for (int k = 3; term > sum * 0x1p-66L; k += 2) {
		term *= z / (real)k;
		sum += term;
	}
	return TWO_OVER_SQRT_PI * x * exp_minus_square(x) * sum;
}

/* erfc x for x >= 1 */
static real
fraction(real x)
{
	int steps = 30 + (int)(320 / (x * x));
	real f = x;

	for (int k = steps; k >= 1; k--)
		f = x + (real)k / 2 / f;
	return ONE_OVER_SQRT_PI * exp_minus_square(x) / f;
}

static real
core_erf(real x)
{
	real a = __builtin_fabsl(x), r;

	if (__builtin_isnan(x) || x == 0)
		return x + x;
	if (a < 0x1p-40L)
		return TWO_OVER_SQRT_PI * x;
	if (a < SMALL)
		r = series(a);
	else
		r = a > 7 ? 1 - LDBL_EPSILON / 4 : 1 - fraction(a);
	return x < 0 ? -r : r;
}

static real
core_erfc(real x)
{
	if (__builtin_isnan(x))
		return x + x;
	if (x < 1)
		return 1 - core_erf(x);
	if (__builtin_isinf(x))
		return 0;
	return fraction(x > LARGE ? LARGE : x);
}

MATH1(erf, core_erf)

#define ERFC(name, type)                                \
	type name(type x)                               \
	{                                               \
		type result = (type)core_erfc(x);       \
                                                        \
		if (result == 0 && !__builtin_isinf(x)) \
			errno = ERANGE;                 \
		return result;                          \
	}
ERFC(erfc, double)
ERFC(erfcf, float)
ERFC(erfcl, long double)
