/*
 * strdup, strndup: copies in memory of their own.
 */
#include <stdlib.h>
#include <string.h>

char *
strdup(const char *s)
{
	size_t size = strlen(s) + 1;
	char *copy = malloc(size);

	return copy ? memcpy(copy, s, size) : NULL;
}

char *
strndup(const char *s, size_t max)
{
	const char *end = memchr(s, 0, max);
	size_t size = end ? (size_t)(end - s) : max;
	char *copy = malloc(size + 1);

	if (!copy)
		return NULL;
	copy[size] = 0;
	return memcpy(copy, s, size);
}
