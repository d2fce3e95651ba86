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

#define QUARTER_ROUND(a, b, c, d)           \
	do {                                \
		a += b;                     \
		d = rotate_left(d ^ a, 16); \
		c += d;                     \
		b = rotate_left(b ^ c, 12); \
		a += b;                     \
		d = rotate_left(d ^ a, 8);  \
		c += d;                     \
		b = rotate_left(b ^ c, 7);  \
	} while (0)

/* Columns, then diagonals: written out, half as many instructions as loops. */
static void
two_rounds(u32 x[16])
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
	for (int round = 0; round < NROUNDS; round += 2)
		two_rounds(x);
	for (int i = 0; i < 16; i++)
		x[i] += start[i];
	memcpy(block, x, sizeof(x));
}
