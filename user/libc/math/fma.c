/*
 * fma: x * y + z, rounded once.
 *
 * Product and sum are exact as sums of two or three numbers (ext.h). What remains is
 * to add those with one rounding: the two lower ones are added by rounding to odd,
 * which keeps that something was cut off in the last bit (Boldo and Melquiond 2008);
 * then the sum with the upper one, or its narrowing to double, rounds correctly.
 */
#include "core.h"
#include "ext.h"

/* a + b, with the last bit set if that is not exact. */
static real
sum_to_odd(real a, real b)
{
	struct ext s = ext_sum(a, b);
	union real_bits u = { .value = s.hi };

	if (s.lo == 0 || u.mantissa & 1)
		return s.hi;
	/* Towards the rest by one unit; an even mantissa borrows from nobody. */
	if (is_negative(s.hi) == is_negative(s.lo))
		u.mantissa++;
	else if (u.mantissa == (uint64_t)1 << 63) {
		u.mantissa = ~(uint64_t)0;
		u.exponent--;
	} else
		u.mantissa--;
	return u.value;
}

/* p.hi + p.lo + z, to odd, exact for the formats narrower than long double. */
static real
sum3_to_odd(struct ext p, real z)
{
	struct ext s = ext_sum(p.hi, z);

	return sum_to_odd(s.hi, sum_to_odd(s.lo, p.lo));
}

static bool
is_plain(real x, real y, real z)
{
	return __builtin_isfinite(x) && __builtin_isfinite(y) &&
	    __builtin_isfinite(z) && x != 0 && y != 0 && z != 0;
}

double
fma(double x, double y, double z)
{
	if (!is_plain(x, y, z))
		return (double)((real)x * y + z);
	return (double)sum3_to_odd(ext_product(x, y), z);
}

float
fmaf(float x, float y, float z)
{
	if (!is_plain(x, y, z))
		return (float)((double)x * y + z);
	return (float)sum_to_odd((real)x * y, z);
}

/*
 * Here nothing is wider. Scaled so that neither the product nor its lower half
 * leaves the range; z so far below that it only counts as a sign is moved up.
 */
long double
fmal(long double x, long double y, long double z)
{
	struct ext p, s;
	int ex, ey, ez, e;
	real r;

	if (!is_plain(x, y, z))
		return x * y + z;
	p = ext_product(frexpl(x, &ex), frexpl(y, &ey));
	z = frexpl(z, &ez);
	e = ex + ey;
	if (ez - e > 200)
		return scalbnl(z + __builtin_copysignl(0x1p-200L, p.hi), ez);
	if (ez - e < -250)
		ez = e - 250;
	z = scalbnl(z, ez - e);
	s = ext_sum(p.hi, z);
	r = s.hi + sum_to_odd(s.lo, p.lo);
	/* A subnormal result would be rounded twice: to odd first, then. */
	if (r != 0 && ilogbl(r) + e < LDBL_MIN_EXP)
		r = sum3_to_odd(p, z);
	return scalbnl(r, e);
}
