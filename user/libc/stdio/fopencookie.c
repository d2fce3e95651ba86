/*
 * Streams over functions of the program's.
 *
 * Reading without a read function finds the end of the file at once, writing
 * without a write function loses what is written, seeking without one fails.
 */
#include <errno.h>
#include <stdlib.h>

#include "file.h"

struct cookie {
	void *argument;
	cookie_io_functions_t functions;
};

static ssize_t
cookie_read(FILE *f, unsigned char *to, size_t size)
{
	struct cookie *c = f->cookie;

	if (!c->functions.read)
		return 0;
	return c->functions.read(c->argument, (char *)to, size);
}

static ssize_t
cookie_write(FILE *f, const unsigned char *from, size_t size)
{
	struct cookie *c = f->cookie;

	if (!c->functions.write)
		return (ssize_t)size;
	return c->functions.write(c->argument, (const char *)from, size);
}

static off_t
cookie_seek(FILE *f, off_t offset, int whence)
{
	struct cookie *c = f->cookie;

	if (!c->functions.seek) {
		errno = ESPIPE;
		return -1;
	}
	if (c->functions.seek(c->argument, &offset, whence) < 0)
		return -1;
	return offset;
}

static int
cookie_close(FILE *f)
{
	struct cookie *c = f->cookie;
	int result = 0;

	if (c->functions.close)
		result = c->functions.close(c->argument);
	free(c);
	return result;
}

FILE *
fopencookie(void *restrict argument, const char *restrict mode,
    cookie_io_functions_t functions)
{
	static const struct file_ops ops = { cookie_read, cookie_write,
		cookie_seek, cookie_close };
	int flags = __file_parse_mode(mode);
	struct cookie *cookie;
	FILE *f;

	if (flags < 0)
		return NULL;
	cookie = malloc(sizeof(*cookie));
	if (!cookie)
		return NULL;
	*cookie = (struct cookie){ argument, functions };
	f = __file_new(flags, &ops, cookie, -1);
	if (!f)
		free(cookie);
	else
		f->flags &= ~(unsigned int)FILE_UNDECIDED;
	return f;
}
