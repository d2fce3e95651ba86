/*
 * What ChaCha20 does to a matrix (RFC 8439), be its members words or vectors of them,
 * the same word of several blocks.
 */
#ifndef LIB_CHACHA20_ROUNDS_H
#define LIB_CHACHA20_ROUNDS_H

#include "lib/chacha20.h"
#include "lib/string.h"

#define CHACHA20_WORDS 16 /* of a matrix, which is a block */

#define ROTATE_LEFT(x, n) ((x) << (n) | (x) >> (32 - (n)))

#define QUARTER_ROUND(a, b, c, d)           \
	do {                                \
		a += b;                     \
		d = ROTATE_LEFT(d ^ a, 16); \
		c += d;                     \
		b = ROTATE_LEFT(b ^ c, 12); \
		a += b;                     \
		d = ROTATE_LEFT(d ^ a, 8);  \
		c += d;                     \
		b = ROTATE_LEFT(b ^ c, 7);  \
	} while (0)

/* Columns, then diagonals: written out, half as many instructions as loops. */
#define TWO_ROUNDS(x)                                    \
	do {                                             \
		QUARTER_ROUND(x[0], x[4], x[8], x[12]);  \
		QUARTER_ROUND(x[1], x[5], x[9], x[13]);  \
		QUARTER_ROUND(x[2], x[6], x[10], x[14]); \
		QUARTER_ROUND(x[3], x[7], x[11], x[15]); \
		QUARTER_ROUND(x[0], x[5], x[10], x[15]); \
		QUARTER_ROUND(x[1], x[6], x[11], x[12]); \
		QUARTER_ROUND(x[2], x[7], x[8], x[13]);  \
		QUARTER_ROUND(x[3], x[4], x[9], x[14]);  \
	} while (0)

#define TWENTY_ROUNDS(x)                                    \
	do {                                                \
		for (int round = 0; round < 20; round += 2) \
			TWO_ROUNDS(x);                      \
	} while (0)

/* The matrix of one block before the rounds. */
static inline void
chacha20_matrix(u32 matrix[CHACHA20_WORDS], const u32 key[CHACHA20_KEY_WORDS],
    u32 counter, const u32 nonce[3])
{
	/* "expand 32-byte k" */
	matrix[0] = 0x61707865;
	matrix[1] = 0x3320646e;
	matrix[2] = 0x79622d32;
	matrix[3] = 0x6b206574;
	memcpy(matrix + 4, key, CHACHA20_KEY_WORDS * sizeof(u32));
	matrix[12] = counter;
	memcpy(matrix + 13, nonce, 3 * sizeof(u32));
}

#endif
