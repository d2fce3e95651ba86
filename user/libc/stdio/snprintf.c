/*
 * printf to memory.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "printf.h"

static void
put_to_memory(struct printer *p, const char *s, size_t n)
{
	size_t room = (size_t)((char *)p->end - (char *)p->next);

	if (n > room)
		n = room;
	memcpy(p->next, s, n);
	p->next = (char *)p->next + n;
}

int
vsnprintf(char *restrict to, size_t size, const char *restrict format,
    va_list args)
{
	char none[1];
	struct printer p = { .put = put_to_memory };
	int result;

	if (size == 0) {
		to = none;
		size = 1;
	}
	/* No more is ever printed; callers that know it to fit may give any size. */
	if (size > INT_MAX)
		size = INT_MAX;
	p.next = to;
	p.end = to + size - 1;
	result = __print(&p, format, args);
	*(char *)p.next = 0;
	return result;
}

int
snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vsnprintf(to, size, format, args);
	va_end(args);
	return result;
}

int
vsprintf(char *restrict to, const char *restrict format, va_list args)
{
	return vsnprintf(to, SIZE_MAX, format, args);
}

int
sprintf(char *restrict to, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vsnprintf(to, SIZE_MAX, format, args);
	va_end(args);
	return result;
}

/* Measure, then print. */
int
vasprintf(char **restrict to, const char *restrict format, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	*to = n < 0 ? NULL : malloc((size_t)n + 1);
	if (!*to)
		return -1;
	return vsnprintf(*to, (size_t)n + 1, format, args);
}

int
asprintf(char **restrict to, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vasprintf(to, format, args);
	va_end(args);
	return result;
}
