/*
 * Unpacking LZMA2, the compression within xz files.
 */
#ifndef LIB_LZMA_H
#define LIB_LZMA_H

#include "lib/compiler.h"
#include "lib/history.h"
#include "lib/types.h"

#define LZMA_STATES      12
#define LZMA_POSITIONS   16    /* position modulo that, at most */
#define LZMA_LITERALS    0x300 /* probabilities of a literal in one context */
#define LZMA_LITERAL_CTX 16    /* contexts: 2^(lc + lp) */
#define LZMA_SLOTS       64
#define LZMA_LENGTHS     4  /* lengths that distances tell apart */
#define LZMA_FIRST_MODEL 4  /* slots from here on have more bits: */
#define LZMA_LAST_MODEL  13 /* up to here all of those are modelled */

/* Probabilities, in 2048ths, that a bit is 0. */
struct lzma_lengths {
	u16 beyond_low, beyond_mid;
	u16 low[LZMA_POSITIONS][8], mid[LZMA_POSITIONS][8], high[256];
};

struct lzma_model {
	u16 is_match[LZMA_STATES][LZMA_POSITIONS];
	u16 is_old[LZMA_STATES]; /* a distance used before */
	u16 is_older[3][LZMA_STATES];
	u16 is_long[LZMA_STATES][LZMA_POSITIONS];
	u16 slot[LZMA_LENGTHS][LZMA_SLOTS];
	u16 special[LZMA_LAST_MODEL - LZMA_FIRST_MODEL + 1][32];
	u16 align[16];
	struct lzma_lengths new_length, old_length;
	u16 literal[LZMA_LITERAL_CTX][LZMA_LITERALS];
};

/* See lzma.c. */
struct lzma {
	const u8 *next, *end; /* of this piece's input */
	u32 range, code;
	bool exhausted; /* more was wanted than there is */
	u32 state;
	u64 old[4];          /* the last distances, the latest first */
	unsigned lc, lp, pb; /* bits of context: before, position, position */
	bool needs_forget, needs_properties;
	struct lzma_model model;
};

/*
 * Unpack LZMA2 from *next, which moves behind it, to `h`.
 * => sleeps if the history's write() does
 * => errors: -EINVAL the data are damaged or cut off; those of the history
 */
int __must_check lzma2_unpack(struct lzma *z, struct history *h,
    const u8 **next, const u8 *end);

#endif
