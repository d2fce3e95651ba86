/*
 * Reading the format of printf: directives, and the arguments they take.
 */
#ifndef STDIO_PRINTF_FORMAT_H
#define STDIO_PRINTF_FORMAT_H

#include "printf.h"

/* How an argument is passed. */
enum argument_type {
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
	enum argument_type types[MAX_NUMBERED];
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

/*
 * What follows a %, and the argument it converts.
 * => returns: false, with errno set, if it makes no sense
 */
bool __print_read_directive(struct format *f, struct arguments *args,
    struct directive *d, union argument *value);

/* Whether the first directive that takes an argument numbers it. */
bool __print_is_numbered(struct format f);

/* Fetch all arguments of a format that numbers them, once their types are known. */
void __print_fetch_numbered(struct arguments *args);

#endif
