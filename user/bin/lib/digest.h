/*
 * Message digests: MD5 (RFC 1321), SHA-1, SHA-256 and SHA-512 (FIPS 180-4).
 */
#ifndef USER_BIN_LIB_DIGEST_H
#define USER_BIN_LIB_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum {
	DIGEST_MAX = 64
};

enum digest_kind {
	DIGEST_MD5,
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SHA512
};

struct digest {
	enum digest_kind kind;
	uint64_t length;
	unsigned char block[128];
	size_t used;
	uint64_t state[8];
};

void digest_init(struct digest *digest, enum digest_kind kind);
void digest_update(struct digest *digest, const void *data, size_t length);
/* Gives the length of the result. */
size_t digest_final(struct digest *digest, unsigned char *result);
size_t digest_size(enum digest_kind kind);

#endif
