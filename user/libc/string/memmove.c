/*
 * memcpy, memmove, mempcpy: copying memory.
 *
 * Up to 128 bytes everything is loaded before anything is stored, so overlap does
 * not matter, with the first and last pieces overlapping each other instead of a
 * loop for the rest. Beyond, a loop stores 64 aligned bytes a turn, forward unless
 * the destination begins within the source. What is too large for the caches is
 * stored around them. memcpy is memmove: the one comparison costs nothing.
 */
#include <string.h>

#include "libc.h"
#include "vector.h"

/* Larger copies would only displace what the caches hold. */
#define STREAM_MIN (8UL << 20)
#define BLOCK      64

static inline void
copy_words(char *to, const char *from, size_t n)
{
	uint64_t first, last;

	__builtin_memcpy(&first, from, 8);
	__builtin_memcpy(&last, from + n - 8, 8);
	__builtin_memcpy(to, &first, 8);
	__builtin_memcpy(to + n - 8, &last, 8);
}

/* Up to 16 bytes. */
static inline void
copy_few(char *to, const char *from, size_t n)
{
	uint32_t first, last;

	if (n >= 8) {
		copy_words(to, from, n);
	} else if (n >= 4) {
		__builtin_memcpy(&first, from, 4);
		__builtin_memcpy(&last, from + n - 4, 4);
		__builtin_memcpy(to, &first, 4);
		__builtin_memcpy(to + n - 4, &last, 4);
	} else if (n > 0) {
		char a = from[0], b = from[n / 2], c = from[n - 1];

		to[0] = a;
		to[n / 2] = b;
		to[n - 1] = c;
	}
}

/* 17 to 128 bytes: the first and the last 16, 32 or 64. */
static inline void
copy_some(char *to, const char *from, size_t n)
{
	char *to_end = to + n;
	const char *end = from + n;
	vector a = vector_load(from), h = vector_load(end - 16);

	if (n > 32) {
		vector b = vector_load(from + 16), g = vector_load(end - 32);

		if (n > 64) {
			vector c = vector_load(from + 32);
			vector d = vector_load(from + 48);
			vector e = vector_load(end - 64);
			vector f = vector_load(end - 48);

			vector_store(to + 32, c);
			vector_store(to + 48, d);
			vector_store(to_end - 64, e);
			vector_store(to_end - 48, f);
		}
		vector_store(to + 16, b);
		vector_store(to_end - 32, g);
	}
	vector_store(to, a);
	vector_store(to_end - 16, h);
}

static void
copy_forward(char *to, const char *from, size_t n)
{
	/* The source's last block may be overwritten before it is reached. */
	const char *end = from + n;
	vector first = vector_load(from);
	vector w = vector_load(end - 64), x = vector_load(end - 48);
	vector y = vector_load(end - 32), z = vector_load(end - 16);
	char *to_end = to + n, *start = to;
	size_t skip = VECTOR_SIZE - (uintptr_t)to % VECTOR_SIZE;

	to += skip;
	from += skip;
	for (; to < to_end - BLOCK; to += BLOCK, from += BLOCK) {
		vector a = vector_load(from), b = vector_load(from + 16);
		vector c = vector_load(from + 32), d = vector_load(from + 48);

		vector_store_aligned(to, a);
		vector_store_aligned(to + 16, b);
		vector_store_aligned(to + 32, c);
		vector_store_aligned(to + 48, d);
	}
	vector_store(to_end - 64, w);
	vector_store(to_end - 48, x);
	vector_store(to_end - 32, y);
	vector_store(to_end - 16, z);
	vector_store(start, first);
}

static void
copy_backward(char *to, const char *from, size_t n)
{
	const char *end = from + n;
	vector last = vector_load(end - 16);
	vector w = vector_load(from), x = vector_load(from + 16);
	vector y = vector_load(from + 32), z = vector_load(from + 48);
	char *to_end = to + n, *start = to;
	size_t skip = (uintptr_t)to_end % VECTOR_SIZE;

	to = to_end - skip;
	from = end - skip;
	for (; to > start + BLOCK; to -= BLOCK, from -= BLOCK) {
		vector a = vector_load(from - 16), b = vector_load(from - 32);
		vector c = vector_load(from - 48), d = vector_load(from - 64);

		vector_store_aligned(to - 16, a);
		vector_store_aligned(to - 32, b);
		vector_store_aligned(to - 48, c);
		vector_store_aligned(to - 64, d);
	}
	vector_store(start, w);
	vector_store(start + 16, x);
	vector_store(start + 32, y);
	vector_store(start + 48, z);
	vector_store(to_end - 16, last);
}

/* Areas that do not overlap, past the caches. */
static void
copy_streaming(char *to, const char *from, size_t n)
{
	size_t skip = VECTOR_SIZE - (uintptr_t)to % VECTOR_SIZE;
	char *to_end = to + n;

	vector_store(to, vector_load(from));
	to += skip;
	from += skip;
	for (; to < to_end - BLOCK; to += BLOCK, from += BLOCK) {
		_mm_prefetch(from + 8 * BLOCK, _MM_HINT_NTA);
		for (int i = 0; i < BLOCK; i += VECTOR_SIZE)
			_mm_stream_si128((void *)(to + i),
			    vector_load(from + i));
	}
	_mm_sfence();
	copy_some(to, from, (size_t)(to_end - to));
}

void *
memmove(void *to, const void *from, size_t n)
{
	uintptr_t ahead = (uintptr_t)to - (uintptr_t)from;

	if (n <= 16)
		copy_few(to, from, n);
	else if (n <= 128)
		copy_some(to, from, n);
	else if (n >= STREAM_MIN && ahead >= n && -ahead >= n)
		copy_streaming(to, from, n);
	else if (ahead >= n)
		copy_forward(to, from, n);
	else
		copy_backward(to, from, n);
	return to;
}

weak_alias(memmove, memcpy);

void *
mempcpy(void *restrict to, const void *restrict from, size_t n)
{
	return (char *)memmove(to, from, n) + n;
}

void
bcopy(const void *from, void *to, size_t n)
{
	memmove(to, from, n);
}
