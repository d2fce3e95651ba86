/*
 * sqrt, cbrt, hypot.
 */
#include "core.h"
#include "ext.h"

double
sqrt(double x)
{
	if (x < 0)
		errno = EDOM;
	__asm__("sqrtsd %0, %0" : "+x"(x));
	return x;
}

float
sqrtf(float x)
{
	if (x < 0)
		errno = EDOM;
	__asm__("sqrtss %0, %0" : "+x"(x));
	return x;
}

long double
sqrtl(long double x)
{
	if (x < 0)
		errno = EDOM;
	return x87_sqrt(x);
}

/* A first guess by logarithms, then a step of Newton's with the exact rest. */
static real
core_cbrt(real x)
{
	struct ext square, cube;
	real m, third, f, guess, rest;
	int e;

	if (!__builtin_isfinite(x) || x == 0)
		return x + x;
	m = frexpl(__builtin_fabsl(x), &e);
	/* Whole thirds of the exponent apart, for accuracy and range. */
	while (e % 3 != 0) {
		m /= 2;
		e++;
	}
	third = x87_ylog2(1 / 3.0L, m);
	f = x87_rint(third);
	guess = x87_scale(1 + x87_2xm1(third - f), f);
	square = ext_product(guess, guess);
	cube = ext_mul(square, (struct ext){ guess, 0 });
	rest = (m - cube.hi) - cube.lo;
	guess += rest / (3 * square.hi);
	guess = x87_scale(guess, (real)(e / 3));
	return x < 0 ? -guess : guess;
}

MATH1(cbrt, core_cbrt)

/* Infinity wins over NaN. Squares of doubles neither over- nor underflow. */
static real
core_hypot(real x, real y)
{
	real scale = 1, big, small;
	struct ext a, b;

	x = __builtin_fabsl(x);
	y = __builtin_fabsl(y);
	if (__builtin_isinf(x) || __builtin_isinf(y))
		return __builtin_infl();
	if (__builtin_isnan(x) || __builtin_isnan(y))
		return x + y;
	big = x > y ? x : y;
	small = x > y ? y : x;
	if (big > 0x1p8000L)
		scale = 0x1p8300L;
	else if (small < 0x1p-8000L && big < 0x1p-7000L)
		scale = 0x1p-8300L;
	big /= scale;
	small /= scale;
	if (small == 0 || big > small * 0x1p66L)
		return (big + small) * scale;
	a = ext_product(big, big);
	b = ext_product(small, small);
	return x87_sqrt(a.hi + (b.hi + (a.lo + b.lo))) * scale;
}

MATH2(hypot, core_hypot)
