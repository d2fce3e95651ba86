/*
 * relative: paths made canonical, component by component.
 *
 * realpath() gives up at the first component that does not exist; readlink -f
 * and -m, realpath -m and ln -r must go on. So the components that are still to
 * do are kept in one string: a symbolic link puts its target in front of it.
 * MAX_LINKS of them are a loop, as in the kernel.
 */
#include "relative.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

enum {
	MAX_LINKS = 40
};

static void
remove_last(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == path)
		path[1] = '\0';
	else if (slash)
		*slash = '\0';
}

static char *
current_directory(void)
{
	char *path = getcwd(NULL, 0);

	return path ? path : xstrdup("/");
}

static void
replace(char **string, char *by)
{
	free(*string);
	*string = by;
}

/* Appends a component to *done; a link's target goes in front of *rest. */
static bool
step(char **done, char **rest, const char *name, enum canonical mode,
    bool no_links, int *nlinks)
{
	char *path = path_join(*done, name);
	const char *following = *rest + strspn(*rest, "/");
	char target[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (lstat(path, &st) < 0) {
		bool allowed = mode == CANONICAL_MISSING ||
		    (mode == CANONICAL_PARENT && errno == ENOENT &&
			*following == '\0');

		replace(done, path);
		return allowed;
	}
	if (!S_ISLNK(st.st_mode) || no_links) {
		replace(done, path);
		if (**rest == '\0' || mode == CANONICAL_MISSING)
			return true;
		if (no_links && stat(path, &st) < 0)
			return false;
		errno = ENOTDIR;
		return S_ISDIR(st.st_mode);
	}
	n = readlink(path, target, sizeof target - 1);
	free(path);
	if (n < 0)
		return false;
	if (++*nlinks > MAX_LINKS) {
		errno = ELOOP;
		return false;
	}
	target[n] = '\0';
	replace(rest, xasprintf("%s%s", target, *rest));
	if (*target == '/')
		replace(done, xstrdup("/"));
	return true;
}

char *
canonical_path(const char *path, enum canonical mode, bool no_links)
{
	char *done = *path == '/' ? xstrdup("/") : current_directory();
	char *rest = xstrdup(path);
	int nlinks = 0;
	bool good = *path != '\0';

	errno = ENOENT;
	while (good) {
		size_t skip = strspn(rest, "/");
		size_t length = strcspn(rest + skip, "/");
		char *name = xstrndup(rest + skip, length);

		if (length == 0) {
			free(name);
			break;
		}
		replace(&rest, xstrdup(rest + skip + length));
		if (strcmp(name, "..") == 0)
			remove_last(done);
		else if (strcmp(name, ".") != 0)
			good = step(&done, &rest, name, mode, no_links,
			    &nlinks);
		free(name);
	}
	free(rest);
	if (!good) {
		free(done);
		return NULL;
	}
	return done;
}

char *
relative_between(const char *path, const char *base)
{
	size_t common = 0;
	char *result = xstrdup("");
	const char *rest;

	/* The longest common prefix that ends between components. */
	for (size_t i = 0;; i++) {
		bool end_path = path[i] == '\0' || path[i] == '/';
		bool end_base = base[i] == '\0' || base[i] == '/';

		if (end_path && end_base)
			common = i;
		if (path[i] != base[i] || path[i] == '\0')
			break;
	}
	if (strcmp(base, "/") == 0)
		base = "";
	for (rest = base + (common < strlen(base) ? common : strlen(base));
	     *rest;) {
		rest += strspn(rest, "/");
		if (*rest == '\0')
			break;
		replace(&result,
		    xasprintf("%s%s..", result, *result ? "/" : ""));
		rest += strcspn(rest, "/");
	}
	rest = path + common + strspn(path + common, "/");
	if (*rest)
		replace(&result,
		    xasprintf("%s%s%s", result, *result ? "/" : "", rest));
	if (*result == '\0')
		replace(&result, xstrdup("."));
	return result;
}

char *
relative_path(const char *target, const char *link_name)
{
	char *directory = xstrdup(link_name), *slash, *from, *to, *result;

	slash = strrchr(directory, '/');
	if (!slash)
		replace(&directory, xstrdup("."));
	else if (slash == directory)
		slash[1] = '\0';
	else
		*slash = '\0';
	from = canonical_path(directory, CANONICAL_MISSING, false);
	to = canonical_path(target, CANONICAL_MISSING, false);
	result = from && to ? relative_between(to, from) : xstrdup(target);
	free(directory);
	free(from);
	free(to);
	return result;
}
