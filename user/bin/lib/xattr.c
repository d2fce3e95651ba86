/*
 * xattr: reading and copying extended attributes.
 *
 * A list or value may grow between the call that asks how long it is and the one that
 * gets it; then both are made again.
 */
#include "xattr.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "memory.h"

static ssize_t
get(const char *path, const char *name, bool follow, void *to, size_t size)
{
	if (!name)
		return (follow ? listxattr : llistxattr)(path, to, size);
	return (follow ? getxattr : lgetxattr)(path, name, to, size);
}

/* A value, or without a name the list. */
static char *
get_all(const char *path, const char *name, bool follow, size_t *length)
{
	char *to = NULL;
	ssize_t n;

	do {
		free(to);
		to = NULL;
		n = get(path, name, follow, NULL, 0);
		if (n < 0)
			return NULL;
		to = xmalloc((size_t)n + 1);
		if (n)
			n = get(path, name, follow, to, (size_t)n);
	} while (n < 0 && errno == ERANGE);
	if (n < 0) {
		free(to);
		return NULL;
	}
	*length = (size_t)n;
	return to;
}

char *
xattr_names(const char *path, bool follow, size_t *length)
{
	return get_all(path, NULL, follow, length);
}

char *
xattr_value(const char *path, const char *name, bool follow, size_t *length)
{
	return get_all(path, name, follow, length);
}

/* --- Access control lists --- */

static bool
copy_acl(const char *source, const char *destination, const char *name)
{
	size_t length;
	char *value = xattr_value(source, name, true, &length);
	bool good;

	if (value)
		good = setxattr(destination, name, value, length, 0) == 0;
	else
		good = removexattr(destination, name) == 0 ||
		    errno == ENODATA || errno == EOPNOTSUPP;
	if (!good)
		warn("preserving permissions for '%s'", destination);
	free(value);
	return good;
}

bool
xattr_copy_acls(const char *source, const char *destination, bool is_directory)
{
	return copy_acl(source, destination, XATTR_ACL_ACCESS) &&
	    (!is_directory || copy_acl(source, destination, XATTR_ACL_DEFAULT));
}

bool
xattr_has_acl(const char *path, bool is_directory)
{
	return getxattr(path, XATTR_ACL_ACCESS, NULL, 0) > 0 ||
	    (is_directory && getxattr(path, XATTR_ACL_DEFAULT, NULL, 0) > 0);
}

/* --- All others --- */

static bool
copy_one(const char *source, const char *destination, const char *name,
    bool follow, bool quiet)
{
	size_t length;
	char *value = xattr_value(source, name, follow, &length);
	bool good = value &&
	    (follow ? setxattr : lsetxattr)(destination, name, value, length,
		0) == 0;

	if (!good && !quiet)
		warn("setting attribute '%s' for '%s'", name, destination);
	free(value);
	return good || quiet;
}

static bool
copy_all(const char *source, const char *destination, bool follow, bool quiet)
{
	size_t length = 0, n;
	char *names = xattr_names(source, follow, &length);
	bool good = true;

	for (size_t at = 0; at < length; at += n) {
		n = strlen(names + at) + 1;
		if (strncmp(names + at, "system.", 7) != 0)
			good &= copy_one(source, destination, names + at,
			    follow, quiet);
	}
	free(names);
	return good;
}

bool
xattr_copy(const char *source, const char *destination, bool follow, bool quiet)
{
	struct stat st;
	bool writable = !follow || stat(destination, &st) < 0 ||
	    st.st_mode & S_IWUSR || geteuid() == 0;
	bool good;

	/* user.* needs the right to write; what is to be read-only is so already. */
	if (!writable)
		chmod(destination, (st.st_mode & 07777) | S_IWUSR);
	good = copy_all(source, destination, follow, quiet);
	if (!writable)
		chmod(destination, st.st_mode & 07777);
	return good;
}
