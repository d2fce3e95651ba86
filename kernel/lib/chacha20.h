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

#endif
