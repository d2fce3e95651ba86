// needs: kernel/lib/chacha20.c kernel/lib/chacha20_sse2.c kernel/lib/chacha20_avx2.c
/*
 * The test vector of RFC 8439, 2.3.2, and that vectors give the same as single blocks.
 */
#include <string.h>

#include "lib/chacha20.h"
#include "tests/host/tap.h"

static const u8 expected[CHACHA20_BLOCK_BYTES] = { 0x10, 0xf1, 0xe7, 0xe4, 0xd1,
	0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20, 0x71, 0xc4, 0xc7,
	0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22, 0xaa, 0x9a, 0xc3,
	0xd4, 0x6c, 0x4e, 0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa, 0x09, 0x14,
	0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2, 0xb5, 0x12, 0x9c, 0xd1, 0xde,
	0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e };

typedef void blocks_fn(const u32 *key, u32 counter, const u32 *nonce,
    u8 *blocks);

/* With counters that pass 32 bits, and places without alignment. */
static int
is_same(blocks_fn *fn, u32 n, u32 *key, const u32 *nonce)
{
	u8 room[8 * CHACHA20_BLOCK_BYTES + 16], one[CHACHA20_BLOCK_BYTES];
	int bad = 0;

	for (u32 i = 0; i < 1000; i++) {
		u32 counter = i - 8;

		key[i % CHACHA20_KEY_WORDS] += i * 0x9e3779b9;
		fn(key, counter, nonce, room + i % 16);
		for (u32 k = 0; k < n; k++) {
			chacha20_block(key, counter + k, nonce, one);
			bad += memcmp(room + i % 16 + k * sizeof(one), one,
				   sizeof(one)) != 0;
		}
	}
	return bad == 0;
}

int
main(void)
{
	const u32 nonce[3] = { 0x09000000, 0x4a000000, 0 };
	u8 bytes[32], block[CHACHA20_BLOCK_BYTES];
	u32 key[CHACHA20_KEY_WORDS];

	for (int i = 0; i < 32; i++)
		bytes[i] = i;
	memcpy(key, bytes, sizeof(key));
	chacha20_block(key, 1, nonce, block);
	ok(memcmp(block, expected, sizeof(block)) == 0, "RFC 8439, 2.3.2");
	ok(is_same(chacha20_four, 4, key, nonce), "four blocks on vectors");
	if (__builtin_cpu_supports("avx2"))
		ok(is_same(chacha20_eight, 8, key, nonce), "and eight");
	return tap_done();
}
