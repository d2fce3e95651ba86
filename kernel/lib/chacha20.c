/*
 * ChaCha20 (RFC 8439): twenty rounds stir a matrix of constants, key, counter and
 * nonce; adding the matrix again makes it impossible to run them backwards.
 */
#include "lib/chacha20.h"

#include "lib/string.h"

#define NROUNDS 20

static inline u32
rotate_left(u32 x, int n)
{
	return x << n | x >> (32 - n);
}

static inline void
quarter_round(u32 *x, int a, int b, int c, int d)
{
	x[a] += x[b];
	x[d] = rotate_left(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotate_left(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotate_left(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotate_left(x[b] ^ x[c], 7);
}

void
chacha20_block(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 block[CHACHA20_BLOCK_BYTES])
{
	u32 start[16] = {
		/* "expand 32-byte k" */
		0x61707865,
		0x3320646e,
		0x79622d32,
		0x6b206574,
		[12] = counter,
		[13] = nonce[0],
		[14] = nonce[1],
		[15] = nonce[2],
	};
	u32 x[16];

	memcpy(start + 4, key, CHACHA20_KEY_WORDS * sizeof(u32));
	memcpy(x, start, sizeof(x));
	for (int round = 0; round < NROUNDS; round += 2) {
		for (int i = 0; i < 4; i++)
			quarter_round(x, i, 4 + i, 8 + i, 12 + i);
		for (int i = 0; i < 4; i++)
			quarter_round(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4,
			    12 + (i + 3) % 4);
	}
	for (int i = 0; i < 16; i++)
		x[i] += start[i];
	memcpy(block, x, sizeof(x));
}
