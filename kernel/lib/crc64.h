/*
 * CRC-64 as xz uses it (ECMA-182, reflected).
 */
#ifndef LIB_CRC64_H
#define LIB_CRC64_H

#include "lib/types.h"

/* table[b]: what byte b does to the sum. */
struct crc64_table {
	u64 table[256];
};

void crc64_init(struct crc64_table *t);

/* The sum of some bytes and those before them. => crc: 0 at the start */
u64 crc64_update(const struct crc64_table *t, u64 crc, const void *data,
    size_t size);

#endif
