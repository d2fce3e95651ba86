/*
 * memcmp: comparing memory.
 */
#include <string.h>
#include <strings.h>

#include "libc.h"
#include "vector.h"

static inline int
compare_words(uint64_t a, uint64_t b)
{
	a = __builtin_bswap64(a);
	b = __builtin_bswap64(b);
	return (a > b) - (a < b);
}

static inline uint64_t
word_at(const unsigned char *p)
{
	uint64_t word;

	__builtin_memcpy(&word, p, sizeof(word));
	return word;
}

/* Up to 15 bytes; for 8 and more the first and the last eight, overlapping. */
static int
compare_few(const unsigned char *a, const unsigned char *b, size_t n)
{
	int order;

	if (n >= 8) {
		order = compare_words(word_at(a), word_at(b));
		return order ?
		    order :
		    compare_words(word_at(a + n - 8), word_at(b + n - 8));
	}
	for (; n > 0; n--, a++, b++)
		if (*a != *b)
			return *a - *b;
	return 0;
}

/* The difference of the first bytes that differ in 16, or 0. */
static inline int
compare_vectors(const unsigned char *a, const unsigned char *b)
{
	unsigned int differ = vector_match(vector_load(a), vector_load(b)) ^
	    0xffff;

	if (!differ)
		return 0;
	return a[lowest_bit(differ)] - b[lowest_bit(differ)];
}

/* Over the 64-byte blocks that are equal. */
static inline size_t
equal_blocks(const unsigned char *a, const unsigned char *b, size_t n)
{
	size_t i = 0;

	for (; i + 64 <= n; i += 64) {
		vector same = vector_equal(vector_load(a + i),
		    vector_load(b + i));

		for (int j = 16; j < 64; j += 16)
			same = _mm_and_si128(same,
			    vector_equal(vector_load(a + i + j),
				vector_load(b + i + j)));
		if (vector_mask(same) != 0xffff)
			break;
	}
	return i;
}

int
memcmp(const void *area1, const void *area2, size_t n)
{
	const unsigned char *a = area1, *b = area2;
	size_t i;

	if (n < VECTOR_SIZE)
		return compare_few(a, b, n);
	for (i = equal_blocks(a, b, n); i + 16 < n; i += 16) {
		int order = compare_vectors(a + i, b + i);

		if (order)
			return order;
	}
	return compare_vectors(a + n - 16, b + n - 16);
}

weak_alias(memcmp, bcmp);
