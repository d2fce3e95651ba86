/*
 * A string under construction, in an arena.
 *
 * It is never freed by itself: it goes with the arena's mark that was taken before
 * it. It must not grow while a younger mark is pending, which would take the new
 * place with it.
 */
#ifndef SH_STR_H
#define SH_STR_H

#include "mem.h"

#include <string.h>

struct str {
	struct arena *arena;
	char *data;
	size_t length;
	size_t capacity; /* > length once data is there */
};

static inline struct str
str_new(struct arena *arena)
{
	return (struct str){ .arena = arena };
}

/* Make room for `more` bytes and a NUL behind them. */
void str_reserve(struct str *s, size_t more);
void str_add_all(struct str *s, const char *text);
void str_printf(struct str *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Append as a word that the shell reads back as this text. */
void str_add_quoted(struct str *s, const char *text);

static inline void
str_char(struct str *s, char c)
{
	if (s->length + 1 >= s->capacity)
		str_reserve(s, 1);
	s->data[s->length++] = c;
}

static inline void
str_add(struct str *s, const char *data, size_t n)
{
	if (s->length + n >= s->capacity)
		str_reserve(s, n);
	memcpy(s->data + s->length, data, n);
	s->length += n;
}

/* => returns: the content, NUL-terminated; it stays the string's */
static inline char *
str_text(struct str *s)
{
	if (s->capacity == 0)
		str_reserve(s, 0);
	s->data[s->length] = '\0';
	return s->data;
}

#endif
