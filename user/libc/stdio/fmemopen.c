/*
 * Streams over memory of a fixed size.
 *
 * Reading ends where the text does: at the first null when it was opened, or at the
 * size when that was given with the mode `r`. Writing moves that end, and stores a
 * null behind it if there is room; what does not fit is an error.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

struct memory {
	char *bytes;
	size_t size;
	size_t end; /* of what can be read */
	size_t position;
	bool own; /* free it at the end */
	bool append;
	bool binary; /* no nulls are added */
};

static ssize_t
memory_read(FILE *f, unsigned char *to, size_t size)
{
	struct memory *m = f->cookie;
	size_t left = m->position < m->end ? m->end - m->position : 0;

	if (size > left)
		size = left;
	memcpy(to, m->bytes + m->position, size);
	m->position += size;
	return (ssize_t)size;
}

static ssize_t
memory_write(FILE *f, const unsigned char *from, size_t size)
{
	struct memory *m = f->cookie;
	size_t left;

	if (m->append)
		m->position = m->end;
	left = m->size - m->position;
	if (size > left)
		size = left;
	if (size == 0) {
		errno = ENOSPC;
		return -1;
	}
	memcpy(m->bytes + m->position, from, size);
	m->position += size;
	if (m->position > m->end) {
		m->end = m->position;
		if (m->end < m->size && !m->binary)
			m->bytes[m->end] = 0;
	}
	return (ssize_t)size;
}

static off_t
memory_seek(FILE *f, off_t offset, int whence)
{
	struct memory *m = f->cookie;
	off_t base = 0;

	if (whence == SEEK_CUR)
		base = (off_t)m->position;
	else if (whence == SEEK_END)
		base = (off_t)m->end;
	if (__builtin_add_overflow(base, offset, &base) || base < 0 ||
	    base > (off_t)m->size) {
		errno = EINVAL;
		return -1;
	}
	m->position = (size_t)base;
	return base;
}

static int
memory_close(FILE *f)
{
	struct memory *m = f->cookie;

	if (m->own)
		free(m->bytes);
	free(m);
	return 0;
}

static void
set_end(struct memory *m, const char *mode)
{
	switch (*mode) {
	case 'w':
		if (m->size > 0)
			m->bytes[0] = 0;
		break;
	case 'a':
		m->end = strnlen(m->bytes, m->size);
		m->position = m->end;
		m->append = true;
		break;
	default:
		m->end = m->binary ? m->size : strnlen(m->bytes, m->size);
		if (!strchr(mode, '+'))
			m->end = m->size;
	}
}

FILE *
fmemopen(void *restrict bytes, size_t size, const char *restrict mode)
{
	static const struct file_ops ops = { memory_read, memory_write,
		memory_seek, memory_close };
	int flags = __file_parse_mode(mode);
	struct memory *m;
	FILE *f = NULL;

	if (flags < 0)
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->own = !bytes;
	m->bytes = bytes ? bytes : calloc(1, size ? size : 1);
	m->size = size;
	m->binary = strchr(mode, 'b') != NULL;
	if (m->bytes) {
		set_end(m, mode);
		f = __file_new(flags & ~O_APPEND, &ops, m, -1);
	}
	if (!f) {
		if (m->own)
			free(m->bytes);
		free(m);
		return NULL;
	}
	f->flags &= ~(unsigned int)FILE_UNDECIDED;
	return f;
}
