/*
 * walk: a tree of files, depth first.
 *
 * A directory is read as a whole and closed before anything in it is visited:
 * the visitor may remove or add files, and one descriptor serves any depth. The
 * recursion is as deep as the tree, which a path's length bounds: what is named
 * by more than PATH_MAX bytes cannot be reached.
 */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct walker {
	unsigned int flags;
	walk_visit *visit;
	void *context;
	dev_t device;
};

/* The directories that we are in, to find loops. */
struct parent {
	const struct parent *up;
	dev_t dev;
	ino_t ino;
};

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_dot_or_dot_dot(const char *name)
{
	return name[0] == '.' &&
	    (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

char **
names_read(const char *directory, bool sorted)
{
	DIR *dir = opendir(directory);
	char **names = NULL;
	size_t n = 0, capacity = 0;
	struct dirent *entry;
	int error;

	if (!dir)
		return NULL;
	while ((void)(errno = 0), (entry = readdir(dir))) {
		if (is_dot_or_dot_dot(entry->d_name))
			continue;
		array_grow(&names, n, &capacity, sizeof *names);
		names[n++] = xstrdup(entry->d_name);
	}
	error = errno;
	closedir(dir);
	array_grow(&names, n, &capacity, sizeof *names);
	names[n] = NULL;
	if (error) {
		names_free(names);
		errno = error;
		return NULL;
	}
	if (sorted)
		qsort(names, n, sizeof *names, compare_names);
	return names;
}

void
names_free(char **names)
{
	for (char **name = names; *name; name++)
		free(*name);
	free(names);
}

static bool
is_loop(const struct parent *parent, const struct stat *st)
{
	for (; parent; parent = parent->up) {
		if (parent->dev == st->st_dev && parent->ino == st->st_ino)
			return true;
	}
	return false;
}

static enum walk_next
report(struct walker *w, struct walk_item *item, enum walk_event event)
{
	item->event = event;
	return w->visit(item, w->context);
}

static bool
look(struct walker *w, struct walk_item *item)
{
	bool follow = (w->flags & WALK_FOLLOW) ||
	    (item->depth == 0 && (w->flags & WALK_FOLLOW_OPERAND));

	/* A link that leads nowhere stands for itself. */
	if (follow && stat(item->path, &item->st) == 0)
		return true;
	if (lstat(item->path, &item->st) == 0)
		return true;
	item->error = errno;
	return false;
}

static void visit_path(struct walker *w, const char *path, const char *name,
    int depth, const struct parent *up);

static void
visit_directory(struct walker *w, struct walk_item *item,
    const struct parent *up)
{
	struct parent self = { up, item->st.st_dev, item->st.st_ino };
	char **names;

	if (is_loop(up, &item->st)) {
		report(w, item, WALK_LOOP);
		return;
	}
	if (report(w, item, WALK_DIRECTORY) == WALK_SKIP)
		return;
	if (!(w->flags & WALK_ONE_DEVICE) || item->st.st_dev == w->device) {
		names = names_read(item->path, w->flags & WALK_SORTED);
		if (names) {
			for (char **name = names; *name; name++) {
				char *path = path_join(item->path, *name);

				visit_path(w, path, *name, item->depth + 1,
				    &self);
				free(path);
			}
			names_free(names);
		} else {
			item->error = errno;
			report(w, item, WALK_CANNOT_READ);
		}
	}
	report(w, item, WALK_LEAVE);
}

static void
visit_path(struct walker *w, const char *path, const char *name, int depth,
    const struct parent *up)
{
	struct walk_item item = { .path = path, .name = name, .depth = depth };

	if (!look(w, &item)) {
		report(w, &item, WALK_CANNOT_STAT);
		return;
	}
	if (depth == 0)
		w->device = item.st.st_dev;
	if (S_ISDIR(item.st.st_mode))
		visit_directory(w, &item, up);
	else
		report(w, &item, WALK_FILE);
}

void
walk(const char *operand, unsigned int flags, walk_visit *visit, void *context)
{
	struct walker w = {
		.flags = flags, .visit = visit, .context = context
	};
	char *name = path_base(operand);

	visit_path(&w, operand, name, 0, NULL);
	free(name);
}
