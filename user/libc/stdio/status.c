/*
 * What a stream is and how it fares: feof, ferror, clearerr, fileno.
 */
#include <errno.h>

#include "file.h"

int
feof(FILE *f)
{
	return (f->flags & FILE_EOF) != 0;
}

int
ferror(FILE *f)
{
	return (f->flags & FILE_ERROR) != 0;
}

void
clearerr(FILE *f)
{
	f->flags &= ~(unsigned int)(FILE_EOF | FILE_ERROR);
}

int
fileno(FILE *f)
{
	if (f->fd < 0)
		errno = EBADF;
	return f->fd;
}

weak_alias(feof, feof_unlocked);
weak_alias(ferror, ferror_unlocked);
weak_alias(clearerr, clearerr_unlocked);
weak_alias(fileno, fileno_unlocked);
