/*
 * tgamma, lgamma.
 *
 * Gamma is known near 2 by the series of its logarithm, whose coefficients are
 * (zeta(k) - 1) / k; from there by Gamma(x + 1) = x Gamma(x), as a product, which
 * loses half a unit a factor. The logarithm of large arguments is Stirling's series,
 * that of others is reached by dividing by such a product; near its zeros 1 and 2 it
 * is the series itself. Negative arguments go by reflection.
 *
 * Near the zeros of lgamma between the negative integers the result is a small
 * difference of larger numbers, right only absolutely.
 */
#include "core.h"

#define ONE_MINUS_EULER 0.422784335098467139393487909917597568L
#define HALF_LOG_2PI    0.918938533204672741780329736405617640L
#define STIRLING_MIN    24.0L
/* Gamma overflows a long double above, and is 0 below minus this. */
#define GAMMA_MAX 1756.0L

int signgam;

/* (zeta(k) - 1) / k from k = 2 */
static const real zeta[] = {
	0.32246703342411321823620758334798L,
	0.06735230105319809513324605384297L,
	0.02058080842778454787900092413636L,
	0.00738555102867398526627309729157L,
	0.00289051033074152328575298829851L,
	0.00119275391170326097711393569283L,
	0.00050966952474304242233565481358L,
	0.00022315475845357937976141880360L,
	0.00009945751278180853371459589003L,
	0.00004492623673813314170020750241L,
	0.00002050721277567069155316650398L,
	0.00000943948827526839590398742510L,
	0.00000437486678990748780418179322L,
	0.00000203921575380136623678190071L,
	9.551412130407419353005918e-07L,
	4.492469198764566185487696e-07L,
	2.120718480555466464491200e-07L,
	1.004322482396809908404802e-07L,
	4.769810169363980398286697e-08L,
	2.271109460894316350425417e-08L,
	1.083865921489695459289913e-08L,
	5.183475041970046644229946e-09L,
	2.483674543802478475235497e-09L,
	1.192140140586091154743934e-09L,
	5.731367241678862251438861e-10L,
	2.759522885124233355903938e-10L,
	1.330476437424448882003568e-10L,
	6.422964563838099598864780e-11L,
	3.104424774732227563392725e-11L,
	1.502138408075414166458595e-11L,
	7.275974480239079174553105e-12L,
	3.527742476575915065189557e-12L,
	1.711991790559617978544963e-12L,
	8.315385841420284979314086e-13L,
};
#define NZETA ((int)(sizeof zeta / sizeof zeta[0]))

/* log Gamma(2 + z), |z| <= 1/2 */
static real
log_gamma_near_2(real z)
{
	real sum = 0;

	for (int k = NZETA - 1; k >= 0; k--)
		sum = zeta[k] - sum * z;
	return z * (ONE_MINUS_EULER + z * sum);
}

/* log Gamma(x) for x >= STIRLING_MIN */
static real
stirling(real x)
{
	static const real coefficients[] = { 1 / 12.0L, -1 / 360.0L,
		1 / 1260.0L, -1 / 1680.0L, 1 / 1188.0L, -691 / 360360.0L,
		1 / 156.0L, -3617 / 122400.0L, 43867 / 244188.0L };
	real z = 1 / (x * x), sum = 0;

	for (int k = 8; k >= 0; k--)
		sum = coefficients[k] + sum * z;
	return (x - 0.5L) * (__math_log(x) - 1) + (HALF_LOG_2PI - 0.5L) +
	    sum / x;
}

/* log Gamma(x) for x > 0 */
static real
log_gamma(real x)
{
	real product = 1;

	if (__builtin_isinf(x))
		return x;
	if (x < 0x1p-60L)
		return -__math_log(x);
	if (x >= STIRLING_MIN)
		return stirling(x);
	if (x < 0.5L)
		return log_gamma_near_2(x) - __math_log1p(x) - __math_log(x);
	if (x < 1.5L)
		return log_gamma_near_2(x - 1) - __math_log1p(x - 1);
	while (x > 2.5L) {
		x -= 1;
		product *= x;
	}
	return log_gamma_near_2(x - 2) + __math_log(product);
}

real
__math_lgamma(real x, int *sign)
{
	real s;

	*sign = 1;
	if (__builtin_isnan(x))
		return x + x;
	if (__builtin_isinf(x))
		return __builtin_infl();
	if (x > 0)
		return log_gamma(x);
	if (x == 0) {
		*sign = is_negative(x) ? -1 : 1;
		return pole(false);
	}
	s = __math_sin_pi(x);
	if (s == 0)
		return pole(false);
	/* Gamma(x) Gamma(1 - x) = pi / sin(pi x) */
	*sign = s < 0 ? -1 : 1;
	if (x > -0x1p-60L)
		return -__math_log(-x);
	return __math_log(PI / __builtin_fabsl(s)) - log_gamma(1 - x);
}

/* Gamma(x) for 1.5 <= x <= GAMMA_MAX */
static real
gamma_above(real x)
{
	real product = 1;

	while (x > 2.5L) {
		x -= 1;
		product *= x;
	}
	return product * __math_exp(log_gamma_near_2(x - 2));
}

static real
core_tgamma(real x)
{
	real s, divisor = 1;

	if (x == 0)
		return pole(is_negative(x));
	if (__builtin_isnan(x) || (__builtin_isinf(x) && x > 0))
		return x + x;
	if (x > GAMMA_MAX)
		return 0x1p16000L * (x * 0x1p16000L);
	if (x < 0 && (__builtin_isinf(x) || x87_rint(x) == x))
		return invalid(__builtin_infl());
	if (x >= 1.5L)
		return gamma_above(x);
	if (x >= -20) {
		for (; x < 1.5L; x += 1)
			divisor *= x;
		return gamma_above(x) / divisor;
	}
	s = __math_sin_pi(x);
	if (x < -GAMMA_MAX)
		return s * 0x1p-16000L * 0x1p-16000L;
	return PI / (s * gamma_above(1 - x));
}

#define TGAMMA(name, type)                                      \
	type name(type x)                                       \
	{                                                       \
		real exact = core_tgamma(x);                    \
		type result = (type)exact;                      \
                                                                \
		if (__builtin_isnan(result)) {                  \
			if (!__builtin_isnan(x))                \
				errno = EDOM;                   \
		} else if (__builtin_isfinite(x) &&             \
		    (__builtin_isinf(result) || result == 0)) { \
			errno = ERANGE;                         \
		}                                               \
		return result;                                  \
	}
TGAMMA(tgamma, double)
TGAMMA(tgammaf, float)
TGAMMA(tgammal, long double)

#define LGAMMA(name, name_r, other, type)                                \
	type name_r(type x, int *sign)                                   \
	{                                                                \
		real exact = __math_lgamma(x, sign);                     \
		type result = (type)exact;                               \
                                                                         \
		report(__builtin_isnan(x), __builtin_isfinite(x), exact, \
		    result == 0, __builtin_isinf(result));               \
		return result;                                           \
	}                                                                \
	type name(type x)                                                \
	{                                                                \
		return name_r(x, &signgam);                              \
	}                                                                \
	type other(type x)                                               \
	{                                                                \
		return name_r(x, &signgam);                              \
	}
LGAMMA(lgamma, lgamma_r, gamma, double)
LGAMMA(lgammaf, lgammaf_r, gammaf, float)
LGAMMA(lgammal, lgammal_r, gammal, long double)
