/*
 * Unpacking gzip.
 *
 * A deflate stream is a sequence of blocks, stored or of Huffman codes. A code says
 * either one literal byte or "copy `length` bytes from `distance` back", at most
 * 32 KiB. The output of that reach is kept in a ring; each time the ring is full
 * it goes to the caller.
 *
 * Codes are canonical: the numbers of codes of each length define them. Reading bit
 * by bit, the first code of a length is twice the end of those one bit shorter;
 * that needs only count[] and symbols[]. Codes of up to 10 bits, nearly all, come
 * from fast[] at once, indexed by the next 10 bits of input: symbol * 16 + length,
 * or 0 if the code is longer or there is none.
 *
 * The input is hostile.
 *
 *   1. `bits` above `nbits` are 0. Past the end of input zeros are read, but
 *      taking a bit that does not exist is an error.
 *   2. Nothing is read from the ring before it was written: a distance is at most
 *      `total`.
 *   3. A set of lengths with more codes than there is room for is refused, one with
 *      fewer only if it is a single code, which deflate allows for distances. So
 *      decoding always ends, with a symbol in range or an error.
 */
#include "lib/inflate.h"

#include "abi/errno.h"
#include "lib/bits.h"
#include "lib/string.h"

#define END_OF_BLOCK  256
#define NLITERALS     286
#define NDISTANCES    30
#define NLENGTH_CODES 19
#define WINDOW_MASK   (INFLATE_WINDOW - 1)

/* Input. */

/* Let at least 48 bits be there, if the input has them. */
static inline void
refill(struct inflate *z)
{
	u64 word;

	if (z->end - z->next >= 8) {
		unsigned int nbytes = (63 - z->nbits) / 8;

		__builtin_memcpy(&word, z->next, 8);
		z->bits |= (word & (BIT(nbytes * 8) - 1)) << z->nbits;
		z->next += nbytes;
		z->nbits += nbytes * 8;
		return;
	}
	for (; z->nbits < 56 && z->next < z->end; z->nbits += 8)
		z->bits |= (u64)*z->next++ << z->nbits;
}

static inline int __must_check
drop(struct inflate *z, unsigned int n)
{
	if (n > z->nbits)
		return -EINVAL;
	z->bits >>= n;
	z->nbits -= n;
	return 0;
}

/* The next `n` <= 32 bits as a number. */
static inline int __must_check
take(struct inflate *z, unsigned int n, u32 *value)
{
	if (z->nbits < n)
		refill(z);
	*value = z->bits & (BIT(n) - 1);
	return drop(z, n);
}

/* Give whole bytes back to the input; drop the rest of a broken one. */
static void
align_to_byte(struct inflate *z)
{
	z->next -= z->nbits / 8;
	z->bits = z->nbits = 0;
}

/* Output. */

/* Write the ring from its start up to the current position. */
static int __must_check
flush(struct inflate *z, size_t size)
{
	if (size == 0)
		return 0;
	z->crc = crc32_update(&z->crc_tables, z->crc, z->window, size);
	return z->write(z->context, z->window, size);
}

static inline int __must_check
emit(struct inflate *z, u8 byte)
{
	z->window[z->total++ & WINDOW_MASK] = byte;
	return (z->total & WINDOW_MASK) == 0 ? flush(z, INFLATE_WINDOW) : 0;
}

/*
 * Copy from front to back: if `from` is less than `n` before `to`, the bytes in
 * between are repeated.
 */
static inline void
repeat(u8 *to, const u8 *from, u32 n)
{
	if (from >= to || to - from >= n) {
		memmove(to, from, n);
		return;
	}
	for (; n > 0; n--)
		*to++ = *from++;
}

/* Repeat output; the part copied may begin within what it produces. */
static int __must_check
emit_copy(struct inflate *z, u32 distance, u32 length)
{
	if (distance > z->total)
		return -EINVAL;
	while (length > 0) {
		u32 to = z->total & WINDOW_MASK;
		u32 from = (z->total - distance) & WINDOW_MASK;
		u32 n = min(length, INFLATE_WINDOW - max(to, from));
		int error;

		repeat(z->window + to, z->window + from, n);
		z->total += n;
		length -= n;
		if (to + n == INFLATE_WINDOW) {
			error = flush(z, INFLATE_WINDOW);
			if (error)
				return error;
		}
	}
	return 0;
}

/* Codes. */

static u32
reverse_bits(u32 code, unsigned int nbits)
{
	u32 reversed = 0;

	for (; nbits > 0; nbits--, code >>= 1)
		reversed = reversed << 1 | (code & 1);
	return reversed;
}

/* Fill in every index whose low bits are this code. */
static void
fill_fast(struct inflate_code *c, u32 code, unsigned int nbits, u16 symbol)
{
	u32 index = reverse_bits(code, nbits);

	for (; index < ARRAY_SIZE(c->fast); index += 1U << nbits)
		c->fast[index] = symbol << 4 | nbits;
}

/* Whether the numbers of codes of each length are possible: invariant 3. */
static int __must_check
check_counts(const struct inflate_code *c, int nsymbols)
{
	int left = 1, used = nsymbols - c->count[0];

	for (int nbits = 1; nbits <= INFLATE_MAX_BITS; nbits++) {
		left = left * 2 - c->count[nbits];
		if (left < 0)
			return -EINVAL;
	}
	return left > 0 && used > 1 ? -EINVAL : 0;
}

/* The code in which symbol s has lengths[s] bits, 0 if it does not occur. */
static int __must_check
code_build(struct inflate_code *c, const u8 *lengths, int nsymbols)
{
	u32 next_code[INFLATE_MAX_BITS + 1], code = 0;
	u16 place[INFLATE_MAX_BITS + 1], first = 0;

	memset(c, 0, sizeof(*c));
	for (int s = 0; s < nsymbols; s++)
		c->count[lengths[s]]++;
	if (check_counts(c, nsymbols))
		return -EINVAL;
	for (int nbits = 1; nbits <= INFLATE_MAX_BITS; nbits++) {
		next_code[nbits] = code;
		code = (code + c->count[nbits]) << 1;
		place[nbits] = first;
		first += c->count[nbits];
	}
	for (int s = 0; s < nsymbols; s++) {
		unsigned int nbits = lengths[s];

		if (nbits == 0)
			continue;
		c->symbols[place[nbits]++] = s;
		if (nbits <= INFLATE_FAST_BITS)
			fill_fast(c, next_code[nbits]++, nbits, s);
	}
	return 0;
}

/* The canonical way, for codes that are not in fast[]. */
static int __must_check
decode_slowly(struct inflate *z, const struct inflate_code *c)
{
	s32 code = 0, first = 0, index = 0;
	u64 bits = z->bits;

	for (int nbits = 1; nbits <= INFLATE_MAX_BITS; nbits++, bits >>= 1) {
		s32 count = c->count[nbits];

		code |= bits & 1;
		if (code - first < count) {
			if (drop(z, nbits))
				return -EINVAL;
			return c->symbols[index + code - first];
		}
		index += count;
		first = (first + count) << 1;
		code <<= 1;
	}
	return -EINVAL;
}

/* => returns: a symbol, or -EINVAL */
static inline int __must_check
decode(struct inflate *z, const struct inflate_code *c)
{
	u16 entry;

	if (z->nbits < INFLATE_MAX_BITS)
		refill(z);
	entry = c->fast[z->bits & (ARRAY_SIZE(c->fast) - 1)];
	if (!entry)
		return decode_slowly(z, c);
	return drop(z, entry & 15) ? -EINVAL : entry >> 4;
}

/* Blocks. */

static int __must_check
stored_block(struct inflate *z)
{
	size_t size, check;
	int error = 0;

	align_to_byte(z);
	if (z->end - z->next < 4)
		return -EINVAL;
	size = z->next[0] | z->next[1] << 8;
	check = z->next[2] | z->next[3] << 8;
	if (check != (~size & 0xffff))
		return -EINVAL;
	z->next += 4;
	if ((size_t)(z->end - z->next) < size)
		return -EINVAL;
	for (; size > 0 && !error; size--)
		error = emit(z, *z->next++);
	return error;
}

/* A value that comes as base and extra bits (RFC 1951, 3.2.5). */
struct range {
	u16 base;
	u8 extra;
};

static const struct range lengths_of[] = { { 3, 0 }, { 4, 0 }, { 5, 0 },
	{ 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 }, { 10, 0 }, { 11, 1 }, { 13, 1 },
	{ 15, 1 }, { 17, 1 }, { 19, 2 }, { 23, 2 }, { 27, 2 }, { 31, 2 },
	{ 35, 3 }, { 43, 3 }, { 51, 3 }, { 59, 3 }, { 67, 4 }, { 83, 4 },
	{ 99, 4 }, { 115, 4 }, { 131, 5 }, { 163, 5 }, { 195, 5 }, { 227, 5 },
	{ 258, 0 } };

static const struct range distances_of[NDISTANCES] = { { 1, 0 }, { 2, 0 },
	{ 3, 0 }, { 4, 0 }, { 5, 1 }, { 7, 1 }, { 9, 2 }, { 13, 2 }, { 17, 3 },
	{ 25, 3 }, { 33, 4 }, { 49, 4 }, { 65, 5 }, { 97, 5 }, { 129, 6 },
	{ 193, 6 }, { 257, 7 }, { 385, 7 }, { 513, 8 }, { 769, 8 }, { 1025, 9 },
	{ 1537, 9 }, { 2049, 10 }, { 3073, 10 }, { 4097, 11 }, { 6145, 11 },
	{ 8193, 12 }, { 12289, 12 }, { 16385, 13 }, { 24577, 13 } };

static inline int __must_check
take_in_range(struct inflate *z, const struct range *range, u32 *value)
{
	u32 extra;

	if (take(z, range->extra, &extra))
		return -EINVAL;
	*value = range->base + extra;
	return 0;
}

/* The copy that a symbol above END_OF_BLOCK begins. */
static int __must_check
copy(struct inflate *z, unsigned int length_symbol)
{
	u32 length, distance;
	int symbol;

	if (length_symbol >= ARRAY_SIZE(lengths_of) ||
	    take_in_range(z, &lengths_of[length_symbol], &length))
		return -EINVAL;
	symbol = decode(z, &z->distances);
	if (symbol < 0 || symbol >= NDISTANCES ||
	    take_in_range(z, &distances_of[symbol], &distance))
		return -EINVAL;
	return emit_copy(z, distance, length);
}

static int __must_check
coded_block(struct inflate *z)
{
	for (;;) {
		int symbol = decode(z, &z->literals), error;

		if (symbol < 0)
			return symbol;
		if (symbol == END_OF_BLOCK)
			return 0;
		error = symbol < END_OF_BLOCK ?
		    emit(z, symbol) :
		    copy(z, symbol - END_OF_BLOCK - 1);
		if (error)
			return error;
	}
}

static int __must_check
fixed_codes(struct inflate *z)
{
	u8 lengths[INFLATE_MAX_CODES];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	if (code_build(&z->literals, lengths, INFLATE_MAX_CODES))
		return -EINVAL;
	/* 30 and 31 never occur, but without them the code has a gap. */
	memset(lengths, 5, 32);
	return code_build(&z->distances, lengths, 32);
}

/* The code for code lengths, itself sent as lengths in an odd order. */
static int __must_check
length_code(struct inflate *z, u32 nlengths)
{
	static const u8 order[NLENGTH_CODES] = { 16, 17, 18, 0, 8, 7, 9, 6, 10,
		5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	u8 lengths[NLENGTH_CODES] = { 0 };

	for (u32 i = 0; i < nlengths; i++) {
		u32 length;

		if (take(z, 3, &length))
			return -EINVAL;
		lengths[order[i]] = length;
	}
	return code_build(&z->literals, lengths, NLENGTH_CODES);
}

/* Lengths 0 to 15, or repetitions of the last one or of 0. */
static int __must_check
read_lengths(struct inflate *z, u8 *lengths, u32 total)
{
	static const struct range repeats[] = { { 3, 2 }, { 3, 3 }, { 11, 7 } };

	for (u32 i = 0; i < total;) {
		int symbol = decode(z, &z->literals);
		u32 n = 1;

		if (symbol < 0)
			return symbol;
		if (symbol >= 16 && take_in_range(z, &repeats[symbol - 16], &n))
			return -EINVAL;
		if (n > total - i || (symbol == 16 && i == 0))
			return -EINVAL;
		memset(lengths + i,
		    symbol < 16      ? symbol :
			symbol == 16 ? lengths[i - 1] :
				       0,
		    n);
		i += n;
	}
	return 0;
}

static int __must_check
dynamic_codes(struct inflate *z)
{
	u8 lengths[NLITERALS + 32];
	u32 nliterals, ndistances, nlengths;

	if (take(z, 5, &nliterals) || take(z, 5, &ndistances) ||
	    take(z, 4, &nlengths))
		return -EINVAL;
	nliterals += 257;
	ndistances += 1;
	nlengths += 4;
	if (nliterals > NLITERALS || ndistances > NDISTANCES ||
	    length_code(z, nlengths) ||
	    read_lengths(z, lengths, nliterals + ndistances))
		return -EINVAL;
	if (lengths[END_OF_BLOCK] == 0 ||
	    code_build(&z->literals, lengths, nliterals))
		return -EINVAL;
	return code_build(&z->distances, lengths + nliterals, ndistances);
}

/* One block; *last is set if it says so. */
static int __must_check
block(struct inflate *z, u32 *last)
{
	u32 type;

	if (take(z, 1, last) || take(z, 2, &type))
		return -EINVAL;
	switch (type) {
	case 0:
		return stored_block(z);
	case 1:
		return fixed_codes(z) ? -EINVAL : coded_block(z);
	case 2:
		return dynamic_codes(z) ? -EINVAL : coded_block(z);
	default:
		return -EINVAL;
	}
}

static int __must_check
inflate(struct inflate *z)
{
	u32 last;

	do {
		int error = block(z, &last);

		if (error)
			return error;
	} while (!last);
	align_to_byte(z);
	return flush(z, z->total & WINDOW_MASK);
}

/* The wrapping: RFC 1952. */

#define GZIP_HEADER_SIZE  10
#define GZIP_TRAILER_SIZE 8

enum gzip_flags {
	FHCRC = 2,
	FEXTRA = 4,
	FNAME = 8,
	FCOMMENT = 16,
	FRESERVED = 0xe0,
};

bool
gzip_is(const void *data, size_t size)
{
	return size >= 3 && memcmp(data, "\x1f\x8b\x08", 3) == 0;
}

static int __must_check
skip(struct inflate *z, size_t n)
{
	if ((size_t)(z->end - z->next) < n)
		return -EINVAL;
	z->next += n;
	return 0;
}

static int __must_check
skip_string(struct inflate *z)
{
	const u8 *null = memchr(z->next, 0, z->end - z->next);

	if (!null)
		return -EINVAL;
	z->next = null + 1;
	return 0;
}

static int __must_check
skip_extra(struct inflate *z)
{
	const u8 *size = z->next;

	if (skip(z, 2))
		return -EINVAL;
	return skip(z, size[0] | size[1] << 8);
}

static int __must_check
gzip_header(struct inflate *z)
{
	const u8 *header = z->next;
	u8 flags;

	if (!gzip_is(header, z->end - header) || skip(z, GZIP_HEADER_SIZE))
		return -EINVAL;
	flags = header[3];
	if (flags & FRESERVED || (flags & FEXTRA && skip_extra(z)) ||
	    (flags & FNAME && skip_string(z)) ||
	    (flags & FCOMMENT && skip_string(z)) ||
	    (flags & FHCRC && skip(z, 2)))
		return -EINVAL;
	return 0;
}

static int __must_check
gzip_trailer(struct inflate *z)
{
	u32 sums[2]; /* CRC, size modulo 2^32 */

	if (z->end - z->next < GZIP_TRAILER_SIZE)
		return -EINVAL;
	memcpy(sums, z->next, GZIP_TRAILER_SIZE);
	z->next += GZIP_TRAILER_SIZE;
	return sums[0] == z->crc && sums[1] == (u32)z->total ? 0 : -EINVAL;
}

int
gunzip(struct inflate *z, const void *data, size_t size,
    inflate_write_fn *write, void *context, size_t *used)
{
	int error;

	z->next = data;
	z->end = z->next + size;
	z->bits = z->nbits = 0;
	z->write = write;
	z->context = context;
	z->total = z->crc = 0;
	crc32_init(&z->crc_tables);
	error = gzip_header(z);
	if (!error)
		error = inflate(z);
	if (!error)
		error = gzip_trailer(z);
	if (!error)
		*used = z->next - (const u8 *)data;
	return error;
}
