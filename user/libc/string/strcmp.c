/*
 * strcmp, strncmp, strcoll: comparing strings.
 *
 * Sixteen bytes at a time from both strings, which are not aligned to each other: a
 * block that might reach into a page beyond a string's end is compared byte by
 * byte. Collation is by the bytes, in UTF-8 the order of the characters' codes.
 */
#include <string.h>

#include "vector.h"

#define PAGE 4096

/* Where two blocks differ or the first ends. */
static inline unsigned int
stops(const unsigned char *a, const unsigned char *b)
{
	vector v = vector_load(a);
	unsigned int same = vector_match(v, vector_load(b));
	unsigned int end = vector_match(v, _mm_setzero_si128());

	return (same ^ 0xffff) | end;
}

/* How many bytes both pages have from here on. */
static inline size_t
left_in_pages(const unsigned char *a, const unsigned char *b)
{
	size_t left_a = PAGE - (uintptr_t)a % PAGE;
	size_t left_b = PAGE - (uintptr_t)b % PAGE;

	return left_a < left_b ? left_a : left_b;
}

/* The first place, below n, where the strings differ or end; n if none. */
static inline size_t
common(const unsigned char *a, const unsigned char *b, size_t n)
{
	size_t i = 0;

	while (i < n) {
		size_t safe = left_in_pages(a + i, b + i), end;

		if (safe > n - i)
			safe = n - i;
		for (end = i + safe; end - i >= VECTOR_SIZE; i += VECTOR_SIZE) {
			unsigned int mask = stops(a + i, b + i);

			if (mask)
				return i + lowest_bit(mask);
		}
		/* What is left before one of the pages ends, or n. */
		for (; i < end; i++)
			if (a[i] != b[i] || a[i] == 0)
				return i;
	}
	return n;
}

int
strcmp(const char *string1, const char *string2)
{
	const unsigned char *a = (const void *)string1;
	const unsigned char *b = (const void *)string2;
	size_t i = common(a, b, SIZE_MAX);

	return a[i] - b[i];
}

int
strncmp(const char *string1, const char *string2, size_t n)
{
	const unsigned char *a = (const void *)string1;
	const unsigned char *b = (const void *)string2;
	size_t i = common(a, b, n);

	return i < n ? a[i] - b[i] : 0;
}

int
strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

int
strcoll_l(const char *a, const char *b, locale_t locale)
{
	(void)locale;
	return strcmp(a, b);
}

size_t
strxfrm(char *restrict to, const char *restrict from, size_t n)
{
	size_t size = strlen(from);

	if (n > size)
		memcpy(to, from, size + 1);
	return size;
}

size_t
strxfrm_l(char *restrict to, const char *restrict from, size_t n,
    locale_t locale)
{
	(void)locale;
	return strxfrm(to, from, n);
}
