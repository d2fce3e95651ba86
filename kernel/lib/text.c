/*
 * Texts that are longer than their buffer.
 *
 * A text is a row of records, each of which has a place: a number that its
 * printer chooses, such as an address, and by which he finds it again, or what
 * comes after it when it has gone.  Who collects a text prints records until the
 * buffer is full, hands that out, and goes on at the next place.  So a text of
 * any length takes one buffer, and nothing is held between two records.
 *
 * A record that does not fit behind others is taken back, and is the first of the
 * next buffer.  One that does not fit into an empty buffer goes out in pieces: it
 * is printed anew for each, and what went out before is dropped.  So adding never
 * fails for its caller; what is added to a full buffer is forgotten.
 */
#include "lib/text.h"

#include <stdarg.h>

#include "lib/fmt.h"
#include "lib/string.h"

/* Makes room, if anything is to be dropped; then the record is the first. */
static bool
drop(struct text *t)
{
	size_t n = min(t->skip, t->len);

	if (!n)
		return false;
	memmove(t->buf, t->buf + n, t->len - n);
	t->len -= n;
	t->skip -= n;
	return true;
}

void
text_add(struct text *t, const void *s, size_t n)
{
	if (likely(!t->full && n <= t->size - t->len)) {
		memcpy(t->buf + t->len, s, n);
		t->len += n;
		return;
	}
	while (n && !t->full) {
		size_t k = min(n, t->size - t->len);

		memcpy(t->buf + t->len, s, k);
		t->len += k;
		s = (const char *)s + k;
		n -= k;
		t->full = n && !drop(t);
	}
}

void
text_string(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

static bool
ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\\' || c == '#';
}

void
text_word(struct text *t, const char *s)
{
	const char *plain = s;

	for (; *s; s++) {
		if (!ends_word(*s))
			continue;
		text_add(t, plain, (size_t)(s - plain));
		text_printf(t, "\\%03o", (unsigned char)*s);
		plain = s + 1;
	}
	text_string(t, plain);
}

void
text_printf(struct text *t, const char *format, ...)
{
	size_t room, n;
	va_list args;

	if (t->full)
		return;
	do {
		room = t->size - t->len;
		va_start(args, format);
		n = (size_t)vsnprintf(t->buf + t->len, room + 1, format, args);
		va_end(args);
	} while (n > room && drop(t));
	t->full = n > room;
	t->len += min(n, room);
}

void
text_decimal(struct text *t, u64 value, unsigned width)
{
	char buf[TEXT_FIELD], *field = text_place(t, buf, sizeof(buf));

	text_placed(t, buf, field, fmt_decimal(field, value, width));
}

void
text_hex(struct text *t, u64 value, unsigned width)
{
	char buf[TEXT_FIELD], *field = text_place(t, buf, sizeof(buf));

	text_placed(t, buf, field, fmt_hex(field, value, width));
}

void
text_pad(struct text *t, size_t len)
{
	static const char blanks[16] = "                ";
	/* With what was dropped of the record. */
	size_t so_far = t->len - t->start + t->inside - t->skip;

	for (; so_far < len; so_far += sizeof(blanks))
		text_add(t, blanks, min(len - so_far, sizeof(blanks)));
}

char *
text_rest(const struct text *t, size_t *n)
{
	*n = t->size - t->len;
	return t->buf + t->len;
}

void
text_rewind(struct text *t)
{
	t->len = t->inside = 0;
	t->at = t->index = 0;
	t->ended = false;
}

void
text_begin(struct text *t)
{
	t->start = t->len;
	t->skip = t->inside;
	t->full = false;
	t->ended = true;
}

bool
text_commit(struct text *t, bool good)
{
	if (good && !t->full) {
		drop(t);
		t->at = t->next;
		t->index++;
		t->inside = 0;
		return !t->ended;
	}
	t->ended = false;
	if (!good || t->start)
		t->len = t->start;
	else
		t->inside += t->len;
	return false;
}
