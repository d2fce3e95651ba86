/*
 * <stdio_ext.h>: what a stream is doing, and its buffer.
 */
#include <stdio_ext.h>

#include "file.h"

size_t
__fbufsize(FILE *f)
{
	return f->base ? f->size : 0;
}

size_t
__fpending(FILE *f)
{
	return f->flags & FILE_WRITING ? (size_t)(f->out - f->base) : 0;
}

size_t
__freadahead(FILE *f)
{
	return (size_t)(f->in_end - f->in);
}

const char *
__freadptr(FILE *f, size_t *size)
{
	*size = __freadahead(f);
	return *size > 0 ? (const char *)f->in : NULL;
}

void
__freadptrinc(FILE *f, size_t n)
{
	f->in += n;
}

void
__fseterr(FILE *f)
{
	f->flags |= FILE_ERROR;
}

int
__flbf(FILE *f)
{
	return (f->flags & FILE_LINE) != 0;
}

int
__freadable(FILE *f)
{
	return (f->flags & FILE_READ) != 0;
}

int
__fwritable(FILE *f)
{
	return (f->flags & FILE_WRITE) != 0;
}

int
__freading(FILE *f)
{
	return f->flags & FILE_READING || !(f->flags & FILE_WRITE);
}

int
__fwriting(FILE *f)
{
	return f->flags & FILE_WRITING || !(f->flags & FILE_READ);
}

void
__fpurge(FILE *f)
{
	f->in = f->in_end = f->base;
	if (f->flags & FILE_WRITING)
		f->out = f->base;
}

int
__fsetlocking(FILE *f, int type)
{
	int old = f->flags & FILE_NO_LOCK ? FSETLOCKING_BYCALLER :
					    FSETLOCKING_INTERNAL;

	if (type == FSETLOCKING_BYCALLER)
		f->flags |= FILE_NO_LOCK;
	else if (type == FSETLOCKING_INTERNAL)
		f->flags &= ~(unsigned int)FILE_NO_LOCK;
	return old;
}

void
_flushlbf(void)
{
	fflush(NULL);
}

int
fcloseall(void)
{
	return fflush(NULL);
}
