/*
 * digest: MD5, SHA-1, SHA-256 and SHA-512, which share their frame.
 *
 * All of them cut the message into blocks, mix each into a state of words and
 * pad the last block with a 1 bit, zeros and the length. They differ in words,
 * byte order and mixing. The round constants of SHA-2 are the first bits of the
 * cube roots of primes, those of MD5 of sines: tables by the standards.
 */
#include "digest.h"

#include <stdbool.h>
#include <string.h>

static const uint32_t md5_table[64] = {
	0xd76aa478,
	0xe8c7b756,
	0x242070db,
	0xc1bdceee,
	0xf57c0faf,
	0x4787c62a,
	0xa8304613,
	0xfd469501,
	0x698098d8,
	0x8b44f7af,
	0xffff5bb1,
	0x895cd7be,
	0x6b901122,
	0xfd987193,
	0xa679438e,
	0x49b40821,
	0xf61e2562,
	0xc040b340,
	0x265e5a51,
	0xe9b6c7aa,
	0xd62f105d,
	0x02441453,
	0xd8a1e681,
	0xe7d3fbc8,
	0x21e1cde6,
	0xc33707d6,
	0xf4d50d87,
	0x455a14ed,
	0xa9e3e905,
	0xfcefa3f8,
	0x676f02d9,
	0x8d2a4c8a,
	0xfffa3942,
	0x8771f681,
	0x6d9d6122,
	0xfde5380c,
	0xa4beea44,
	0x4bdecfa9,
	0xf6bb4b60,
	0xbebfbc70,
	0x289b7ec6,
	0xeaa127fa,
	0xd4ef3085,
	0x04881d05,
	0xd9d4d039,
	0xe6db99e5,
	0x1fa27cf8,
	0xc4ac5665,
	0xf4292244,
	0x432aff97,
	0xab9423a7,
	0xfc93a039,
	0x655b59c3,
	0x8f0ccc92,
	0xffeff47d,
	0x85845dd1,
	0x6fa87e4f,
	0xfe2ce6e0,
	0xa3014314,
	0x4e0811a1,
	0xf7537e82,
	0xbd3af235,
	0x2ad7d2bb,
	0xeb86d391,
};

/* SHA-256 uses the upper halves of the first 64. */
static const uint64_t sha2_table[80] = {
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

static uint32_t
rotate_left(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t
rotate(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

static uint64_t
rotate64(uint64_t x, unsigned int n)
{
	return x >> n | x << (64 - n);
}

static uint32_t
load_be(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
mix_md5(struct digest *d, const unsigned char *block)
{
	static const unsigned char shifts[16] = {
		7,
		12,
		17,
		22,
		5,
		9,
		14,
		20,
		4,
		11,
		16,
		23,
		6,
		10,
		15,
		21,
	};
	uint32_t w[16], a = (uint32_t)d->state[0], b = (uint32_t)d->state[1];
	uint32_t c = (uint32_t)d->state[2], e = (uint32_t)d->state[3];

	memcpy(w, block, sizeof w);
	for (unsigned int i = 0; i < 64; i++) {
		unsigned int round = i / 16, k;
		uint32_t f, next;

		if (round == 0)
			f = (b & c) | (~b & e), k = i;
		else if (round == 1)
			f = (b & e) | (c & ~e), k = (5 * i + 1) % 16;
		else if (round == 2)
			f = b ^ c ^ e, k = (3 * i + 5) % 16;
		else
			f = c ^ (b | ~e), k = 7 * i % 16;
		next = b +
		    rotate_left(a + f + md5_table[i] + w[k],
			shifts[4 * round + i % 4]);
		a = e;
		e = c;
		c = b;
		b = next;
	}
	d->state[0] = (uint32_t)d->state[0] + a;
	d->state[1] = (uint32_t)d->state[1] + b;
	d->state[2] = (uint32_t)d->state[2] + c;
	d->state[3] = (uint32_t)d->state[3] + e;
}

static void
mix_sha1(struct digest *d, const unsigned char *block)
{
	uint32_t w[80], s[5];

	for (int i = 0; i < 16; i++)
		w[i] = load_be(block + 4 * i);
	for (int i = 16; i < 80; i++)
		w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16],
		    1);
	for (int i = 0; i < 5; i++)
		s[i] = (uint32_t)d->state[i];
	for (int i = 0; i < 80; i++) {
		uint32_t f, k, next;

		if (i < 20)
			f = (s[1] & s[2]) | (~s[1] & s[3]), k = 0x5a827999;
		else if (i < 40)
			f = s[1] ^ s[2] ^ s[3], k = 0x6ed9eba1;
		else if (i < 60)
			f = (s[1] & s[2]) | (s[1] & s[3]) | (s[2] & s[3]),
			k = 0x8f1bbcdc;
		else
			f = s[1] ^ s[2] ^ s[3], k = 0xca62c1d6;
		next = rotate_left(s[0], 5) + f + s[4] + k + w[i];
		s[4] = s[3];
		s[3] = s[2];
		s[2] = rotate_left(s[1], 30);
		s[1] = s[0];
		s[0] = next;
	}
	for (int i = 0; i < 5; i++)
		d->state[i] = (uint32_t)(d->state[i] + s[i]);
}

static void
mix_sha256(struct digest *d, const unsigned char *block)
{
	uint32_t w[64], s[8];

	for (int i = 0; i < 16; i++)
		w[i] = load_be(block + 4 * i);
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		    (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		    (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
	for (int i = 0; i < 8; i++)
		s[i] = (uint32_t)d->state[i];
	for (int i = 0; i < 64; i++) {
		uint32_t t1 = s[7] +
		    (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
		    ((s[4] & s[5]) ^ (~s[4] & s[6])) +
		    (uint32_t)(sha2_table[i] >> 32) + w[i];
		uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^
				  rotate(s[0], 22)) +
		    ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		d->state[i] = (uint32_t)(d->state[i] + s[i]);
}

static void
mix_sha512(struct digest *d, const unsigned char *block)
{
	uint64_t w[80], s[8];

	for (int i = 0; i < 16; i++)
		w[i] = (uint64_t)load_be(block + 8 * i) << 32 |
		    load_be(block + 8 * i + 4);
	for (int i = 16; i < 80; i++) {
		uint64_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		    (rotate64(a, 1) ^ rotate64(a, 8) ^ a >> 7) +
		    (rotate64(b, 19) ^ rotate64(b, 61) ^ b >> 6);
	}
	memcpy(s, d->state, sizeof s);
	for (int i = 0; i < 80; i++) {
		uint64_t t1 = s[7] +
		    (rotate64(s[4], 14) ^ rotate64(s[4], 18) ^
			rotate64(s[4], 41)) +
		    ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha2_table[i] + w[i];
		uint64_t t2 = (rotate64(s[0], 28) ^ rotate64(s[0], 34) ^
				  rotate64(s[0], 39)) +
		    ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		d->state[i] += s[i];
}

static const struct {
	size_t size, block;
	void (*mix)(struct digest *d, const unsigned char *block);
	uint64_t state[8];
} kinds[] = {
	[DIGEST_MD5] = { 16, 64, mix_md5,
	    { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } },
	[DIGEST_SHA1] = { 20, 64, mix_sha1,
	    { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } },
	[DIGEST_SHA256] = { 32, 64, mix_sha256,
	    { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
		0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } },
	[DIGEST_SHA512] = { 64, 128, mix_sha512,
	    { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
		0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
		0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 } },
};

void
digest_init(struct digest *d, enum digest_kind kind)
{
	d->kind = kind;
	d->length = 0;
	d->used = 0;
	memcpy(d->state, kinds[kind].state, sizeof d->state);
}

void
digest_update(struct digest *d, const void *data, size_t length)
{
	const unsigned char *p = data;
	size_t block = kinds[d->kind].block;

	d->length += length;
	while (length > 0) {
		size_t n = block - d->used < length ? block - d->used : length;

		memcpy(d->block + d->used, p, n);
		d->used += n;
		p += n;
		length -= n;
		if (d->used == block) {
			kinds[d->kind].mix(d, d->block);
			d->used = 0;
		}
	}
}

size_t
digest_size(enum digest_kind kind)
{
	return kinds[kind].size;
}

size_t
digest_final(struct digest *d, unsigned char *result)
{
	size_t block = kinds[d->kind].block, size = kinds[d->kind].size;
	uint64_t bits = 8 * d->length;
	bool little = d->kind == DIGEST_MD5;
	size_t word = d->kind == DIGEST_SHA512 ? 8 : 4;

	digest_update(d, "\x80", 1);
	while (d->used != block - 8)
		digest_update(d, "", 1);
	for (int i = 0; i < 8; i++)
		d->block[block - 8 + (size_t)i] = (unsigned char)(bits >>
		    (little ? 8 * i : 56 - 8 * i));
	kinds[d->kind].mix(d, d->block);
	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (i % word);

		result[i] = (unsigned char)(d->state[i / word] >>
		    (little ? shift : 8 * (word - 1) - shift));
	}
	return size;
}
