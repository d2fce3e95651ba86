/*
 * The Huffman code of zstd's literals (RFC 8878, 4.2).
 */
#ifndef LIB_ZSTD_HUFFMAN_H
#define LIB_ZSTD_HUFFMAN_H

#include "lib/compiler.h"
#include "lib/fse.h"
#include "lib/types.h"

#define ZSTD_HUFFMAN_MAX_LOG 11

struct zstd_huffman {
	unsigned log; /* bits of the longest code; 0: there is no code yet */
	struct {
		u8 symbol, nbits;
	} cells[1 << ZSTD_HUFFMAN_MAX_LOG]; /* by the next `log` bits */
	struct fse weights;                 /* while the code is read */
};

/* Read a code's description, which *next moves behind; there is no code after a
 * failure. => errors: -EINVAL */
int __must_check zstd_huffman_read(struct zstd_huffman *t, const u8 **next,
    const u8 *end);

/* Decode n symbols from a stream of just their size. => errors: -EINVAL */
int __must_check zstd_huffman_decode(const struct zstd_huffman *t,
    const u8 *stream, size_t size, u8 *out, size_t n);

#endif
