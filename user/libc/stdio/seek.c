/*
 * Positions: fseek, ftell, rewind, fgetpos, fsetpos.
 */
#include <errno.h>

#include "file.h"

off_t
__file_tell(FILE *f)
{
	bool appending = f->flags & FILE_APPEND && f->flags & FILE_WRITING &&
	    f->out > f->base;
	/* Pending output of an appending stream goes to the file's end. */
	off_t position = f->ops->seek(f, 0, appending ? SEEK_END : SEEK_CUR);

	if (position < 0)
		return -1;
	if (f->flags & FILE_READING)
		position -= f->in_end - f->in;
	else if (f->flags & FILE_WRITING)
		position += f->out - f->base;
	return position;
}

int
__file_seek(FILE *f, off_t offset, int whence)
{
	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END) {
		errno = EINVAL;
		return -1;
	}
	if (__file_flush(f))
		return -1;
	/* The file is ahead of the stream by what has not been read. */
	if (whence == SEEK_CUR && f->flags & FILE_READING)
		offset -= f->in_end - f->in;
	if (f->ops->seek(f, offset, whence) < 0)
		return -1;
	f->in = f->in_end = f->out = f->out_end = f->base;
	f->flags &= ~(unsigned int)(FILE_READING | FILE_WRITING | FILE_EOF);
	f->state = (mbstate_t){ 0 };
	return 0;
}

int
fseeko(FILE *f, off_t offset, int whence)
{
	bool entered = file_enter(f);
	int result = __file_seek(f, offset, whence);

	file_leave(f, entered);
	return result;
}

weak_alias(fseeko, fseek);

off_t
ftello(FILE *f)
{
	bool entered = file_enter(f);
	off_t position = __file_tell(f);

	file_leave(f, entered);
	return position;
}

weak_alias(ftello, ftell);

void
rewind(FILE *f)
{
	bool entered = file_enter(f);

	__file_seek(f, 0, SEEK_SET);
	f->flags &= ~(unsigned int)FILE_ERROR;
	file_leave(f, entered);
}

int
fgetpos(FILE *restrict f, fpos_t *restrict position)
{
	off_t offset = ftello(f);

	if (offset < 0)
		return -1;
	position->__pos = offset;
	position->__state = f->state;
	return 0;
}

int
fsetpos(FILE *f, const fpos_t *position)
{
	if (fseeko(f, position->__pos, SEEK_SET))
		return -1;
	f->state = position->__state;
	return 0;
}
