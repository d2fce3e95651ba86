/*
 * printf: from the format to the conversions, and those of characters and strings.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "printf_format.h"
#include "string_internal.h"

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

void
__print_padded(struct printer *p, const struct directive *d, const char *s,
    size_t n)
{
	struct directive spaces = *d;

	spaces.flags &= ~(unsigned int)FLAG_ZERO;
	print_left_padding(p, &spaces, (long)n);
	print_text(p, s, n);
	print_right_padding(p, &spaces, (long)n);
}

/* --- Conversions ----------------------------------------------------------- */

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
	__print_padded(p, d, s, end ? (size_t)(end - s) : max);
}

static void
print_char(struct printer *p, const struct directive *d, int c)
{
	char byte = (char)c;

	if (p->wide)
		__print_wide_char(p, d, btowc((unsigned char)c));
	else
		__print_padded(p, d, &byte, 1);
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
		__print_signed(p, d, value.integer);
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
	case 'b':
	case 'B':
		__print_unsigned(p, d, value.integer);
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
		__print_pointer(p, d, value.pointer);
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
		if (!__print_read_directive(&f, args, &d, &value))
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

/* A first pass for the types, then all arguments at once. */
static bool
fetch_numbered(struct printer *p, struct format f, struct arguments *args)
{
	args->count = 0;
	memset(args->types, 0, sizeof(args->types));
	args->measuring = true;
	if (!run(p, f, args))
		return false;
	args->measuring = false;
	__print_fetch_numbered(args);
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
	arguments.numbered = __print_is_numbered(f);
	va_copy(arguments.next, args);
	if (arguments.numbered)
		good = fetch_numbered(p, f, &arguments);
	good = good && run(p, f, &arguments);
	va_end(arguments.next);
	if (good && p->count > INT_MAX) {
		errno = EOVERFLOW;
		good = false;
	}
	return good ? (int)p->count : -1;
}
