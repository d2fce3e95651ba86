/*
 * sin, cos, tan, sincos: Taylor's polynomials within [-pi/4, pi/4], where their next
 * terms are below 2^-72 of the result.
 */
#include "core.h"

#define PI_4 0.785398163397448309615660845819875721L

real
__math_sin_small(real x)
{
	real z = x * x, sum = 0;

	for (int k = 22; k >= 2; k -= 2)
		sum = (1 - sum) * z / (real)(k * (k + 1));
	return x - x * sum;
}

real
__math_cos_small(real x)
{
	real z = x * x, sum = 0;

	for (int k = 23; k >= 3; k -= 2)
		sum = (1 - sum) * z / (real)(k * (k + 1));
	return 1 - (z / 2 - z / 2 * sum);
}

/* The angle within the quadrant, which it finds. */
static real
reduce(real x, int *quadrant)
{
	*quadrant = 0;
	if (x <= PI_4 && x >= -PI_4)
		return x;
	return __math_reduce(x, quadrant);
}

/* sin(r + quadrant * pi/2) */
static real
sin_in(real r, int quadrant)
{
	real s = quadrant & 1 ? __math_cos_small(r) : __math_sin_small(r);

	return quadrant & 2 ? -s : s;
}

static real
core_sin(real x)
{
	int quadrant;
	real r;

	if (!__builtin_isfinite(x))
		return invalid(x);
	if (x == 0)
		return x;
	r = reduce(x, &quadrant);
	return sin_in(r, quadrant);
}

static real
core_cos(real x)
{
	int quadrant;
	real r;

	if (!__builtin_isfinite(x))
		return invalid(x);
	r = reduce(x, &quadrant);
	return sin_in(r, quadrant + 1);
}

static real
core_tan(real x)
{
	int quadrant;
	real r, s, c;

	if (!__builtin_isfinite(x))
		return invalid(x);
	if (x == 0)
		return x;
	r = reduce(x, &quadrant);
	s = __math_sin_small(r);
	c = __math_cos_small(r);
	return quadrant & 1 ? -c / s : s / c;
}

real
__math_sin_pi(real x)
{
	real n = x87_rint(x * 2), r = (x - n / 2) * PI;
	real rest = n - 4 * x87_rint(n / 4);

	return sin_in(r, (int)rest & 3);
}

MATH1(sin, core_sin)
MATH1(cos, core_cos)
MATH1(tan, core_tan)

void
sincos(double x, double *s, double *c)
{
	*s = sin(x);
	*c = cos(x);
}

void
sincosf(float x, float *s, float *c)
{
	*s = sinf(x);
	*c = cosf(x);
}

void
sincosl(long double x, long double *s, long double *c)
{
	*s = sinl(x);
	*c = cosl(x);
}
