/*
 * ChaCha20 on vectors: the matrices of LANES blocks side by side.
 *
 * A vector has the same word of each block, so that the rounds are those of one block,
 * and no word moves to another lane.
 *
 * Included by the file of each kind of vector, which says how many LANES there are and
 * which TARGET the compiler may use.  These are the kernel's only files whose code uses
 * the registers of the FPU: the makefile allows them that.
 */
#ifndef LIB_CHACHA20_VECTOR_H
#define LIB_CHACHA20_VECTOR_H

#include "lib/chacha20.h"
#include "lib/compiler.h"
#include "lib/string.h"

#ifndef LANES /* when this header is compiled alone */
#define LANES 4
#define TARGET
#endif

#define NROUNDS 20

typedef u32 vector __attribute__((vector_size(LANES * sizeof(u32))));

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

TARGET static inline void
two_rounds(vector x[16])
{
	QUARTER_ROUND(x[0], x[4], x[8], x[12]);
	QUARTER_ROUND(x[1], x[5], x[9], x[13]);
	QUARTER_ROUND(x[2], x[6], x[10], x[14]);
	QUARTER_ROUND(x[3], x[7], x[11], x[15]);
	QUARTER_ROUND(x[0], x[5], x[10], x[15]);
	QUARTER_ROUND(x[1], x[6], x[11], x[12]);
	QUARTER_ROUND(x[2], x[7], x[8], x[13]);
	QUARTER_ROUND(x[3], x[4], x[9], x[14]);
}

TARGET static inline void
spread(vector start[16], const u32 *key, u32 counter, const u32 *nonce)
{
	const u32 words[16] = {
		/* "expand 32-byte k" */
		0x61707865,
		0x3320646e,
		0x79622d32,
		0x6b206574,
		key[0],
		key[1],
		key[2],
		key[3],
		key[4],
		key[5],
		key[6],
		key[7],
		counter,
		nonce[0],
		nonce[1],
		nonce[2],
	};

	for (int i = 0; i < 16; i++)
		start[i] = (vector){ 0 } + words[i];
	for (u32 lane = 0; lane < LANES; lane++)
		start[12][lane] += lane;
}

TARGET static inline void
make_blocks(const u32 *key, u32 counter, const u32 *nonce, u8 *blocks)
{
	vector start[16], x[16];

	spread(start, key, counter, nonce);
	for (int i = 0; i < 16; i++)
		x[i] = start[i];
	for (int round = 0; round < NROUNDS; round += 2)
		two_rounds(x);
	for (int i = 0; i < 16; i++)
		start[i] += x[i];
	for (int lane = 0; lane < LANES; lane++)
		for (int i = 0; i < 16; i++) {
			u32 word = start[i][lane];

			__builtin_memcpy(blocks, &word, sizeof(word));
			blocks += sizeof(word);
		}
}

#endif
