/*
 * wprintf: to streams of wide characters and to memory.
 */
#include <errno.h>
#include <stdarg.h>
#include <wchar.h>

#include "printf.h"
#include "wide.h"

static void
put_wide_to_file(struct printer *p, const wchar_t *s, size_t n)
{
	for (; n > 0 && !p->failed; n--)
		p->failed = __file_putwc(p->file, *s++) == WEOF;
}

int
vfwprintf(FILE *restrict f, const wchar_t *restrict format, va_list args)
{
	struct printer p = {
		.put = __put_to_file, .put_wide = put_wide_to_file, .wide = true
	};
	bool entered = file_enter(f);
	int result;

	file_make_wide(f);
	result = __print_to_file(f, &p, format, args);
	file_leave(f, entered);
	return result;
}

/* Running out of room is an error, unlike snprintf's. */
static void
put_wide_to_memory(struct printer *p, const wchar_t *s, size_t n)
{
	wchar_t *to = p->next;

	if (n > (size_t)((wchar_t *)p->end - to)) {
		p->failed = true;
		errno = EOVERFLOW;
		return;
	}
	wmemcpy(to, s, n);
	p->next = to + n;
}

static void
put_to_memory(struct printer *p, const char *s, size_t n)
{
	for (; n > 0 && !p->failed; n--) {
		wchar_t c = (unsigned char)*s++;

		put_wide_to_memory(p, &c, 1);
	}
}

int
vswprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format,
    va_list args)
{
	struct printer p = { .put = put_to_memory,
		.put_wide = put_wide_to_memory,
		.wide = true };
	int result;

	if (size == 0) {
		errno = EOVERFLOW;
		return -1;
	}
	p.next = to;
	p.end = to + size - 1;
	result = __print(&p, format, args);
	*(wchar_t *)p.next = 0;
	return p.failed ? -1 : result;
}

int
vwprintf(const wchar_t *restrict format, va_list args)
{
	return vfwprintf(stdout, format, args);
}

int
fwprintf(FILE *restrict f, const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfwprintf(f, format, args);
	va_end(args);
	return result;
}

int
wprintf(const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfwprintf(stdout, format, args);
	va_end(args);
	return result;
}

int
swprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vswprintf(to, size, format, args);
	va_end(args);
	return result;
}
