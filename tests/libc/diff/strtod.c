/*
 * Prints the bits of numbers made from random text: near the middle between two
 * numbers, at the ends of the range, of many digits, and malformed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

static void
show(const char *text)
{
	unsigned long bits = 0, mantissa;
	unsigned int short_bits, top = 0;
	char *end[3];
	int errors[3];
	float f;
	double d;
	long double l;

	errno = 0;
	f = strtof(text, &end[0]);
	errors[0] = errno;
	errno = 0;
	d = strtod(text, &end[1]);
	errors[1] = errno;
	errno = 0;
	l = strtold(text, &end[2]);
	errors[2] = errno;
	memcpy(&short_bits, &f, sizeof short_bits);
	memcpy(&bits, &d, sizeof bits);
	memcpy(&mantissa, &l, sizeof mantissa);
	memcpy(&top, (char *)&l + 8, 2);
	printf("%.60s %d %d %d: %08x %016lx %04x%016lx %d %d %d\n", text,
	    (int)(end[0] - text), (int)(end[1] - text), (int)(end[2] - text),
	    short_bits, bits, top, mantissa, errors[0], errors[1], errors[2]);
}

static void
random_digits(char *to, unsigned int n)
{
	while (n-- > 0)
		*to++ = (char)('0' + random_below(10));
	*to = 0;
}

static void
simple(void)
{
	char text[120];

	random_digits(text, 1 + random_below(40));
	if (random_below(2))
		text[random_below((unsigned int)strlen(text))] = '.';
	sprintf(text + strlen(text), "e%d", (int)random_below(700) - 350);
	show(text);
}

/* Exactly between two doubles or floats, or a digit beside that. */
static void
between(void)
{
	static char text[2200];
	uint64_t bits = random_bits();
	double d, next;
	long double middle;

	if (random_below(3) == 0)
		bits &= 0x800fffffffffffff | (uint64_t)random_below(4) << 52;
	memcpy(&d, &bits, sizeof d);
	if (d - d != 0)
		return;
	bits++;
	memcpy(&next, &bits, sizeof next);
	middle = ((long double)d + next) / 2;
	sprintf(text, "%.*Le", (int)random_below(2) ? 1100 : 20, middle);
	show(text);
	if (random_below(2)) {
		char *e = strchr(text, 'e');

		e[-1] = (char)('0' + random_below(10));
		show(text);
	}
}

static void
float_between(void)
{
	char text[400];
	uint32_t bits = (uint32_t)random_bits();
	float f, next;

	memcpy(&f, &bits, sizeof f);
	if (f - f != 0)
		return;
	bits++;
	memcpy(&next, &bits, sizeof next);
	sprintf(text, "%.*e", (int)random_below(200), ((double)f + next) / 2);
	show(text);
}

static void
hexadecimal(void)
{
	char text[100];
	static const char digits[] = "0123456789abcdefABCDEF..";
	unsigned int n = 1 + random_below(40);

	strcpy(text, random_below(2) ? "0x" : "-0X");
	for (unsigned int i = (unsigned int)strlen(text), end = i + n; i < end;
	     i++) {
		text[i] = digits[random_below(sizeof digits - 1)];
		text[i + 1] = 0;
	}
	sprintf(text + strlen(text), "p%d", (int)random_below(2400) - 1200);
	show(text);
}

static void
malformed(void)
{
	static const char some[] = "0123456789+-.eEpPxXinfatyINFATY() _";
	char text[16];
	unsigned int n = random_below(sizeof text);

	for (unsigned int i = 0; i < n; i++)
		text[i] = some[random_below(sizeof some - 1)];
	text[n] = 0;
	show(text);
}

static const char *const chosen[] = { "0", "-0", "inf", "-Infinity", "NaN",
	"nan(", "nan(12)", "nan(1-)", "0x", "0xg", "1e", "1e+", "1e-5x", ".",
	"-.", "1e400", "-1e400", "1e-400", "1e5000", "1e-5000",
	"4.9406564584124654e-324", "2.4703282292062327e-324",
	"2.4703282292062328e-324", "2.2250738585072011e-308",
	"2.2250738585072014e-308", "1.7976931348623157e308",
	"1.7976931348623159e308", "1.7976931348623158079e308",
	"3.4028235677973366e38", "1.18973149535723176502e4932",
	"1.18973149535723176509e4932", "3.6451995318824746025e-4951",
	"1.8225997659412373013e-4951", "1e99999999999999999999",
	"1e-99999999999999999999", "0e99999999999999999999", "9007199254740993",
	"9007199254740992.99999", "18446744073709551615",
	"18446744073709551616.5", " \t\n\v\f\r+7", "0x1p-1074", "0x1p-1075",
	"0x1.8p-1075", "0x1.fffffffffffff8p1023", "0x1p99999999999" };

int
main(void)
{
	static char zeros[3000];

	for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++)
		show(chosen[i]);
	memset(zeros, '0', 2000);
	strcpy(zeros + 2000, "1e-2000");
	show(zeros);
	zeros[1] = '.';
	strcpy(zeros + 2000, "1e2000");
	show(zeros);
	for (int i = 0; i < 4000; i++) {
		simple();
		between();
		float_between();
		hexadecimal();
		malformed();
	}
	return 0;
}
