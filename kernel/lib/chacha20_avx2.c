/* ChaCha20 by eight blocks, on vectors of 32 bytes. */
#define LANES  8
#define TARGET __attribute__((target("avx2")))
#include "lib/chacha20_vector.h"

TARGET void
chacha20_eight(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 blocks[8 * CHACHA20_BLOCK_BYTES])
{
	make_blocks(key, counter, nonce, blocks);
}
