/*
 * SHA-256 and SHA-512 (FIPS 180-4).
 */
#ifndef LIBC_CRYPT_SHA2_H
#define LIBC_CRYPT_SHA2_H

#include <stddef.h>
#include <stdint.h>

#define SHA_BLOCK_MAX  128
#define SHA_DIGEST_MAX 64

struct sha {
	int wide; /* SHA-512, words of 64 bits */
	uint64_t state[8];
	uint64_t length;
	unsigned char block[SHA_BLOCK_MAX];
};

void __sha_init(struct sha *s, int wide);
void __sha_update(struct sha *s, const void *data, size_t n);
/* => returns: the size of the digest, 32 or 64 */
size_t __sha_final(struct sha *s, unsigned char digest[SHA_DIGEST_MAX]);

#endif
