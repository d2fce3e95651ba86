/*
 * Integers from text: strtol and its relatives.
 *
 * One function reads a number as sign and magnitude, the magnitude limited to 64
 * bits; the others cut it to their type's range.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#include "libc.h"

struct number {
	unsigned long magnitude;
	bool negative;
	bool overflow;
};

/* The value of a digit in any base, or a large one. */
static unsigned int
digit_value(unsigned char c)
{
	unsigned int letter = (c | 0x20U) - 'a';

	if (c - (unsigned int)'0' < 10)
		return c - (unsigned int)'0';
	if (letter < 26)
		return letter + 10;
	return UINT_MAX;
}

/* Over 0x or 0b if it has to be there or decides the base, and a digit follows. */
static const char *
skip_prefix(const char *s, int *base)
{
	int letter = s[0] == '0' ? s[1] | 0x20 : 0;

	if ((*base == 0 || *base == 16) && letter == 'x' &&
	    digit_value((unsigned char)s[2]) < 16) {
		*base = 16;
		return s + 2;
	}
	if (*base == 0)
		*base = s[0] == '0' ? 8 : 10;
	return s;
}

static const char *
read_digits(const char *s, unsigned int base, struct number *number)
{
	unsigned int digit;

	for (; (digit = digit_value((unsigned char)*s)) < base; s++) {
		if (__builtin_mul_overflow(number->magnitude, base,
			&number->magnitude) ||
		    __builtin_add_overflow(number->magnitude, digit,
			&number->magnitude))
			number->overflow = true;
	}
	return s;
}

static struct number
read_number(const char *s, char **end, int base)
{
	struct number number = { 0 };
	const char *p = s, *digits;

	if (end)
		*end = (char *)s;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return number;
	}
	while (isspace((unsigned char)*p))
		p++;
	if (*p == '-' || *p == '+')
		number.negative = *p++ == '-';
	digits = skip_prefix(p, &base);
	p = read_digits(digits, (unsigned int)base, &number);
	if (p != digits && end)
		*end = (char *)p;
	return number;
}

/* A type's smallest and largest value are -max - 1 and max. */
static long
to_signed(struct number number)
{
	unsigned long limit = (unsigned long)LONG_MAX + number.negative;

	if (number.overflow || number.magnitude > limit) {
		errno = ERANGE;
		return number.negative ? LONG_MIN : LONG_MAX;
	}
	return (long)(number.negative ? -number.magnitude : number.magnitude);
}

static unsigned long
to_unsigned(struct number number)
{
	if (number.overflow) {
		errno = ERANGE;
		return ULONG_MAX;
	}
	return number.negative ? -number.magnitude : number.magnitude;
}

long
strtol(const char *restrict s, char **restrict end, int base)
{
	return to_signed(read_number(s, end, base));
}

unsigned long
strtoul(const char *restrict s, char **restrict end, int base)
{
	return to_unsigned(read_number(s, end, base));
}

_Static_assert(sizeof(long) == sizeof(long long), "one function for both");

long long
strtoll(const char *restrict s, char **restrict end, int base)
{
	return strtol(s, end, base);
}

unsigned long long
strtoull(const char *restrict s, char **restrict end, int base)
{
	return strtoul(s, end, base);
}

intmax_t
strtoimax(const char *restrict s, char **restrict end, int base)
{
	return strtol(s, end, base);
}

uintmax_t
strtoumax(const char *restrict s, char **restrict end, int base)
{
	return strtoul(s, end, base);
}

int
atoi(const char *s)
{
	return (int)strtol(s, NULL, 10);
}

long
atol(const char *s)
{
	return strtol(s, NULL, 10);
}

long long
atoll(const char *s)
{
	return strtol(s, NULL, 10);
}
