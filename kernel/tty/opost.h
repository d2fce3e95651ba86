/*
 * Output processing of terminals: what OPOST and its companions make of the
 * bytes that programs write, and the column where the next one appears.
 *
 * Pure: no locks, no device.
 */
#ifndef TTY_OPOST_H
#define TTY_OPOST_H

#include "lib/types.h"

struct opost {
	u32 column; /* of the cursor, as far as plain text tells */
};

/* The most bytes that one becomes: a tab. */
#define OPOST_MAX 8

/* What c becomes under c_oflag.
 * => returns: how many bytes of out are filled, 0 to OPOST_MAX */
unsigned opost_byte(struct opost *o, unsigned oflag, bool utf8, u8 c,
    u8 out[OPOST_MAX]);

/* How many bytes at the start of s are plain ASCII text, which no flag
 * changes; the column moves on by as many. */
size_t opost_plain(struct opost *o, unsigned oflag, const u8 *s, size_t n);

#endif
