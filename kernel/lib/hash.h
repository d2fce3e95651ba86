/*
 * Hashes for tables in memory: fast and well mixed, not against an attacker who
 * can choose keys, unless the seed is secret.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/types.h"

/* Every bit of the result depends on every bit of `x` (Stafford's mix 13). */
static inline u64
hash_u64(u64 x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* Up to 8 bytes as a number; reads nothing outside [p, p + len). */
static inline u64
hash_word_(const u8 *p, size_t len)
{
	u64 word = 0;
	u32 low, high;

	if (len >= 8) {
		__builtin_memcpy(&word, p, 8);
	} else if (len >= 4) {
		__builtin_memcpy(&low, p, 4);
		__builtin_memcpy(&high, p + len - 4, 4);
		word = low | (u64)high << 32;
	} else if (len > 0) {
		word = p[0] | p[len / 2] << 8 | p[len - 1] << 16;
	}
	return word;
}

static inline u64
hash_bytes(const void *data, size_t len, u64 seed)
{
	const u8 *p = data;
	u64 hash = seed ^ len * 0x9e3779b97f4a7c15;

	for (; len > 8; p += 8, len -= 8) {
		hash = (hash ^ hash_word_(p, 8)) * 0xbf58476d1ce4e5b9;
		hash ^= hash >> 32;
	}
	return hash_u64(hash ^ hash_word_(p, len));
}

#endif
