/*
 * How the functions of <math.h> are made.
 *
 * Each function is written once, for long double, whose 64 bits of precision leave
 * 11 to spare for double: if the core is right to a few units of its last place,
 * the double result is within 0.51 of the exact one. The core's tools are what the
 * x87 computes to full precision in hardware and in emulators: 2^x - 1 and
 * y log2(x) and atan(y/x). Its sine and cosine are not among them.
 *
 * MATH1(name, core) and MATH2(name, core) then define the three functions, which
 * narrow the result and report errors in errno: a NaN that was no argument is EDOM;
 * infinity from finite arguments, and zero from a core that was not zero, ERANGE.
 * Floating-point exceptions come from the arithmetic itself.
 */
#ifndef LIBC_MATH_CORE_H
#define LIBC_MATH_CORE_H

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef long double real;

/* A long double in memory. */
union real_bits {
	real value;
	struct {
		uint64_t mantissa;
		uint16_t exponent; /* and sign, bit 15 */
	};
};

#define EXPONENT_MASK 0x7fff
#define EXPONENT_BIAS 16383

#define LN2   0.693147180559945309417232121458176568L
#define LOG2E 1.442695040888963407359924681001892137L
#define PI    3.141592653589793238462643383279502884L
#define PI_2  1.570796326794896619231321691639751442L

/* --- The x87's functions --------------------------------------------------------- */

/* 2^x - 1 for |x| <= 1 */
static inline real
x87_2xm1(real x)
{
	real r;

	__asm__("f2xm1" : "=t"(r) : "0"(x));
	return r;
}

/* y * log2(x) for x > 0 */
static inline real
x87_ylog2(real y, real x)
{
	real r;

	__asm__("fyl2x" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
	return r;
}

/* y * log2(1 + x) for |x| < 0.29 */
static inline real
x87_ylog2p1(real y, real x)
{
	real r;

	__asm__("fyl2xp1" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
	return r;
}

static inline real
x87_atan2(real y, real x)
{
	real r;

	__asm__("fpatan" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
	return r;
}

/* x * 2^n, n a whole number */
static inline real
x87_scale(real x, real n)
{
	real r;

	__asm__("fscale" : "=t"(r) : "0"(x), "u"(n));
	return r;
}

/* To a whole number by the present rounding mode. */
static inline real
x87_rint(real x)
{
	real r;

	__asm__("frndint" : "=t"(r) : "0"(x));
	return r;
}

static inline real
x87_sqrt(real x)
{
	real r;

	__asm__("fsqrt" : "=t"(r) : "0"(x));
	return r;
}

static inline bool
is_negative(real x)
{
	return __builtin_signbitl(x);
}

/* NaN and the invalid exception. */
static inline real
invalid(real x)
{
	volatile real zero = (x - x) * 0;

	return __builtin_isnan(x) ? x + x : zero / zero;
}

/* An infinity of that sign and the division-by-zero exception. */
static inline real
pole(bool negative)
{
	volatile real zero = 0;

	return (negative ? -1 : 1) / zero;
}

/* --- Cores that other cores use ---------------------------------------------------- */

real __math_exp(real x);
real __math_expm1(real x);
real __math_log(real x);
real __math_log1p(real x);
real __math_pow(real x, real y);
/* sin and cos of x for |x| <= pi/4 + a little. */
real __math_sin_small(real x);
real __math_cos_small(real x);
/* x = quadrant * pi/2 + result, |result| <= pi/4; any finite x */
real __math_reduce(real x, int *quadrant);
/* sin(pi * x), exact in its zeros. */
real __math_sin_pi(real x);
real __math_lgamma(real x, int *sign);

/* --- Results ------------------------------------------------------------------------ */

/* What went wrong, from the arguments' kind and the results. */
static inline void
report(bool arguments_nan, bool arguments_finite, real exact, bool zero,
    bool infinite)
{
	if (__builtin_isnan(exact)) {
		if (!arguments_nan)
			errno = EDOM;
	} else if ((infinite && arguments_finite) || (zero && exact != 0)) {
		errno = ERANGE;
	}
}

#define MATH1_TYPE(type, name, core)                                      \
	type name(type x)                                                 \
	{                                                                 \
		real exact = core(x);                                     \
		type result = (type)exact;                                \
                                                                          \
		if (__builtin_expect(!__builtin_isfinite(result) ||       \
			    result == 0,                                  \
			0))                                               \
			report(__builtin_isnan(x), __builtin_isfinite(x), \
			    exact, result == 0, __builtin_isinf(result)); \
		return result;                                            \
	}

#define MATH2_TYPE(type, name, core)                                        \
	type name(type x, type y)                                           \
	{                                                                   \
		real exact = core(x, y);                                    \
		type result = (type)exact;                                  \
                                                                            \
		if (__builtin_expect(!__builtin_isfinite(result) ||         \
			    result == 0,                                    \
			0))                                                 \
			report(__builtin_isnan(x) || __builtin_isnan(y),    \
			    __builtin_isfinite(x) && __builtin_isfinite(y), \
			    exact, result == 0, __builtin_isinf(result));   \
		return result;                                              \
	}

#define MATH1(name, core)                \
	MATH1_TYPE(double, name, core)   \
	MATH1_TYPE(float, name##f, core) \
	MATH1_TYPE(long double, name##l, core)

#define MATH2(name, core)                \
	MATH2_TYPE(double, name, core)   \
	MATH2_TYPE(float, name##f, core) \
	MATH2_TYPE(long double, name##l, core)

#endif
