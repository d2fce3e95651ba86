/*
 * printf, as POSIX has it. See tool.h.
 *
 * There are no options; a format that begins with `-` stands behind `--`.
 *
 * The format is used again as long as arguments are left. A conversion is rebuilt
 * with the widest length modifier and given to the C library's snprintf().
 */
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct printf {
	char **args; /* what is left */
	int status;
	bool stop;  /* \c was met, or the format is wrong */
	bool taken; /* a conversion took an argument */
};

/* One conversion, taken apart. */
struct conversion {
	char text[16]; /* "%", flags, "*.*", modifier, letter */
	int width;
	int precision;
	const char *modifier; /* of the length, or the letter: in the format */
};

static const char *
next_arg(struct printf *p)
{
	if (*p->args == NULL)
		return NULL;
	p->taken = true;
	return *p->args++;
}

/* Numbers. */

static void
check_number(struct printf *p, const char *text, const char *end)
{
	if (*text == '\0')
		return;
	if (end == text) {
		tool_error("%s: expected numeric value", text);
		p->status = 1;
	} else if (*end != '\0') {
		tool_error("%s: not completely converted", text);
		p->status = 1;
	} else if (errno == ERANGE) {
		tool_error("%s: %s", text, strerror(errno));
		p->status = 1;
	}
}

static intmax_t
integer_arg(struct printf *p, bool is_signed)
{
	const char *text = next_arg(p);
	char *end;
	intmax_t value;

	if (text == NULL)
		return 0;
	if (*text == '"' || *text == '\'')
		return (unsigned char)text[1];
	errno = 0;
	value = is_signed ? strtoimax(text, &end, 0) :
			    (intmax_t)strtoumax(text, &end, 0);
	check_number(p, text, end);
	return value;
}

static double
double_arg(struct printf *p)
{
	const char *text = next_arg(p);
	char *end;
	double value;

	if (text == NULL)
		return 0;
	if (*text == '"' || *text == '\'')
		return (unsigned char)text[1];
	errno = 0;
	value = strtod(text, &end);
	check_number(p, text, end);
	return value;
}

/* Output. */

static void
pad(int n)
{
	for (; n > 0; n--)
		tool_write(" ", 1);
}

static void
write_padded(const struct conversion *c, const char *data, size_t n)
{
	int width = c->width;
	bool left = strchr(c->text, '-') != NULL;

	if (width < 0) {
		left = true;
		width = width == INT_MIN ? INT_MAX : -width;
	}
	if (c->precision >= 0 && n > (size_t)c->precision)
		n = (size_t)c->precision;
	if (n < (size_t)width && !left)
		pad(width - (int)n);
	tool_write(data, n);
	if (n < (size_t)width && left)
		pad(width - (int)n);
}

/* Whatever snprintf() made, however long it is. */
#define WRITE_FORMATTED(c, value)                                             \
	do {                                                                  \
		char small[256];                                              \
		char *large = NULL;                                           \
		int n = snprintf(small, sizeof small, (c)->text, (c)->width,  \
		    (c)->precision, value);                                   \
		if (n >= (int)sizeof small)                                   \
			large = malloc((size_t)n + 1);                        \
		if (large != NULL)                                            \
			snprintf(large, (size_t)n + 1, (c)->text, (c)->width, \
			    (c)->precision, value);                           \
		if (n > 0 && (large != NULL || n < (int)sizeof small))        \
			tool_write(large ? large : small, (size_t)n);         \
		free(large);                                                  \
	} while (0)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void
write_integer(const struct conversion *c, intmax_t value)
{
	WRITE_FORMATTED(c, value);
}

static void
write_double(const struct conversion *c, double value)
{
	WRITE_FORMATTED(c, value);
}

#pragma GCC diagnostic pop

/* %b: the escapes first, since the width counts what they become. */
static void
write_escaped(struct printf *p, const struct conversion *c, const char *text)
{
	char *copy = malloc(strlen(text) + 1);
	size_t n = 0;

	while (copy != NULL && *text != '\0') {
		int value = (unsigned char)*text++;

		if (value == '\\') {
			value = tool_escape(&text);
			if (value == -1) {
				p->stop = true;
				break;
			}
			if (value == -2)
				value = '\\';
		}
		copy[n++] = (char)value;
	}
	if (copy != NULL)
		write_padded(c, copy, n);
	free(copy);
}

/* The format. */

static int
star_or_number(struct printf *p, const char **format)
{
	long value;
	char *end;

	if (**format == '*') {
		++*format;
		value = (long)integer_arg(p, true);
	} else {
		value = strtol(*format, &end, 10);
		*format = end;
	}
	return value > INT_MAX || value < INT_MIN ? 0 : (int)value;
}

/* => returns: the conversion's letter, 0 at the format's end */
static char
parse_conversion(struct printf *p, struct conversion *c, const char **format)
{
	char *out = c->text;

	*out++ = '%';
	for (; **format && strchr("-+ 0#", **format) != NULL; ++*format)
		if (memchr(c->text, **format, (size_t)(out - c->text)) == NULL)
			*out++ = **format;
	*out = '\0';
	c->width = 0;
	c->precision = -1;
	if (**format == '*' || isdigit((unsigned char)**format))
		c->width = star_or_number(p, format);
	if (**format == '.') {
		++*format;
		c->precision = 0;
		if (**format == '*' || isdigit((unsigned char)**format))
			c->precision = star_or_number(p, format);
	}
	c->modifier = *format;
	while (**format && strchr("hlLjtz", **format) != NULL)
		++*format;
	return **format;
}

/* Complete the text for snprintf(). */
static void
finish(struct conversion *c, const char *modifier, char letter)
{
	size_t n = strlen(c->text);

	snprintf(c->text + n, sizeof c->text - n, "*.*%s%c", modifier, letter);
}

static void
convert(struct printf *p, struct conversion *c, char letter)
{
	const char *text;

	switch (letter) {
	case 'd':
	case 'i':
		finish(c, "j", letter);
		write_integer(c, integer_arg(p, true));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		finish(c, "j", letter);
		write_integer(c, integer_arg(p, false));
		break;
	case 'c':
		text = next_arg(p);
		c->precision = -1;
		write_padded(c, text ? text : "", 1);
		break;
	case 's':
		text = next_arg(p);
		write_padded(c, text ? text : "", text ? strlen(text) : 0);
		break;
	case 'b':
		text = next_arg(p);
		write_escaped(p, c, text ? text : "");
		break;
	default:
		finish(c, "", letter);
		write_double(c, double_arg(p));
	}
}

/* After a per cent sign. => returns: where the format goes on */
static const char *
run_conversion(struct printf *p, const char *format)
{
	const char *start = format;
	struct conversion c;
	char letter;

	if (*format == '%') {
		tool_write("%", 1);
		return format + 1;
	}
	letter = parse_conversion(p, &c, &format);
	if (letter == '\0') {
		tool_error("missing format character");
		p->status = 1;
		p->stop = true;
		return format;
	}
	if (strchr("diouxXcsbeEfFgGaA", letter) == NULL) {
		tool_error("%%%.*s: invalid directive",
		    (int)(c.modifier + 1 - start), start);
		p->status = 2;
		p->stop = true;
		return format;
	}
	convert(p, &c, letter);
	return format + 1;
}

static void
run_format(struct printf *p, const char *format)
{
	while (*format != '\0' && !p->stop) {
		size_t n = strcspn(format, "%\\");
		int value;
		char byte;

		tool_write(format, n);
		format += n;
		if (*format == '\0')
			return;
		if (*format++ == '%') {
			format = run_conversion(p, format);
			continue;
		}
		/* In a format \c is nothing, and an octal escape has 3 digits. */
		if (*format == '0') {
			value = 0;
			for (int i = 0;
			     i < 3 && *format >= '0' && *format <= '7'; i++)
				value = value * 8 + *format++ - '0';
		} else
			value = *format == 'c' ? -2 : tool_escape(&format);
		byte = value == -2 ? '\\' : (char)value;
		tool_write(&byte, 1);
	}
}

int
builtin_printf(int argc, char **argv)
{
	struct printf p = { 0 };
	char **args = argv + 1;

	if (argc > 1 && strcmp(*args, "--") == 0)
		args++;
	else if (argc > 1 && args[0][0] == '-' && args[0][1] != '\0') {
		tool_error("Illegal option -%c", args[0][1]);
		return 2;
	}
	if (*args == NULL) {
		tool_error("usage: printf format [arg ...]");
		return 2;
	}
	p.args = args + 1;
	do {
		p.taken = false;
		run_format(&p, *args);
	} while (*p.args != NULL && p.taken && !p.stop);
	return p.status;
}
