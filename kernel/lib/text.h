/*
 * A long text that is printed record by record, through a buffer that holds a
 * part of it.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include "lib/compiler.h"
#include "lib/types.h"

struct text {
	char *buf;
	size_t size;  /* of buf, without a byte for a NUL at its end */
	size_t len;   /* of what is in it */
	size_t start; /* where in it the record began that is being printed */
	size_t skip;  /* bytes of that record that are still to be dropped */
	bool full;    /* not all of it fitted */

	u64 at;        /* that record's place: 0, or what text_next() said */
	u64 index;     /* how many came before it */
	size_t inside; /* bytes of it that went out with earlier buffers */
	u64 next;      /* the place of the one after it */
	bool ended;    /* there is none */
};

/* --- For who prints a record: its place is t->at. --- */

/* Another record follows, at that place; whoever does not say so prints the
 * last. */
static inline void
text_next(struct text *t, u64 at)
{
	t->next = at;
	t->ended = false;
}

void text_add(struct text *t, const void *s, size_t n);
void text_string(struct text *t, const char *s);
/* The same with what would end a word escaped, as Linux does. */
void text_word(struct text *t, const char *s);
/* Less than a buffer at once. */
__printf(2, 3) void text_printf(struct text *t, const char *format, ...);

/* A string literal; and numbers, in a field of at most TEXT_FIELD: decimal behind blanks,
 * hexadecimal behind zeros.  A third of what printf takes. */
#define TEXT_FIELD         24
#define text_literal(t, s) text_add(t, s "", sizeof(s) - 1)
void text_decimal(struct text *t, u64 value, unsigned width);
void text_hex(struct text *t, u64 value, unsigned width);

/* A place for at most `size` bytes, in the text itself if that has as much room, or else
 * in buf; and what was put there, n of them. */
static inline char *
text_place(struct text *t, char *buf, size_t size)
{
	return !t->full && t->size - t->len >= size ? t->buf + t->len : buf;
}

static inline void
text_placed(struct text *t, const char *buf, const char *place, size_t n)
{
	if (place == buf)
		text_add(t, buf, n);
	else
		t->len += n;
}

/* Fills the record with blanks up to a length. */
void text_pad(struct text *t, size_t len);

/* What is left of the buffer, *n bytes, to be filled by the caller, who then adds
 * to t->len. */
char *text_rest(const struct text *t, size_t *n);

/* --- For who collects them --- */

/* Back to the first record, with an empty buffer. */
void text_rewind(struct text *t);

/* Around the printing of the record at t->at; `good`: there was no error.
 * => returns: it is in the buffer and another may be printed */
void text_begin(struct text *t);
bool text_commit(struct text *t, bool good);

#endif
