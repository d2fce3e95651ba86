/*
 * Type-generic names of the functions of <math.h>; there are no complex ones. An
 * integer argument counts as double.
 */
#ifndef _TGMATH_H
#define _TGMATH_H

#include <math.h>

#define __TG1(x, f) _Generic((x), float : f##f, long double : f##l, default : f)
/* Two arguments: float only if both are, long double if one is. */
#define __TG_SUM(x, y)                         \
	(_Generic((x), float                   \
		  : (float)0, long double      \
		  : (long double)0, default    \
		  : (double)0) +               \
	    _Generic((y), float                \
		     : (float)0, long double   \
		     : (long double)0, default \
		     : (double)0))
#define __TG2(x, y, f)    __TG1(__TG_SUM(x, y), f)
#define __TG3(x, y, z, f) __TG1(__TG_SUM(__TG_SUM(x, y), z), f)

#define acos(x)          __TG1(x, acos)(x)
#define acosh(x)         __TG1(x, acosh)(x)
#define asin(x)          __TG1(x, asin)(x)
#define asinh(x)         __TG1(x, asinh)(x)
#define atan(x)          __TG1(x, atan)(x)
#define atan2(x, y)      __TG2(x, y, atan2)(x, y)
#define atanh(x)         __TG1(x, atanh)(x)
#define cbrt(x)          __TG1(x, cbrt)(x)
#define ceil(x)          __TG1(x, ceil)(x)
#define copysign(x, y)   __TG2(x, y, copysign)(x, y)
#define cos(x)           __TG1(x, cos)(x)
#define cosh(x)          __TG1(x, cosh)(x)
#define erf(x)           __TG1(x, erf)(x)
#define erfc(x)          __TG1(x, erfc)(x)
#define exp(x)           __TG1(x, exp)(x)
#define exp2(x)          __TG1(x, exp2)(x)
#define expm1(x)         __TG1(x, expm1)(x)
#define fabs(x)          __TG1(x, fabs)(x)
#define fdim(x, y)       __TG2(x, y, fdim)(x, y)
#define floor(x)         __TG1(x, floor)(x)
#define fma(x, y, z)     __TG3(x, y, z, fma)(x, y, z)
#define fmax(x, y)       __TG2(x, y, fmax)(x, y)
#define fmin(x, y)       __TG2(x, y, fmin)(x, y)
#define fmod(x, y)       __TG2(x, y, fmod)(x, y)
#define frexp(x, p)      __TG1(x, frexp)(x, p)
#define hypot(x, y)      __TG2(x, y, hypot)(x, y)
#define ilogb(x)         __TG1(x, ilogb)(x)
#define ldexp(x, n)      __TG1(x, ldexp)(x, n)
#define lgamma(x)        __TG1(x, lgamma)(x)
#define llrint(x)        __TG1(x, llrint)(x)
#define llround(x)       __TG1(x, llround)(x)
#define log(x)           __TG1(x, log)(x)
#define log10(x)         __TG1(x, log10)(x)
#define log1p(x)         __TG1(x, log1p)(x)
#define log2(x)          __TG1(x, log2)(x)
#define logb(x)          __TG1(x, logb)(x)
#define lrint(x)         __TG1(x, lrint)(x)
#define lround(x)        __TG1(x, lround)(x)
#define nearbyint(x)     __TG1(x, nearbyint)(x)
#define nextafter(x, y)  __TG2(x, y, nextafter)(x, y)
#define nexttoward(x, y) __TG1(x, nexttoward)(x, y)
#define pow(x, y)        __TG2(x, y, pow)(x, y)
#define remainder(x, y)  __TG2(x, y, remainder)(x, y)
#define remquo(x, y, p)  __TG2(x, y, remquo)(x, y, p)
#define rint(x)          __TG1(x, rint)(x)
#define round(x)         __TG1(x, round)(x)
#define scalbln(x, n)    __TG1(x, scalbln)(x, n)
#define scalbn(x, n)     __TG1(x, scalbn)(x, n)
#define sin(x)           __TG1(x, sin)(x)
#define sinh(x)          __TG1(x, sinh)(x)
#define sqrt(x)          __TG1(x, sqrt)(x)
#define tan(x)           __TG1(x, tan)(x)
#define tanh(x)          __TG1(x, tanh)(x)
#define tgamma(x)        __TG1(x, tgamma)(x)
#define trunc(x)         __TG1(x, trunc)(x)

#endif
