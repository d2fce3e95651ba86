/* The line being edited: changing its text, and moving in it by characters and
 * words. */
#include "editor.h"

#include "mem.h"
#include "term.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void
make_room(struct editor *e, size_t n)
{
	if (e->length + n < e->capacity)
		return;
	e->capacity = (e->length + n) * 2 + 64;
	e->text = xrealloc(e->text, e->capacity);
}

void
editor_set(struct editor *e, const char *text)
{
	e->length = e->cursor = 0;
	make_room(e, 0);
	e->text[0] = '\0';
	editor_insert(e, text, strlen(text));
}

void
editor_insert(struct editor *e, const char *text, size_t n)
{
	make_room(e, n);
	memmove(e->text + e->cursor + n, e->text + e->cursor,
	    e->length - e->cursor + 1);
	memcpy(e->text + e->cursor, text, n);
	e->cursor += n;
	e->length += n;
}

void
editor_delete(struct editor *e, size_t start, size_t end)
{
	memmove(e->text + start, e->text + end, e->length - end + 1);
	e->length -= end - start;
	e->cursor = start;
}

/* What is killed by keys in a row is one text, in the order of the line. */
void
editor_kill(struct editor *e, size_t start, size_t end)
{
	size_t n = end - start;
	size_t old = e->killing && e->killed ? strlen(e->killed) : 0;
	char *text = xmalloc(n + old + 1);
	bool before = start < e->cursor;

	memcpy(text + (before ? 0 : old), e->text + start, n);
	if (old > 0)
		memcpy(text + (before ? n : 0), e->killed, old);
	text[n + old] = '\0';
	free(e->killed);
	e->killed = text;
	e->killing = true;
	editor_delete(e, start, end);
}

size_t
editor_next(const struct editor *e, size_t at)
{
	int width;

	if (at >= e->length)
		return e->length;
	do
		at += char_measure(e->text + at, e->length - at, &width);
	while (at < e->length &&
	    (char_measure(e->text + at, e->length - at, &width), width == 0));
	return at;
}

size_t
editor_previous(const struct editor *e, size_t at)
{
	size_t i = 0;

	while (i < at) {
		size_t next = editor_next(e, i);

		if (next >= at)
			return i;
		i = next;
	}
	return i;
}

static bool
in_word(const struct editor *e, size_t at)
{
	unsigned char c = (unsigned char)e->text[at];

	return isalnum(c) || c >= 0x80 || c == '_';
}

size_t
editor_word_end(const struct editor *e, size_t at)
{
	while (at < e->length && !in_word(e, at))
		at++;
	while (at < e->length && in_word(e, at))
		at++;
	return at;
}

size_t
editor_word_start(const struct editor *e, size_t at)
{
	while (at > 0 && !in_word(e, at - 1))
		at--;
	while (at > 0 && in_word(e, at - 1))
		at--;
	return at;
}

size_t
editor_blank_start(const struct editor *e, size_t at)
{
	while (at > 0 && isspace((unsigned char)e->text[at - 1]))
		at--;
	while (at > 0 && !isspace((unsigned char)e->text[at - 1]))
		at--;
	return at;
}
