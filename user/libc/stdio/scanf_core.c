/*
 * scanf: reading the format, and the conversions of strings.
 *
 * The same code serves formats and input of bytes and of wide characters. What is
 * stored is of either kind, as the conversion says: %s and %ls, each with either
 * input, so that there are four ways from a character taken to one stored
 * (store_add).
 */
#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scanf.h"

struct scan_format {
	const void *text;
	size_t at;
	bool wide;
};

/* %3$*10lld and the like. */
struct scan_directive {
	int number; /* of the argument, or 0 for the next */
	bool suppress;
	bool allocate;
	long width; /* or 0 */
	enum scan_length length;
	unsigned int conversion;
	/* For %[: where the set is in the format. */
	size_t set, set_end;
	bool inverted;
};

static inline unsigned int
format_at(const struct scan_format *f, size_t ahead)
{
	if (f->wide)
		return (unsigned int)((const wchar_t *)f->text)[f->at + ahead];
	return ((const unsigned char *)f->text)[f->at + ahead];
}

static bool
is_space(const struct scanner *s, wint_t c)
{
	if (c == WEOF)
		return false;
	if (c < 128)
		return isspace((int)c);
	return s->wide && iswspace(c);
}

static void
skip_space(struct scanner *s)
{
	wint_t c;

	s->left = LONG_MAX;
	do
		c = scan_get(s);
	while (is_space(s, c));
	scan_unget(s, c);
}

/* --- Reading a directive ----------------------------------------------------- */

static long
read_int(struct scan_format *f)
{
	long n = 0;

	for (; format_at(f, 0) - '0' < 10U; f->at++)
		if (n < INT_MAX)
			n = n * 10 + (long)(format_at(f, 0) - '0');
	return n;
}

static enum scan_length
read_length(struct scan_format *f)
{
	unsigned int c = format_at(f, 0);
	bool doubled = c && format_at(f, 1) == c;

	switch (c) {
	case 'h':
		f->at += 1 + doubled;
		return doubled ? SCAN_CHAR : SCAN_SHORT;
	case 'l':
		f->at += 1 + doubled;
		/* As glibc, %llf is %Lf. */
		return doubled && strchr("aefgAEFG", (int)format_at(f, 0)) ?
		    SCAN_LONG_DOUBLE :
		    SCAN_LONG;
	case 'q':
	case 'j':
	case 'z':
	case 'Z':
	case 't':
		f->at++;
		return SCAN_LONG;
	case 'L':
		f->at++;
		return SCAN_LONG_DOUBLE;
	default:
		return SCAN_INT;
	}
}

/* [...], a ] that comes first being a member. => returns: false without an end */
static bool
read_set(struct scan_format *f, struct scan_directive *d)
{
	d->inverted = format_at(f, 0) == '^';
	f->at += d->inverted;
	d->set = f->at;
	do
		if (!format_at(f, 0))
			return false;
	while (format_at(f, 0) != ']' ? (f->at++, true) :
					(f->at == d->set && ++f->at));
	d->set_end = f->at++;
	return true;
}

static bool
read_directive(struct scan_format *f, struct scan_directive *d)
{
	size_t start = f->at;

	*d = (struct scan_directive){ .number = (int)read_int(f) };
	if (d->number > 0 && format_at(f, 0) == '$') {
		f->at++;
	} else {
		d->number = 0;
		f->at = start;
	}
	if (format_at(f, 0) == '*') {
		d->suppress = true;
		f->at++;
	}
	while (format_at(f, 0) == '\'' || format_at(f, 0) == 'I')
		f->at++;
	d->width = read_int(f);
	if (format_at(f, 0) == 'm') {
		d->allocate = true;
		f->at++;
	}
	d->length = read_length(f);
	d->conversion = format_at(f, 0);
	if (!d->conversion)
		return false;
	f->at++;
	if (d->conversion == 'C' || d->conversion == 'S') {
		d->conversion |= 0x20;
		d->length = SCAN_LONG;
	}
	return d->conversion != '[' || read_set(f, d);
}

/* Whether c is in the set; a-z means all between, a - at an end itself. */
static bool
set_has(struct scan_format f, const struct scan_directive *d, wint_t c)
{
	for (f.at = d->set; f.at < d->set_end; f.at++) {
		unsigned int first = format_at(&f, 0), last = first;

		if (f.at + 2 < d->set_end && format_at(&f, 1) == '-') {
			last = format_at(&f, 2);
			f.at += 2;
		}
		if (c >= first && c <= last)
			return !d->inverted;
	}
	return d->inverted;
}

/* --- Storing strings ----------------------------------------------------------- */

/* Where a string goes: the program's memory, ours that grows, or nowhere. */
struct store {
	bool wide;
	bool allocate;
	bool failed;
	char *memory;
	size_t used; /* in bytes */
	size_t room; /* of memory of ours */
	mbstate_t state;
};

static void
store_bytes(struct store *store, const void *bytes, size_t n)
{
	if (store->allocate && store->used + n > store->room) {
		size_t room = store->room * 2 + 64;
		char *memory = realloc(store->memory, room);

		if (!memory) {
			store->failed = true;
			return;
		}
		store->memory = memory;
		store->room = room;
	}
	if (store->memory)
		memcpy(store->memory + store->used, bytes, n);
	store->used += n;
}

/* => returns: false if bytes are no character, or a character has no bytes */
static bool
store_add(struct store *store, bool from_wide, wint_t c)
{
	wchar_t wide = (wchar_t)c;
	char bytes[MB_LEN_MAX] = { (char)c };
	size_t n = 1;

	if (store->wide && !from_wide) {
		n = mbrtowc(&wide, bytes, 1, &store->state);
		if (n == (size_t)-2)
			return true;
	} else if (!store->wide && from_wide) {
		n = wcrtomb(bytes, wide, &store->state);
	}
	if (n == (size_t)-1)
		return false;
	if (store->wide)
		store_bytes(store, &wide, sizeof(wide));
	else
		store_bytes(store, bytes, n);
	return true;
}

static void
store_end(struct store *store)
{
	static const wchar_t null;

	store_bytes(store, &null, store->wide ? sizeof(null) : 1);
}

static bool
belongs(struct scanner *s, const struct scan_format *f,
    const struct scan_directive *d, wint_t c)
{
	if (d->conversion == 'c')
		return true;
	if (d->conversion == 's')
		return !is_space(s, c);
	return set_has(*f, d, c);
}

/* %c %s %[: => returns: how it ended; `to` is where the argument points */
static enum scan_result
scan_string(struct scanner *s, const struct scan_format *f,
    const struct scan_directive *d, void *to)
{
	struct store store = { .wide = d->length == SCAN_LONG,
		.allocate = d->allocate && to,
		.memory = d->allocate ? NULL : to };
	bool good = true;
	long taken = 0;
	wint_t c = WEOF;

	for (; good && s->left > 0; taken++) {
		c = scan_get(s);
		if (c == WEOF || !belongs(s, f, d, c))
			break;
		good = store_add(&store, s->wide, c);
		c = WEOF;
		/* Of a multibyte character only the last byte counts. */
		if (!mbsinit(&store.state)) {
			s->left++;
			taken--;
		}
	}
	scan_unget(s, c);
	if (d->conversion != 'c')
		store_end(&store);
	else
		good = good && s->left == 0;
	good = good && mbsinit(&store.state);
	if (good && taken > 0 && !store.failed) {
		if (store.allocate)
			*(void **)to = store.memory;
		return SCAN_MATCHED;
	}
	if (store.allocate)
		free(store.memory);
	if (store.failed)
		return SCAN_NO_MEMORY;
	return SCAN_NO_MATCH;
}

/* --- Conversions ----------------------------------------------------------------- */

static void
store_integer(void *to, enum scan_length length, long value)
{
	switch (length) {
	case SCAN_CHAR:
		*(char *)to = (char)value;
		break;
	case SCAN_SHORT:
		*(short *)to = (short)value;
		break;
	case SCAN_INT:
		*(int *)to = (int)value;
		break;
	default:
		*(long *)to = value;
	}
}

/* Too large a number becomes the largest, as strtol and strtoul have it. */
static long
clamp(unsigned long magnitude, bool negative, bool overflow, bool is_signed)
{
	unsigned long limit = (unsigned long)LONG_MAX + negative;

	if (!is_signed && overflow)
		return -1;
	if (is_signed && (overflow || magnitude > limit))
		magnitude = limit;
	return (long)(negative ? -magnitude : magnitude);
}

static bool
scan_word(struct scanner *s, const char *word)
{
	for (; *word; word++)
		if (scan_get(s) != (wint_t)*word)
			return false;
	return true;
}

static enum scan_result
scan_integer(struct scanner *s, const struct scan_directive *d, void *to)
{
	bool pointer = d->conversion == 'p', negative, overflow;
	enum scan_length length = pointer ? SCAN_LONG : d->length;
	unsigned long magnitude;
	enum scan_result result;
	unsigned int base = 10;

	if (pointer && scan_letter(s, '(')) {
		/* A null pointer, as printf prints it. */
		if (!scan_word(s, "nil)"))
			return SCAN_NO_MATCH;
		if (to)
			*(void **)to = NULL;
		return SCAN_MATCHED;
	}
	if (d->conversion == 'i')
		base = 0;
	else if (d->conversion == 'o')
		base = 8;
	else if (pointer || (d->conversion | 0x20) == 'x')
		base = 16;
	result = __scan_integer(s, base, &magnitude, &negative, &overflow);
	if (result == SCAN_MATCHED && to)
		store_integer(to, length,
		    clamp(magnitude, negative, overflow,
			d->conversion == 'd' || d->conversion == 'i'));
	return result;
}

/* One conversion that takes input. */
static enum scan_result
convert(struct scanner *s, const struct scan_format *f,
    const struct scan_directive *d, void *to)
{
	wint_t c;

	if (!strchr("c[", (int)d->conversion))
		skip_space(s);
	s->left = LONG_MAX;
	if (d->width > 0)
		s->left = d->width;
	else if (d->conversion == 'c')
		s->left = 1;
	c = scan_get(s);
	if (c == WEOF)
		return SCAN_NO_INPUT;
	scan_unget(s, c);
	switch (d->conversion) {
	case '%':
		return scan_letter(s, '%') ? SCAN_MATCHED : SCAN_NO_MATCH;
	case 'c':
	case 's':
	case '[':
		return scan_string(s, f, d, to);
	case 'd':
	case 'i':
	case 'o':
	case 'u':
	case 'x':
	case 'X':
	case 'p':
		return scan_integer(s, d, to);
	default:
		return __scan_float(s, d->length, to);
	}
}

/* --- The format -------------------------------------------------------------------- */

/* The argument of a number: all are pointers, so those before it can be passed. */
static void *
numbered_argument(va_list args, int number)
{
	va_list copy;
	void *argument = NULL;

	va_copy(copy, args);
	for (; number > 0; number--)
		argument = va_arg(copy, void *);
	va_end(copy);
	return argument;
}

static enum scan_result
match_literal(struct scanner *s, unsigned int wanted)
{
	wint_t c;

	s->left = 1;
	c = scan_get(s);
	if (c == (wint_t)wanted)
		return SCAN_MATCHED;
	scan_unget(s, c);
	return c == WEOF ? SCAN_NO_INPUT : SCAN_NO_MATCH;
}

/* The state of a call: where it is and what came of it. */
struct scan {
	struct scan_format format;
	va_list all; /* the arguments, for those that are numbered */
	va_list next;
	int converted;
	int assigned;
};

static void *
argument(struct scan *scan, const struct scan_directive *d)
{
	if (d->suppress || d->conversion == '%')
		return NULL;
	if (d->number > 0)
		return numbered_argument(scan->all, d->number);
	return va_arg(scan->next, void *);
}

static enum scan_result
run_directive(struct scanner *s, struct scan *scan)
{
	struct scan_directive d;
	enum scan_result result;
	void *to;

	if (!read_directive(&scan->format, &d) || d.conversion >= 128 ||
	    !strchr("%csn[diouxXpaefgAEFG", (int)d.conversion))
		return SCAN_NO_MATCH;
	to = argument(scan, &d);
	if (d.conversion == 'n') {
		if (to)
			store_integer(to, d.length, s->count);
		return SCAN_MATCHED;
	}
	result = convert(s, &scan->format, &d, to);
	if (result == SCAN_MATCHED && d.conversion != '%') {
		scan->converted++;
		scan->assigned += to != NULL;
	}
	return result;
}

/* The next of the format: white space, a literal character, or a directive. */
static enum scan_result
run_next(struct scanner *s, struct scan *scan)
{
	unsigned int c = format_at(&scan->format, 0);

	scan->format.at++;
	if (c == '%')
		return run_directive(s, scan);
	if (!is_space(s, c))
		return match_literal(s, c);
	skip_space(s);
	return SCAN_MATCHED;
}

int
__scan(struct scanner *s, const void *text, va_list args)
{
	struct scan scan = { .format = { .text = text, .wide = s->wide } };
	enum scan_result result = SCAN_MATCHED;

	va_copy(scan.all, args);
	va_copy(scan.next, args);
	while (result == SCAN_MATCHED && format_at(&scan.format, 0))
		result = run_next(s, &scan);
	va_end(scan.next);
	va_end(scan.all);
	if (result == SCAN_NO_MEMORY ||
	    (result == SCAN_NO_INPUT && scan.converted == 0))
		return EOF;
	return scan.assigned;
}
