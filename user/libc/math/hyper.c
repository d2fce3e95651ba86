/*
 * Hyperbolic functions and their inverses, in forms that lose nothing near zero.
 */
#include "core.h"

/* Beyond this e^-x no longer counts. */
#define LARGE 23.0L

static real
core_sinh(real x)
{
	real magnitude = __builtin_fabsl(x), e, r;

	if (!__builtin_isfinite(x) || x == 0)
		return x + x;
	if (magnitude < LARGE) {
		e = __math_expm1(magnitude);
		r = (e + e / (e + 1)) / 2;
	} else {
		/* In two factors: e^x may overflow where the result does not. */
		e = __math_exp(magnitude / 2);
		r = e / 2 * e;
	}
	return x < 0 ? -r : r;
}

static real
core_cosh(real x)
{
	real magnitude = __builtin_fabsl(x), e;

	if (!__builtin_isfinite(x))
		return magnitude + magnitude;
	if (magnitude < LARGE) {
		e = __math_exp(magnitude);
		return (e + 1 / e) / 2;
	}
	e = __math_exp(magnitude / 2);
	return e / 2 * e;
}

static real
core_tanh(real x)
{
	real magnitude = __builtin_fabsl(x), e, r;

	if (__builtin_isnan(x) || x == 0)
		return x + x;
	if (magnitude > 2 * LARGE)
		r = 1 - LDBL_EPSILON / 4;
	else {
		e = __math_expm1(2 * magnitude);
		r = e / (e + 2);
	}
	return x < 0 ? -r : r;
}

static real
core_asinh(real x)
{
	real a = __builtin_fabsl(x), r;

	if (!__builtin_isfinite(x) || x == 0)
		return x + x;
	if (a > 0x1p34L)
		r = __math_log(a) + LN2;
	else
		r = __math_log1p(a + a * a / (1 + x87_sqrt(1 + a * a)));
	return x < 0 ? -r : r;
}

static real
core_acosh(real x)
{
	real t = x - 1;

	if (!(x >= 1))
		return invalid(x);
	if (__builtin_isinf(x))
		return x;
	if (x > 0x1p34L)
		return __math_log(x) + LN2;
	return __math_log1p(t + x87_sqrt(2 * t + t * t));
}

static real
core_atanh(real x)
{
	real a = __builtin_fabsl(x), r;

	if (!(a <= 1))
		return invalid(x);
	if (a == 1)
		return pole(x < 0);
	if (x == 0)
		return x;
	r = __math_log1p(2 * a / (1 - a)) / 2;
	return x < 0 ? -r : r;
}

MATH1(sinh, core_sinh)
MATH1(cosh, core_cosh)
MATH1(tanh, core_tanh)
MATH1(asinh, core_asinh)
MATH1(acosh, core_acosh)
MATH1(atanh, core_atanh)
