/*
 * The buffer of a stream: filling, flushing, and changing between the two
 * directions. file.h has the picture and the invariants.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "syscall.h"

#define IOCTL_GET_WINDOW_SIZE 0x5413

static bool
is_terminal(int fd)
{
	unsigned short size[4];

	return fd >= 0 &&
	    __syscall(SYS_ioctl, fd, IOCTL_GET_WINDOW_SIZE, size) == 0;
}

void
__file_use_buffer(FILE *f, void *buffer, size_t size)
{
	f->base = (unsigned char *)buffer + UNGET_MAX;
	f->size = size - UNGET_MAX;
	f->in = f->in_end = f->base;
	f->out = f->out_end = f->base;
}

/* The first use: bytes or wide characters, what buffering, in which memory. */
static void
prepare(FILE *f)
{
	void *buffer;

	if (f->orientation == 0)
		f->orientation = -1;
	if (f->flags & FILE_UNDECIDED && is_terminal(f->fd)) {
		f->flags |= FILE_LINE;
		f->line_end = '\n';
	}
	f->flags &= ~(unsigned int)FILE_UNDECIDED;
	if (f->base)
		return;
	buffer = f->flags & FILE_UNBUFFERED ? NULL : malloc(BUFSIZ);
	if (buffer) {
		f->flags |= FILE_OWN_BUFFER;
		__file_use_buffer(f, buffer, BUFSIZ);
	} else {
		__file_use_buffer(f, f->unget_and_one,
		    sizeof(f->unget_and_one));
	}
}

/* Hand bytes down until all are taken. */
static bool
write_all(FILE *f, const unsigned char *from, size_t size)
{
	while (size > 0) {
		ssize_t n = f->ops->write(f, from, size);

		if (n <= 0) {
			f->flags |= FILE_ERROR;
			return false;
		}
		from += n;
		size -= (size_t)n;
	}
	return true;
}

int
__file_flush(FILE *f)
{
	size_t pending = f->flags & FILE_WRITING ? (size_t)(f->out - f->base) :
						   0;

	/* What cannot be written is dropped, or every later call would fail. */
	if (pending == 0)
		return 0;
	f->out = f->base;
	return write_all(f, f->base, pending) ? 0 : EOF;
}

int
__file_drop_input(FILE *f)
{
	off_t unread = f->in_end - f->in;

	f->in = f->in_end = f->base;
	f->flags &= ~(unsigned int)FILE_READING;
	if (unread > 0 && f->ops->seek(f, -unread, SEEK_CUR) < 0)
		return errno == ESPIPE ? 0 : EOF;
	return 0;
}

bool
__file_start_reading(FILE *f)
{
	if (!(f->flags & FILE_READ)) {
		f->flags |= FILE_ERROR;
		errno = EBADF;
		return false;
	}
	prepare(f);
	if (f->flags & FILE_WRITING) {
		if (__file_flush(f))
			return false;
		f->flags &= ~(unsigned int)FILE_WRITING;
		f->out = f->out_end = f->base;
	}
	f->flags |= FILE_READING;
	return true;
}

/* Who waits for input on a terminal wants to see what was asked for. */
static void
flush_prompt(FILE *f)
{
	if (f->flags & (FILE_LINE | FILE_UNBUFFERED) &&
	    stdout->flags & FILE_LINE)
		fflush(stdout);
}

bool
__file_fill(FILE *f)
{
	ssize_t n;

	if (!(f->flags & FILE_READING) && !__file_start_reading(f))
		return false;
	if (f->flags & FILE_EOF)
		return false;
	flush_prompt(f);
	f->in = f->in_end = f->base;
	n = f->ops->read(f, f->base, f->size);
	if (n <= 0) {
		f->flags |= n == 0 ? FILE_EOF : FILE_ERROR;
		return false;
	}
	f->in_end = f->base + n;
	return true;
}

bool
__file_start_writing(FILE *f)
{
	if (!(f->flags & FILE_WRITE)) {
		f->flags |= FILE_ERROR;
		errno = EBADF;
		return false;
	}
	prepare(f);
	if (f->flags & FILE_READING)
		__file_drop_input(f);
	f->flags = (f->flags | FILE_WRITING) & ~(unsigned int)FILE_EOF;
	f->out = f->base;
	f->out_end = f->flags & FILE_UNBUFFERED ? f->base : f->base + f->size;
	return true;
}

int
__file_overflow(FILE *f, unsigned char c)
{
	return __file_write(f, &c, 1) == 1 ? c : EOF;
}

/* Store or write what has no need to be seen yet. */
static bool
write_lazily(FILE *f, const unsigned char *from, size_t size)
{
	size_t room = (size_t)(f->out_end - f->out);

	if (size > room) {
		/* Fill the buffer if that saves a second write. */
		if (f->out > f->base && size < room + f->size) {
			memcpy(f->out, from, room);
			f->out += room;
			from += room;
			size -= room;
		}
		if (__file_flush(f))
			return false;
		if (size >= (size_t)(f->out_end - f->out))
			return write_all(f, from, size);
	}
	memcpy(f->out, from, size);
	f->out += size;
	return true;
}

size_t
__file_write(FILE *f, const void *from, size_t size)
{
	const unsigned char *bytes = from;
	const unsigned char *end;

	if (size == 0)
		return 0;
	if (!(f->flags & FILE_WRITING) && !__file_start_writing(f))
		return 0;
	/* Line buffered: all up to the last end of line goes down. */
	end = f->line_end == EOF ? NULL : memrchr(bytes, f->line_end, size);
	if (end) {
		size_t lines = (size_t)(end + 1 - bytes);

		if (!write_lazily(f, bytes, lines) || __file_flush(f))
			return 0;
		return write_lazily(f, bytes + lines, size - lines) ? size :
								      lines;
	}
	return write_lazily(f, bytes, size) ? size : 0;
}

size_t
__file_read(FILE *f, void *to, size_t size)
{
	unsigned char *next = to;
	size_t left = size;

	while (left > 0) {
		size_t n = (size_t)(f->in_end - f->in);

		if (n == 0 && left >= f->size && f->flags & FILE_READING &&
		    !(f->flags & FILE_EOF)) {
			/* Past the buffer, straight to where it is wanted. */
			ssize_t got;

			flush_prompt(f);
			got = f->ops->read(f, next, left);
			if (got <= 0) {
				f->flags |= got == 0 ? FILE_EOF : FILE_ERROR;
				break;
			}
			n = (size_t)got;
		} else {
			if (n == 0 && !__file_fill(f))
				break;
			n = (size_t)(f->in_end - f->in);
			if (n > left)
				n = left;
			memcpy(next, f->in, n);
			f->in += n;
		}
		next += n;
		left -= n;
	}
	return size - left;
}
