/*
 * Finite state entropy: the code of zstd's sequences (RFC 8878, 4.1), and the streams
 * of bits that end where reading begins.
 */
#ifndef LIB_FSE_H
#define LIB_FSE_H

#include "lib/compiler.h"
#include "lib/types.h"

#define FSE_MAX_LOG     9
#define FSE_MAX_SYMBOLS 256

/* Bits from the end of some bytes to their start. Before the start there are zeros. */
struct back_bits {
	const u8 *start;
	size_t size;
	s64 left; /* bits; below 0: more were taken than there are */
};

/* => errors: -EINVAL there is no mark where the bits begin */
int __must_check back_bits_init(struct back_bits *b, const u8 *start,
    size_t size);

/* The next n <= 32 bits as a number, which stay. */
static inline u32
back_bits_peek(const struct back_bits *b, unsigned n)
{
	s64 at = b->left - n;
	unsigned missing = 0;
	u64 word = 0;

	if (at < 0) {
		if (b->left <= 0)
			return 0;
		missing = (unsigned)-at;
		at = 0;
	}
	if (b->size - (size_t)at / 8 >= 8)
		__builtin_memcpy(&word, b->start + at / 8, 8);
	else
		for (size_t i = b->size; i-- > (size_t)at / 8;)
			word = word << 8 | b->start[i];
	word >>= at % 8;
	return (u32)((word & ((1UL << (n - missing)) - 1)) << missing);
}

static inline u32
back_bits_take(struct back_bits *b, unsigned n)
{
	u32 value = back_bits_peek(b, n);

	b->left -= n;
	return value;
}

/* What a state says, and how the next one is found: base + nbits of input. */
struct fse_cell {
	u8 symbol, nbits;
	u16 base;
};

struct fse {
	unsigned log; /* there are 2^log states */
	struct fse_cell cells[1 << FSE_MAX_LOG];
};

/*
 * Read a table's description, which *next moves behind.
 * => errors: -EINVAL it is damaged, has more than 2^max_log states or a symbol that is
 *    not below `nsymbols`
 */
int __must_check fse_read(struct fse *t, const u8 **next, const u8 *end,
    unsigned max_log, unsigned nsymbols);

/* The table of given shares of the states; -1: less than one. They add up to 2^log. */
void fse_build(struct fse *t, const s16 *shares, unsigned nsymbols,
    unsigned log);

/* The table whose only state says `symbol`. */
void fse_build_single(struct fse *t, u8 symbol);

static inline u32
fse_begin(const struct fse *t, struct back_bits *b)
{
	return back_bits_take(b, t->log);
}

static inline u32
fse_next(const struct fse *t, u32 state, struct back_bits *b)
{
	return t->cells[state].base + back_bits_take(b, t->cells[state].nbits);
}

#endif
