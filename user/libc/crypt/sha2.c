/*
 * SHA-256 and SHA-512 (FIPS 180-4).
 *
 * The two are the same but for the size of a word, the number of rounds and the
 * distances of the rotations. The constants of SHA-256 are the upper halves of those
 * of SHA-512: fractions of the cube roots and square roots of the first primes.
 */
#include <string.h>

#include "sha2.h"

static const uint64_t round_constants[80] = {
	0x428a2f98d728ae22,
	0x7137449123ef65cd,
	0xb5c0fbcfec4d3b2f,
	0xe9b5dba58189dbbc,
	0x3956c25bf348b538,
	0x59f111f1b605d019,
	0x923f82a4af194f9b,
	0xab1c5ed5da6d8118,
	0xd807aa98a3030242,
	0x12835b0145706fbe,
	0x243185be4ee4b28c,
	0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f,
	0x80deb1fe3b1696b1,
	0x9bdc06a725c71235,
	0xc19bf174cf692694,
	0xe49b69c19ef14ad2,
	0xefbe4786384f25e3,
	0x0fc19dc68b8cd5b5,
	0x240ca1cc77ac9c65,
	0x2de92c6f592b0275,
	0x4a7484aa6ea6e483,
	0x5cb0a9dcbd41fbd4,
	0x76f988da831153b5,
	0x983e5152ee66dfab,
	0xa831c66d2db43210,
	0xb00327c898fb213f,
	0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2,
	0xd5a79147930aa725,
	0x06ca6351e003826f,
	0x142929670a0e6e70,
	0x27b70a8546d22ffc,
	0x2e1b21385c26c926,
	0x4d2c6dfc5ac42aed,
	0x53380d139d95b3df,
	0x650a73548baf63de,
	0x766a0abb3c77b2a8,
	0x81c2c92e47edaee6,
	0x92722c851482353b,
	0xa2bfe8a14cf10364,
	0xa81a664bbc423001,
	0xc24b8b70d0f89791,
	0xc76c51a30654be30,
	0xd192e819d6ef5218,
	0xd69906245565a910,
	0xf40e35855771202a,
	0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8,
	0x1e376c085141ab53,
	0x2748774cdf8eeb99,
	0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63,
	0x4ed8aa4ae3418acb,
	0x5b9cca4f7763e373,
	0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc,
	0x78a5636f43172f60,
	0x84c87814a1f0ab72,
	0x8cc702081a6439ec,
	0x90befffa23631e28,
	0xa4506cebde82bde9,
	0xbef9a3f7b2c67915,
	0xc67178f2e372532b,
	0xca273eceea26619c,
	0xd186b8c721c0c207,
	0xeada7dd6cde0eb1e,
	0xf57d4f7fee6ed178,
	0x06f067aa72176fba,
	0x0a637dc5a2c898a6,
	0x113f9804bef90dae,
	0x1b710b35131c471b,
	0x28db77f523047d84,
	0x32caab7b40c72493,
	0x3c9ebe0a15c9bebc,
	0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6,
	0x597f299cfc657e2a,
	0x5fcb6fab3ad6faec,
	0x6c44198c4a475817,
};

static const uint64_t initial[8] = {
	0x6a09e667f3bcc908,
	0xbb67ae8584caa73b,
	0x3c6ef372fe94f82b,
	0xa54ff53a5f1d36f1,
	0x510e527fade682d1,
	0x9b05688c2b3e6c1f,
	0x1f83d9abfb41bd6b,
	0x5be0cd19137e2179,
};

/* Distances for SHA-256 and SHA-512: Sigma0, Sigma1, sigma0, sigma1. */
static const unsigned char distances[2][4][3] = {
	{ { 2, 13, 22 }, { 6, 11, 25 }, { 7, 18, 3 }, { 17, 19, 10 } },
	{ { 28, 34, 39 }, { 14, 18, 41 }, { 1, 8, 7 }, { 19, 61, 6 } }
};

static inline uint64_t
rotate(uint64_t x, unsigned int n, int wide)
{
	if (wide)
		return x >> n | x << (64 - n);
	return (uint32_t)((uint32_t)x >> n | (uint32_t)x << (32 - n));
}

/* Three rotations; in the last of the small ones a shift. */
static inline uint64_t
mix(uint64_t x, int which, int wide)
{
	const unsigned char *d = distances[wide][which];

	return rotate(x, d[0], wide) ^ rotate(x, d[1], wide) ^
	    (which < 2 ? rotate(x, d[2], wide) : x >> d[2]);
}

static inline uint64_t
cut(uint64_t x, int wide)
{
	return wide ? x : (uint32_t)x;
}

static uint64_t
get_word(const unsigned char *p, int size)
{
	uint64_t word = 0;

	for (int i = 0; i < size; i++)
		word = word << 8 | p[i];
	return word;
}

static void
transform(struct sha *s)
{
	int wide = s->wide, rounds = wide ? 80 : 64, size = wide ? 8 : 4;
	uint64_t w[80], v[8];

	for (int i = 0; i < 16; i++)
		w[i] = get_word(s->block + i * size, size);
	for (int i = 16; i < rounds; i++)
		w[i] = cut(mix(w[i - 2], 3, wide) + w[i - 7] +
			mix(w[i - 15], 2, wide) + w[i - 16],
		    wide);
	memcpy(v, s->state, sizeof v);
	for (int i = 0; i < rounds; i++) {
		uint64_t k = round_constants[i] >> (wide ? 0 : 32);
		uint64_t a = v[7] + mix(v[4], 1, wide) +
		    ((v[4] & v[5]) ^ (~v[4] & v[6])) + k + w[i];
		uint64_t b = mix(v[0], 0, wide) +
		    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof *v);
		v[4] = cut(v[4] + a, wide);
		v[0] = cut(a + b, wide);
	}
	for (int i = 0; i < 8; i++)
		s->state[i] = cut(s->state[i] + v[i], wide);
}

void
__sha_init(struct sha *s, int wide)
{
	*s = (struct sha){ .wide = wide };
	for (int i = 0; i < 8; i++)
		s->state[i] = initial[i] >> (wide ? 0 : 32);
}

void
__sha_update(struct sha *s, const void *data, size_t n)
{
	size_t size = s->wide ? 128 : 64;
	const unsigned char *p = data;

	while (n > 0) {
		size_t used = s->length % size, part = size - used;

		if (part > n)
			part = n;
		memcpy(s->block + used, p, part);
		s->length += part;
		p += part;
		n -= part;
		if (used + part == size)
			transform(s);
	}
}

size_t
__sha_final(struct sha *s, unsigned char digest[SHA_DIGEST_MAX])
{
	size_t block = s->wide ? 128 : 64, word = s->wide ? 8 : 4;
	uint64_t bits = s->length * 8;
	unsigned char length[8];

	__sha_update(s, "\x80", 1);
	/* The length takes two words, of which SHA-512's first is always 0. */
	while (s->length % block != block - 2 * word)
		__sha_update(s, "", 1);
	for (size_t i = 8; i < 2 * word; i++)
		__sha_update(s, "", 1);
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	__sha_update(s, length, sizeof length);
	for (size_t i = 0; i < 8 * word; i++)
		digest[i] = (unsigned char)(s->state[i / word] >>
		    8 * (word - 1 - i % word));
	return 8 * word;
}
