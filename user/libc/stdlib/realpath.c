/*
 * realpath: a path without symbolic links, dots and doubled slashes.
 *
 * What is resolved so far is an absolute path without any of these; what is left to
 * resolve is at the end of a buffer, where the target of a symbolic link is put
 * before it. Each link counts against ELOOP.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "string_internal.h"

struct resolution {
	char done[PATH_MAX];
	size_t size; /* of done; 0 is the root */
	char rest[PATH_MAX];
	char *next; /* in rest */
	int nlinks;
};

static int
fail(int error)
{
	errno = error;
	return -1;
}

/* Put a text before what is left, with a slash in between. */
static int
prepend(struct resolution *r, const char *text, size_t size)
{
	size_t room = (size_t)(r->next - r->rest);

	if (size + 1 > room)
		return fail(ENAMETOOLONG);
	if (*r->next)
		*--r->next = '/';
	r->next -= size;
	memcpy(r->next, text, size);
	return 0;
}

static void
drop_last(struct resolution *r)
{
	while (r->size > 0 && r->done[--r->size] != '/')
		;
}

/* A component is no link, or becomes part of what is left. */
static int
enter(struct resolution *r, const char *name, size_t size)
{
	char target[PATH_MAX];
	size_t before = r->size;
	ssize_t n;

	if (size > NAME_MAX || r->size + 1 + size >= PATH_MAX)
		return fail(ENAMETOOLONG);
	r->done[r->size++] = '/';
	memcpy(r->done + r->size, name, size);
	r->size += size;
	r->done[r->size] = 0;
	n = readlink(r->done, target, sizeof(target));
	if (n < 0)
		return errno == EINVAL ? 0 : -1;
	if (n == 0)
		return fail(ENOENT);
	if (n == PATH_MAX)
		return fail(ENAMETOOLONG);
	if (++r->nlinks > SYMLOOP_MAX)
		return fail(ELOOP);
	r->size = target[0] == '/' ? 0 : before;
	return prepend(r, target, (size_t)n);
}

/* What comes before a slash must be a folder: "name/." says so to the kernel. */
static int
check_folder(struct resolution *r)
{
	size_t size = r->size;
	char byte;
	ssize_t n;

	if (size == 0)
		return 0;
	if (size + 2 >= PATH_MAX)
		return fail(ENAMETOOLONG);
	memcpy(r->done + size, "/.", 3);
	n = readlink(r->done, &byte, 1);
	r->done[size] = 0;
	return n < 0 && errno != EINVAL ? -1 : 0;
}

static int
resolve(struct resolution *r)
{
	while (*r->next) {
		char *name = r->next;
		size_t size = (size_t)(__strchrnul(name, '/') - name);

		r->next += size;
		if (size > 0 && !(size == 1 && *name == '.')) {
			if (size == 2 && name[0] == '.' && name[1] == '.')
				drop_last(r);
			else if (enter(r, name, size))
				return -1;
		}
		if (*r->next == '/') {
			if (size > 0 && r->next > name && check_folder(r))
				return -1;
			r->next++;
		}
	}
	return 0;
}

static int
begin(struct resolution *r, const char *path)
{
	size_t size = strlen(path);

	if (size == 0)
		return fail(ENOENT);
	if (size >= PATH_MAX)
		return fail(ENAMETOOLONG);
	r->nlinks = 0;
	r->size = 0;
	r->next = r->rest + sizeof(r->rest) - 1 - size;
	memcpy(r->next, path, size + 1);
	if (*path != '/') {
		if (!getcwd(r->done, sizeof(r->done)))
			return -1;
		r->size = strlen(r->done);
		if (r->size == 1)
			r->size = 0;
	}
	return 0;
}

char *
realpath(const char *restrict path, char *restrict to)
{
	struct resolution r;

	if (!path) {
		errno = EINVAL;
		return NULL;
	}
	if (begin(&r, path) || resolve(&r))
		return NULL;
	if (r.size == 0)
		r.done[r.size++] = '/';
	r.done[r.size] = 0;
	return to ? strcpy(to, r.done) : strdup(r.done);
}

char *
canonicalize_file_name(const char *path)
{
	return realpath(path, NULL);
}
