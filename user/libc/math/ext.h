/*
 * Numbers of twice the precision of long double, as an unevaluated sum: |lo| is at
 * most half a unit in the last place of hi. (Dekker, "A floating-point technique for
 * extending the available precision", 1971; Knuth 4.2.2.)
 */
#ifndef LIBC_MATH_EXT_H
#define LIBC_MATH_EXT_H

struct ext {
	long double hi, lo;
};

/* Exact, whatever the operands' size. */
static inline struct ext
ext_sum(long double a, long double b)
{
	long double s = a + b, v = s - a;

	return (struct ext){ s, (a - (s - v)) + (b - v) };
}

/* Exact for |a| >= |b|. */
static inline struct ext
ext_fast_sum(long double a, long double b)
{
	long double s = a + b;

	return (struct ext){ s, b - (s - a) };
}

/* The upper and lower 32 bits. */
static inline struct ext
ext_split(long double a)
{
	long double t = a * 4294967297.0L, hi = t - (t - a);

	return (struct ext){ hi, a - hi };
}

/* Exact, if nothing overflows or underflows. */
static inline struct ext
ext_product(long double a, long double b)
{
	struct ext x = ext_split(a), y = ext_split(b);
	long double p = a * b;
	long double e = ((x.hi * y.hi - p) + x.hi * y.lo + x.lo * y.hi) +
	    x.lo * y.lo;

	return (struct ext){ p, e };
}

static inline struct ext
ext_add(struct ext a, struct ext b)
{
	struct ext s = ext_sum(a.hi, b.hi);

	return ext_fast_sum(s.hi, s.lo + a.lo + b.lo);
}

static inline struct ext
ext_mul(struct ext a, struct ext b)
{
	struct ext p = ext_product(a.hi, b.hi);

	return ext_fast_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline struct ext
ext_div(struct ext a, struct ext b)
{
	long double q = a.hi / b.hi;
	struct ext p = ext_product(q, b.hi);
	long double rest = ((a.hi - p.hi) - p.lo) + a.lo - q * b.lo;

	return ext_fast_sum(q, rest / b.hi);
}

#endif
