/*
 * printf: reading the format, and the conversions of integers and strings.
 *
 * The format is read once, fetching each argument as it is reached. If it numbers
 * its arguments (%2$s), they cannot be fetched in that order without knowing the
 * types of all: then a first pass, which prints nothing, notes the types, and the
 * arguments are fetched into an array.
 *
 * A format of wide characters is read by the same code, through format_at.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "printf.h"
#include "string_internal.h"

/* How an argument is passed. */
enum type {
	TYPE_NONE,
	TYPE_INT,
	TYPE_LONG,
	TYPE_DOUBLE,
	TYPE_LONG_DOUBLE,
	TYPE_POINTER,
};

#define MAX_NUMBERED 64 /* NL_ARGMAX */

struct arguments {
	va_list next;
	bool numbered;
	bool measuring; /* the first pass */
	int count;
	enum type types[MAX_NUMBERED];
	union argument values[MAX_NUMBERED];
};

/* Where the format is read. */
struct format {
	const void *text;
	size_t at;
	bool wide;
};

static inline unsigned int
format_at(const struct format *f, size_t ahead)
{
	if (f->wide)
		return (unsigned int)((const wchar_t *)f->text)[f->at + ahead];
	return ((const unsigned char *)f->text)[f->at + ahead];
}

void
__print_repeated(struct printer *p, char c, long n)
{
	char block[64];

	if (n <= 0)
		return;
	p->count += (size_t)n;
	memset(block, c, sizeof(block));
	for (; n > (long)sizeof(block); n -= (long)sizeof(block))
		p->put(p, block, sizeof(block));
	p->put(p, block, (size_t)n);
}

/* --- Reading a directive --------------------------------------------------- */

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

static enum type
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
fetch(va_list *args, enum type type)
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
argument(struct arguments *args, int number, enum type type)
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
	number = read_number(f);
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

/* What follows a %. => returns: false, with errno set, if it makes no sense */
static bool
read_directive(struct format *f, struct arguments *args, struct directive *d,
    union argument *value)
{
	int number = read_number(f);
	unsigned int c;

	*d = (struct directive){ .flags = read_flags(f) };
	if (number > 0)
		args->numbered = true;
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
	if (args->numbered != (number > 0)) {
		errno = EINVAL;
		return false;
	}
	*value = argument(args, number, type_of(d));
	return true;
}

/* --- Conversions ----------------------------------------------------------- */

static long
to_signed(long value, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (signed char)value;
	case LENGTH_SHORT:
		return (short)value;
	case LENGTH_INT:
		return (int)value;
	default:
		return value;
	}
}

static unsigned long
to_unsigned(long value, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (unsigned char)value;
	case LENGTH_SHORT:
		return (unsigned short)value;
	case LENGTH_INT:
		return (unsigned int)value;
	default:
		return (unsigned long)value;
	}
}

static char *
write_decimal(char *end, unsigned long value)
{
	for (; value > 0; value /= 10)
		*--end = (char)('0' + value % 10);
	return end;
}

static char *
write_binary(char *end, unsigned long value, int shift, const char *alphabet)
{
	for (; value > 0; value >>= shift)
		*--end = alphabet[value & ((1U << shift) - 1)];
	return end;
}

/* Sign or prefix, zeros up to the precision, digits. */
static void
print_digits(struct printer *p, const struct directive *d, const char *prefix,
    size_t prefix_size, const char *digits, size_t ndigits)
{
	struct directive layout = *d;
	long zeros = 0, size;

	if (d->precision >= 0) {
		layout.flags &= ~(unsigned int)FLAG_ZERO;
		zeros = d->precision - (long)ndigits;
	} else if (ndigits == 0) {
		zeros = 1;
	}
	if (zeros < 0)
		zeros = 0;
	size = (long)(prefix_size + ndigits) + zeros;
	print_left_padding(p, &layout, size);
	print_text(p, prefix, prefix_size);
	print_zeros(p, &layout, size);
	__print_repeated(p, '0', zeros);
	print_text(p, digits, ndigits);
	print_right_padding(p, &layout, size);
}

static void
print_signed(struct printer *p, const struct directive *d, long argument)
{
	long value = to_signed(argument, d->length);
	unsigned long magnitude = value < 0 ? -(unsigned long)value :
					      (unsigned long)value;
	char buffer[20], *end = buffer + sizeof(buffer);
	char *digits = write_decimal(end, magnitude), sign[1];
	size_t sign_size = print_sign(sign, d, value < 0);

	print_digits(p, d, sign, sign_size, digits, (size_t)(end - digits));
}

/* %o %x %X %b %B: digits of `shift` bits; what # puts before them. */
static void
print_power_of_two(struct printer *p, const struct directive *d,
    unsigned long value, int shift)
{
	char buffer[64], *end = buffer + sizeof(buffer);
	char prefix[2] = { '0', d->conversion };
	const char *alphabet = d->conversion == 'X' ? "0123456789ABCDEF" :
						      "0123456789abcdef";
	char *digits = write_binary(end, value, shift, alphabet);
	int ndigits = (int)(end - digits);
	struct directive octal = *d;
	bool alternate = d->flags & FLAG_ALTERNATE;

	if (shift != 3) {
		print_digits(p, d, prefix, alternate && value ? 2 : 0, digits,
		    (size_t)ndigits);
		return;
	}
	/* In octal # asks for a first digit of 0. */
	if (alternate && value && d->precision <= ndigits && d->precision >= 0)
		octal.precision = ndigits + 1;
	else if (alternate && value && d->precision < 0)
		*--digits = '0', ndigits++;
	else if (alternate && !value && d->precision == 0)
		octal.precision = 1;
	print_digits(p, &octal, prefix, 0, digits, (size_t)ndigits);
}

static void
print_unsigned(struct printer *p, const struct directive *d, long argument)
{
	unsigned long value = to_unsigned(argument, d->length);
	char buffer[20], *end = buffer + sizeof(buffer), *digits;

	switch (d->conversion) {
	case 'o':
		print_power_of_two(p, d, value, 3);
		return;
	case 'x':
	case 'X':
		print_power_of_two(p, d, value, 4);
		return;
	case 'b':
	case 'B':
		print_power_of_two(p, d, value, 1);
		return;
	default:
		digits = write_decimal(end, value);
		print_digits(p, d, NULL, 0, digits, (size_t)(end - digits));
	}
}

static void
print_padded(struct printer *p, const struct directive *d, const char *s,
    size_t n)
{
	struct directive spaces = *d;

	spaces.flags &= ~(unsigned int)FLAG_ZERO;
	print_left_padding(p, &spaces, (long)n);
	print_text(p, s, n);
	print_right_padding(p, &spaces, (long)n);
}

/* As glibc: a null pointer is (nil), and flags may ask for a sign. */
static void
print_pointer(struct printer *p, const struct directive *d, void *pointer)
{
	char buffer[16], *end = buffer + sizeof(buffer), *digits;
	char prefix[3];
	size_t prefix_size;

	if (!pointer) {
		print_padded(p, d, "(nil)", 5);
		return;
	}
	digits = write_binary(end, (unsigned long)pointer, 4,
	    "0123456789abcdef");
	prefix_size = print_sign(prefix, d, false);
	prefix[prefix_size++] = '0';
	prefix[prefix_size++] = 'x';
	print_digits(p, d, prefix, prefix_size, digits, (size_t)(end - digits));
}

static void
store_count(const struct printer *p, enum length length, void *to)
{
	switch (length) {
	case LENGTH_CHAR:
		*(signed char *)to = (signed char)p->count;
		break;
	case LENGTH_SHORT:
		*(short *)to = (short)p->count;
		break;
	case LENGTH_INT:
		*(int *)to = (int)p->count;
		break;
	default:
		*(long *)to = (long)p->count;
	}
}

/* Bytes of a multibyte string, which wide printers decode first. */
static void
print_string(struct printer *p, const struct directive *d, const char *s)
{
	size_t max = d->precision < 0 ? SIZE_MAX : (size_t)d->precision;
	const char *end;

	if (!s)
		s = max >= 6 ? "(null)" : "";
	if (p->wide) {
		__print_multibyte(p, d, s, max);
		return;
	}
	end = memchr(s, 0, max);
	print_padded(p, d, s, end ? (size_t)(end - s) : max);
}

static void
print_char(struct printer *p, const struct directive *d, int c)
{
	char byte = (char)c;

	if (p->wide)
		__print_wide_char(p, d, btowc((unsigned char)c));
	else
		print_padded(p, d, &byte, 1);
}

static void
convert(struct printer *p, const struct directive *d, union argument value)
{
	bool is_long = d->length == LENGTH_LONG;

	switch (d->conversion) {
	case '%':
		print_text(p, "%", 1);
		break;
	case 'd':
	case 'i':
		print_signed(p, d, value.integer);
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
	case 'b':
	case 'B':
		print_unsigned(p, d, value.integer);
		break;
	case 'c':
	case 'C':
		if (is_long || d->conversion == 'C')
			__print_wide_char(p, d, (wint_t)value.integer);
		else
			print_char(p, d, (int)value.integer);
		break;
	case 's':
	case 'S':
		if (is_long || d->conversion == 'S')
			__print_wide_string(p, d, value.pointer);
		else
			print_string(p, d, value.pointer);
		break;
	case 'p':
		print_pointer(p, d, value.pointer);
		break;
	case 'n':
		store_count(p, d->length, value.pointer);
		break;
	case 'm':
		print_string(p, d, strerror(p->saved_errno));
		break;
	default:
		__print_float(p, d, value);
	}
}

/* --- The format ------------------------------------------------------------- */

/* Ordinary text up to the next %. */
static void
print_literal(struct printer *p, struct format *f, bool silent)
{
	size_t start = f->at, n;

	if (f->wide) {
		while (format_at(f, 0) && format_at(f, 0) != '%')
			f->at++;
		n = f->at - start;
		if (!silent && n > 0) {
			p->count += n;
			p->put_wide(p, (const wchar_t *)f->text + start, n);
		}
		return;
	}
	n = (size_t)(__strchrnul((const char *)f->text + start, '%') -
	    ((const char *)f->text + start));
	f->at += n;
	if (!silent && n > 0)
		print_text(p, (const char *)f->text + start, n);
}

/* One pass over the format. */
static bool
run(struct printer *p, struct format f, struct arguments *args)
{
	struct directive d;
	union argument value = { 0 };

	for (;;) {
		print_literal(p, &f, args->measuring);
		if (!format_at(&f, 0))
			return true;
		f.at++;
		if (!read_directive(&f, args, &d, &value))
			return false;
		if (args->measuring)
			continue;
		convert(p, &d, value);
		if (p->failed)
			return false;
		if (p->count > INT_MAX) {
			errno = EOVERFLOW;
			return false;
		}
	}
}

/* Whether the first directive that takes an argument numbers it. */
static bool
is_numbered(struct format f)
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

static bool
fetch_numbered(struct printer *p, struct format f, struct arguments *args)
{
	args->measuring = true;
	if (!run(p, f, args))
		return false;
	args->measuring = false;
	for (int i = 0; i < args->count; i++) {
		/* The type of one that is not used is not known. */
		if (args->types[i] == TYPE_NONE)
			args->types[i] = TYPE_INT;
		args->values[i] = fetch(&args->next, args->types[i]);
	}
	return true;
}

int
__print(struct printer *p, const void *text, va_list args)
{
	struct format f = { .text = text, .wide = p->wide };
	struct arguments arguments;
	bool good = true;

	p->saved_errno = errno;
	arguments.measuring = false;
	arguments.numbered = is_numbered(f);
	va_copy(arguments.next, args);
	if (arguments.numbered) {
		arguments.count = 0;
		memset(arguments.types, 0, sizeof(arguments.types));
		good = fetch_numbered(p, f, &arguments);
	}
	good = good && run(p, f, &arguments);
	va_end(arguments.next);
	if (good && p->count > INT_MAX) {
		errno = EOVERFLOW;
		good = false;
	}
	return good ? (int)p->count : -1;
}
