/*
 * wscanf: from streams of wide characters and from memory.
 */
#include <stdarg.h>
#include <wchar.h>

#include "scanf.h"
#include "wide.h"

static wint_t
get_wide(struct scanner *s)
{
	return __file_getwc(s->file);
}

static void
unget_wide(struct scanner *s, wint_t c)
{
	__file_ungetwc(s->file, c);
}

int
vfwscanf(FILE *restrict f, const wchar_t *restrict format, va_list args)
{
	struct scanner s = {
		.get = get_wide, .unget = unget_wide, .wide = true, .file = f
	};
	bool entered = file_enter(f);
	int result = __scan(&s, format, args);

	file_leave(f, entered);
	return result;
}

static wint_t
get_from_memory(struct scanner *s)
{
	return *s->next ? (wint_t)*s->next++ : WEOF;
}

static void
unget_to_memory(struct scanner *s, wint_t c)
{
	(void)c;
	s->next--;
}

int
vswscanf(const wchar_t *restrict text, const wchar_t *restrict format,
    va_list args)
{
	struct scanner s = { .get = get_from_memory,
		.unget = unget_to_memory,
		.wide = true,
		.next = text };

	return __scan(&s, format, args);
}

int
vwscanf(const wchar_t *restrict format, va_list args)
{
	return vfwscanf(stdin, format, args);
}

int
fwscanf(FILE *restrict f, const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfwscanf(f, format, args);
	va_end(args);
	return result;
}

int
wscanf(const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfwscanf(stdin, format, args);
	va_end(args);
	return result;
}

int
swscanf(const wchar_t *restrict s, const wchar_t *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vswscanf(s, format, args);
	va_end(args);
	return result;
}
