/*
 * Numbers from text: strict, since what the kernel parses it also acts upon. There
 * is no skipping of blanks, no sign, and an overflow is an error.
 */
#include "lib/parse.h"

#include "abi/errno.h"

/* => returns: 36 or more if `c` is no digit in any base */
static unsigned int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'z' ? (unsigned int)(c - 'a' + 10) : 36;
}

/* Skip 0x if a digit follows it. */
static const char *
skip_0x(const char *s)
{
	if (s[0] == '0' && (s[1] | 0x20) == 'x' && digit_value(s[2]) < 16)
		return s + 2;
	return s;
}

int
parse_u64(const char **cursor, unsigned int base, u64 *value)
{
	const char *s = *cursor, *digits;
	u64 sum = 0;

	if (base == 0 || base == 16) {
		s = skip_0x(s);
		if (base == 0)
			base = s != *cursor ? 16 : *s == '0' ? 8 : 10;
	}
	for (digits = s; digit_value(*s) < base; s++)
		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit_value(*s), &sum))
			return -ERANGE;
	if (s == digits)
		return -EINVAL;
	*cursor = s;
	*value = sum;
	return 0;
}

int
parse_number(const char *s, unsigned int base, u64 limit, u64 *value)
{
	u64 number;
	int error = parse_u64(&s, base, &number);

	if (error)
		return error;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	if (number > limit)
		return -ERANGE;
	*value = number;
	return 0;
}

static unsigned int
suffix_shift(char c)
{
	switch (c | 0x20) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	case 't':
		return 40;
	default:
		return 0;
	}
}

int
parse_size(const char **cursor, u64 *value)
{
	const char *s = *cursor;
	unsigned int shift;
	u64 number;
	int error = parse_u64(&s, 0, &number);

	if (error)
		return error;
	shift = suffix_shift(*s);
	if (number > ~0UL >> shift)
		return -ERANGE;
	*value = number << shift;
	*cursor = s + (shift != 0);
	return 0;
}
