/*
 * Numbers from text by a given locale, which makes no difference here: digits and
 * the decimal point are the same in all.
 */
#include <stdlib.h>

#define IN_LOCALE(type, name)                                      \
	type name##_l(const char *restrict s, char **restrict end, \
	    locale_t locale)                                       \
	{                                                          \
		(void)locale;                                      \
		return name(s, end);                               \
	}

#define INTEGER_IN_LOCALE(type, name)                                        \
	type name##_l(const char *restrict s, char **restrict end, int base, \
	    locale_t locale)                                                 \
	{                                                                    \
		(void)locale;                                                \
		return name(s, end, base);                                   \
	}

IN_LOCALE(float, strtof)
IN_LOCALE(double, strtod)
IN_LOCALE(long double, strtold)
INTEGER_IN_LOCALE(long, strtol)
INTEGER_IN_LOCALE(long long, strtoll)
INTEGER_IN_LOCALE(unsigned long, strtoul)
INTEGER_IN_LOCALE(unsigned long long, strtoull)
