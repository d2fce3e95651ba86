/*
 * CRC-32 as gzip, Ethernet and GPT use it (polynomial 0x04c11db7, reflected).
 */
#ifndef LIB_CRC32_H
#define LIB_CRC32_H

#include "lib/types.h"

/* tables[k][b]: what byte b does to the sum when k bytes follow it. */
struct crc32_tables {
	u32 tables[8][256];
};

void crc32_init(struct crc32_tables *t);

/* The sum of some bytes and those before them. => crc: 0 at the start */
u32 crc32_update(const struct crc32_tables *t, u32 crc, const void *data,
    size_t size);

#endif
