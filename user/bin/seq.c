/*
 * seq: print numbers in a row.
 *
 * Whole numbers are counted as such, of any size that fits an intmax_t; others
 * are computed as first + i * step, so that errors do not add up.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: seq [OPTION]... [FIRST [INCREMENT]] LAST\n"
    "Print the numbers from FIRST (1) to LAST, in steps of INCREMENT (1).\n\n"
    "  -f, --format=FORMAT       print with this conversion of printf\n"
    "  -s, --separator=STRING    between the numbers, not a newline\n"
    "  -w, --equal-width         with zeros in front, all of one width\n";

struct number {
	long double value;
	bool whole;
	intmax_t integer;
	int decimals;
	int width; /* of the text, without its decimals */
};

static struct number
parse(const char *text)
{
	struct number number = { 0 };
	const char *dot = strchr(text, '.');
	char *end;

	number.value = strtold(text, &end);
	if (end == text || *end || isnan(number.value))
		usage("invalid floating point argument: '%s'", text);
	errno = 0;
	number.integer = strtoimax(text, &end, 10);
	number.whole = *end == '\0' && errno == 0 && end != text;
	if (dot && !strpbrk(text, "xXeE"))
		number.decimals = (int)strlen(dot + 1);
	number.width = (int)(dot ? dot - text : (long)strlen(text));
	if (*text == '+')
		number.width--;
	if (dot == text || (dot == text + 1 && *text == '-'))
		number.width++;
	return number;
}

/* A format is text with one conversion of a long double: %[flags][.n]e etc. */
static char *
check_format(const char *format)
{
	const char *p = format;
	char *out;

	while (*p && (*p != '%' || p[1] == '%'))
		p += *p == '%' ? 2 : 1;
	if (!*p)
		errx(1, "format '%s' has no %% directive", format);
	p++;
	p += strspn(p, "-+#0 '");
	p += strspn(p, "0123456789");
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (!*p || !strchr("efgaEFGA", *p))
		errx(1, "format '%s' has unknown %%%c directive", format, *p);
	out = xasprintf("%.*sL%s", (int)(p - format), format, p);
	for (p++; *p; p++) {
		if (*p == '%' && *++p != '%')
			errx(1, "format '%s' has too many %% directives",
			    format);
	}
	return out;
}

static void
print_integers(intmax_t first, intmax_t step, intmax_t last, int width,
    const char *separator)
{
	bool any = false;

	for (intmax_t i = first; step > 0 ? i <= last : i >= last;) {
		if (any)
			fputs(separator, stdout);
		any = true;
		printf("%0*jd", width, i);
		if (__builtin_add_overflow(i, step, &i))
			break;
	}
	if (any)
		putchar('\n');
}

/* Does a number that is printed like LAST count as not beyond it? */
static bool
prints_like(const char *format, long double value, long double last)
{
	char *a = xasprintf(format, value);
	char *b = xasprintf(format, last);
	bool same = strcmp(a, b) == 0;

	free(a);
	free(b);
	return same;
}

static void
print_reals(long double first, long double step, long double last,
    const char *format, const char *separator)
{
	bool any = false;

	for (long double i = 0;; i++) {
		long double value = first + i * step;

		if ((step < 0 ? value < last : value > last) &&
		    !prints_like(format, value, last))
			break;
		if (any)
			fputs(separator, stdout);
		any = true;
		printf(format, value);
		if (step < 0 ? value <= last : value >= last)
			break;
	}
	if (any)
		putchar('\n');
}

static int
max(int a, int b)
{
	return a > b ? a : b;
}

int
main(int argc, char **argv)
{
	struct number first = parse("1"), step = parse("1"), last;
	const char *separator = "\n";
	char *format = NULL;
	bool equal_width = false;
	int option, n, decimals, width = 0;

	/* A negative number is no option. */
	for (n = 1; n < argc; n++) {
		if (argv[n][0] == '-' &&
		    (isdigit((unsigned char)argv[n][1]) || argv[n][1] == '.'))
			break;
		if ((strcmp(argv[n], "-s") == 0 || strcmp(argv[n], "-f") == 0))
			n++;
	}
	while (optind < n &&
	    (option = option_next(n < argc ? n : argc, argv, help)) != -1) {
		if (option == 'f')
			format = check_format(optarg);
		else if (option == 's')
			separator = optarg;
		else
			equal_width = true;
	}
	need_operands(argc, argv, 1, 3);
	n = argc - optind;
	last = parse(argv[argc - 1]);
	if (n > 1)
		first = parse(argv[optind]);
	if (n > 2)
		step = parse(argv[optind + 1]);
	if (step.value == 0)
		usage("invalid Zero increment value: '%s'", argv[optind + 1]);
	decimals = max(first.decimals, step.decimals);
	if (equal_width && !format)
		width = max(first.width, last.width);
	if (first.whole && step.whole && last.whole && !format) {
		print_integers(first.integer, step.integer, last.integer, width,
		    separator);
		return 0;
	}
	if (!format)
		format = xasprintf("%%0%d.%dLf",
		    width + (width && decimals ? decimals + 1 : 0), decimals);
	print_reals(first.value, step.value, last.value, format, separator);
	free(format);
	return 0;
}
