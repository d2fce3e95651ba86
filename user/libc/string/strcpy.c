/*
 * strcpy, strcat and relatives: copying strings.
 *
 * Each measures first and copies then: two fast passes are faster than one that
 * does both.
 */
#include <string.h>

#include "libc.h"
#include "string_internal.h"

char *
__stpcpy(char *restrict to, const char *restrict from)
{
	size_t n = strlen(from);

	memcpy(to, from, n + 1);
	return to + n;
}

weak_alias(__stpcpy, stpcpy);

char *
strcpy(char *restrict to, const char *restrict from)
{
	memcpy(to, from, strlen(from) + 1);
	return to;
}

/* At most n bytes, and zeros up to n. */
char *
__stpncpy(char *restrict to, const char *restrict from, size_t n)
{
	const char *end = memchr(from, 0, n);
	size_t size = end ? (size_t)(end - from) : n;

	memcpy(to, from, size);
	memset(to + size, 0, n - size);
	return to + size;
}

weak_alias(__stpncpy, stpncpy);

char *
strncpy(char *restrict to, const char *restrict from, size_t n)
{
	__stpncpy(to, from, n);
	return to;
}

char *
strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *
strncat(char *restrict to, const char *restrict from, size_t n)
{
	char *end = to + strlen(to);
	const char *null = memchr(from, 0, n);
	size_t size = null ? (size_t)(null - from) : n;

	memcpy(end, from, size);
	end[size] = 0;
	return to;
}

size_t
strlcpy(char *restrict to, const char *restrict from, size_t n)
{
	size_t size = strlen(from);

	if (n > 0) {
		size_t fits = size < n ? size : n - 1;

		memcpy(to, from, fits);
		to[fits] = 0;
	}
	return size;
}

size_t
strlcat(char *restrict to, const char *restrict from, size_t n)
{
	size_t used = strnlen(to, n);

	return used + strlcpy(to + used, from, n - used);
}

void *
memccpy(void *restrict to, const void *restrict from, int c, size_t n)
{
	const char *end = memchr(from, c, n);

	if (!end) {
		memcpy(to, from, n);
		return NULL;
	}
	n = (size_t)(end - (const char *)from) + 1;
	return (char *)memcpy(to, from, n) + n;
}
