/* echo, with the escapes of XSI and -n. See tool.h. */
#include "tool.h"

#include <string.h>

static int
octal(const char **p, int digits)
{
	int value = 0;

	for (; digits > 0 && **p >= '0' && **p <= '7'; digits--)
		value = value * 8 + *(*p)++ - '0';
	return value & 255;
}

int
tool_escape(const char **p)
{
	static const char letters[] = "\\abefnrtv";
	static const char values[] = "\\\a\b\033\f\n\r\t\v";
	const char *found;
	char c = **p;

	if (c == 'c')
		return -1;
	if (c >= '0' && c <= '7') {
		if (c != '0')
			return octal(p, 3);
		++*p;
		return octal(p, 3);
	}
	found = c ? strchr(letters, c) : NULL;
	if (found == NULL)
		return -2;
	++*p;
	return values[found - letters];
}

/* => returns: whether the output goes on: there was no \c */
static int
write_escaped(const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\\");
		int value;
		char byte;

		tool_write(text, n);
		text += n;
		if (*text++ == '\0')
			return 1;
		value = tool_escape(&text);
		if (value == -1)
			return 0;
		byte = value == -2 ? '\\' : (char)value;
		tool_write(&byte, 1);
	}
}

int
builtin_echo(int argc, char **argv)
{
	char **arg = argv + 1;
	int newline = 1;

	(void)argc;
	if (*arg != NULL && strcmp(*arg, "-n") == 0) {
		newline = 0;
		arg++;
	}
	for (; *arg != NULL; arg++) {
		if (!write_escaped(*arg))
			return 0;
		if (arg[1] != NULL)
			tool_write(" ", 1);
	}
	if (newline)
		tool_write("\n", 1);
	return 0;
}
