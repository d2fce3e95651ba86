/* A growing text: what a file of /proc contains when it is read. */
#ifndef PROCFS_TEXT_H
#define PROCFS_TEXT_H

#include "lib/compiler.h"
#include "lib/types.h"
#include "sync/refcount.h"

struct text {
	struct refcount refs;
	char *data;
	size_t len, size;
	bool failed; /* no memory: what was added last is missing */
};

/* An empty text with one reference, or NULL. */
struct text *text_create(void) __must_check;
void text_put(struct text *t);

void text_add(struct text *t, const void *s, size_t n);
void text_string(struct text *t, const char *s);
__printf(2, 3) void text_printf(struct text *t, const char *format, ...);

/* Room for n more bytes at once, to be filled by the caller, who then adds to
 * t->len.  => returns: NULL: no memory */
char *text_room(struct text *t, size_t n);

/* Fills with blanks up to a length. */
void text_pad(struct text *t, size_t len);

#endif
