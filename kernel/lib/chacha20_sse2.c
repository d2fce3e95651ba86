/* ChaCha20 by four blocks, on vectors that every x86-64 has. */
#define LANES  4
#define TARGET __attribute__((target("sse2")))
#include "lib/chacha20_vector.h"

TARGET void
chacha20_four(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 blocks[4 * CHACHA20_BLOCK_BYTES])
{
	make_blocks(key, counter, nonce, blocks);
}
