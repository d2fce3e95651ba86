/*
 * To whole numbers: floor, ceil, trunc, round, roundeven, rint, nearbyint, and the
 * functions that give integers.
 *
 * Up to 2^63 the machine's conversion to an integer cuts the fraction off; beyond
 * that all numbers are whole. The sign is copied, for zeros.
 */
#include <fenv.h>

#include "core.h"

/* Beyond it numbers are whole: 2^52 for double would do as well. */
#define WHOLE 0x1p62L

static inline real
whole_part(real x)
{
	return (real)(long long)x;
}

static inline bool
is_whole(real x)
{
	return !(x < WHOLE && x > -WHOLE);
}

static inline real
core_trunc(real x)
{
	return is_whole(x) ? x : __builtin_copysignl(whole_part(x), x);
}

static inline real
core_floor(real x)
{
	real r = core_trunc(x);

	return r > x ? r - 1 : r;
}

static inline real
core_ceil(real x)
{
	real r = core_trunc(x);

	return r < x ? __builtin_copysignl(r + 1, x) : r;
}

/* Halves away from zero. */
static inline real
core_round(real x)
{
	real r = core_trunc(x);

	if (!is_whole(x) && __builtin_fabsl(x - r) >= 0.5L)
		r += __builtin_copysignl(1, x);
	return r;
}

/* Halves to even. */
static inline real
core_roundeven(real x)
{
	real r = core_trunc(x), rest;

	if (is_whole(x))
		return x;
	rest = __builtin_fabsl(x - r);
	if (rest > 0.5L || (rest == 0.5L && ((long long)r & 1)))
		r += __builtin_copysignl(1, x);
	return r;
}

static inline real
core_rint(real x)
{
	return x87_rint(x);
}

#define ROUND1(type, name, core)      \
	type name(type x)             \
	{                             \
		return (type)core(x); \
	}
#define ROUND(name, core)            \
	ROUND1(double, name, core)   \
	ROUND1(float, name##f, core) \
	ROUND1(long double, name##l, core)

ROUND(trunc, core_trunc)
ROUND(round, core_round)
ROUND(roundeven, core_roundeven)
ROUND(rint, core_rint)
ROUND1(float, floorf, core_floor)
ROUND1(long double, floorl, core_floor)
ROUND1(float, ceilf, core_ceil)
ROUND1(long double, ceill, core_ceil)

/* The two that programs call in their inner loops, without the x87. */
double
floor(double x)
{
	double r;

	if (!(x < 0x1p52 && x > -0x1p52))
		return x;
	r = (double)(long long)x;
	if (r > x)
		r -= 1;
	return __builtin_copysign(r, x);
}

double
ceil(double x)
{
	double r;

	if (!(x < 0x1p52 && x > -0x1p52))
		return x;
	r = (double)(long long)x;
	if (r < x)
		r += 1;
	return __builtin_copysign(r, x);
}

/* As rint, but never inexact. */
#define NEARBY(type, name)              \
	type name(type x)               \
	{                               \
		fenv_t environment;     \
		type r;                 \
                                        \
		fegetenv(&environment); \
		r = (type)x87_rint(x);  \
		fesetenv(&environment); \
		return r;               \
	}
NEARBY(double, nearbyint)
NEARBY(float, nearbyintf)
NEARBY(long double, nearbyintl)

/* What does not fit gives LONG_MIN and the invalid exception, by the machine. */
static inline long
to_long(real whole)
{
	long r;

	__asm__("fistpll %0" : "=m"(r) : "t"(whole) : "st");
	return r;
}

#define TO_LONG(result, type, name, core) \
	result name(type x)               \
	{                                 \
		return to_long(core(x));  \
	}
#define TO_LONGS(name, core)                         \
	TO_LONG(long, double, l##name, core)         \
	TO_LONG(long, float, l##name##f, core)       \
	TO_LONG(long, long double, l##name##l, core) \
	TO_LONG(long long, double, ll##name, core)   \
	TO_LONG(long long, float, ll##name##f, core) \
	TO_LONG(long long, long double, ll##name##l, core)

TO_LONGS(rint, core_rint)
TO_LONGS(round, core_round)
