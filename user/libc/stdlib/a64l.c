/*
 * Numbers of 32 bits as up to six characters, the lowest six bits first.
 */
#include <stdlib.h>
#include <string.h>

static const char digits[] =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

long
a64l(const char *s)
{
	unsigned int n = 0;

	for (int shift = 0; shift < 36 && *s; shift += 6, s++) {
		const char *digit = strchr(digits, *s);

		if (!digit)
			break;
		n |= (unsigned int)((unsigned long)(digit - digits) << shift);
	}
	return (int)n;
}

char *
l64a(long value)
{
	static char text[7];
	unsigned int n = (unsigned int)value;
	char *p = text;

	for (; n > 0; n >>= 6)
		*p++ = digits[n & 63];
	*p = 0;
	return text;
}
