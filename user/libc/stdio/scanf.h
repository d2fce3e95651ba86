/*
 * The inside of scanf: where characters come from, and its conversions.
 */
#ifndef STDIO_SCANF_H
#define STDIO_SCANF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

/*
 * Where characters come from, bytes or wide characters. At most one is given back
 * between two gets.
 */
struct scanner {
	wint_t (*get)(struct scanner *s); /* WEOF at the end or on errors */
	void (*unget)(struct scanner *s, wint_t c);
	bool wide;
	FILE *file;
	const wchar_t *next; /* swscanf's text */
	long count;          /* characters taken */
	long left;           /* how many more the conversion may take */
};

enum scan_length {
	SCAN_INT,
	SCAN_CHAR,
	SCAN_SHORT,
	SCAN_LONG,
	SCAN_LONG_DOUBLE,
};

/* How a conversion ended. */
enum scan_result {
	SCAN_MATCHED,
	SCAN_NO_MATCH,
	SCAN_NO_INPUT, /* not even the first character */
	SCAN_NO_MEMORY,
};

/* Scan by a format of chars, or of wide characters if the scanner's are. */
int __scan(struct scanner *s, const void *format, va_list args);

/* The next character within the field, or WEOF. */
static inline wint_t
scan_get(struct scanner *s)
{
	wint_t c;

	if (s->left <= 0)
		return WEOF;
	c = s->get(s);
	if (c != WEOF) {
		s->count++;
		s->left--;
	}
	return c;
}

static inline void
scan_unget(struct scanner *s, wint_t c)
{
	if (c == WEOF)
		return;
	s->unget(s, c);
	s->count--;
	s->left++;
}

/* Take the next character if it is one of these, capital or not. */
static inline bool
scan_letter(struct scanner *s, char letter)
{
	wint_t c = scan_get(s);

	if ((c | 0x20) == (wint_t)letter)
		return true;
	scan_unget(s, c);
	return false;
}

/* An integer's magnitude and sign; base 0 takes C's prefixes. */
enum scan_result __scan_integer(struct scanner *s, unsigned int base,
    unsigned long *magnitude, bool *negative, bool *overflow);

/* A floating-point number, stored as the length says. */
enum scan_result __scan_float(struct scanner *s, enum scan_length length,
    void *to);

#endif
