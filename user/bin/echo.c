/*
 * echo: print arguments.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../sh/tool.h"
#include "lib/options.h"

static const char help[] =
    "Usage: echo [OPTION]... [STRING]...\n"
    "Print the STRINGs with spaces between them and a newline behind.\n\n"
    "  -n                        no newline\n"
    "  -e                        \\a \\b \\c \\e \\f \\n \\r \\t \\v \\\\ \\0NNN \\xHH mean what "
    "they do in C\n"
    "  -E                        they do not (the default)\n";

/* Is it -n, -e, -E or a combination of them? Anything else is text. */
static bool
is_option(const char *text)
{
	return text[0] == '-' && text[1] &&
	    text[1 + strspn(text + 1, "neE")] == '\0';
}

static int
hex_digit(int c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

/* False when \c ends the output. */
static bool
print_escaped(const char *text)
{
	while (*text) {
		int c;

		if (*text != '\\') {
			putchar(*text++);
			continue;
		}
		text++;
		if (*text == 'e') {
			putchar('\033');
			text++;
		} else if (*text == 'x' && hex_digit(text[1]) >= 0) {
			c = hex_digit(*++text);
			if (hex_digit(*++text) >= 0)
				c = 16 * c + hex_digit(*text++);
			putchar(c);
		} else if ((c = tool_escape(&text)) == -1) {
			return false;
		} else {
			putchar(c == -2 ? '\\' : c);
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	bool newline = true, escapes = false;
	int i = 1;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	for (; i < argc && is_option(argv[i]); i++) {
		for (const char *p = argv[i] + 1; *p; p++) {
			if (*p == 'n')
				newline = false;
			else
				escapes = *p == 'e';
		}
	}
	for (int first = i; i < argc; i++) {
		if (i > first)
			putchar(' ');
		if (!escapes)
			fputs(argv[i], stdout);
		else if (!print_escaped(argv[i]))
			return 0;
	}
	if (newline)
		putchar('\n');
	return 0;
}
