/*
 * Which buffer a stream uses and when it is flushed.
 */
#include <stdlib.h>

#include "file.h"

/* A buffer of the program's that is too small is not used: nobody can tell. */
#define WORTH_USING (4 * UNGET_MAX)

static void
replace_buffer(FILE *f, char *buffer, size_t size)
{
	if (f->flags & FILE_OWN_BUFFER)
		free(f->base - UNGET_MAX);
	f->flags &= ~(unsigned int)FILE_OWN_BUFFER;
	__file_use_buffer(f, buffer, size);
}

int
setvbuf(FILE *restrict f, char *restrict buffer, int mode, size_t size)
{
	bool entered;

	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF)
		return -1;
	entered = file_enter(f);
	__file_flush(f);
	f->flags &= ~(unsigned int)(FILE_UNDECIDED | FILE_LINE |
	    FILE_UNBUFFERED | FILE_WRITING);
	f->out = f->out_end = f->base;
	f->line_end = EOF;
	if (mode == _IONBF) {
		f->flags |= FILE_UNBUFFERED;
		if (f->in == f->in_end)
			replace_buffer(f, (char *)f->unget_and_one,
			    sizeof(f->unget_and_one));
	} else if (buffer && size >= WORTH_USING && f->in == f->in_end) {
		replace_buffer(f, buffer, size);
	} else if (f->base == f->unget_and_one + UNGET_MAX) {
		/* From unbuffered to buffered: the next use finds one. */
		f->base = f->in = f->in_end = f->out = f->out_end = NULL;
	}
	if (mode == _IOLBF) {
		f->flags |= FILE_LINE;
		f->line_end = '\n';
	}
	file_leave(f, entered);
	return 0;
}

void
setbuf(FILE *restrict f, char *restrict buffer)
{
	setvbuf(f, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

void
setbuffer(FILE *f, char *buffer, size_t size)
{
	setvbuf(f, buffer, buffer ? _IOFBF : _IONBF, size);
}

void
setlinebuf(FILE *f)
{
	setvbuf(f, NULL, _IOLBF, 0);
}
