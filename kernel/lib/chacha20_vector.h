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

#include "lib/chacha20_rounds.h"
#include "lib/compiler.h"

#ifndef LANES /* when this header is compiled alone */
#define LANES 4
#define TARGET
#endif

typedef u32 vector __attribute__((vector_size(LANES * sizeof(u32))));

TARGET static inline void
make_blocks(const u32 *key, u32 counter, const u32 *nonce, u8 *blocks)
{
	vector start[CHACHA20_WORDS], x[CHACHA20_WORDS];
	u32 words[CHACHA20_WORDS];

	chacha20_matrix(words, key, counter, nonce);
	for (int i = 0; i < CHACHA20_WORDS; i++)
		start[i] = (vector){ 0 } + words[i];
	for (u32 lane = 0; lane < LANES; lane++)
		start[12][lane] += lane;
	for (int i = 0; i < CHACHA20_WORDS; i++)
		x[i] = start[i];
	TWENTY_ROUNDS(x);
	for (int i = 0; i < CHACHA20_WORDS; i++)
		start[i] += x[i];
	for (int lane = 0; lane < LANES; lane++)
		for (int i = 0; i < CHACHA20_WORDS; i++) {
			u32 word = start[i][lane];

			__builtin_memcpy(blocks, &word, sizeof(word));
			blocks += sizeof(word);
		}
}

#endif
