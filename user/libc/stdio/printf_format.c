/*
 * Reading the format of printf: directives, and the arguments they take.
 *
 * The format is read once, fetching each argument as it is reached. If it numbers
 * its arguments (%2$s), they cannot be fetched in that order without knowing the
 * types of all: then a first pass, which prints nothing, notes the types, and the
 * arguments are fetched into an array.
 *
 * A format of wide characters is read by the same code, through format_at.
 */
#include "printf_format.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* => returns: -1 if the number is too large for an int */
static int
read_int(struct format *f)
{
	int n = 0;

	for (; format_at(f, 0) - '0' < 10U; f->at++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (int)(format_at(f, 0) - '0'), &n))
			return -1;
	return n;
}

/* The number of `2$`, over which it goes, or 0 if that is not what is there. */
static int
read_number(struct format *f)
{
	struct format ahead = *f;
	int n = read_int(&ahead);

	if (n <= 0 || n > MAX_NUMBERED || format_at(&ahead, 0) != '$')
		return 0;
	f->at = ahead.at + 1;
	return n;
}

static unsigned int
read_flags(struct format *f)
{
	unsigned int flags = 0;

	for (;; f->at++) {
		switch (format_at(f, 0)) {
		case '-':
			flags |= FLAG_MINUS;
			break;
		case '+':
			flags |= FLAG_PLUS;
			break;
		case ' ':
			flags |= FLAG_SPACE;
			break;
		case '#':
			flags |= FLAG_ALTERNATE;
			break;
		case '0':
			flags |= FLAG_ZERO;
			break;
		case '\'': /* grouping: there is none in our locales */
		case 'I':  /* other digits: likewise */
			break;
		default:
			return flags;
		}
	}
}

static enum length
read_length(struct format *f)
{
	unsigned int c = format_at(f, 0);
	bool doubled = c && format_at(f, 1) == c;

	switch (c) {
	case 'h':
		f->at += 1 + doubled;
		return doubled ? LENGTH_CHAR : LENGTH_SHORT;
	case 'l':
		f->at += 1 + doubled;
		return LENGTH_LONG;
	case 'q':
	case 'j':
	case 'z':
	case 'Z':
	case 't':
		f->at++;
		return LENGTH_LONG;
	case 'L':
		f->at++;
		return LENGTH_LONG_DOUBLE;
	default:
		return LENGTH_INT;
	}
}

static enum argument_type
type_of(const struct directive *d)
{
	switch (d->conversion) {
	case 'd':
	case 'i':
	case 'o':
	case 'u':
	case 'x':
	case 'X':
	case 'b':
	case 'B':
		return d->length >= LENGTH_LONG ? TYPE_LONG : TYPE_INT;
	case 'c':
	case 'C':
		return TYPE_INT;
	case 's':
	case 'S':
	case 'p':
	case 'n':
		return TYPE_POINTER;
	case '%':
	case 'm':
		return TYPE_NONE;
	default:
		return d->length == LENGTH_LONG_DOUBLE ? TYPE_LONG_DOUBLE :
							 TYPE_DOUBLE;
	}
}

static union argument
fetch(va_list *args, enum argument_type type)
{
	union argument a = { 0 };

	switch (type) {
	case TYPE_INT:
		a.integer = va_arg(*args, int);
		break;
	case TYPE_LONG:
		a.integer = va_arg(*args, long);
		break;
	case TYPE_DOUBLE:
		a.real = va_arg(*args, double);
		break;
	case TYPE_LONG_DOUBLE:
		a.long_real = va_arg(*args, long double);
		break;
	case TYPE_POINTER:
		a.pointer = va_arg(*args, void *);
		break;
	case TYPE_NONE:
		break;
	}
	return a;
}

/* The argument of this number, or the next one if that is 0. */
static union argument
argument(struct arguments *args, int number, enum argument_type type)
{
	if (args->measuring && number > 0) {
		args->types[number - 1] = type;
		if (number > args->count)
			args->count = number;
		return (union argument){ 0 };
	}
	if (number > 0)
		return args->values[number - 1];
	return fetch(&args->next, type);
}

/* `*`, or `*2$`. => returns: false if the numbering is wrong */
static bool
read_star(struct format *f, struct arguments *args, int *value)
{
	int number;

	f->at++;
	number = args->numbered ? read_number(f) : 0;
	if ((number > 0) != args->numbered)
		return false;
	*value = (int)argument(args, number, TYPE_INT).integer;
	return true;
}

static bool
read_width(struct format *f, struct arguments *args, struct directive *d)
{
	if (format_at(f, 0) != '*') {
		d->width = read_int(f);
		return d->width >= 0;
	}
	if (!read_star(f, args, &d->width))
		return false;
	if (d->width < 0) {
		d->flags |= FLAG_MINUS;
		d->width = d->width == INT_MIN ? -1 : -d->width;
	}
	return d->width >= 0;
}

static bool
read_precision(struct format *f, struct arguments *args, struct directive *d)
{
	d->precision = -1;
	if (format_at(f, 0) != '.')
		return true;
	f->at++;
	if (format_at(f, 0) == '*')
		return read_star(f, args, &d->precision);
	if (format_at(f, 0) == '-') {
		/* A negative precision is as if there were none. */
		f->at++;
		return read_int(f) >= 0;
	}
	d->precision = read_int(f);
	return d->precision >= 0;
}

bool
__print_read_directive(struct format *f, struct arguments *args,
    struct directive *d, union argument *value)
{
	int number = args->numbered ? read_number(f) : 0;
	unsigned int c;

	*d = (struct directive){ .flags = read_flags(f) };
	if (!read_width(f, args, d) || !read_precision(f, args, d)) {
		errno = EOVERFLOW;
		return false;
	}
	d->length = read_length(f);
	c = format_at(f, 0);
	if (c >= 128 || !c || !strchr("diouxXbBcCsSpneEfFgGaAm%", (int)c)) {
		errno = EINVAL;
		return false;
	}
	f->at++;
	d->conversion = (char)c;
	if (type_of(d) == TYPE_NONE)
		return true;
	/* All are numbered, or none is. */
	if (args->numbered && number == 0) {
		errno = EINVAL;
		return false;
	}
	*value = argument(args, number, type_of(d));
	return true;
}

bool
__print_is_numbered(struct format f)
{
	for (unsigned int c; (c = format_at(&f, 0)) != 0; f.at++) {
		if (c != '%')
			continue;
		f.at++;
		if (format_at(&f, 0) == '%')
			continue;
		return read_number(&f) > 0;
	}
	return false;
}

void
__print_fetch_numbered(struct arguments *args)
{
	for (int i = 0; i < args->count; i++) {
		/* The type of one that is not used is not known. */
		if (args->types[i] == TYPE_NONE)
			args->types[i] = TYPE_INT;
		args->values[i] = fetch(&args->next, args->types[i]);
	}
}
