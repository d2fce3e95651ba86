/*
 * XXH64: four lanes take eight bytes each a step; at the end they are mixed with what
 * is left of the input, and its length.
 */
#include "lib/xxh64.h"

#include "lib/compiler.h"
#include "lib/string.h"

#define STRIPE 32

static const u64 prime1 = 0x9e3779b185ebca87, prime2 = 0xc2b2ae3d27d4eb4f,
		 prime3 = 0x165667b19e3779f9, prime4 = 0x85ebca77c2b2ae63,
		 prime5 = 0x27d4eb2f165667c5;

static u64
rotate(u64 x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static u64
mix(u64 lane, u64 word)
{
	return rotate(lane + word * prime2, 31) * prime1;
}

static void
stripe(struct xxh64 *x, const u8 *p)
{
	for (int i = 0; i < 4; i++) {
		u64 word;

		memcpy(&word, p + 8 * i, 8);
		x->lanes[i] = mix(x->lanes[i], word);
	}
}

void
xxh64_init(struct xxh64 *x)
{
	*x = (struct xxh64){ .lanes = { prime1 + prime2, prime2, 0, -prime1 } };
}

void
xxh64_update(struct xxh64 *x, const void *data, size_t size)
{
	const u8 *p = data;

	while (size > 0) {
		size_t have = x->total % STRIPE, n = min(size, STRIPE - have);

		if (n == STRIPE) {
			stripe(x, p);
		} else {
			memcpy(x->buffer + have, p, n);
			if (have + n == STRIPE)
				stripe(x, x->buffer);
		}
		x->total += n;
		p += n;
		size -= n;
	}
}

/* The last, incomplete stripe. */
static u64
tail(const struct xxh64 *x, u64 sum)
{
	const u8 *p = x->buffer, *end = p + x->total % STRIPE;

	for (; end - p >= 8; p += 8) {
		u64 word;

		memcpy(&word, p, 8);
		sum = rotate(sum ^ mix(0, word), 27) * prime1 + prime4;
	}
	if (end - p >= 4) {
		u32 word;

		memcpy(&word, p, 4);
		sum = rotate(sum ^ word * prime1, 23) * prime2 + prime3;
		p += 4;
	}
	for (; p < end; p++)
		sum = rotate(sum ^ *p * prime5, 11) * prime1;
	return sum;
}

u64
xxh64_digest(const struct xxh64 *x)
{
	static const u8 turns[] = { 1, 7, 12, 18 };
	u64 sum = prime5;

	if (x->total >= STRIPE) {
		sum = 0;
		for (int i = 0; i < 4; i++)
			sum += rotate(x->lanes[i], turns[i]);
		for (int i = 0; i < 4; i++)
			sum = (sum ^ mix(0, x->lanes[i])) * prime1 + prime4;
	}
	sum = tail(x, sum + x->total);
	sum = (sum ^ sum >> 33) * prime2;
	sum = (sum ^ sum >> 29) * prime3;
	return sum ^ sum >> 32;
}
