/*
 * Functions of a number's representation: exponent, neighbours, sign, kind.
 */
#include <limits.h>
#include <stdlib.h>

#include "core.h"

/* --- Exponents -------------------------------------------------------------------- */

/* 2^n times x; the clamp is beyond what any n can bring back. */
static real
scale(real x, long n)
{
	if (n > 70000)
		n = 70000;
	else if (n < -70000)
		n = -70000;
	return x87_scale(x, (real)n);
}

#define SCALE(type, name, integer)                     \
	type name(type x, integer n)                   \
	{                                              \
		type r = (type)scale(x, (long)n);      \
                                                       \
		if (__builtin_isfinite(x) && x != 0 && \
		    (r == 0 || __builtin_isinf(r)))    \
			errno = ERANGE;                \
		return r;                              \
	}
SCALE(double, ldexp, int)
SCALE(float, ldexpf, int)
SCALE(long double, ldexpl, int)
SCALE(double, scalbn, int)
SCALE(float, scalbnf, int)
SCALE(long double, scalbnl, int)
SCALE(double, scalbln, long)
SCALE(float, scalblnf, long)
SCALE(long double, scalblnl, long)

/* The exponent as a factor of its own: any number. */
double
scalb(double x, double n)
{
	if (__builtin_isnan(x) || __builtin_isnan(n))
		return x + n;
	if (__builtin_isinf(n))
		return n > 0 ? x * n : x / -n;
	if (rint(n) != n)
		return (double)invalid(__builtin_infl());
	return scalbln(x, n > 70000 ? 70000 : n < -70000 ? -70000 : (long)n);
}

float
scalbf(float x, float n)
{
	return (float)scalb(x, n);
}

/* Numbers that have an exponent: e with |x| in [2^e, 2^(e+1)). */
static int
exponent_of(real x)
{
	union real_bits u = { .value = x };
	int e = u.exponent & EXPONENT_MASK;

	if (e == 0)
		return -EXPONENT_BIAS + 1 - __builtin_clzl(u.mantissa);
	return e - EXPONENT_BIAS;
}

#define FREXP(type, name)                               \
	type name(type x, int *e)                       \
	{                                               \
		*e = 0;                                 \
		if (!__builtin_isfinite(x) || x == 0)   \
			return x + x;                   \
		*e = exponent_of(x) + 1;                \
		return (type)x87_scale(x, (real) - *e); \
	}
FREXP(double, frexp)
FREXP(float, frexpf)
FREXP(long double, frexpl)

static int
ilogb_of(real x)
{
	volatile real zero = 0;

	if (x != 0 && __builtin_isfinite(x))
		return exponent_of(x);
	errno = EDOM;
	(void)(zero / zero);
	return __builtin_isinf(x) ? INT_MAX : x == 0 ? FP_ILOGB0 : FP_ILOGBNAN;
}

int
ilogb(double x)
{
	return ilogb_of(x);
}

int
ilogbf(float x)
{
	return ilogb_of(x);
}

int
ilogbl(long double x)
{
	return ilogb_of(x);
}

static real
core_logb(real x)
{
	if (x == 0)
		return pole(true);
	if (!__builtin_isfinite(x))
		return x * x;
	return exponent_of(x);
}

static real
core_significand(real x)
{
	if (x == 0 || !__builtin_isfinite(x))
		return x + x;
	return x87_scale(x, (real)-exponent_of(x));
}

#define SIMPLE1(type, name, core)     \
	type name(type x)             \
	{                             \
		return (type)core(x); \
	}
#define SIMPLE(name, core)            \
	SIMPLE1(double, name, core)   \
	SIMPLE1(float, name##f, core) \
	SIMPLE1(long double, name##l, core)

#define LOGB(type, name)                   \
	type name(type x)                  \
	{                                  \
		if (x == 0)                \
			errno = ERANGE;    \
		return (type)core_logb(x); \
	}
LOGB(double, logb)
LOGB(float, logbf)
LOGB(long double, logbl)
SIMPLE(significand, core_significand)

/* --- Neighbours ----------------------------------------------------------------------- */

/*
 * Of a format whose numbers, taken as integers, are in order: the next one in the
 * direction of up, which is away from zero if the signs agree.
 */
#define NEIGHBOUR(type, name, bits_type, top_bit)                   \
	static type name(type x, bool up)                           \
	{                                                           \
		union {                                             \
			type value;                                 \
			bits_type bits;                             \
		} u = { .value = x };                               \
                                                                    \
		if (x == 0)                                         \
			u.bits = (bits_type)1 | (up ? 0 : top_bit); \
		else if (up == (x > 0))                             \
			u.bits++;                                   \
		else                                                \
			u.bits--;                                   \
		return u.value;                                     \
	}
NEIGHBOUR(double, neighbour, uint64_t, (uint64_t)1 << 63)
NEIGHBOUR(float, neighbourf, uint32_t, (uint32_t)1 << 31)

/* Long double shows its leading bit, which is not part of the count. */
static real
neighbourl(real x, bool up)
{
	union real_bits u = { .value = x };
	const uint64_t leading = (uint64_t)1 << 63;

	if (x == 0) {
		u.mantissa = 1;
		u.exponent = up ? 0 : 0x8000;
	} else if (up == (x > 0)) {
		if (++u.mantissa == 0) {
			u.mantissa = leading;
			u.exponent++;
		} else if (u.mantissa == leading &&
		    (u.exponent & EXPONENT_MASK) == 0) {
			u.exponent++;
		}
	} else if (u.mantissa-- == leading &&
	    (u.exponent & EXPONENT_MASK) != 0) {
		u.exponent--;
		if ((u.exponent & EXPONENT_MASK) != 0)
			u.mantissa |= leading;
		if ((u.exponent & EXPONENT_MASK) != 0)
			u.mantissa = ~(uint64_t)0;
	}
	return u.value;
}

#define NEXT(type, name, target, step, min)                      \
	type name(type x, target y)                              \
	{                                                        \
		volatile type r;                                 \
                                                                 \
		if (__builtin_isnan(x) || __builtin_isnan(y))    \
			return (type)(x + y);                    \
		if (x == y)                                      \
			return (type)y;                          \
		r = step(x, y > x);                              \
		if (__builtin_isinf(r) && !__builtin_isinf(x)) { \
			r = x * 2;                               \
			errno = ERANGE;                          \
		} else if (__builtin_fabsl((real)r) < min) {     \
			volatile type tiny = min;                \
			tiny = tiny * tiny;                      \
			errno = ERANGE;                          \
		}                                                \
		return r;                                        \
	}
NEXT(double, nextafter, double, neighbour, DBL_MIN)
NEXT(float, nextafterf, float, neighbourf, FLT_MIN)
NEXT(long double, nextafterl, long double, neighbourl, LDBL_MIN)
NEXT(double, nexttoward, long double, neighbour, DBL_MIN)
NEXT(float, nexttowardf, long double, neighbourf, FLT_MIN)
NEXT(long double, nexttowardl, long double, neighbourl, LDBL_MIN)

#define NEXT_UP(type, up_name, down_name, step)                  \
	type up_name(type x)                                     \
	{                                                        \
		if (__builtin_isnan(x) || x == __builtin_inf())  \
			return x + x;                            \
		return step(x, true);                            \
	}                                                        \
	type down_name(type x)                                   \
	{                                                        \
		if (__builtin_isnan(x) || x == -__builtin_inf()) \
			return x + x;                            \
		return step(x, false);                           \
	}
NEXT_UP(double, nextup, nextdown, neighbour)
NEXT_UP(float, nextupf, nextdownf, neighbourf)
NEXT_UP(long double, nextupl, nextdownl, neighbourl)

/* --- Signs, kinds, extremes -------------------------------------------------------------- */

SIMPLE1(double, fabs, __builtin_fabs)
SIMPLE1(float, fabsf, __builtin_fabsf)
SIMPLE1(long double, fabsl, __builtin_fabsl)

double
copysign(double x, double y)
{
	return __builtin_signbit(y) ? -__builtin_fabs(x) : __builtin_fabs(x);
}

float
copysignf(float x, float y)
{
	return __builtin_signbitf(y) ? -__builtin_fabsf(x) : __builtin_fabsf(x);
}

long double
copysignl(long double x, long double y)
{
	return __builtin_signbitl(y) ? -__builtin_fabsl(x) : __builtin_fabsl(x);
}

/* A NaN counts as missing; of two zeros the positive one is the larger. */
#define EXTREME(type, name, first)                              \
	type name(type x, type y)                               \
	{                                                       \
		if (__builtin_isnan(x))                         \
			return y;                               \
		if (__builtin_isnan(y))                         \
			return x;                               \
		if (x == y)                                     \
			return is_negative(x) == first ? x : y; \
		return (x < y) == first ? x : y;                \
	}
EXTREME(double, fmin, true)
EXTREME(float, fminf, true)
EXTREME(long double, fminl, true)
EXTREME(double, fmax, false)
EXTREME(float, fmaxf, false)
EXTREME(long double, fmaxl, false)

/* The functions of old, beside the macros of the same names. */
#define KIND(type, name, test)  \
	int(name)(type x)       \
	{                       \
		return test(x); \
	}
KIND(double, finite, __builtin_isfinite)
KIND(float, finitef, __builtin_isfinite)
KIND(long double, finitel, __builtin_isfinite)

double
nan(const char *tag)
{
	union {
		uint64_t bits;
		double value;
	} u = { 0x7ff8000000000000 };

	u.bits |= strtoull(tag, NULL, 0) & 0x7ffffffffffff;
	return u.value;
}

float
nanf(const char *tag)
{
	union {
		uint32_t bits;
		float value;
	} u = { 0x7fc00000 };

	u.bits |= strtoull(tag, NULL, 0) & 0x3fffff;
	return u.value;
}

long double
nanl(const char *tag)
{
	union real_bits u = { .value = 0 };

	u.exponent = EXPONENT_MASK;
	u.mantissa = 0xc000000000000000 |
	    (strtoull(tag, NULL, 0) & 0x3fffffffffffffff);
	return u.value;
}
