/*
 * The DEFLATE format (RFC 1951) in gzip files (RFC 1952).
 */
#ifndef USER_BIN_LIB_DEFLATE_H
#define USER_BIN_LIB_DEFLATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Writes in compressed as one gzip member. level: 1 (fast) to 9 (small); name
 * and time may be NULL and 0. False after an error of in or out.
 */
bool gzip_compress(FILE *in, FILE *out, int level, const char *name,
    uint32_t time);

/*
 * Reads gzip members to the end of in. NULL when all went well, else what is
 * wrong with it; name, if not NULL, gets the name in the first header.
 */
const char *gzip_decompress(FILE *in, FILE *out, char *name, size_t name_size);

uint32_t crc32_update(uint32_t crc, const void *data, size_t length);

#endif
