/* Lines of a trace, in strace's ways of writing. */
#include "syscall/trace_line.h"

#include <stdarg.h>

#include "lib/fmt.h"
#include "lib/string.h"

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
line_quote(struct trace_line *l, const u8 *s, size_t n, bool hex, bool cut)
{
	static const char escaped[] = "\t\n\v\f\r\"\\", as[] = "tnvfr\"\\";

	line_add(l, "\"");
	for (size_t i = 0; i < n; i++) {
		const char *e = s[i] ? strchr(escaped, s[i]) : NULL;

		if (hex)
			line_add(l, "\\x%02x", s[i]);
		else if (e)
			line_add(l, "\\%c", as[e - escaped]);
		else if (s[i] >= ' ' && s[i] < 0x7f)
			line_add(l, "%c", s[i]);
		else if (i + 1 < n && s[i + 1] >= '0' && s[i + 1] <= '9')
			line_add(l, "\\%03o", s[i]);
		else
			line_add(l, "\\%o", s[i]);
	}
	line_add(l, cut ? "\"..." : "\"");
}

static void
add_number(struct trace_line *l, enum trace_number number, u64 v, size_t size)
{
	unsigned unused = 64 - 8 * (unsigned)size;

	switch (number) {
	case TRACE_SIGNED:
		line_add(l, "%ld", (long)(v << unused) >> unused);
		break;
	case TRACE_UNSIGNED:
		line_add(l, "%lu", v);
		break;
	case TRACE_HEX:
		line_add(l, "%#lx", v);
		break;
	case TRACE_OCTAL:
		line_add(l, "0%02lo", v);
		break;
	}
}

static bool
matches(const struct trace_format *f, u64 name, u64 value, u64 rest)
{
	if (f->mask && !(name & ~f->mask))
		return name == (value & f->mask);
	return name ? (rest & name) == name : !value;
}

void
line_value(struct trace_line *l, const struct trace_format *f, u64 value,
    size_t size)
{
	u64 rest = value;
	bool named = false;

	for (const struct trace_name *n = f->names; n && n->name; n++) {
		if (!matches(f, n->value, value, rest))
			continue;
		line_add(l, "%s%s", named ? "|" : "", n->name);
		rest &= ~n->value;
		named = true;
	}
	if (named && !rest && f->number != TRACE_OCTAL)
		return;
	line_add(l, named ? "|" : "");
	add_number(l, f->number, rest, size);
	if (!named && f->unknown && (value || f->mask))
		line_add(l, " /* %s */", f->unknown);
}
