/*
 * Unpacking zstd (RFC 8878).
 */
#ifndef LIB_ZSTD_H
#define LIB_ZSTD_H

#include "lib/compiler.h"
#include "lib/fse.h"
#include "lib/history.h"
#include "lib/types.h"
#include "lib/xxh64.h"
#include "lib/zstd_huffman.h"

#define ZSTD_BLOCK_MAX 131072

/* What a sequence is made of, in the order in which their tables come. */
enum zstd_part {
	ZSTD_LITERALS,
	ZSTD_OFFSET,
	ZSTD_MATCH,
	ZSTD_NPARTS
};

/* Memory for one unpacking, some 140 KiB: the caller's, too large for a stack. */
struct zstd {
	const u8 *next, *end; /* input */
	history_write_fn *write;
	void *context;
	u64 window;
	u64 size;      /* of the content, UINT64_MAX: not known */
	u32 block_max; /* bytes that a block may become */
	bool has_checksum;
	struct xxh64 sum;
	u64 old[3]; /* the last offsets, the latest first */
	bool has_table[ZSTD_NPARTS];
	struct fse tables[ZSTD_NPARTS];
	struct zstd_huffman huffman;
	size_t nliterals;
	u8 literals[ZSTD_BLOCK_MAX];
	struct history history;
};

/*
 * Unpack one frame at the start of `data`, or skip one that is to be skipped. *used is
 * set to its size: further ones or other data may follow it.
 * => sleeps if `write` does
 * => errors: -EINVAL the data are damaged or cut off; -EOPNOTSUPP it needs a
 *    dictionary; -ENOMEM; what `write` returns
 */
int __must_check zstd_unpack(struct zstd *z, const void *data, size_t size,
    const struct history_memory *memory, history_write_fn *write, void *context,
    size_t *used);

/* Whether the data begin as a zstd frame does. */
bool zstd_is(const void *data, size_t size);

#endif
