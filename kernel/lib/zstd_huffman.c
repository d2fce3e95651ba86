/*
 * The Huffman code of zstd's literals.
 *
 * Symbols have weights: one of weight w > 0 has 2^(w-1) of the 2^log values that `log`
 * bits can have, and so a code of log + 1 - w bits. The last symbol's weight is not
 * sent: it is what completes the code. That is checked, so that every cell is filled.
 */
#include "lib/zstd_huffman.h"

#include "abi/errno.h"
#include "lib/bits.h"
#include "lib/string.h"

#define MAX_WEIGHTS    255 /* sent; the last symbol has one more */
#define WEIGHT_MAX_LOG 6   /* of the FSE table of weights */
#define DIRECT         128 /* a size from here on counts weights of 4 bits */

static int __must_check
direct_weights(const u8 **next, const u8 *end, u8 *weights, unsigned n)
{
	const u8 *p = *next;

	if ((size_t)(end - p) < (n + 1) / 2)
		return -EINVAL;
	for (unsigned i = 0; i < n; i++)
		weights[i] = i % 2 ? p[i / 2] & 15 : p[i / 2] >> 4;
	*next += (n + 1) / 2;
	return 0;
}

/* Two states take turns until the bits are used up; both say one more weight then.
 * => returns: how many weights, or -EINVAL */
static int __must_check
coded_weights(struct fse *t, const u8 *p, size_t size, u8 *weights)
{
	const u8 *end = p + size;
	struct back_bits b;
	u32 state[2];
	int n = 0;

	if (fse_read(t, &p, end, WEIGHT_MAX_LOG, ZSTD_HUFFMAN_MAX_LOG + 1) ||
	    back_bits_init(&b, p, end - p))
		return -EINVAL;
	state[0] = fse_begin(t, &b);
	state[1] = fse_begin(t, &b);
	if (b.left < 0)
		return -EINVAL;
	for (int turn = 0; n < MAX_WEIGHTS; turn ^= 1) {
		weights[n++] = t->cells[state[turn]].symbol;
		state[turn] = fse_next(t, state[turn], &b);
		if (b.left >= 0)
			continue;
		if (n == MAX_WEIGHTS)
			return -EINVAL;
		weights[n++] = t->cells[state[turn ^ 1]].symbol;
		return n;
	}
	return -EINVAL;
}

/* Adds the last symbol's weight. => returns: the longest code's bits, or -EINVAL */
static int __must_check
complete(u8 *weights, unsigned n)
{
	u32 sum = 0, rest;
	unsigned log;

	for (unsigned i = 0; i < n; i++) {
		if (weights[i] > ZSTD_HUFFMAN_MAX_LOG)
			return -EINVAL;
		sum += weights[i] ? 1U << (weights[i] - 1) : 0;
	}
	if (sum == 0)
		return -EINVAL;
	log = fls64(sum) + 1;
	rest = (1U << log) - sum;
	if (log > ZSTD_HUFFMAN_MAX_LOG || !is_pow2(rest))
		return -EINVAL;
	weights[n] = (u8)(fls64(rest) + 1);
	return (int)log;
}

/* The longest codes come first, those of one length in the order of symbols. */
static void
fill(struct zstd_huffman *t, const u8 *weights, unsigned n, unsigned log)
{
	u32 at = 0;

	for (unsigned w = 1; w <= log; w++)
		for (unsigned s = 0; s < n; s++) {
			if (weights[s] != w)
				continue;
			for (u32 end = at + (1U << (w - 1)); at < end; at++) {
				t->cells[at].symbol = (u8)s;
				t->cells[at].nbits = (u8)(log + 1 - w);
			}
		}
	t->log = log;
}

int
zstd_huffman_read(struct zstd_huffman *t, const u8 **next, const u8 *end)
{
	u8 weights[MAX_WEIGHTS + 1];
	int n, log;
	size_t size;

	t->log = 0;
	if (*next == end)
		return -EINVAL;
	size = *(*next)++;
	if (size >= DIRECT) {
		n = (int)size - DIRECT + 1;
		if (direct_weights(next, end, weights, (unsigned)n))
			return -EINVAL;
	} else {
		if ((size_t)(end - *next) < size)
			return -EINVAL;
		n = coded_weights(&t->weights, *next, size, weights);
		if (n < 0)
			return n;
		*next += size;
	}
	log = complete(weights, (unsigned)n);
	if (log < 0)
		return log;
	fill(t, weights, (unsigned)n + 1, (unsigned)log);
	return 0;
}

int
zstd_huffman_decode(const struct zstd_huffman *t, const u8 *stream, size_t size,
    u8 *out, size_t n)
{
	struct back_bits b;

	if (back_bits_init(&b, stream, size))
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		u32 index = back_bits_peek(&b, t->log);

		out[i] = t->cells[index].symbol;
		b.left -= t->cells[index].nbits;
	}
	return b.left == 0 ? 0 : -EINVAL;
}
