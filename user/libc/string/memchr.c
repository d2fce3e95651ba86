/*
 * memchr, memrchr, rawmemchr: a byte in memory.
 */
#include <string.h>

#include "vector.h"

#define BLOCK (4 * VECTOR_SIZE)

/*
 * Over the blocks that hold no match, four at a time while `n` allows. They are
 * aligned as one, since behind a match there may be no more memory.
 */
static inline const char *
skip_blocks(const char *p, vector wanted, size_t n)
{
	if ((uintptr_t)p % BLOCK)
		return p;
	for (; n > BLOCK; p += BLOCK, n -= BLOCK) {
		vector a = vector_equal(vector_load_aligned(p), wanted);
		vector b = vector_equal(vector_load_aligned(p + 16), wanted);
		vector c = vector_equal(vector_load_aligned(p + 32), wanted);
		vector d = vector_equal(vector_load_aligned(p + 48), wanted);

		if (vector_mask(vector_or(vector_or(a, b), vector_or(c, d))))
			break;
	}
	return p;
}

void *
memchr(const void *area, int byte, size_t n)
{
	vector wanted = vector_of(byte);
	const char *p = vector_align(area);
	uintptr_t end = (uintptr_t)area + n;
	unsigned int mask;

	if (n == 0)
		return NULL;
	/* Callers may give a size that reaches around the address space. */
	if (end < (uintptr_t)area)
		end = UINTPTR_MAX;
	mask = vector_match(vector_load_aligned(p), wanted) &
	    vector_mask_from(area);
	while (!mask) {
		p += VECTOR_SIZE;
		if ((uintptr_t)p >= end)
			return NULL;
		p = skip_blocks(p, wanted, end - (uintptr_t)p);
		mask = vector_match(vector_load_aligned(p), wanted);
	}
	p += lowest_bit(mask);
	return (uintptr_t)p < end ? (void *)p : NULL;
}

void *
memrchr(const void *area, int byte, size_t n)
{
	vector wanted = vector_of(byte);
	const char *start = area, *last = start + n - 1;
	const char *p = vector_align(last);
	unsigned int mask;

	if (n == 0)
		return NULL;
	mask = vector_match(vector_load_aligned(p), wanted) &
	    (0xffffU >> (VECTOR_SIZE - 1 - (uintptr_t)last % VECTOR_SIZE));
	while (!mask) {
		if (p <= start)
			return NULL;
		p -= VECTOR_SIZE;
		mask = vector_match(vector_load_aligned(p), wanted);
	}
	p += highest_bit(mask);
	return p >= start ? (void *)p : NULL;
}

void *
rawmemchr(const void *area, int byte)
{
	return memchr(area, byte, SIZE_MAX);
}
