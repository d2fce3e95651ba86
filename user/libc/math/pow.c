/*
 * pow.
 *
 * x^y = 2^(y log2 x), where an error in the exponent counts as many times as the
 * exponent is large: for 64 good bits of the result y log2 x is needed to 80. So the
 * logarithm is computed in double long doubles. With x = 2^e m, m around 1 and
 * s = (m - 1) / (m + 1),
 *
 *	log2 m = 2/ln 2 (s + s^3/3 + s^5/5 + ...),  |s| < 0.172
 *
 * of which the first terms need the double precision and the others, being
 * small beside them, do not.
 */
#include "core.h"
#include "ext.h"

#define SQRT1_2 0.707106781186547524400844362104849039L

/* 2 / ln 2, to 128 bits */
static const struct ext two_over_ln2 = { 0xb.8aa3b295c17f0bcp-2L,
	-0x8.2f0025f2dc582eep-67L };

/* 1/(2k+1) as ext; the last bits of the quotient are recovered exactly. */
static struct ext
inverse(real n)
{
	return ext_div((struct ext){ 1, 0 }, (struct ext){ n, 0 });
}

/* log2 of m in [sqrt(1/2), sqrt(2)] */
static struct ext
log2_near_1(real m)
{
	struct ext s = ext_div((struct ext){ m - 1, 0 }, ext_sum(m, 1));
	struct ext z = ext_mul(s, s), sum;
	real tail = 0;

	for (int k = 27; k >= 11; k -= 2)
		tail = tail * z.hi + 1 / (real)k;
	sum = (struct ext){ tail * z.hi, 0 };
	for (int k = 9; k >= 3; k -= 2)
		sum = ext_mul(ext_add(sum, inverse(k)), z);
	sum = ext_add(sum, (struct ext){ 1, 0 });
	sum = ext_mul(sum, s);
	return ext_mul(sum, two_over_ln2);
}

/* x^y for finite x > 0 and finite y */
static real
power(real x, real y)
{
	struct ext log, e, product;
	int exponent;
	real m = frexpl(x, &exponent), n, f;

	if (m < SQRT1_2) {
		m *= 2;
		exponent--;
	}
	/* Beyond this the result is 0, 1 or infinite; and nothing overflows. */
	if (y > 0x1p80L)
		y = 0x1p80L;
	else if (y < -0x1p80L)
		y = -0x1p80L;
	log = log2_near_1(m);
	e = ext_product((real)exponent, y);
	product = ext_mul(log, (struct ext){ y, 0 });
	product = ext_add(e, product);
	if (product.hi > 20000)
		product = (struct ext){ 20000, 0 };
	else if (product.hi < -20000)
		product = (struct ext){ -20000, 0 };
	n = x87_rint(product.hi);
	f = (product.hi - n) + product.lo;
	return x87_scale(1 + x87_2xm1(f), n);
}

enum parity {
	NOT_WHOLE,
	EVEN,
	ODD
};

static enum parity
parity(real y)
{
	real magnitude = __builtin_fabsl(y);

	if (magnitude >= 0x1p64L)
		return EVEN;
	if (x87_rint(y) != y)
		return NOT_WHOLE;
	return (uint64_t)magnitude & 1 ? ODD : EVEN;
}

/* One of the two is zero or infinite (C11 F.10.4.4). */
static real
special(real x, real y, enum parity kind)
{
	real magnitude = __builtin_fabsl(x);
	bool grows;

	if (__builtin_isinf(y)) {
		if (magnitude == 1)
			return 1;
		grows = (magnitude > 1) == (y > 0);
		return grows ? __builtin_infl() : 0;
	}
	if (x == 0 && y < 0)
		return pole(kind == ODD && is_negative(x));
	grows = (magnitude > 1) == (y > 0);
	magnitude = grows ? __builtin_infl() : 0;
	return kind == ODD && is_negative(x) ? -magnitude : magnitude;
}

real
__math_pow(real x, real y)
{
	enum parity kind;
	real result;

	if (y == 0 || x == 1)
		return 1;
	if (__builtin_isnan(x) || __builtin_isnan(y))
		return x + y;
	kind = parity(y);
	if (x == 0 || __builtin_isinf(x) || __builtin_isinf(y))
		return special(x, y, kind);
	if (x < 0 && kind == NOT_WHOLE)
		return invalid(x);
	result = power(__builtin_fabsl(x), y);
	return x < 0 && kind == ODD ? -result : result;
}

#define POW(name, type)                                                      \
	type name(type x, type y)                                            \
	{                                                                    \
		real exact = __math_pow(x, y);                               \
		type result = (type)exact;                                   \
                                                                             \
		if (__builtin_isnan(result)) {                               \
			if (!__builtin_isnan(x) && !__builtin_isnan(y))      \
				errno = EDOM;                                \
		} else if (__builtin_isfinite(x) && __builtin_isfinite(y) && \
		    (__builtin_isinf(result) || (result == 0 && x != 0))) {  \
			errno = ERANGE;                                      \
		}                                                            \
		return result;                                               \
	}

POW(pow, double)
POW(powf, float)
POW(powl, long double)
