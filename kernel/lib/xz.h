/*
 * Unpacking .xz files (the format's version 1.1).
 */
#ifndef LIB_XZ_H
#define LIB_XZ_H

#include "lib/bcj_x86.h"
#include "lib/compiler.h"
#include "lib/crc32.h"
#include "lib/crc64.h"
#include "lib/history.h"
#include "lib/lzma.h"
#include "lib/types.h"

#define XZ_FILTER_BUFFER 4096

/* A block, or all of them: what the index repeats. */
struct xz_sizes {
	u64 packed; /* without padding */
	u64 size;
};

/* Memory for one unpacking, some 45 KiB: the caller's, too large for a stack. */
struct xz {
	const u8 *start, *next, *end; /* input */
	const struct history_memory *memory;
	history_write_fn *write;
	void *context;

	/* Of the stream. */
	u8 flags[2];
	u64 nblocks;
	struct xz_sizes all;
	u32 records; /* a CRC-32 of all struct xz_sizes */

	/* Of the block. */
	u64 dictionary;
	u64 size; /* bytes written */
	u32 crc32;
	u64 crc64;
	bool filtered;
	struct bcj_x86 filter;
	size_t nfiltered; /* bytes in buffer[] */
	u8 buffer[XZ_FILTER_BUFFER];

	struct crc32_tables crc32_tables;
	struct crc64_table crc64_table;
	struct history history;
	struct lzma lzma;
};

/*
 * Unpack one stream at the start of `data`; its checksums are verified, but for
 * SHA-256. *used is set to its size: further ones or other data may follow it.
 * => sleeps if `write` does
 * => errors: -EINVAL the data are damaged or cut off; -EOPNOTSUPP a filter other than
 *    LZMA2 and x86; -ENOMEM; what `write` returns
 */
int __must_check xz_unpack(struct xz *z, const void *data, size_t size,
    const struct history_memory *memory, history_write_fn *write, void *context,
    size_t *used);

/* Whether the data begin as an .xz file does. */
bool xz_is(const void *data, size_t size);

#endif
