/*
 * Unpacking .xz files.
 *
 *	stream header | block ... | index | stream footer
 *
 * A block is LZMA2 data, perhaps filtered, with a header before and a checksum behind.
 * The index repeats the sizes of all blocks. The numbers of the formats' sections are
 * those of "The .xz File Format", 1.1.
 *
 * What LZMA2 makes goes through history -> take_output() -> filter -> give_output(),
 * which computes the checksum, to the caller.
 *
 * The input is hostile: every read is preceded by a comparison with what is left, and
 * all numbers that the headers name are compared with what was seen.
 */
#include "lib/xz.h"

#include "abi/errno.h"
#include "lib/string.h"

#define STREAM_HEADER_SIZE 12
#define STREAM_FOOTER_SIZE 12
#define MAX_NUMBER         9 /* bytes of a number: 63 bits */

/* Filters, 5.3. */
#define FILTER_X86   0x04
#define FILTER_LZMA2 0x21

/* Checksums, 2.1.1.2. */
enum check {
	CHECK_NONE = 0,
	CHECK_CRC32 = 1,
	CHECK_CRC64 = 4,
	CHECK_MASK = 15,
};

/* Flags of a block, 3.1.2. */
enum {
	BLOCK_NFILTERS = 3,
	BLOCK_RESERVED = 0x3c,
	BLOCK_HAS_PACKED = 0x40,
	BLOCK_HAS_SIZE = 0x80,
};

bool
xz_is(const void *data, size_t size)
{
	return size >= 6 &&
	    memcmp(data,
		"\xfd"
		"7zXZ",
		6) == 0;
}

/* Numbers. */

static u32
le32(const u8 *p)
{
	u32 value;

	memcpy(&value, p, 4);
	return value;
}

static u64
le64(const u8 *p)
{
	u64 value;

	memcpy(&value, p, 8);
	return value;
}

static u32
crc32_of(const struct xz *z, const void *data, size_t size)
{
	return crc32_update(&z->crc32_tables, 0, data, size);
}

/* Seven bits a byte, the lowest first (1.2). */
static int __must_check
number(const u8 **next, const u8 *end, u64 *value)
{
	const u8 *p = *next;
	u64 n = 0;

	for (unsigned i = 0; i < MAX_NUMBER && p < end; i++) {
		u8 byte = *p++;

		n |= (u64)(byte & 0x7f) << 7 * i;
		if (byte & 0x80)
			continue;
		if (byte == 0 && i > 0) /* not the shortest form */
			return -EINVAL;
		*next = p;
		*value = n;
		return 0;
	}
	return -EINVAL;
}

/* Output. */

static int __must_check
give_output(struct xz *z, const u8 *data, size_t size)
{
	switch (z->flags[1] & CHECK_MASK) {
	case CHECK_CRC32:
		z->crc32 = crc32_update(&z->crc32_tables, z->crc32, data, size);
		break;
	case CHECK_CRC64:
		z->crc64 = crc64_update(&z->crc64_table, z->crc64, data, size);
		break;
	default:
		break;
	}
	z->size += size;
	return z->write(z->context, data, size);
}

/* The filter looks ahead: what it has not done stays in the buffer. */
static int
take_output(void *context, const u8 *data, size_t size)
{
	struct xz *z = context;

	if (!z->filtered)
		return give_output(z, data, size);
	while (size > 0) {
		size_t n = min(size, sizeof(z->buffer) - z->nfiltered), done;
		int error;

		memcpy(z->buffer + z->nfiltered, data, n);
		z->nfiltered += n;
		data += n;
		size -= n;
		done = bcj_x86_undo(&z->filter, z->buffer, z->nfiltered);
		error = give_output(z, z->buffer, done);
		if (error)
			return error;
		z->nfiltered -= done;
		memmove(z->buffer, z->buffer + done, z->nfiltered);
	}
	return 0;
}

static int __must_check
end_output(struct xz *z)
{
	int error = history_flush(&z->history);

	if (!error && z->nfiltered)
		error = give_output(z, z->buffer, z->nfiltered);
	return error;
}

/* Blocks. */

/* The dictionary's size is a power of 2 or the middle between two (5.3.1). */
static int __must_check
dictionary_size(u8 bits, u64 *size)
{
	if (bits > 40)
		return -EINVAL;
	*size = bits == 40 ? UINT32_MAX : (2UL | (bits & 1)) << (bits / 2 + 11);
	return 0;
}

/* One filter of a block's header; LZMA2 is the last. */
static int __must_check
filter_flags(struct xz *z, const u8 **next, const u8 *end, bool last)
{
	u64 id, size;
	const u8 *properties;

	if (number(next, end, &id) || number(next, end, &size) ||
	    size > (size_t)(end - *next))
		return -EINVAL;
	properties = *next;
	*next += size;
	if (id == FILTER_LZMA2)
		return !last || size != 1 ?
		    -EINVAL :
		    dictionary_size(*properties, &z->dictionary);
	if (id != FILTER_X86 || z->filtered)
		return -EOPNOTSUPP;
	if (last || (size != 0 && size != 4))
		return -EINVAL;
	z->filtered = true;
	z->filter.address = size ? le32(properties) : 0;
	return 0;
}

/* => sizes: what the header says they are, or UINT64_MAX */
static int __must_check
block_header(struct xz *z, struct xz_sizes *sizes)
{
	size_t size = ((size_t)z->next[0] + 1) * 4;
	const u8 *p = z->next + 1, *end;
	u8 flags;

	if ((size_t)(z->end - z->next) < size)
		return -EINVAL;
	end = z->next + size - 4;
	if (crc32_of(z, z->next, size - 4) != le32(end))
		return -EINVAL;
	flags = *p++;
	if (flags & BLOCK_RESERVED)
		return -EOPNOTSUPP;
	sizes->packed = sizes->size = UINT64_MAX;
	if ((flags & BLOCK_HAS_PACKED && number(&p, end, &sizes->packed)) ||
	    (flags & BLOCK_HAS_SIZE && number(&p, end, &sizes->size)))
		return -EINVAL;
	for (int left = flags & BLOCK_NFILTERS; left >= 0; left--) {
		int error = filter_flags(z, &p, end, left == 0);

		if (error)
			return error;
	}
	if (!z->dictionary)
		return -EOPNOTSUPP;
	while (p < end)
		if (*p++ != 0)
			return -EINVAL;
	z->next += size;
	return 0;
}

/* Of the checksum by its type (2.1.1.2). */
static size_t
check_size(const struct xz *z)
{
	static const u8 sizes[] = { 0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32,
		64, 64, 64 };

	return sizes[z->flags[1] & CHECK_MASK];
}

/* Nulls up to a multiple of 4 from the stream's start. */
static int __must_check
padding(struct xz *z)
{
	while ((z->next - z->start) % 4) {
		if (z->next == z->end || *z->next != 0)
			return -EINVAL;
		z->next++;
	}
	return 0;
}

static int __must_check
block_check(struct xz *z)
{
	const u8 *check;
	size_t size = check_size(z);

	if (padding(z) || (size_t)(z->end - z->next) < size)
		return -EINVAL;
	check = z->next;
	z->next += size;
	switch (z->flags[1] & CHECK_MASK) {
	case CHECK_CRC32:
		return le32(check) == z->crc32 ? 0 : -EINVAL;
	case CHECK_CRC64:
		return le64(check) == z->crc64 ? 0 : -EINVAL;
	default:
		return 0;
	}
}

static void
count_block(const struct xz *z, const struct xz_sizes *block, u64 *n,
    struct xz_sizes *all, u32 *records)
{
	++*n;
	all->packed += block->packed;
	all->size += block->size;
	*records = crc32_update(&z->crc32_tables, *records, block,
	    sizeof(*block));
}

static int __must_check
unpack_block(struct xz *z)
{
	int error = history_init(&z->history, z->memory, z->dictionary,
	    take_output, z);

	if (!error)
		error = lzma2_unpack(&z->lzma, &z->history, &z->next, z->end);
	if (!error)
		error = end_output(z);
	history_fini(&z->history);
	return error;
}

static int __must_check
block(struct xz *z)
{
	const u8 *start = z->next, *data;
	struct xz_sizes named, seen;
	int error;

	z->dictionary = 0;
	z->size = z->crc32 = z->crc64 = z->nfiltered = 0;
	z->filtered = false;
	z->filter = (struct bcj_x86){ 0 };
	error = block_header(z, &named);
	if (error)
		return error;
	data = z->next;
	error = unpack_block(z);
	if (error)
		return error;
	seen.packed = z->next - data;
	seen.size = z->size;
	if ((named.packed != UINT64_MAX && named.packed != seen.packed) ||
	    (named.size != UINT64_MAX && named.size != seen.size))
		return -EINVAL;
	seen.packed = z->next - start + check_size(z);
	count_block(z, &seen, &z->nblocks, &z->all, &z->records);
	return block_check(z);
}

/* The rest of the stream. */

/* => *size: in bytes, which the footer repeats */
static int __must_check
stream_index(struct xz *z, size_t *size)
{
	const u8 *start = z->next;
	struct xz_sizes all = { 0 };
	u64 n, found = 0;
	u32 records = 0;

	z->next++;
	if (number(&z->next, z->end, &n) || n != z->nblocks)
		return -EINVAL;
	while (found < n) {
		struct xz_sizes record;

		if (number(&z->next, z->end, &record.packed) ||
		    number(&z->next, z->end, &record.size))
			return -EINVAL;
		count_block(z, &record, &found, &all, &records);
	}
	if (all.packed != z->all.packed || all.size != z->all.size ||
	    records != z->records || padding(z) || z->end - z->next < 4 ||
	    crc32_of(z, start, z->next - start) != le32(z->next))
		return -EINVAL;
	z->next += 4;
	*size = z->next - start;
	return 0;
}

static int __must_check
stream_header(struct xz *z)
{
	const u8 *p = z->next;

	if (z->end - p < STREAM_HEADER_SIZE || !xz_is(p, z->end - p) ||
	    crc32_of(z, p + 6, 2) != le32(p + 8))
		return -EINVAL;
	memcpy(z->flags, p + 6, 2);
	z->next += STREAM_HEADER_SIZE;
	return z->flags[0] || z->flags[1] & ~CHECK_MASK ? -EOPNOTSUPP : 0;
}

static int __must_check
stream_footer(struct xz *z, size_t index_size)
{
	const u8 *p = z->next;

	if (z->end - p < STREAM_FOOTER_SIZE ||
	    crc32_of(z, p + 4, 6) != le32(p) ||
	    ((u64)le32(p + 4) + 1) * 4 != index_size ||
	    memcmp(p + 8, z->flags, 2) != 0 || memcmp(p + 10, "YZ", 2) != 0)
		return -EINVAL;
	z->next += STREAM_FOOTER_SIZE;
	return 0;
}

int
xz_unpack(struct xz *z, const void *data, size_t size,
    const struct history_memory *memory, history_write_fn *write, void *context,
    size_t *used)
{
	size_t index_size;
	int error;

	z->start = z->next = data;
	z->end = z->next + size;
	z->memory = memory;
	z->write = write;
	z->context = context;
	z->nblocks = z->records = 0;
	z->all = (struct xz_sizes){ 0 };
	crc32_init(&z->crc32_tables);
	crc64_init(&z->crc64_table);
	error = stream_header(z);
	while (!error && z->next < z->end && *z->next != 0)
		error = block(z);
	if (!error && z->next == z->end)
		error = -EINVAL;
	if (!error)
		error = stream_index(z, &index_size);
	if (!error)
		error = stream_footer(z, index_size);
	if (!error)
		*used = z->next - (const u8 *)data;
	return error;
}
