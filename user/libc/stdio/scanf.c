/*
 * scanf from streams and from memory.
 */
#include <stdarg.h>
#include <string.h>

#include "file.h"
#include "scanf.h"

static wint_t
get_byte(struct scanner *s)
{
	int c = __file_getc(s->file);

	return c == EOF ? WEOF : (wint_t)c;
}

static void
unget_byte(struct scanner *s, wint_t c)
{
	__file_unget(s->file, (int)c);
}

int
vfscanf(FILE *restrict f, const char *restrict format, va_list args)
{
	struct scanner s = { .get = get_byte, .unget = unget_byte, .file = f };
	bool entered = file_enter(f);
	int result = __scan(&s, format, args);

	file_leave(f, entered);
	return result;
}

int
vscanf(const char *restrict format, va_list args)
{
	return vfscanf(stdin, format, args);
}

/* A string is read in pieces: its end may be far beyond what the format takes. */
static ssize_t
read_string(FILE *f, unsigned char *to, size_t size)
{
	const char *s = f->cookie, *end = memchr(s, 0, size);

	if (end)
		size = (size_t)(end - s);
	memcpy(to, s, size);
	f->cookie = (char *)s + size;
	return (ssize_t)size;
}

int
vsscanf(const char *restrict s, const char *restrict format, va_list args)
{
	static const struct file_ops ops = { .read = read_string };
	unsigned char buffer[UNGET_MAX + 64];
	FILE f = { 0 };

	__file_init(&f, FILE_READ | FILE_NO_LOCK, &ops);
	f.cookie = (char *)s;
	__file_use_buffer(&f, buffer, sizeof(buffer));
	return vfscanf(&f, format, args);
}

int
fscanf(FILE *restrict f, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfscanf(f, format, args);
	va_end(args);
	return result;
}

int
scanf(const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfscanf(stdin, format, args);
	va_end(args);
	return result;
}

int
sscanf(const char *restrict s, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vsscanf(s, format, args);
	va_end(args);
	return result;
}
