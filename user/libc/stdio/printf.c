/*
 * printf to streams and descriptors.
 */
#include <stdarg.h>
#include <string.h>

#include "file.h"
#include "printf.h"

void
__put_to_file(struct printer *p, const char *s, size_t n)
{
	FILE *f = p->file;

	/* Most often there is room, and no line that has to go at once. */
	if (n <= (size_t)(f->out_end - f->out) && f->line_end == EOF) {
		memcpy(f->out, s, n);
		f->out += n;
	} else if (__file_write(f, s, n) < n) {
		p->failed = true;
	}
}

/* An unbuffered stream gets a buffer for this call: one write, not many. */
static int
print_in_one_piece(FILE *f, struct printer *p, const void *format, va_list args)
{
	unsigned char buffer[UNGET_MAX + 1024];
	unsigned char *base = f->base;
	size_t size = f->size;
	int result;

	__file_use_buffer(f, buffer, sizeof(buffer));
	f->out_end = f->base + f->size;
	result = __print(p, format, args);
	if (__file_flush(f))
		result = -1;
	f->base = f->in = f->in_end = f->out = f->out_end = base;
	f->size = size;
	return result;
}

int
__print_to_file(FILE *f, struct printer *p, const void *format, va_list args)
{
	p->file = f;
	if (!(f->flags & FILE_WRITING) && !__file_start_writing(f))
		return -1;
	if (f->flags & FILE_UNBUFFERED)
		return print_in_one_piece(f, p, format, args);
	return __print(p, format, args);
}

int
vfprintf(FILE *restrict f, const char *restrict format, va_list args)
{
	struct printer p = { .put = __put_to_file };
	bool entered = file_enter(f);
	int result = __print_to_file(f, &p, format, args);

	file_leave(f, entered);
	return result;
}

int
vprintf(const char *restrict format, va_list args)
{
	return vfprintf(stdout, format, args);
}

int
fprintf(FILE *restrict f, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfprintf(f, format, args);
	va_end(args);
	return result;
}

int
printf(const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vfprintf(stdout, format, args);
	va_end(args);
	return result;
}

int
vdprintf(int fd, const char *restrict format, va_list args)
{
	struct printer p = { .put = __put_to_file };
	FILE f = { 0 };

	__file_init(&f, FILE_WRITE | FILE_UNBUFFERED, &__fd_ops);
	f.fd = fd;
	return __print_to_file(&f, &p, format, args);
}

int
dprintf(int fd, const char *restrict format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = vdprintf(fd, format, args);
	va_end(args);
	return result;
}
