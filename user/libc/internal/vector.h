/*
 * Sixteen bytes at a time.
 *
 * Every x86-64 has SSE2. A string is read in aligned blocks of 16 bytes, which may
 * reach beyond its ends but never into another page, so nothing is read that could
 * fault. A comparison of a block gives a mask, bit i for byte i; what lies before
 * the string's start is masked away.
 */
#ifndef INTERNAL_VECTOR_H
#define INTERNAL_VECTOR_H

#include <emmintrin.h>
#include <stddef.h>
#include <stdint.h>

#define VECTOR_SIZE 16

typedef __m128i vector;

static inline vector
vector_load(const void *p)
{
	return _mm_loadu_si128(p);
}

static inline vector
vector_load_aligned(const void *p)
{
	return _mm_load_si128(p);
}

static inline void
vector_store(void *p, vector v)
{
	_mm_storeu_si128(p, v);
}

static inline void
vector_store_aligned(void *p, vector v)
{
	_mm_store_si128(p, v);
}

static inline vector
vector_of(int byte)
{
	return _mm_set1_epi8((char)byte);
}

static inline unsigned int
vector_mask(vector v)
{
	return (unsigned int)_mm_movemask_epi8(v);
}

static inline vector
vector_equal(vector a, vector b)
{
	return _mm_cmpeq_epi8(a, b);
}

static inline vector
vector_or(vector a, vector b)
{
	return _mm_or_si128(a, b);
}

/* A byte is 0 in the result if it is 0 in either. */
static inline vector
vector_min(vector a, vector b)
{
	return _mm_min_epu8(a, b);
}

/* The bits where two blocks agree. */
static inline unsigned int
vector_match(vector a, vector b)
{
	return vector_mask(vector_equal(a, b));
}

static inline const char *
vector_align(const void *p)
{
	return (const char *)((uintptr_t)p & -(uintptr_t)VECTOR_SIZE);
}

/* The bits of a block's bytes from p on, where block is vector_align(p). */
static inline unsigned int
vector_mask_from(const void *p)
{
	return 0xffffU << ((uintptr_t)p % VECTOR_SIZE);
}

static inline unsigned int
lowest_bit(unsigned int mask)
{
	return (unsigned int)__builtin_ctz(mask);
}

static inline unsigned int
highest_bit(unsigned int mask)
{
	return 31U - (unsigned int)__builtin_clz(mask);
}

#endif
