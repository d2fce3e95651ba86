/*
 * asin, acos, atan, atan2: by the x87's arc tangent of a quotient.
 *
 * (1 - x) and (1 + x) are what is small where the result is, and both are exact
 * there.
 */
#include "core.h"

static real
core_asin(real x)
{
	if (!(x >= -1 && x <= 1))
		return invalid(x);
	if (x == 0)
		return x;
	return x87_atan2(x, x87_sqrt((1 - x) * (1 + x)));
}

static real
core_acos(real x)
{
	if (!(x >= -1 && x <= 1))
		return invalid(x);
	return x87_atan2(x87_sqrt((1 - x) * (1 + x)), x);
}

static real
core_atan(real x)
{
	return __builtin_isnan(x) ? x + x : x87_atan2(x, 1);
}

static real
core_atan2(real y, real x)
{
	if (__builtin_isnan(x) || __builtin_isnan(y))
		return x + y;
	return x87_atan2(y, x);
}

MATH1(asin, core_asin)
MATH1(acos, core_acos)
MATH1(atan, core_atan)
MATH2(atan2, core_atan2)
