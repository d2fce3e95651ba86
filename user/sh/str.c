/* Strings under construction: growth, and the less simple ways to append. */
#include "str.h"

#include "error.h"

#include <stdarg.h>
#include <stdio.h>

#define FIRST_CAPACITY 48

void
str_reserve(struct str *s, size_t more)
{
	size_t wanted = s->capacity ? s->capacity * 2 : FIRST_CAPACITY;

	if (more > (size_t)-1 / 4 || s->length > (size_t)-1 / 4)
		sh_error("Out of space");
	if (s->length + more < s->capacity)
		return;
	if (wanted < s->length + more + 1)
		wanted = s->length + more + 1;
	s->data = arena_grow(s->arena, s->data, s->capacity, wanted);
	s->capacity = wanted;
}

void
str_add_all(struct str *s, const char *text)
{
	str_add(s, text, strlen(text));
}

void
str_printf(struct str *s, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		str_reserve(s, (size_t)n);
		vsnprintf(s->data + s->length, (size_t)n + 1, format, again);
		s->length += (size_t)n;
	}
	va_end(again);
}

/* Runs of text in single quotes, runs of single quotes in double ones. */
void
str_add_quoted(struct str *s, const char *text)
{
	do {
		size_t n = strcspn(text, "'");

		str_char(s, '\'');
		str_add(s, text, n);
		str_char(s, '\'');
		text += n;
		n = strspn(text, "'");
		if (n == 0)
			break;
		str_char(s, '"');
		str_add(s, text, n);
		str_char(s, '"');
		text += n;
	} while (*text != '\0');
}
