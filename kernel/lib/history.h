/*
 * The output of a decompressor, as far back as it may repeat it.
 */
#ifndef LIB_HISTORY_H
#define LIB_HISTORY_H

#include "lib/compiler.h"
#include "lib/types.h"

#define HISTORY_CHUNK 65536UL
#define HISTORY_MASK  (HISTORY_CHUNK - 1)
#define HISTORY_MAX   (1UL << 32) /* reach, at most */

/* Where memory comes from: at most 1 MiB a piece; NULL when there is none. */
struct history_memory {
	void *(*alloc)(size_t size);
	void (*free)(void *p); /* NULL is ignored */
};

/* Takes output. => returns: 0, or an error that ends the unpacking */
typedef int history_write_fn(void *context, const u8 *data, size_t size);

/* See history.c. */
struct history {
	const struct history_memory *memory;
	history_write_fn *write;
	void *context;
	u8 **chunks; /* of position p: [p / HISTORY_CHUNK & mask] */
	u8 *chunk;   /* that of `total`, unless it begins there */
	u64 mask, nchunks;
	u64 reach; /* distances are at most that */
	u64 start; /* and go no further back */
	u64 total; /* position: bytes of output so far */
	u64 sent;  /* to write() */
};

/* An empty history, which takes memory as it grows, but never for more than `reach`
 * bytes and a little.  history_fini() is right after a failure, too, and repeatedly.
 * => errors: -ENOMEM */
int history_init(struct history *h, const struct history_memory *memory,
    u64 reach, history_write_fn *write, void *context) __must_check;
void history_fini(struct history *h);

/* What is behind us can no longer be repeated. */
static inline void
history_forget(struct history *h)
{
	h->start = h->total;
}

/* Begin a chunk. => total is its first position */
int history_grow(struct history *h) __must_check;

static inline int __must_check
history_put(struct history *h, u8 byte)
{
	if (!(h->total & HISTORY_MASK)) {
		int error = history_grow(h);

		if (error)
			return error;
	}
	h->chunk[h->total++ & HISTORY_MASK] = byte;
	return 0;
}

/* How far back there is output to repeat. */
static inline u64
history_available(const struct history *h)
{
	return h->total - h->start < h->reach ? h->total - h->start : h->reach;
}

/* The byte `distance` back. => distance is 1 to history_available() */
static inline u8
history_byte(const struct history *h, u64 distance)
{
	u64 at = h->total - distance;

	return h->chunks[at / HISTORY_CHUNK & h->mask][at & HISTORY_MASK];
}

/* Append bytes; the same byte n times; output from `distance` back, which may
 * overlap what it makes.
 * => sleeps if write() does
 * => errors: -EINVAL the distance is too far; -ENOMEM; those of write() */
int history_append(struct history *h, const u8 *data, u64 n) __must_check;
int history_fill(struct history *h, u8 byte, u64 n) __must_check;
int history_repeat(struct history *h, u64 distance, u64 n) __must_check;

/* Give write() what it has not had. */
int history_flush(struct history *h) __must_check;

#endif
