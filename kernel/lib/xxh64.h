/*
 * The hash XXH64, with seed 0: the checksum of zstd frames.
 */
#ifndef LIB_XXH64_H
#define LIB_XXH64_H

#include "lib/types.h"

struct xxh64 {
	u64 lanes[4];
	u64 total;
	u8 buffer[32]; /* total % 32 bytes that wait for more */
};

void xxh64_init(struct xxh64 *x);
void xxh64_update(struct xxh64 *x, const void *data, size_t size);
u64 xxh64_digest(const struct xxh64 *x);

#endif
