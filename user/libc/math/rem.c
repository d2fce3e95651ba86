/*
 * Remainders, which are exact: fmod, remainder, remquo, modf, fdim.
 *
 * The x87's partial remainder reduces the exponent by up to 63 a step and says when
 * it is done.
 */
#include "core.h"

#define C2_PARTIAL 0x400

static real
core_fmod(real x, real y)
{
	unsigned short status;

	if (__builtin_isnan(x) || __builtin_isnan(y))
		return x + y;
	if (__builtin_isinf(x) || y == 0)
		return invalid(__builtin_infl());
	do
		__asm__("fprem; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & C2_PARTIAL);
	return x;
}

/* To the nearest multiple; *quotient gets the quotient's three lowest bits. */
static real
nearest(real x, real y, unsigned int *quotient)
{
	unsigned short status;

	*quotient = 0;
	if (__builtin_isnan(x) || __builtin_isnan(y))
		return x + y;
	if (__builtin_isinf(x) || y == 0)
		return invalid(__builtin_infl());
	do
		__asm__("fprem1; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & C2_PARTIAL);
	/* C0, C3 and C1 are bits 2, 1 and 0. */
	*quotient = (status >> 8 & 1) << 2 | (status >> 14 & 1) << 1 |
	    (status >> 9 & 1);
	return x;
}

static real
core_remainder(real x, real y)
{
	unsigned int quotient;

	return nearest(x, y, &quotient);
}

/* A zero remainder is no underflow. */
#define REMAINDER(type, name, core)                              \
	type name(type x, type y)                                \
	{                                                        \
		real r = core(x, y);                             \
                                                                 \
		if (__builtin_isnan(r) && !__builtin_isnan(x) && \
		    !__builtin_isnan(y))                         \
			errno = EDOM;                            \
		return (type)r;                                  \
	}
#define REMAINDERS(name, core)          \
	REMAINDER(double, name, core)   \
	REMAINDER(float, name##f, core) \
	REMAINDER(long double, name##l, core)

REMAINDERS(fmod, core_fmod)
REMAINDERS(remainder, core_remainder)
REMAINDERS(drem, core_remainder)

#define REMQUO(type, name)                                                    \
	type name(type x, type y, int *result)                                \
	{                                                                     \
		unsigned int quotient;                                        \
		real r = nearest(x, y, &quotient);                            \
                                                                              \
		*result = is_negative(x) != is_negative(y) ? -(int)quotient : \
							     (int)quotient;   \
		if (__builtin_isnan(r) && !__builtin_isnan(x) &&              \
		    !__builtin_isnan(y))                                      \
			errno = EDOM;                                         \
		return (type)r;                                               \
	}
REMQUO(double, remquo)
REMQUO(float, remquof)
REMQUO(long double, remquol)

#define MODF(type, name, trunc_name)                                     \
	type name(type x, type *whole)                                   \
	{                                                                \
		*whole = trunc_name(x);                                  \
		if (__builtin_isinf(x))                                  \
			return (type)__builtin_copysign(0, x);           \
		return (type)__builtin_copysignl((real)(x - *whole), x); \
	}
MODF(double, modf, trunc)
MODF(float, modff, truncf)
MODF(long double, modfl, truncl)

#define FDIM(type, name)                                           \
	type name(type x, type y)                                  \
	{                                                          \
		type r;                                            \
                                                                   \
		if (__builtin_isnan(x) || __builtin_isnan(y))      \
			return x + y;                              \
		if (x <= y)                                        \
			return 0;                                  \
		r = x - y;                                         \
		if (__builtin_isinf(r) && __builtin_isfinite(x) && \
		    __builtin_isfinite(y))                         \
			errno = ERANGE;                            \
		return r;                                          \
	}
FDIM(double, fdim)
FDIM(float, fdimf)
FDIM(long double, fdiml)
