/*
 * Unpacking gzip files (RFC 1952) and the deflate format within (RFC 1951).
 */
#ifndef LIB_INFLATE_H
#define LIB_INFLATE_H

#include "lib/compiler.h"
#include "lib/crc32.h"
#include "lib/types.h"

#define INFLATE_WINDOW    32768
#define INFLATE_FAST_BITS 10
#define INFLATE_MAX_BITS  15
#define INFLATE_MAX_CODES 288

/* One Huffman code; see inflate.c. */
struct inflate_code {
	u16 fast[1 << INFLATE_FAST_BITS];
	u16 count[INFLATE_MAX_BITS + 1];
	u16 symbols[INFLATE_MAX_CODES];
};

/* Takes output. => returns: 0, or an error that ends the unpacking */
typedef int inflate_write_fn(void *context, const u8 *data, size_t size);

/* Memory for one unpacking, some 45 KiB: the caller's, too large for a stack. */
struct inflate {
	const u8 *next, *end; /* input */
	u64 bits;             /* taken from the input, the next one lowest */
	unsigned int nbits;
	inflate_write_fn *write;
	void *context;
	u64 total; /* bytes of output */
	u32 crc;   /* of those written */
	struct crc32_tables crc_tables;
	struct inflate_code literals, distances;
	u8 window[INFLATE_WINDOW]; /* output, at position % size */
};

/*
 * Unpack one gzip member at the start of `data`, and check its length and CRC.
 * *used is set to its size: further members or other data may follow it.
 * => sleeps if `write` does
 * => errors: -EINVAL the data are damaged or cut off; what `write` returns
 */
int __must_check gunzip(struct inflate *z, const void *data, size_t size,
    inflate_write_fn *write, void *context, size_t *used);

/* Whether the data begin as a gzip file does. */
bool gzip_is(const void *data, size_t size);

#endif
