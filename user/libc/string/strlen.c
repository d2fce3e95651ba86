/*
 * strlen, strnlen: where a string ends.
 */
#include <string.h>

#include "vector.h"

#define BLOCK (4 * VECTOR_SIZE)

static inline unsigned int
zeros(const char *block)
{
	return vector_match(vector_load_aligned(block), _mm_setzero_si128());
}

/* The first null byte from an aligned address on. */
static const char *
find_end(const char *p)
{
	unsigned int mask;

	for (; (uintptr_t)p % BLOCK; p += VECTOR_SIZE) {
		mask = zeros(p);
		if (mask)
			return p + lowest_bit(mask);
	}
	for (;; p += BLOCK) {
		vector a = vector_load_aligned(p);
		vector b = vector_load_aligned(p + 16);
		vector c = vector_load_aligned(p + 32);
		vector d = vector_load_aligned(p + 48);
		vector least = vector_min(vector_min(a, b), vector_min(c, d));

		if (vector_match(least, _mm_setzero_si128()))
			break;
	}
	while (!(mask = zeros(p)))
		p += VECTOR_SIZE;
	return p + lowest_bit(mask);
}

size_t
strlen(const char *s)
{
	const char *block = vector_align(s);
	unsigned int mask = zeros(block) & vector_mask_from(s);

	if (mask)
		return (size_t)(block + lowest_bit(mask) - s);
	return (size_t)(find_end(block + VECTOR_SIZE) - s);
}

size_t
strnlen(const char *s, size_t max)
{
	const char *end = memchr(s, 0, max);

	return end ? (size_t)(end - s) : max;
}
