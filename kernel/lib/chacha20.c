/*
 * ChaCha20 (RFC 8439): twenty rounds stir a matrix of constants, key, counter and
 * nonce; adding the matrix again makes it impossible to run them backwards.
 */
#include "lib/chacha20_rounds.h"

void
chacha20_block(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 block[CHACHA20_BLOCK_BYTES])
{
	u32 start[CHACHA20_WORDS], x[CHACHA20_WORDS];

	chacha20_matrix(start, key, counter, nonce);
	memcpy(x, start, sizeof(x));
	TWENTY_ROUNDS(x);
	for (int i = 0; i < CHACHA20_WORDS; i++)
		x[i] += start[i];
	memcpy(block, x, sizeof(x));
}
