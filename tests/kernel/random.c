/*
 * Random bytes are made on vectors: those are right on this CPU, and the large path of
 * random_bytes() leaves no part of a request out.
 */
#include "time/random.h"
#include "arch/thread.h"
#include "debug/ktest.h"
#include "lib/chacha20.h"
#include "lib/string.h"

/* RFC 8439, 2.3.2: block 1. */
static const u8 expected[16] = { 0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15,
	0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20, 0x71, 0xc4 };

static void
check_blocks(const u32 *key, const u32 *nonce, const u8 *many, u32 n)
{
	u8 one[CHACHA20_BLOCK_BYTES];

	check(memcmp(many, expected, sizeof(expected)) == 0);
	for (u32 i = 0; i < n; i++) {
		chacha20_block(key, 1 + i, nonce, one);
		check(memcmp(many + i * sizeof(one), one, sizeof(one)) == 0);
	}
}

KTEST(vectors_give_the_blocks_of_the_cipher)
{
	static const u32 nonce[3] = { 0x09000000, 0x4a000000, 0 };
	u8 bytes[CHACHA20_KEY_WORDS * 4], many[8 * CHACHA20_BLOCK_BYTES];
	u32 key[CHACHA20_KEY_WORDS];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)i;
	memcpy(key, bytes, sizeof(key));
	fpu_kernel_begin();
	chacha20_four(key, 1, nonce, many);
	fpu_kernel_end();
	check_blocks(key, nonce, many, 4);
	if (!fpu_has_wide_vectors())
		return;
	fpu_kernel_begin();
	chacha20_eight(key, 1, nonce, many);
	fpu_kernel_end();
	check_blocks(key, nonce, many, 8);
}

/* The longest run of a byte that was there before. */
static size_t
longest_run(const u8 *p, size_t n, u8 byte)
{
	size_t run = 0, longest = 0;

	for (size_t i = 0; i < n; i++) {
		run = p[i] == byte ? run + 1 : 0;
		longest = max(longest, run);
	}
	return longest;
}

KTEST(all_of_a_request_is_random)
{
	static u8 buf[2600];

	for (size_t n = 100; n <= 2500; n += 61) {
		memset(buf, 0xa5, sizeof(buf));
		random_bytes(buf, n);
		check(longest_run(buf, n, 0xa5) < 8);
		check(longest_run(buf + n, sizeof(buf) - n, 0xa5) ==
		    sizeof(buf) - n);
	}
}
