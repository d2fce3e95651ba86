/*
 * memory: allocation that ends the program instead of failing.
 */
#include "memory.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

static void *
must(void *memory)
{
	if (!memory)
		err(usage_status, "memory exhausted");
	return memory;
}

void *
xmalloc(size_t size)
{
	return must(malloc(size ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size));
}

void *
xrealloc(void *old, size_t n, size_t size)
{
	if (__builtin_mul_overflow(n, size, &size)) {
		errno = ENOMEM;
		return must(NULL);
	}
	return must(realloc(old, size ? size : 1));
}

char *
xstrdup(const char *text)
{
	return must(strdup(text));
}

char *
xstrndup(const char *text, size_t length)
{
	return must(strndup(text, length));
}

char *
xasprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return must(text);
}

char *
path_join(const char *dir, const char *name)
{
	size_t length = strlen(dir);
	const char *slash = length && dir[length - 1] == '/' ? "" : "/";

	return xasprintf("%s%s%s", dir, slash, name);
}

char *
path_base(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 1 && path[end - 1] == '/')
		end--;
	start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	/* Nothing but slashes. */
	if (start == end)
		start = end ? end - 1 : 0;
	return xstrndup(path + start, end - start);
}

void
array_grow(void *array, size_t n, size_t *capacity, size_t size)
{
	void *memory;

	if (n < *capacity)
		return;
	*capacity = *capacity ? 2 * *capacity : 16;
	memcpy(&memory, array, sizeof memory);
	memory = xrealloc(memory, *capacity, size);
	memcpy(array, &memory, sizeof memory);
}
