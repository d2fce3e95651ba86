/*
 * memset and its relatives: filling memory.
 *
 * Short areas by stores from both ends that overlap in the middle, long ones by a
 * loop of aligned stores between the two.
 */
#include <string.h>

#include "libc.h"
#include "vector.h"

#define BLOCK 64

/* Up to 15 bytes. */
static inline void
fill_few(char *to, uint64_t word, size_t n)
{
	if (n >= 8) {
		__builtin_memcpy(to, &word, 8);
		__builtin_memcpy(to + n - 8, &word, 8);
	} else if (n >= 4) {
		__builtin_memcpy(to, &word, 4);
		__builtin_memcpy(to + n - 4, &word, 4);
	} else if (n > 0) {
		to[0] = (char)word;
		to[n / 2] = (char)word;
		to[n - 1] = (char)word;
	}
}

static inline void
fill_block(char *to, vector v)
{
	vector_store(to, v);
	vector_store(to + 16, v);
	vector_store(to + 32, v);
	vector_store(to + 48, v);
}

static void
fill_many(char *to, vector v, size_t n)
{
	char *end = to + n;

	fill_block(to, v);
	to = (char *)vector_align(to + VECTOR_SIZE);
	for (; to < end - BLOCK; to += BLOCK) {
		vector_store_aligned(to, v);
		vector_store_aligned(to + 16, v);
		vector_store_aligned(to + 32, v);
		vector_store_aligned(to + 48, v);
	}
	fill_block(end - BLOCK, v);
}

void *
memset(void *area, int byte, size_t n)
{
	char *to = area;
	vector v = vector_of(byte);

	if (n < 16) {
		fill_few(to, (unsigned char)byte * 0x0101010101010101UL, n);
		return area;
	}
	if (n > BLOCK) {
		fill_many(to, v, n);
		return area;
	}
	vector_store(to, v);
	vector_store(to + n - 16, v);
	if (n > 32) {
		vector_store(to + 16, v);
		vector_store(to + n - 32, v);
	}
	return area;
}

void
bzero(void *area, size_t n)
{
	memset(area, 0, n);
}

/* Not left out even if nothing reads the area again. */
void *
memset_explicit(void *area, int byte, size_t n)
{
	memset(area, byte, n);
	__asm__ volatile("" : : "r"(area) : "memory");
	return area;
}

void
explicit_bzero(void *area, size_t n)
{
	memset_explicit(area, 0, n);
}
