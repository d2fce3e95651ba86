/*
 * Unpacking LZMA2.
 *
 * LZMA is a sequence of bits, each coded with the probability that its context has
 * seen. The range coder keeps an interval, `range` wide, and `code`, how far into it
 * the input points; a bit cuts the interval in two by its probability, and says in
 * which part the input points. The bits make up symbols: a literal byte, or a repeat
 * of a length and a distance, either new or one of the last four. Numbers of several
 * bits come as trees, the bits so far being the context of the next.
 *
 * `state` remembers the kinds of the last symbols; 7 and above are those where the last
 * one was a repeat.
 *
 * LZMA2 wraps this in pieces of known sizes, at most 64 KiB that become 2 MiB, and has
 * stored pieces.
 *
 * The input is hostile.
 *
 *   1. Input that is not there reads as zeros and sets `exhausted`, which ends the
 *      piece with an error; every symbol makes output, so that a piece ends.
 *   2. Every index into the model is made of bits that were decoded, of a state below
 *      LZMA_STATES, or of a position masked to at most 4 bits; lc + lp is at most 4.
 *   3. Distances are checked by the history. old[] may hold wrong ones.
 */
#include "lib/lzma.h"

#include "abi/errno.h"
#include "lib/string.h"

#define PROBABILITY_BITS 11
#define ADAPTATION       5
#define RANGE_LOW        (1U << 24)
#define MIN_LENGTH       2
#define HEADER_LZMA      6 /* bytes of a piece's header, without properties */
#define HEADER_STORED    3

/* Of `state`. */
#define AFTER_REPEAT 7

/* Bits. */

static int __must_check
range_begin(struct lzma *z)
{
	if (z->end - z->next < 5 || z->next[0] != 0)
		return -EINVAL;
	z->code = (u32)z->next[1] << 24 | z->next[2] << 16 | z->next[3] << 8 |
	    z->next[4];
	z->next += 5;
	z->range = UINT32_MAX;
	z->exhausted = false;
	return 0;
}

static inline void
normalize(struct lzma *z)
{
	u8 byte = 0;

	if (z->range >= RANGE_LOW)
		return;
	if (z->next < z->end)
		byte = *z->next++;
	else
		z->exhausted = true;
	z->range <<= 8;
	z->code = z->code << 8 | byte;
}

static inline u32
bit(struct lzma *z, u16 *probability)
{
	u32 p = *probability, bound;

	normalize(z);
	bound = (z->range >> PROBABILITY_BITS) * p;
	if (z->code < bound) {
		z->range = bound;
		*probability = p +
		    (((1U << PROBABILITY_BITS) - p) >> ADAPTATION);
		return 0;
	}
	z->range -= bound;
	z->code -= bound;
	*probability = p - (p >> ADAPTATION);
	return 1;
}

/* A bit whose values are equally likely. */
static inline u32
even_bit(struct lzma *z)
{
	normalize(z);
	z->range >>= 1;
	if (z->code < z->range)
		return 0;
	z->code -= z->range;
	return 1;
}

/* A number of n bits, the highest first. tree[0] is not used. */
static inline u32
tree_number(struct lzma *z, u16 *tree, unsigned n)
{
	u32 symbol = 1;

	for (unsigned i = 0; i < n; i++)
		symbol = symbol << 1 | bit(z, &tree[symbol]);
	return symbol - (1U << n);
}

/* The same, the lowest first. */
static inline u32
reverse_number(struct lzma *z, u16 *tree, unsigned n)
{
	u32 symbol = 1, number = 0;

	for (unsigned i = 0; i < n; i++) {
		u32 b = bit(z, &tree[symbol]);

		symbol = symbol << 1 | b;
		number |= b << i;
	}
	return number;
}

/* Symbols. */

/* After a repeat, the byte that would have followed in it is part of the context, as
 * long as the literal's bits agree with it. */
static u8
literal_after_repeat(struct lzma *z, u16 *tree, u32 expected)
{
	u32 symbol = 1, agrees = 0x100;

	while (symbol < 0x100) {
		u32 b, bit_expected;

		expected <<= 1;
		bit_expected = expected & agrees;
		b = bit(z, &tree[agrees + bit_expected + symbol]);
		agrees &= b ? bit_expected : ~bit_expected;
		symbol = symbol << 1 | b;
	}
	return (u8)symbol;
}

static int __must_check
literal(struct lzma *z, struct history *h)
{
	u64 available = history_available(h);
	u32 before = available ? history_byte(h, 1) : 0;
	u32 position = (h->total - h->start) & ((1U << z->lp) - 1);
	u16 *tree =
	    z->model.literal[(position << z->lc) + (before >> (8 - z->lc))];
	u8 byte;

	if (z->state < AFTER_REPEAT) {
		byte = (u8)tree_number(z, tree, 8);
	} else {
		if (z->old[0] > available)
			return -EINVAL;
		byte = literal_after_repeat(z, tree,
		    history_byte(h, z->old[0]));
	}
	z->state = z->state < 4 ? 0 :
	    z->state < 10       ? z->state - 3 :
				  z->state - 6;
	return history_put(h, byte);
}

static u32
length(struct lzma *z, struct lzma_lengths *l, u32 position)
{
	if (!bit(z, &l->beyond_low))
		return MIN_LENGTH + tree_number(z, l->low[position], 3);
	if (!bit(z, &l->beyond_mid))
		return MIN_LENGTH + 8 + tree_number(z, l->mid[position], 3);
	return MIN_LENGTH + 16 + tree_number(z, l->high, 8);
}

/* A slot is a distance's highest two bits and the number of those below. */
static u64
distance(struct lzma *z, u32 len)
{
	u32 context = min(len - MIN_LENGTH, LZMA_LENGTHS - 1U);
	u32 slot = tree_number(z, z->model.slot[context], 6);
	unsigned nbits = slot / 2 - 1;
	u32 high, low = 0;

	if (slot < LZMA_FIRST_MODEL)
		return slot + 1;
	high = (2 | (slot & 1)) << nbits;
	if (slot <= LZMA_LAST_MODEL)
		return (u64)high + 1 +
		    reverse_number(z, z->model.special[slot - LZMA_FIRST_MODEL],
			nbits);
	for (unsigned i = 4; i < nbits; i++)
		low = low << 1 | even_bit(z);
	low = low << 4 | reverse_number(z, z->model.align, 4);
	return (u64)high + low + 1;
}

/* Not the last distance but one of the three before moves to the front. */
static void
older_distance(struct lzma *z)
{
	unsigned i = 1;
	u64 chosen;

	while (i < 3 && bit(z, &z->model.is_older[i][z->state]))
		i++;
	chosen = z->old[i];
	for (; i > 0; i--)
		z->old[i] = z->old[i - 1];
	z->old[0] = chosen;
}

/* => returns: the length of a repeat from old[0] */
static u32
repeat(struct lzma *z, u32 position)
{
	bool after = z->state >= AFTER_REPEAT;
	u32 len;

	if (!bit(z, &z->model.is_old[z->state])) {
		len = length(z, &z->model.new_length, position);
		for (int i = 3; i > 0; i--)
			z->old[i] = z->old[i - 1];
		z->old[0] = distance(z, len);
		z->state = after ? 10 : 7;
		return len;
	}
	if (!bit(z, &z->model.is_older[0][z->state])) {
		if (!bit(z, &z->model.is_long[z->state][position])) {
			z->state = after ? 11 : 9;
			return 1;
		}
	} else {
		older_distance(z);
	}
	len = length(z, &z->model.old_length, position);
	z->state = after ? 11 : 8;
	return len;
}

/* Pieces. */

static void
model_reset(struct lzma *z)
{
	u16 *p = (u16 *)&z->model;

	for (size_t i = 0; i < sizeof(z->model) / sizeof(*p); i++)
		p[i] = 1U << (PROBABILITY_BITS - 1);
	z->state = 0;
	for (int i = 0; i < 4; i++)
		z->old[i] = 1;
}

static int __must_check
set_properties(struct lzma *z, u8 byte)
{
	if (byte >= 9 * 5 * 5)
		return -EINVAL;
	z->lc = byte % 9;
	z->lp = byte / 9 % 5;
	z->pb = byte / 9 / 5;
	return z->lc + z->lp > 4 ? -EINVAL : 0;
}

/* `size` bytes of output from the input between z->next and z->end, all of it. */
static int __must_check
coded_piece(struct lzma *z, struct history *h, u64 size)
{
	u64 end = h->total + size;

	if (range_begin(z))
		return -EINVAL;
	while (h->total < end) {
		u32 position = (h->total - h->start) & ((1U << z->pb) - 1);
		int error;

		if (!bit(z, &z->model.is_match[z->state][position])) {
			error = literal(z, h);
		} else {
			u32 len = repeat(z, position);

			error = len > end - h->total ?
			    -EINVAL :
			    history_repeat(h, z->old[0], len);
		}
		if (error)
			return error;
		if (z->exhausted)
			return -EINVAL;
	}
	normalize(z);
	return z->exhausted || z->code != 0 || z->next != z->end ? -EINVAL : 0;
}

static int __must_check
lzma_piece(struct lzma *z, struct history *h, const u8 **next, const u8 *end)
{
	const u8 *p = *next;
	size_t header = HEADER_LZMA - 1, packed, size;
	unsigned reset = p[0] >> 5 & 3;
	int error;

	if (end - p < HEADER_LZMA) /* no less than a byte of data follows */
		return -EINVAL;
	size = ((size_t)(p[0] & 31) << 16 | p[1] << 8 | p[2]) + 1;
	packed = ((size_t)p[3] << 8 | p[4]) + 1;
	if (reset >= 2) {
		if (set_properties(z, p[header++]))
			return -EINVAL;
		z->needs_properties = false;
	}
	if (z->needs_properties)
		return -EINVAL;
	if (reset >= 1)
		model_reset(z);
	p += header;
	if ((size_t)(end - p) < packed)
		return -EINVAL;
	z->next = p;
	z->end = p + packed;
	error = coded_piece(z, h, size);
	*next = z->end;
	return error;
}

static int __must_check
stored_piece(struct history *h, const u8 **next, const u8 *end)
{
	const u8 *p = *next;
	size_t size;

	if (end - p < HEADER_STORED)
		return -EINVAL;
	size = ((size_t)p[1] << 8 | p[2]) + 1;
	p += HEADER_STORED;
	if ((size_t)(end - p) < size)
		return -EINVAL;
	*next = p + size;
	return history_append(h, p, size);
}

int
lzma2_unpack(struct lzma *z, struct history *h, const u8 **next, const u8 *end)
{
	z->needs_forget = z->needs_properties = true;
	while (*next < end) {
		u8 control = **next;
		int error;

		if (control == 0) {
			++*next;
			return 0;
		}
		if (control == 1 || control >= 0xe0) {
			history_forget(h);
			z->needs_forget = false;
			z->needs_properties = true;
		}
		if (z->needs_forget || (control > 2 && control < 0x80))
			return -EINVAL;
		error = control >= 0x80 ? lzma_piece(z, h, next, end) :
					  stored_piece(h, next, end);
		if (error)
			return error;
	}
	return -EINVAL;
}
