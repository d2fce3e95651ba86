/*
 * Prints what sscanf makes of random text by random formats. Prefixes of numbers
 * that are none ("0x", "1e+") are left out: there glibc differs from ISO C.
 */
#include <stdio.h>
#include <string.h>

#include "random.h"

static const char *const pieces[] = { "12", "-7", "+0", "0x1f", "077", "abc",
	" ", "\t\n", "3.25", "-1e3", "inf", "nan", "%", ",", "]", "^-", "a-z",
	"99999999999999999999", "4294967296", "x", "0", "-.5", "1.", "Q" };

static const char *const integers[] = { "%d", "%i", "%u", "%x", "%o", "%2d",
	"%1x", "%3i", "%hhd", "%hd", "%ld", "%lld", "%jx", "%zu", "%hho" };

static const char *const strings[] = { "%s", "%3s", "%c", "%[a-z]", "%[^,]",
	"%2[]a]", "%[^]%]", "%[0-9.]", "%1c" };

static const char *const others[] = { " ", ",", "%%", "%*d", "%*s", "x", "%n",
	"%*c", "  %*[a-z]" };

#define PICK(array) array[random_below(sizeof array / sizeof array[0])]

static void
make_text(char *to)
{
	*to = 0;
	for (unsigned int n = random_below(8); n > 0; n--)
		strcat(to, PICK(pieces));
	/* Not the beginning of a number only. */
	for (char *p = to; *p; p++)
		if (*p == 'x' && (p == to || p[-1] != '0' || p[1] != '1'))
			*p = '0';
}

static void
try_integers(const char *text)
{
	long long values[3] = { -1, -1, -1 };
	char format[64];
	int n, at = -1;

	sprintf(format, "%s%s%s%s%%n", PICK(integers), PICK(others),
	    PICK(integers), random_below(2) ? PICK(others) : "");
	if (strstr(format, "%n%"))
		return;
	n = sscanf(text, format, &values[0], &values[1], &at, &at);
	printf("[%s] by [%s]: %d %llx %llx %d\n", text, format, n,
	    (unsigned long long)values[0], (unsigned long long)values[1], at);
}

static void
try_strings(const char *text)
{
	char first[300] = "", second[300] = "", format[64];
	int n, at = -1;

	memset(first, 0, sizeof first);
	memset(second, 0, sizeof second);
	sprintf(format, "%s%s%s%%n", PICK(strings), random_below(2) ? " " : "",
	    PICK(strings));
	n = sscanf(text, format, first, second, &at);
	printf("[%s] by [%s]: %d [%s] [%s] %d\n", text, format, n, first,
	    second, at);
}

static void
try_floats(const char *text)
{
	double d = -1;
	float f = -1;
	long double l = -1;
	int at = -1;
	int n = sscanf(text, "%lf%f%6Lg%n", &d, &f, &l, &at);

	printf("[%s]: %d %a %a %La %d\n", text, n, d, f, l, at);
}

int
main(void)
{
	char text[300];

	for (int i = 0; i < 20000; i++) {
		make_text(text);
		try_integers(text);
		try_strings(text);
		if (!strpbrk(text, "xQ"))
			try_floats(text);
	}
	return 0;
}
