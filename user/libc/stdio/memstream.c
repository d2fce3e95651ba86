/*
 * Streams that write to memory which grows: open_memstream, open_wmemstream.
 *
 * The program's pointer and size are brought up to date by each fflush and fclose:
 * the smaller of how much there is and the position. There is always a null after
 * what is there. A position beyond it, after a seek, is filled with nulls when
 * something is written there.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "file.h"

struct memory {
	char **program_memory;
	size_t *program_size;
	char *bytes;
	size_t unit; /* of characters: 1, or that of wchar_t */
	/* All in units. */
	size_t position;
	size_t size; /* how much was written */
	size_t room;
	mbstate_t state; /* of bytes that are to be wide characters */
};

/* Room for `units` and a null. */
static int
reserve(struct memory *m, size_t units)
{
	size_t room = m->room;
	char *bytes;

	if (units < room)
		return 0;
	if (units > SSIZE_MAX / m->unit / 2) {
		errno = ENOMEM;
		return -1;
	}
	while (room <= units)
		room = room * 2 + 64;
	bytes = realloc(m->bytes, room * m->unit);
	if (!bytes)
		return -1;
	memset(bytes + m->room * m->unit, 0, (room - m->room) * m->unit);
	m->bytes = bytes;
	m->room = room;
	return 0;
}

static void
publish(struct memory *m)
{
	*m->program_memory = m->bytes;
	*m->program_size = m->position < m->size ? m->position : m->size;
}

static void
advance(struct memory *m, size_t units)
{
	m->position += units;
	if (m->position > m->size)
		m->size = m->position;
	publish(m);
}

static ssize_t
memory_write(FILE *f, const unsigned char *from, size_t size)
{
	struct memory *m = f->cookie;

	if (reserve(m, m->position + size))
		return -1;
	memcpy(m->bytes + m->position, from, size);
	/* The null after the end may have been overwritten by an older one. */
	if (m->position + size >= m->size)
		m->bytes[m->position + size] = 0;
	advance(m, size);
	return (ssize_t)size;
}

/* The stream's bytes are multibyte characters, of which some may be incomplete. */
static ssize_t
wide_write(FILE *f, const unsigned char *from, size_t size)
{
	struct memory *m = f->cookie;
	size_t used = 0;

	if (reserve(m, m->position + size))
		return -1;
	while (used < size) {
		wchar_t *to = (wchar_t *)m->bytes + m->position;
		size_t n = mbrtowc(to, (const char *)from + used, size - used,
		    &m->state);

		if (n == (size_t)-1)
			return -1;
		if (n == (size_t)-2)
			break;
		used += n ? n : 1;
		advance(m, 1);
	}
	((wchar_t *)m->bytes)[m->size] = 0;
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
		base = (off_t)m->size;
	if (__builtin_add_overflow(base, offset, &base) || base < 0) {
		errno = EINVAL;
		return -1;
	}
	m->position = (size_t)base;
	m->state = (mbstate_t){ 0 };
	publish(m);
	return base;
}

static int
memory_close(FILE *f)
{
	struct memory *m = f->cookie;

	publish(m);
	free(m);
	return 0;
}

static FILE *
open_memory(char **memory, size_t *size, size_t unit,
    const struct file_ops *ops)
{
	struct memory *m = calloc(1, sizeof(*m));
	FILE *f;

	if (!m)
		return NULL;
	*m = (struct memory){ memory, size, .unit = unit };
	f = reserve(m, 0) ? NULL : __file_new(O_WRONLY, ops, m, -1);
	if (!f) {
		free(m->bytes);
		free(m);
		return NULL;
	}
	f->flags &= ~(unsigned int)FILE_UNDECIDED;
	publish(m);
	return f;
}

FILE *
open_memstream(char **memory, size_t *size)
{
	static const struct file_ops ops = { NULL, memory_write, memory_seek,
		memory_close };

	return open_memory(memory, size, 1, &ops);
}

FILE *
open_wmemstream(wchar_t **memory, size_t *size)
{
	static const struct file_ops ops = { NULL, wide_write, memory_seek,
		memory_close };
	FILE *f = open_memory((char **)memory, size, sizeof(wchar_t), &ops);

	if (f)
		f->orientation = 1;
	return f;
}
