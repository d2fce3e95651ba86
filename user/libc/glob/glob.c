/*
 * glob: the files whose names match a pattern.
 *
 * The pattern is taken apart at its slashes. A component without special characters
 * is appended to the path as it is; one with them makes the folder be read and each
 * match go on with the rest. Braces are expanded to several patterns first, a tilde
 * to a home folder. The depth of recursion is the number of components or braces,
 * which is bounded by PATH_MAX.
 */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
	glob_t *g;
	int flags;
	int (*on_error)(const char *, int);
	char path[PATH_MAX];
};

static int expand(struct search *s, const char *pattern, size_t length);

/* --- Results ------------------------------------------------------------------------ */

static int
append(glob_t *g, const char *path, bool mark)
{
	size_t offset = g->gl_flags & GLOB_DOOFFS ? g->gl_offs : 0;
	size_t n = strlen(path);
	char **paths, *copy;

	paths = realloc(g->gl_pathv,
	    (offset + g->gl_pathc + 2) * sizeof *paths);
	if (paths == NULL)
		return GLOB_NOSPACE;
	if (g->gl_pathv == NULL)
		memset(paths, 0, offset * sizeof *paths);
	g->gl_pathv = paths;
	copy = malloc(n + 2);
	if (copy == NULL)
		return GLOB_NOSPACE;
	memcpy(copy, path, n + 1);
	if (mark && (n == 0 || copy[n - 1] != '/'))
		strcpy(copy + n, "/");
	paths[offset + g->gl_pathc++] = copy;
	paths[offset + g->gl_pathc] = NULL;
	return 0;
}

static int
get_stat(const struct search *s, bool links, struct stat *st)
{
	if (s->flags & GLOB_ALTDIRFUNC)
		return links ? s->g->gl_lstat(s->path, st) :
			       s->g->gl_stat(s->path, st);
	return links ? lstat(s->path, st) : stat(s->path, st);
}

static bool
is_folder(const struct search *s)
{
	struct stat st;

	return get_stat(s, false, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The whole path is there: a result if the file is. */
static int
found(struct search *s)
{
	struct stat st;

	if (get_stat(s, true, &st) < 0)
		return 0;
	return append(s->g, s->path, s->flags & GLOB_MARK && is_folder(s));
}

/* --- Components ------------------------------------------------------------------------ */

static bool
is_special(const char *p, size_t n, int flags)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '*' || p[i] == '?')
			return true;
		if (p[i] == '[' && memchr(p + i, ']', n - i) != NULL)
			return true;
		if (p[i] == '\\' && !(flags & GLOB_NOESCAPE))
			i++;
	}
	return false;
}

/* => returns: the new length, 0 if it is too long */
static size_t
add_plain(struct search *s, size_t length, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\\' && !(s->flags & GLOB_NOESCAPE) && i + 1 < n)
			i++;
		if (length + 2 >= sizeof s->path)
			return 0;
		s->path[length++] = p[i];
	}
	s->path[length] = '\0';
	return length;
}

static int
folder_error(struct search *s, const char *name, int error)
{
	if ((s->on_error != NULL && s->on_error(name, error) != 0) ||
	    s->flags & GLOB_ERR)
		return GLOB_ABORTED;
	return 0;
}

static int
try_entry(struct search *s, size_t length, const char *name,
    const char *component, const char *rest)
{
	/* Hidden folders are not searched, whatever the flags, as in glibc. */
	bool hidden = s->flags & GLOB_PERIOD && *rest == '\0';
	int flags = (s->flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0) |
	    (hidden ? 0 : FNM_PERIOD);
	size_t n = strlen(name);

	if (fnmatch(component, name, flags) != 0 ||
	    length + n + 2 >= sizeof s->path)
		return 0;
	memcpy(s->path + length, name, n + 1);
	if (*rest != '\0' && !is_folder(s))
		return 0;
	return expand(s, rest, length + n);
}

static int
read_folder(struct search *s, size_t length, const char *component,
    const char *rest)
{
	bool other = s->flags & GLOB_ALTDIRFUNC;
	size_t end = length > 1 && s->path[length - 1] == '/' ? length - 1 :
								length;
	const char *name = length == 0 ? "." : s->path;
	struct dirent *d;
	int result = 0;
	void *dir;

	s->path[end] = '\0';
	errno = 0;
	dir = other ? s->g->gl_opendir(name) : opendir(name);
	if (dir == NULL)
		return errno == ENOTDIR ? 0 : folder_error(s, name, errno);
	memcpy(s->path + end, length == end ? "" : "/", length - end + 1);
	while (result == 0) {
		errno = 0;
		d = other ? s->g->gl_readdir(dir) : readdir(dir);
		if (d == NULL) {
			if (errno != 0)
				result = folder_error(s, name, errno);
			break;
		}
		result = try_entry(s, length, d->d_name, component, rest);
		s->path[length] = '\0';
	}
	if (other)
		s->g->gl_closedir(dir);
	else
		closedir(dir);
	return result;
}

/* The rest of a pattern, for what the path is already. */
static int
expand(struct search *s, const char *pattern, size_t length)
{
	size_t n = strspn(pattern, "/"), size;
	char *component;
	int result;

	if (length + n + 2 >= sizeof s->path)
		return 0;
	memcpy(s->path + length, pattern, n);
	length += n;
	s->path[length] = '\0';
	pattern += n;
	if (*pattern == '\0')
		return found(s);
	size = strcspn(pattern, "/");
	if (!is_special(pattern, size, s->flags)) {
		length = add_plain(s, length, pattern, size);
		return length == 0 ? 0 : expand(s, pattern + size, length);
	}
	component = strndup(pattern, size);
	if (component == NULL)
		return GLOB_NOSPACE;
	result = read_folder(s, length, component, pattern + size);
	free(component);
	return result;
}

/* --- Tildes and braces -------------------------------------------------------------------- */

/* ~ or ~user at the start. => returns: a pattern to free, NULL if out of memory */
static char *
expand_tilde(struct search *s, const char *pattern, bool *missing)
{
	size_t n = strcspn(pattern + 1, "/");
	const char *home = n == 0 ? getenv("HOME") : NULL;
	char *user = strndup(pattern + 1, n), *result;
	const struct passwd *entry = NULL;

	*missing = false;
	if (user == NULL)
		return NULL;
	if (home == NULL) {
		entry = n == 0 ? getpwuid(getuid()) : getpwnam(user);
		home = entry == NULL ? NULL : entry->pw_dir;
	}
	free(user);
	if (home == NULL) {
		*missing = s->flags & GLOB_TILDE_CHECK;
		return strdup(pattern);
	}
	result = malloc(strlen(home) + strlen(pattern + 1 + n) + 1);
	if (result != NULL) {
		strcpy(result, home);
		strcat(result, pattern + 1 + n);
	}
	return result;
}

static int
by_name(const void *a, const void *b)
{
	return strcoll(*(char *const *)a, *(char *const *)b);
}

static int
expand_path(struct search *s, const char *pattern)
{
	char *expanded;
	bool missing;
	int result;

	s->path[0] = '\0';
	if (*pattern != '~' || !(s->flags & (GLOB_TILDE | GLOB_TILDE_CHECK)))
		return *pattern == '\0' ? 0 : expand(s, pattern, 0);
	expanded = expand_tilde(s, pattern, &missing);
	if (expanded == NULL)
		return GLOB_NOSPACE;
	/* A home is a result whether it is there or not. */
	if (missing)
		result = GLOB_NOMATCH;
	else if (strchr(pattern, '/') == NULL && *expanded != '~')
		result = append(s->g, expanded, s->flags & GLOB_MARK);
	else
		result = expand(s, expanded, 0);
	free(expanded);
	return result;
}

/* A pattern without braces; what it gives is sorted for itself. */
static int
expand_one(struct search *s, const char *pattern)
{
	size_t offset = s->flags & GLOB_DOOFFS ? s->g->gl_offs : 0;
	size_t before = s->g->gl_pathc;
	int result = expand_path(s, pattern);

	if (result == 0 && !(s->flags & GLOB_NOSORT) && s->g->gl_pathc > before)
		qsort(s->g->gl_pathv + offset + before, s->g->gl_pathc - before,
		    sizeof *s->g->gl_pathv, by_name);
	return result;
}

/* The end of an alternative: a `,` or `}` of this level, NULL if there is none. */
static const char *
alternative_end(const char *p, int flags)
{
	for (int depth = 0; *p != '\0'; p++) {
		if (*p == '\\' && !(flags & GLOB_NOESCAPE) && p[1] != '\0')
			p++;
		else if (*p == '{')
			depth++;
		else if (*p == '}' && depth-- == 0)
			return p;
		else if (*p == ',' && depth == 0)
			return p;
	}
	return NULL;
}

/* The first brace that has an end, {} aside. */
static const char *
find_brace(const char *p, int flags)
{
	for (; *p != '\0'; p++) {
		if (*p == '\\' && !(flags & GLOB_NOESCAPE) && p[1] != '\0')
			p++;
		else if (p[0] == '{' && p[1] == '}')
			p++;
		else if (*p == '{') {
			const char *end = p;

			do
				end = alternative_end(end + 1, flags);
			while (end != NULL && *end == ',');
			return end == NULL ? NULL : p;
		}
	}
	return NULL;
}

static int
expand_braces(struct search *s, const char *pattern)
{
	const char *brace = s->flags & GLOB_BRACE ?
	    find_brace(pattern, s->flags) :
	    NULL;
	const char *start, *end, *close = brace;
	size_t before;
	int result = 0;

	if (brace == NULL)
		return expand_one(s, pattern);
	before = (size_t)(brace - pattern);
	do
		close = alternative_end(close + 1, s->flags);
	while (*close == ',');
	for (start = brace + 1; result == 0 && start <= close;
	     start = end + 1) {
		char *one = malloc(strlen(pattern) + 1);

		if (one == NULL)
			return GLOB_NOSPACE;
		end = alternative_end(start, s->flags);
		memcpy(one, pattern, before);
		memcpy(one + before, start, (size_t)(end - start));
		strcpy(one + before + (end - start), close + 1);
		result = expand_braces(s, one);
		free(one);
	}
	return result;
}

/* Nothing was found. */
static int
nothing(struct search *s, const char *pattern)
{
	bool plain = *pattern != '\0' && strpbrk(pattern, "*?[\\") == NULL;

	if (s->flags & GLOB_NOCHECK || (s->flags & GLOB_NOMAGIC && plain))
		return append(s->g, pattern, false);
	return GLOB_NOMATCH;
}

static int
prepare(glob_t *g, int flags)
{
	if (!(flags & GLOB_APPEND)) {
		g->gl_pathc = 0;
		g->gl_pathv = NULL;
	}
	g->gl_flags = flags;
	if (flags & GLOB_DOOFFS && g->gl_pathv == NULL) {
		g->gl_pathv = calloc(g->gl_offs + 1, sizeof *g->gl_pathv);
		if (g->gl_pathv == NULL)
			return GLOB_NOSPACE;
	}
	return 0;
}

int
glob(const char *restrict pattern, int flags,
    int (*on_error)(const char *, int), glob_t *restrict g)
{
	struct search *s;
	size_t before;
	int result = prepare(g, flags);

	if (result != 0)
		return result;
	before = g->gl_pathc;
	s = malloc(sizeof *s);
	if (s == NULL)
		return GLOB_NOSPACE;
	s->g = g;
	s->flags = flags;
	s->on_error = on_error;
	result = expand_braces(s, pattern);
	if (result == 0 && g->gl_pathc == before)
		result = nothing(s, pattern);
	if (is_special(pattern, strlen(pattern), flags))
		g->gl_flags |= GLOB_MAGCHAR;
	free(s);
	return result;
}

void
globfree(glob_t *g)
{
	size_t offset = g->gl_flags & GLOB_DOOFFS ? g->gl_offs : 0;

	for (size_t i = 0; i < g->gl_pathc; i++)
		free(g->gl_pathv[offset + i]);
	free(g->gl_pathv);
	g->gl_pathv = NULL;
	g->gl_pathc = 0;
}
