/*
 * ecvt, fcvt, gcvt: digits of numbers, as before printf.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIGITS 17

/* The number's text without sign and point. => returns: where the point was */
static int
strip(const char *text, char *to, size_t size, int *negative)
{
	int point = 0;
	size_t n = 0;
	int seen_point = 0;

	*negative = *text == '-';
	for (text += *negative; *text && *text != 'e'; text++) {
		if (*text == '.') {
			seen_point = 1;
			continue;
		}
		/* Zeros before the first digit only move the point. */
		if (n == 0 && *text == '0' && text[1]) {
			point -= seen_point;
			continue;
		}
		if (n + 1 < size)
			to[n++] = *text;
		point += !seen_point;
	}
	to[n] = 0;
	return point;
}

int
ecvt_r(double value, int ndigits, int *point, int *negative, char *to,
    size_t size)
{
	char text[MAX_DIGITS + 16], *exponent;

	if (ndigits > MAX_DIGITS)
		ndigits = MAX_DIGITS;
	if (ndigits <= 0 || !__builtin_isfinite(value))
		return fcvt_r(value, 0, point, negative, to, size);
	snprintf(text, sizeof(text), "%.*e", ndigits - 1, value);
	exponent = strchr(text, 'e');
	strip(text, to, size, negative);
	*point = value == 0 ? 1 : atoi(exponent + 1) + 1;
	/* Of zero all digits are. */
	if (value == 0)
		memset(to, '0', (size_t)ndigits), to[ndigits] = 0;
	return 0;
}

int
fcvt_r(double value, int ndigits, int *point, int *negative, char *to,
    size_t size)
{
	char text[400];

	if (ndigits > MAX_DIGITS)
		ndigits = MAX_DIGITS;
	if (ndigits < 0)
		ndigits = 0;
	snprintf(text, sizeof(text), "%.*f", ndigits, value);
	*point = strip(text, to, size, negative);
	return 0;
}

static char digits[400];

char *
ecvt(double value, int ndigits, int *point, int *negative)
{
	ecvt_r(value, ndigits, point, negative, digits, sizeof(digits));
	return digits;
}

char *
fcvt(double value, int ndigits, int *point, int *negative)
{
	fcvt_r(value, ndigits, point, negative, digits, sizeof(digits));
	return digits;
}

char *
gcvt(double value, int ndigits, char *to)
{
	if (ndigits > MAX_DIGITS)
		ndigits = MAX_DIGITS;
	sprintf(to, "%.*g", ndigits, value);
	return to;
}
