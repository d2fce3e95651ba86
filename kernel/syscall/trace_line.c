/* Lines of a trace, in strace's ways of writing. */
#include "syscall/trace_line.h"

#include <stdarg.h>

#include "lib/fmt.h"

void
line_add(struct trace_line *l, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	l->len += (size_t)vsnprintf(l->text + l->len, sizeof(l->text) - l->len,
	    format, args);
	va_end(args);
	l->len = min(l->len, sizeof(l->text) - 1);
}

void
line_pad(struct trace_line *l, size_t column)
{
	while (l->len < column)
		line_add(l, " ");
}

static char
short_escape(u8 c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\v':
		return 'v';
	case '\f':
		return 'f';
	case '\r':
		return 'r';
	case '"':
	case '\\':
		return (char)c;
	default:
		return 0;
	}
}

void
line_quote(struct trace_line *l, const char *s, size_t n, bool cut)
{
	line_add(l, "\"");
	for (size_t i = 0; i < n; i++) {
		u8 c = (u8)s[i];
		char e = short_escape(c);

		if (e)
			line_add(l, "\\%c", e);
		else if (c >= ' ' && c < 0x7f)
			line_add(l, "%c", c);
		else if (i + 1 < n && s[i + 1] >= '0' && s[i + 1] <= '9')
			line_add(l, "\\%03o", c);
		else
			line_add(l, "\\%o", c);
	}
	line_add(l, cut ? "\"..." : "\"");
}

void
line_quote_hex(struct trace_line *l, const u8 *s, size_t n, bool cut)
{
	line_add(l, "\"");
	for (size_t i = 0; i < n; i++)
		line_add(l, "\\x%02x", s[i]);
	line_add(l, cut ? "\"..." : "\"");
}

void
line_flags(struct trace_line *l, const struct trace_name *names, u64 value,
    const char *unknown)
{
	const char *separator = "";

	if (!value) {
		/* A table may have a name for 0, as its first row. */
		line_add(l, "%s",
		    !names->value && names->name ? names->name : "0");
		return;
	}
	for (; names->name; names++) {
		if (!names->value || (value & names->value) != names->value)
			continue;
		line_add(l, "%s%s", separator, names->name);
		value &= ~names->value;
		separator = "|";
	}
	if (value && *separator)
		line_add(l, "|%#lx", value);
	else if (value)
		line_add(l, "%#lx /* %s */", value, unknown);
}

void
line_choice(struct trace_line *l, const struct trace_name *names, u64 value,
    const char *unknown)
{
	for (; names->name; names++)
		if (names->value == value) {
			line_add(l, "%s", names->name);
			return;
		}
	line_add(l, "%#lx /* %s */", value, unknown);
}
