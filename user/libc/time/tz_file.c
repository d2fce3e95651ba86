/*
 * Zones as files: the TZif format of RFC 8536, from /usr/share/zoneinfo.
 *
 * Of the two blocks of a file only the second, with times of 64 bits, is used, or the
 * first in files of version 1. It is kept as it was read; each count was checked
 * against the size of the file, each index against its count, so that a damaged file
 * does no harm.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "tz.h"

#define HEADER_SIZE 44
#define FILE_MAX    (1 << 20)
#define TYPE_SIZE   6

struct counts {
	size_t isut, isstd, leap, time, type, name;
};

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static int64_t
get64(const unsigned char *p)
{
	return (int64_t)((uint64_t)get32(p) << 32 | get32(p + 4));
}

/* => returns: the size of the block after the header, 0 if it does not fit */
static size_t
read_header(const unsigned char *p, const unsigned char *end, size_t time_size,
    struct counts *c)
{
	size_t size;

	if (end - p < HEADER_SIZE || memcmp(p, "TZif", 4) != 0)
		return 0;
	*c = (struct counts){ get32(p + 20), get32(p + 24), get32(p + 28),
		get32(p + 32), get32(p + 36), get32(p + 40) };
	if (c->isut > FILE_MAX || c->isstd > FILE_MAX || c->leap > FILE_MAX ||
	    c->time > FILE_MAX || c->type > 256 || c->name > FILE_MAX ||
	    c->type == 0 || c->name == 0)
		return 0;
	size = c->time * (time_size + 1) + c->type * TYPE_SIZE + c->name +
	    c->leap * (time_size + 4) + c->isstd + c->isut;
	return size <= (size_t)(end - p) - HEADER_SIZE ? size : 0;
}

static bool
is_sound(const struct tz_file *f)
{
	for (size_t i = 0; i < f->ntimes; i++)
		if (f->indexes[i] >= f->ntypes)
			return false;
	for (size_t i = 0; i < f->ntypes; i++)
		if (f->types[i * TYPE_SIZE + 5] >= f->nnames)
			return false;
	return f->names[f->nnames - 1] == '\0';
}

/* The line after the second block: rules for what comes after it. */
static void
read_footer(struct tz_file *f, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *newline;
	char text[128];

	if (p >= end || *p++ != '\n')
		return;
	newline = memchr(p, '\n', (size_t)(end - p));
	if (newline == NULL || (size_t)(newline - p) >= sizeof text)
		return;
	memcpy(text, p, (size_t)(newline - p));
	text[newline - p] = '\0';
	f->has_rules = __tz_parse_rules(text, &f->rules);
}

static bool
parse(struct tz_file *f, const unsigned char *p, const unsigned char *end)
{
	struct counts c;
	size_t time_size = 4;
	size_t size = read_header(p, end, time_size, &c);

	if (size == 0)
		return false;
	if (p[4] >= '2') {
		p += HEADER_SIZE + size;
		time_size = 8;
		size = read_header(p, end, time_size, &c);
		if (size == 0)
			return false;
	}
	p += HEADER_SIZE;
	f->ntimes = time_size == 8 ? c.time : 0;
	f->times = p;
	f->indexes = p + c.time * time_size;
	f->types = f->indexes + c.time;
	f->ntypes = c.type;
	f->names = (const char *)f->types + c.type * TYPE_SIZE;
	f->nnames = c.name;
	if (!is_sound(f))
		return false;
	if (time_size == 8)
		read_footer(f, p + size, end);
	return true;
}

static unsigned char *
read_all(const char *path, size_t *size)
{
	long fd = __syscall(SYS_openat, AT_FDCWD, path,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char *data = NULL;
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	if (__syscall(SYS_fstat, fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size > 0 && st.st_size <= FILE_MAX)
		data = malloc((size_t)st.st_size);
	if (data != NULL)
		n = __syscall(SYS_read, fd, data, (size_t)st.st_size);
	__syscall(SYS_close, fd);
	if (n <= 0) {
		free(data);
		return NULL;
	}
	*size = (size_t)n;
	return data;
}

bool
__tz_read_file(const char *path, struct tz_file *f)
{
	size_t size;
	unsigned char *data = read_all(path, &size);

	*f = (struct tz_file){ .memory = data };
	if (data == NULL)
		return false;
	if (parse(f, data, data + size))
		return true;
	free(data);
	return false;
}

static void
get_type(const struct tz_file *f, size_t i, struct tz_type *type)
{
	const unsigned char *p = f->types + i * TYPE_SIZE;
	const char *name = f->names + p[5];

	type->offset = (int32_t)get32(p);
	type->dst = p[4];
	type->name = __tz_name(name, strlen(name));
}

/* Before the first change the first type that is no summer time holds. */
static size_t
earliest_type(const struct tz_file *f)
{
	for (size_t i = 0; i < f->ntypes; i++)
		if (f->types[i * TYPE_SIZE + 4] == 0)
			return i;
	return 0;
}

void
__tz_by_file(const struct tz_file *f, time_t t, struct tz_type *type)
{
	size_t low = 0, high = f->ntimes;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (get64(f->times + middle * 8) <= t)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == f->ntimes && f->has_rules)
		__tz_by_rules(&f->rules, t, type);
	else if (low == 0)
		get_type(f, earliest_type(f), type);
	else
		get_type(f, f->indexes[low - 1], type);
}
