/*
 * The block function of the ChaCha20 cipher (RFC 8439, 2.3).
 */
#ifndef LIB_CHACHA20_H
#define LIB_CHACHA20_H

#include "lib/types.h"

#define CHACHA20_KEY_WORDS   8
#define CHACHA20_BLOCK_BYTES 64

/* 64 bytes of key stream. */
void chacha20_block(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 block[CHACHA20_BLOCK_BYTES]);

/* Those of counter to counter + 3 and + 7, which wraps around: on vectors, of SSE2 and of
 * AVX2.  In the kernel between fpu_kernel_begin() and fpu_kernel_end(). */
void chacha20_four(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 blocks[4 * CHACHA20_BLOCK_BYTES]);
void chacha20_eight(const u32 key[CHACHA20_KEY_WORDS], u32 counter,
    const u32 nonce[3], u8 blocks[8 * CHACHA20_BLOCK_BYTES]);

#endif
