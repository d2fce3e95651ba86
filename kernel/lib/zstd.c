/*
 * Unpacking zstd.
 *
 * A frame is a sequence of blocks: stored, one repeated byte, or coded, each at most
 * 128 KiB when unpacked. A coded block has two parts: literals, all together, perhaps
 * in a Huffman code; and sequences, each "so many literals, then a match of this length
 * from that offset back", in three interleaved FSE codes. Bits of both are read from
 * their end. A block may use the codes of the block before. The section numbers are
 * those of RFC 8878.
 *
 * The input is hostile.
 *
 *   1. Sizes are compared with what is left of the input, and with block_max, before
 *      anything is read or made.
 *   2. Codes that are said to be those from before must have been read: has_table[],
 *      huffman.log.
 *   3. Sequences may read zeros past the start of their bits; their number is bounded,
 *      and in the end the bits must have been used up exactly.
 */
#include "lib/zstd.h"

#include "abi/errno.h"
#include "lib/string.h"

#define MAGIC         0xfd2fb528U
#define MAGIC_SKIP    0x184d2a50U /* and the 15 after it */
#define BLOCK_HEADER  3
#define MIN_MATCH     3
#define NLENGTH_CODES 36
#define NOFFSET_CODES 32
#define NMATCH_CODES  53

/* The frame header's descriptor, 3.1.1.1.1. */
enum {
	FRAME_DICTIONARY = 3,
	FRAME_CHECKSUM = 4,
	FRAME_RESERVED = 8,
	FRAME_SINGLE = 0x20,
	FRAME_SIZE_SHIFT = 6,
};

/* n <= 8 bytes as a number, the lowest first. */
static u64
little_endian(const u8 *p, size_t n)
{
	u64 value = 0;

	memcpy(&value, p, n);
	return value;
}

static size_t
left(const struct zstd *z)
{
	return z->end - z->next;
}

static bool
is_skippable(const u8 *data, size_t size)
{
	return size >= 4 && (little_endian(data, 4) & ~15UL) == MAGIC_SKIP;
}

bool
zstd_is(const void *data, size_t size)
{
	return is_skippable(data, size) ||
	    (size >= 4 && little_endian(data, 4) == MAGIC);
}

/* Output. */

static int
take_output(void *context, const u8 *data, size_t size)
{
	struct zstd *z = context;

	if (z->has_checksum)
		xxh64_update(&z->sum, data, size);
	return z->write(z->context, data, size);
}

/* Literals. */

/* The part's header, 3.1.1.3.1.1. */
struct literals_header {
	enum {
		LITERALS_RAW,
		LITERALS_SAME,
		LITERALS_CODED,
		LITERALS_OLD_CODE
	} type;
	unsigned nstreams;
	size_t packed, size;
};

static int __must_check
literals_header(const u8 **next, const u8 *end, struct literals_header *h)
{
	static const u8 plain_sizes[] = { 1, 2, 1, 3 },
			plain_shift[] = { 3, 4, 3, 4 };
	static const u8 coded_sizes[] = { 3, 3, 4, 5 },
			coded_bits[] = { 10, 10, 14, 18 };
	unsigned format, nbytes;
	u64 value;

	if (*next == end)
		return -EINVAL;
	h->type = **next & 3;
	format = **next >> 2 & 3;
	nbytes = h->type < LITERALS_CODED ? plain_sizes[format] :
					    coded_sizes[format];
	if ((size_t)(end - *next) < nbytes)
		return -EINVAL;
	value = little_endian(*next, nbytes);
	*next += nbytes;
	if (h->type < LITERALS_CODED) {
		h->size = value >> plain_shift[format];
		h->packed = h->type == LITERALS_RAW ? h->size : 1;
	} else {
		unsigned nbits = coded_bits[format];

		h->size = value >> 4 & ((1U << nbits) - 1);
		h->packed = value >> (4 + nbits);
		h->nstreams = format ? 4 : 1;
	}
	return h->packed > (size_t)(end - *next) ? -EINVAL : 0;
}

/* Four streams, so that they could be read at a time: three sizes, then each. */
static int __must_check
four_streams(struct zstd *z, const u8 *p, const u8 *end, size_t size)
{
	const u8 *sizes = p;
	size_t each = (size + 3) / 4, done = 0;

	if (end - p < 6)
		return -EINVAL;
	p += 6;
	for (int i = 0; i < 4; i++) {
		size_t n = i < 3 ? each : size - done;
		size_t packed = i < 3 ? little_endian(sizes + 2 * i, 2) :
					(size_t)(end - p);

		if (packed > (size_t)(end - p) || n > size - done ||
		    zstd_huffman_decode(&z->huffman, p, packed,
			z->literals + done, n))
			return -EINVAL;
		p += packed;
		done += n;
	}
	return 0;
}

static int __must_check
coded_literals(struct zstd *z, const u8 *p, const struct literals_header *h)
{
	const u8 *end = p + h->packed;

	if (h->type == LITERALS_CODED &&
	    zstd_huffman_read(&z->huffman, &p, end))
		return -EINVAL;
	if (z->huffman.log == 0)
		return -EINVAL;
	if (h->nstreams == 4)
		return four_streams(z, p, end, h->size);
	return zstd_huffman_decode(&z->huffman, p, end - p, z->literals,
	    h->size);
}

/* The literals of a block, to z->literals. */
static int __must_check
literals(struct zstd *z, const u8 **next, const u8 *end)
{
	struct literals_header h = { 0 };
	const u8 *p;

	if (literals_header(next, end, &h) || h.size > z->block_max)
		return -EINVAL;
	p = *next;
	*next += h.packed;
	z->nliterals = h.size;
	switch (h.type) {
	case LITERALS_RAW:
		memcpy(z->literals, p, h.size);
		return 0;
	case LITERALS_SAME:
		memset(z->literals, *p, h.size);
		return 0;
	case LITERALS_CODED:
	case LITERALS_OLD_CODE:
		return coded_literals(z, p, &h);
	}
	return -EINVAL;
}

/* Sequences. */

/* A value that comes as base and extra bits (3.1.1.3.2.1.1). */
struct range {
	u32 base;
	u8 extra;
};

static const struct range length_codes[NLENGTH_CODES] = { { 0, 0 }, { 1, 0 },
	{ 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 },
	{ 9, 0 }, { 10, 0 }, { 11, 0 }, { 12, 0 }, { 13, 0 }, { 14, 0 },
	{ 15, 0 }, { 16, 1 }, { 18, 1 }, { 20, 1 }, { 22, 1 }, { 24, 2 },
	{ 28, 2 }, { 32, 3 }, { 40, 3 }, { 48, 4 }, { 64, 6 }, { 128, 7 },
	{ 256, 8 }, { 512, 9 }, { 1024, 10 }, { 2048, 11 }, { 4096, 12 },
	{ 8192, 13 }, { 16384, 14 }, { 32768, 15 }, { 65536, 16 } };

/* From code 32 on; those before are 3 + the code. */
static const struct range long_matches[NMATCH_CODES - 32] = { { 35, 1 },
	{ 37, 1 }, { 39, 1 }, { 41, 1 }, { 43, 2 }, { 47, 2 }, { 51, 3 },
	{ 59, 3 }, { 67, 4 }, { 83, 4 }, { 99, 5 }, { 131, 7 }, { 259, 8 },
	{ 515, 9 }, { 1027, 10 }, { 2051, 11 }, { 4099, 12 }, { 8195, 13 },
	{ 16387, 14 }, { 32771, 15 }, { 65539, 16 } };

/* The tables that need not be sent (3.1.1.3.2.2). */
static const s16 usual_lengths[NLENGTH_CODES] = { 4, 3, 2, 2, 2, 2, 2, 2, 2, 2,
	2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1,
	-1, -1, -1 };
static const s16 usual_offsets[] = { 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1 };
static const s16 usual_matches[NMATCH_CODES] = { 1, 4, 3, 2, 2, 2, 2, 2, 2, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1 };

static const struct part {
	unsigned max_log, ncodes;
	const s16 *usual;
	unsigned nusual, usual_log;
} parts[ZSTD_NPARTS] = {
	[ZSTD_LITERALS] = { 9, NLENGTH_CODES, usual_lengths,
	    ARRAY_SIZE(usual_lengths), 6 },
	[ZSTD_OFFSET] = { 8, NOFFSET_CODES, usual_offsets,
	    ARRAY_SIZE(usual_offsets), 5 },
	[ZSTD_MATCH] = { 9, NMATCH_CODES, usual_matches,
	    ARRAY_SIZE(usual_matches), 6 },
};

/* The table of one part, by its mode of two bits (3.1.1.3.2.1). */
static int __must_check
sequence_table(struct zstd *z, enum zstd_part i, unsigned mode, const u8 **next,
    const u8 *end)
{
	const struct part *part = &parts[i];
	bool had = z->has_table[i];

	z->has_table[i] = true;
	switch (mode) {
	case 0:
		fse_build(&z->tables[i], part->usual, part->nusual,
		    part->usual_log);
		return 0;
	case 1:
		if (*next == end || **next >= part->ncodes)
			break;
		fse_build_single(&z->tables[i], *(*next)++);
		return 0;
	case 2:
		if (fse_read(&z->tables[i], next, end, part->max_log,
			part->ncodes))
			break;
		return 0;
	case 3:
		if (!had)
			break;
		return 0;
	default:
		break;
	}
	z->has_table[i] = false;
	return -EINVAL;
}

struct sequence {
	u32 nliterals, match;
	u64 offset;
};

/*
 * Offset values up to 3 name one of the last offsets, the latest being 1; without
 * literals before it they name the one after, as the latest would have made the match
 * before longer, and 3 the latest less 1 (3.1.1.5).
 */
static u64
offset_of(struct zstd *z, u64 value, bool has_literals)
{
	u64 offset, which = value - 1 + !has_literals;

	if (value > 3) {
		offset = value - 3;
		which = 2;
	} else if (which == 3) {
		offset = z->old[0] - 1;
		which = 2;
	} else {
		offset = z->old[which];
	}
	for (; which > 0; which--)
		z->old[which] = z->old[which - 1];
	z->old[0] = offset;
	return offset;
}

static struct sequence
sequence(struct zstd *z, struct back_bits *b, const u32 *states)
{
	u8 code[ZSTD_NPARTS];
	struct range match, length;
	struct sequence s;
	u64 value;

	for (int i = 0; i < ZSTD_NPARTS; i++)
		code[i] = z->tables[i].cells[states[i]].symbol;
	match = code[ZSTD_MATCH] < 32 ?
	    (struct range){ code[ZSTD_MATCH] + MIN_MATCH, 0 } :
	    long_matches[code[ZSTD_MATCH] - 32];
	length = length_codes[code[ZSTD_LITERALS]];
	value = (1UL << code[ZSTD_OFFSET]) +
	    back_bits_take(b, code[ZSTD_OFFSET]);
	s.match = match.base + back_bits_take(b, match.extra);
	s.nliterals = length.base + back_bits_take(b, length.extra);
	s.offset = offset_of(z, value, s.nliterals > 0);
	return s;
}

/* Literals and matches, `n` times; what is left of the literals follows. */
static int __must_check
run_sequences(struct zstd *z, struct back_bits *b, u32 n)
{
	const u8 *from = z->literals, *end = from + z->nliterals;
	struct history *h = &z->history;
	u64 limit = h->total + z->block_max;
	u32 states[ZSTD_NPARTS];
	int error;

	for (int i = 0; i < ZSTD_NPARTS; i++)
		states[i] = fse_begin(&z->tables[i], b);
	while (n-- > 0) {
		static const u8 order[] = { ZSTD_LITERALS, ZSTD_MATCH,
			ZSTD_OFFSET };
		struct sequence s = sequence(z, b, states);

		if (s.nliterals > (size_t)(end - from) ||
		    (u64)s.nliterals + s.match > limit - h->total)
			return -EINVAL;
		error = history_append(h, from, s.nliterals);
		if (!error)
			error = history_repeat(h, s.offset, s.match);
		if (error)
			return error;
		from += s.nliterals;
		for (int i = 0; n > 0 && i < ZSTD_NPARTS; i++)
			states[order[i]] = fse_next(&z->tables[order[i]],
			    states[order[i]], b);
	}
	if (b->left != 0 || (u64)(end - from) > limit - h->total)
		return -EINVAL;
	return history_append(h, from, end - from);
}

/* How many sequences (3.1.1.3.2.1). */
static int __must_check
sequence_count(const u8 **next, const u8 *end, u32 *n)
{
	const u8 *p = *next;
	size_t have = end - p;

	if (have == 0)
		return -EINVAL;
	if (p[0] < 128) {
		*n = p[0];
		*next += 1;
	} else if (p[0] < 255) {
		if (have < 2)
			return -EINVAL;
		*n = (p[0] - 128U) << 8 | p[1];
		*next += 2;
	} else {
		if (have < 3)
			return -EINVAL;
		*n = (p[1] | p[2] << 8) + 0x7f00U;
		*next += 3;
	}
	return 0;
}

static int __must_check
coded_block(struct zstd *z, const u8 *p, const u8 *end)
{
	struct back_bits b;
	u8 modes;
	u32 n;

	if (literals(z, &p, end) || sequence_count(&p, end, &n))
		return -EINVAL;
	if (n == 0)
		return p == end ?
		    history_append(&z->history, z->literals, z->nliterals) :
		    -EINVAL;
	if (p == end)
		return -EINVAL;
	modes = *p++;
	if (modes & 3)
		return -EINVAL;
	for (int i = 0; i < ZSTD_NPARTS; i++)
		if (sequence_table(z, i, modes >> (6 - 2 * i) & 3, &p, end))
			return -EINVAL;
	if (back_bits_init(&b, p, end - p))
		return -EINVAL;
	return run_sequences(z, &b, n);
}

/* Frames. */

/* One block; *last is set if it says so (3.1.1.2). */
static int __must_check
block(struct zstd *z, bool *last)
{
	const u8 *p;
	u32 header, size;
	size_t packed;

	if (left(z) < BLOCK_HEADER)
		return -EINVAL;
	header = (u32)little_endian(z->next, BLOCK_HEADER);
	*last = header & 1;
	size = header >> 3;
	packed = (header >> 1 & 3) == 1 ? 1 : size;
	p = z->next + BLOCK_HEADER;
	if (size > z->block_max || left(z) - BLOCK_HEADER < packed)
		return -EINVAL;
	z->next = p + packed;
	switch (header >> 1 & 3) {
	case 0:
		return history_append(&z->history, p, size);
	case 1:
		return history_fill(&z->history, *p, size);
	case 2:
		return coded_block(z, p, z->next);
	default:
		return -EINVAL;
	}
}

/* => sets: window, size, block_max, has_checksum */
static int __must_check
frame_header(struct zstd *z)
{
	static const u8 dictionary_sizes[] = { 0, 1, 2, 4 },
			size_sizes[] = { 0, 2, 4, 8 };
	const u8 *p = z->next;
	bool single;
	size_t nwindow, ndictionary, nsize;
	u8 flags;

	if (left(z) < 5)
		return -EINVAL;
	flags = p[4];
	single = flags & FRAME_SINGLE;
	nwindow = !single;
	ndictionary = dictionary_sizes[flags & FRAME_DICTIONARY];
	nsize = size_sizes[flags >> FRAME_SIZE_SHIFT];
	if (nsize == 0 && single)
		nsize = 1;
	if (flags & FRAME_RESERVED ||
	    left(z) < 5 + nwindow + ndictionary + nsize)
		return -EINVAL;
	p += 5;
	if (nwindow) {
		z->window = 1UL << (10 + (*p >> 3));
		z->window += z->window / 8 * (*p++ & 7);
	}
	if (little_endian(p, ndictionary) != 0)
		return -EOPNOTSUPP;
	p += ndictionary;
	z->size = nsize ? little_endian(p, nsize) + (nsize == 2 ? 256 : 0) :
			  UINT64_MAX;
	if (single)
		z->window = z->size;
	z->block_max = (u32)min(z->window, (u64)ZSTD_BLOCK_MAX);
	z->has_checksum = flags & FRAME_CHECKSUM;
	z->next = p + nsize;
	return 0;
}

static int __must_check
frame_end(struct zstd *z)
{
	u32 sum;

	if (z->size != UINT64_MAX && z->size != z->history.total)
		return -EINVAL;
	if (!z->has_checksum)
		return 0;
	if (left(z) < 4)
		return -EINVAL;
	sum = (u32)little_endian(z->next, 4);
	z->next += 4;
	return sum == (u32)xxh64_digest(&z->sum) ? 0 : -EINVAL;
}

static int __must_check
frame(struct zstd *z, const struct history_memory *memory)
{
	bool last = false;
	int error = history_init(&z->history, memory, z->window, take_output,
	    z);

	while (!error && !last)
		error = block(z, &last);
	if (!error)
		error = history_flush(&z->history);
	if (!error)
		error = frame_end(z);
	history_fini(&z->history);
	return error;
}

static int __must_check
skip_frame(struct zstd *z)
{
	size_t size;

	if (left(z) < 8)
		return -EINVAL;
	size = little_endian(z->next + 4, 4);
	if (left(z) - 8 < size)
		return -EINVAL;
	z->next += 8 + size;
	return 0;
}

int
zstd_unpack(struct zstd *z, const void *data, size_t size,
    const struct history_memory *memory, history_write_fn *write, void *context,
    size_t *used)
{
	int error;

	z->next = data;
	z->end = z->next + size;
	z->write = write;
	z->context = context;
	z->huffman.log = 0;
	xxh64_init(&z->sum);
	for (int i = 0; i < ZSTD_NPARTS; i++) {
		static const u8 first[] = { 1, 4, 8 }; /* 3.1.1.5 */

		z->old[i] = first[i];
		z->has_table[i] = false;
	}
	if (!zstd_is(data, size))
		return -EINVAL;
	if (is_skippable(data, size)) {
		error = skip_frame(z);
	} else {
		error = frame_header(z);
		if (!error)
			error = frame(z, memory);
	}
	if (!error)
		*used = z->next - (const u8 *)data;
	return error;
}
