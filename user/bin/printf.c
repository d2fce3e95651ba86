/*
 * printf: print arguments in a format. The shell's own does the work.
 *
 * What people are used to from others is turned into what that knows: \xHH, \uHHHH
 * and \" in the format become octal escapes.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../sh/tool.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: printf FORMAT [ARGUMENT]...\n"
    "Print the ARGUMENTs as FORMAT says, like printf(3) of C. FORMAT is used again\n"
    "while there are ARGUMENTs; %b is a string with escapes.\n";

/* Up to most hexadecimal digits at *p, which is left behind them; -1: none. */
static long
take_hex(const char **p, int most)
{
	char digits[9] = "";
	size_t n = strspn(*p, "0123456789abcdefABCDEF");

	if (n == 0)
		return -1;
	if (n > (size_t)most)
		n = (size_t)most;
	memcpy(digits, *p, n);
	*p += n;
	return strtol(digits, NULL, 16);
}

static char *
put_octal(char *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out += sprintf(out, "\\%03o", (unsigned char)bytes[i]);
	return out;
}

/* The escape behind a backslash at *p; gives the end of what it became. */
static char *
translate_escape(char *out, const char **p)
{
	const char *digits = *p + 1;
	char bytes[MB_LEN_MAX];
	long value = -1;
	int n = 1;

	switch (**p) {
	case '"':
		value = '"';
		break;
	case 'x':
		value = take_hex(&digits, 2);
		break;
	case 'u':
	case 'U':
		value = take_hex(&digits, **p == 'u' ? 4 : 8);
		n = value < 0 ? 0 : wctomb(bytes, (wchar_t)value);
		break;
	}
	if (value < 0 || n < 1) {
		/* The backslash and the character behind it stay. */
		*out++ = '\\';
		if (**p)
			*out++ = *(*p)++;
		return out;
	}
	if (**p == 'x' || **p == '"')
		bytes[0] = (char)value;
	*p = digits;
	return put_octal(out, bytes, (size_t)n);
}

static char *
translate(const char *format)
{
	char *text = xmalloc(4 * MB_LEN_MAX * strlen(format) + 1), *out = text;

	while (*format) {
		if (*format == '\\') {
			format++;
			out = translate_escape(out, &format);
		} else {
			*out++ = *format++;
		}
	}
	*out = '\0';
	return text;
}

int
main(int argc, char **argv)
{
	int format = 1;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	if (argc > 1 && strcmp(argv[1], "--") == 0)
		format = 2;
	if (argc <= format)
		usage("missing operand");
	argv[format] = translate(argv[format]);
	return builtin_printf(argc, argv);
}
