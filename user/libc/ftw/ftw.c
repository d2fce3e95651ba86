/*
 * ftw, nftw: walking a tree of files.
 *
 * A folder is read to its end before what is in it is visited, so that only one is
 * open at a time however deep the tree is. With FTW_CHDIR the walk goes into each
 * folder and comes back by a descriptor of where it came from.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int ftw_visit(const char *, const struct stat *, int);
typedef int nftw_visit(const char *, const struct stat *, int, struct FTW *);

/* The folders above, to know a loop of symbolic links. */
struct above {
	const struct above *next;
	dev_t dev;
	ino_t ino;
};

struct walk {
	ftw_visit *old;
	nftw_visit *visit;
	int flags;
	dev_t dev;
	char path[PATH_MAX];
};

struct names {
	char **list;
	size_t n, room;
};

static int walk_file(struct walk *w, size_t length, int level,
    const struct above *above);

static int
call(struct walk *w, const struct stat *st, int type, size_t base, int level)
{
	struct FTW info = { .base = (int)base, .level = level };

	if (w->old != NULL)
		return w->old(w->path, st, type == FTW_SLN ? FTW_NS : type);
	return w->visit(w->path, st, type, &info);
}

/* By its whole path or, with FTW_CHDIR, by its name in the present folder. */
static const char *
access_path(const struct walk *w, size_t base)
{
	return w->flags & FTW_CHDIR ? w->path + base : w->path;
}

static void
free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static bool
add_name(struct names *names, const char *name)
{
	if (names->n == names->room) {
		size_t room = names->room * 2 + 16;
		char **list = realloc(names->list, room * sizeof *list);

		if (list == NULL)
			return false;
		names->list = list;
		names->room = room;
	}
	names->list[names->n] = strdup(name);
	return names->list[names->n++] != NULL;
}

static bool
read_names(DIR *dir, struct names *names)
{
	const struct dirent *d;

	while ((d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 &&
		    strcmp(d->d_name, "..") != 0 &&
		    !add_name(names, d->d_name)) {
			if (names->n > 0 && names->list[names->n - 1] == NULL)
				names->n--;
			return false;
		}
	return true;
}

static int
walk_names(struct walk *w, size_t length, int level, const struct above *above,
    const struct names *names)
{
	bool slash = length > 0 && w->path[length - 1] == '/';
	int result = 0;

	if (!slash)
		w->path[length++] = '/';
	for (size_t i = 0; i < names->n && result == 0; i++) {
		size_t n = strlen(names->list[i]);

		if (length + n + 2 > sizeof w->path) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(w->path + length, names->list[i], n + 1);
		result = walk_file(w, length, level, above);
	}
	w->path[slash ? length : length - 1] = '\0';
	return result == FTW_SKIP_SIBLINGS && w->flags & FTW_ACTIONRETVAL ?
	    0 :
	    result;
}

static int
enter(struct walk *w, size_t base, int *back)
{
	*back = -1;
	if (!(w->flags & FTW_CHDIR))
		return 0;
	*back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*back < 0)
		return -1;
	return chdir(access_path(w, base));
}

static int
leave(int back)
{
	int result;

	if (back < 0)
		return 0;
	result = fchdir(back);
	close(back);
	return result;
}

static int
walk_folder(struct walk *w, size_t base, int level, const struct stat *st,
    const struct above *above)
{
	struct above here = { above, st->st_dev, st->st_ino };
	struct names names = { 0 };
	DIR *dir = opendir(access_path(w, base));
	int result = 0, back;

	if (dir == NULL)
		return errno == EACCES ? call(w, st, FTW_DNR, base, level) : -1;
	if (!(w->flags & FTW_DEPTH)) {
		result = call(w, st, FTW_D, base, level);
		if (result == FTW_SKIP_SUBTREE && w->flags & FTW_ACTIONRETVAL) {
			closedir(dir);
			return 0;
		}
	}
	if (result == 0 && !read_names(dir, &names))
		result = -1;
	closedir(dir);
	if (result == 0 && names.n > 0) {
		result = enter(w, base, &back);
		if (result == 0)
			result = walk_names(w, strlen(w->path), level + 1,
			    &here, &names);
		if (leave(back) < 0 && result == 0)
			result = -1;
	}
	free_names(&names);
	if (result == 0 && w->flags & FTW_DEPTH)
		result = call(w, st, FTW_DP, base, level);
	return result;
}

static bool
is_loop(const struct above *above, const struct stat *st)
{
	for (; above != NULL; above = above->next)
		if (above->ino == st->st_ino && above->dev == st->st_dev)
			return true;
	return false;
}

/* => returns: a type, or -1 for an error that ends the walk */
static int
look(struct walk *w, const char *path, struct stat *st)
{
	bool links = w->flags & FTW_PHYS;

	if ((links ? lstat(path, st) : stat(path, st)) == 0)
		return S_ISDIR(st->st_mode) ? FTW_D :
		    S_ISLNK(st->st_mode)    ? FTW_SL :
					      FTW_F;
	if (!links && lstat(path, st) == 0 && S_ISLNK(st->st_mode))
		return FTW_SLN;
	return errno == EACCES || errno == ENOENT ? FTW_NS : -1;
}

/* What w->path names; its last component begins at `base`. */
static int
walk_file(struct walk *w, size_t base, int level, const struct above *above)
{
	struct stat st = { 0 };
	int type = look(w, access_path(w, base), &st);

	if (type < 0)
		return -1;
	/* At the start a name that is not there is an error, not a visit. */
	if (type == FTW_NS && level == 0)
		return -1;
	if (level == 0)
		w->dev = st.st_dev;
	else if (w->flags & FTW_MOUNT && type != FTW_NS && st.st_dev != w->dev)
		return 0;
	if (type != FTW_D) {
		int result = call(w, &st, type, base, level);

		return result == FTW_SKIP_SUBTREE &&
			w->flags & FTW_ACTIONRETVAL ?
		    0 :
		    result;
	}
	if (is_loop(above, &st))
		return 0;
	return walk_folder(w, base, level, &st, above);
}

static int
start(struct walk *w, const char *path)
{
	size_t n = strlen(path), base;

	if (n == 0 || n + 2 > sizeof w->path) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return -1;
	}
	memcpy(w->path, path, n + 1);
	while (n > 1 && w->path[n - 1] == '/')
		w->path[--n] = '\0';
	for (base = n; base > 0 && w->path[base - 1] != '/'; base--)
		;
	if (n == 1 && w->path[0] == '/')
		base = 0;
	return walk_file(w, base, 0, NULL);
}

/* Into the folder that the walk's first name is in. => returns: the way back */
static int
enter_start(const char *path)
{
	const char *slash = strrchr(path, '/');
	int back = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *parent;

	if (back < 0 || slash == NULL || slash[1] == '\0')
		return back;
	parent = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (parent == NULL || chdir(parent) < 0) {
		close(back);
		back = -1;
	}
	free(parent);
	return back;
}

int
nftw(const char *path, nftw_visit *visit, int nfds, int flags)
{
	struct walk *w = calloc(1, sizeof *w);
	int back = -1, result = -1;

	(void)nfds; /* One is open at a time. */
	if (w == NULL)
		return -1;
	w->visit = visit;
	w->flags = flags;
	if (flags & FTW_CHDIR)
		back = enter_start(path);
	if (!(flags & FTW_CHDIR) || back >= 0)
		result = start(w, path);
	if (leave(back) < 0 && result == 0)
		result = -1;
	free(w);
	return result;
}

int
ftw(const char *path, ftw_visit *visit, int nfds)
{
	struct walk *w = calloc(1, sizeof *w);
	int result;

	(void)nfds;
	if (w == NULL)
		return -1;
	w->old = visit;
	result = start(w, path);
	free(w);
	return result;
}
