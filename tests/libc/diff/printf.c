/*
 * Prints random values by random formats.
 */
#include <stdio.h>
#include <string.h>

#include "random.h"

static void
make_format(char *to, const char *length, const char *conversions)
{
	*to++ = '%';
	for (unsigned int n = random_below(4); n > 0; n--)
		*to++ = "-+ #0"[random_below(5)];
	if (random_below(2))
		to += sprintf(to, "%u", random_below(30) + 1);
	if (random_below(2))
		to += sprintf(to, ".%u",
		    random_below(random_below(4) ? 20 : 60));
	to += sprintf(to, "%s", length);
	*to++ = conversions[random_below((unsigned int)strlen(conversions))];
	*to = 0;
}

static void
show(const char *format, int n, const char *text)
{
	printf("%s -> %d [%s]\n", format, n, text);
}

static void
doubles(void)
{
	char format[40], text[2000];
	uint64_t bits = random_bits();
	double d;

	switch (random_below(4)) {
	case 0:
		d = (double)(int64_t)bits / (double)(1 << random_below(30));
		break;
	case 1:
		d = (double)(int)random_below(1000000) / 100;
		break;
	case 2:
		d = (double)(int)random_below(2000) / 8;
		break;
	default:
		memcpy(&d, &bits, sizeof d);
	}
	make_format(format, "", "feEgGaAF");
	show(format, snprintf(text, sizeof text, format, d), text);
}

static void
long_doubles(void)
{
	static char text[20000];
	char format[40];
	long double l = 0;
	uint64_t bits = random_bits() | 1UL << 63;
	uint16_t top = (uint16_t)random_bits();

	if (random_below(2))
		top = (uint16_t)(0x3ff0 + random_below(64));
	if ((top & 0x7fff) == 0x7fff)
		return;
	memcpy(&l, &bits, sizeof bits);
	memcpy((char *)&l + sizeof bits, &top, sizeof top);
	if ((top & 0x7fff) == 0)
		l = 0;
	make_format(format, "L", "feEgGaA");
	show(format, snprintf(text, sizeof text, format, l), text);
}

static void
integers(void)
{
	static const char *const lengths[] = { "", "hh", "h", "l", "ll", "z",
		"j", "t" };
	char format[40], text[200];
	unsigned int which = random_below(8);
	uint64_t bits = random_bits();

	bits >>= random_below(64);
	if (random_below(8) == 0)
		bits = 0;
	if (random_below(4) == 0)
		bits = -bits;
	make_format(format, lengths[which], "diouxX");
	if (which < 3)
		show(format, snprintf(text, sizeof text, format, (int)bits),
		    text);
	else
		show(format, snprintf(text, sizeof text, format, bits), text);
}

static void
strings(void)
{
	static const char *const some[] = { "", "a", "hello",
		"a rather longer string than the others" };
	char format[40], text[200];

	make_format(format, "", "s");
	show(format, snprintf(text, sizeof text, format, some[random_below(4)]),
	    text);
	make_format(format, "", "c");
	show(format, snprintf(text, sizeof text, format, 'x'), text);
	make_format(format, "", "p");
	show(format,
	    snprintf(text, sizeof text, format,
		(void *)(uintptr_t)(random_below(3) ? random_bits() : 0)),
	    text);
}

static void
numbered(void)
{
	char text[200];
	int n = snprintf(text, sizeof text,
	    "%3$s %1$*4$d %2$.*4$f %1$x %%|%5$-8ld|", (int)random_below(999),
	    (double)random_below(9999) / 7, "three", (int)random_below(9),
	    (long)random_bits());

	show("numbered", n, text);
}

static void
cut_short(void)
{
	char text[32];
	unsigned int size = random_below(20);
	int n;

	memset(text, '#', sizeof text);
	text[sizeof text - 1] = 0;
	n = snprintf(text, size, "%d and %s", 12345, "more");
	printf("%u: %d %.31s\n", size, n, text);
}

static void
extremes(void)
{
	static const double some[] = { 0.0, -0.0, 0.5, 1.5, 2.5, 0.05, 0.15,
		9.5, 99.5, 999994.5, 9999995, 0.0001, 0.00001, 5e-324, 1e308,
		1e15, 1e16, 1e17, 123456789012345678, 1.0 / 3 };
	static const char *const formats[] = { "%.0f", "%.1f", "%f", "%e",
		"%.0e", "%g", "%#g", "%.0g", "%#.0f", "%#.0e", "%a", "%.0a",
		"%.1a", "%.20g", "%.30f", "%+.3e", "%015.3f", "% g", "%-12.4gx",
		"%#x" };
	static char text[500];

	for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
		for (size_t j = 0; j + 1 < sizeof formats / sizeof formats[0];
		     j++)
			show(formats[j],
			    snprintf(text, sizeof text, formats[j], some[i]),
			    text);
}

int
main(void)
{
	extremes();
	for (int i = 0; i < 20000; i++) {
		doubles();
		integers();
		if (i % 4 == 0) {
			long_doubles();
			strings();
			numbered();
			cut_short();
		}
	}
	return 0;
}
