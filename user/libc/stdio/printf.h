/*
 * The inside of printf: what conversions are made of, and where text goes.
 */
#ifndef STDIO_PRINTF_H
#define STDIO_PRINTF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <wchar.h>

/*
 * Where the text goes. The printers for wide characters, of wprintf, take ASCII
 * text by put as the others do, and other text by put_wide.
 */
struct printer {
	void (*put)(struct printer *p, const char *s, size_t n);
	void (*put_wide)(struct printer *p, const wchar_t *s, size_t n);
	size_t count; /* characters so far, also those there was no room for */
	bool failed;
	bool wide;
	int saved_errno; /* for %m */
	FILE *file;
	void *next, *end; /* room in memory */
};

enum directive_flags {
	FLAG_MINUS = 1 << 0,
	FLAG_PLUS = 1 << 1,
	FLAG_SPACE = 1 << 2,
	FLAG_ALTERNATE = 1 << 3, /* # */
	FLAG_ZERO = 1 << 4,
};

enum length {
	LENGTH_INT,
	LENGTH_CHAR,
	LENGTH_SHORT,
	LENGTH_LONG, /* l ll j z t, all 64 bits */
	LENGTH_LONG_DOUBLE,
};

/* %-08.3lf and the like, with width and precision known. */
struct directive {
	unsigned int flags;
	int width;
	int precision; /* or -1 */
	enum length length;
	char conversion;
};

/* What an argument may be. */
union argument {
	long integer;
	double real;
	long double long_real;
	void *pointer;
};

/*
 * Print by a format of chars, or of wide characters if the printer is for them.
 * => returns: as printf
 */
int __print(struct printer *p, const void *format, va_list args);

/* --- Conversions ------------------------------------------------------------ */

void __print_signed(struct printer *p, const struct directive *d,
    long argument);
void __print_unsigned(struct printer *p, const struct directive *d,
    long argument);
void __print_pointer(struct printer *p, const struct directive *d,
    void *pointer);
void __print_float(struct printer *p, const struct directive *d,
    union argument argument);

/* Text within the field's width; never with zeros. */
void __print_padded(struct printer *p, const struct directive *d, const char *s,
    size_t n);

/* --- Wide characters ------------------------------------------------------- */

void __print_wide_char(struct printer *p, const struct directive *d, wint_t c);
void __print_wide_string(struct printer *p, const struct directive *d,
    const wchar_t *s);

/* A multibyte string by a wide printer, at most `max` characters. */
void __print_multibyte(struct printer *p, const struct directive *d,
    const char *s, size_t max);

static inline void
print_text(struct printer *p, const char *s, size_t n)
{
	if (n == 0)
		return;
	p->count += n;
	p->put(p, s, n);
}

void __print_repeated(struct printer *p, char c, long n);

/* Spaces before or zeros within or spaces after what is n characters wide. */
static inline void
print_left_padding(struct printer *p, const struct directive *d, long n)
{
	if (d->width > n && !(d->flags & (FLAG_MINUS | FLAG_ZERO)))
		__print_repeated(p, ' ', d->width - n);
}

static inline void
print_zeros(struct printer *p, const struct directive *d, long n)
{
	if (d->width > n && (d->flags & (FLAG_ZERO | FLAG_MINUS)) == FLAG_ZERO)
		__print_repeated(p, '0', d->width - n);
}

static inline void
print_right_padding(struct printer *p, const struct directive *d, long n)
{
	if (d->width > n && d->flags & FLAG_MINUS)
		__print_repeated(p, ' ', d->width - n);
}

/* The sign that a number is printed with, or none. */
static inline size_t
print_sign(char *to, const struct directive *d, bool negative)
{
	if (negative)
		*to = '-';
	else if (d->flags & FLAG_PLUS)
		*to = '+';
	else if (d->flags & FLAG_SPACE)
		*to = ' ';
	else
		return 0;
	return 1;
}

/* --- The ends of all printf functions -------------------------------------- */

/* vfprintf for a stream that is locked, with this printer. */
int __print_to_file(FILE *f, struct printer *p, const void *format,
    va_list args);

void __put_to_file(struct printer *p, const char *s, size_t n);

#endif
