/*
 * remove: unlink() and rmdir() over a tree.
 *
 * A directory is removed when everything in it could be; a name that stays, by
 * an error or by an answer, keeps its parents, which is not a second error.
 */
#include "remove.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "confirm.h"
#include "walk.h"

struct removal {
	const struct remove_options *options;
	bool good;
	int kept_depth; /* a name at this depth stays: so do its parents */
};

static void
keep(struct removal *r, int depth)
{
	if (depth - 1 > r->kept_depth)
		r->kept_depth = depth - 1;
}

static void
fail(struct removal *r, const struct walk_item *item, int error)
{
	errno = error;
	warn("cannot remove '%s'", item->path);
	r->good = false;
	keep(r, item->depth);
}

static bool
may_remove(const struct removal *r, const struct walk_item *item)
{
	const char *kind = file_kind(item->st.st_mode, item->st.st_size);

	if (r->options->interactive)
		return confirm("remove %s '%s'? ", kind, item->path);
	if (r->options->force || !isatty(0) || S_ISLNK(item->st.st_mode) ||
	    access(item->path, W_OK) == 0)
		return true;
	return confirm("remove write-protected %s '%s'? ", kind, item->path);
}

static enum walk_next
enter(struct removal *r, const struct walk_item *item)
{
	if (!r->options->recursive) {
		if (!r->options->directories)
			fail(r, item, EISDIR);
		else if (rmdir(item->path) < 0)
			fail(r, item, errno);
		else if (r->options->verbose)
			printf("removed directory '%s'\n", item->path);
		return WALK_SKIP;
	}
	if (r->options->interactive &&
	    !confirm("descend into directory '%s'? ", item->path)) {
		keep(r, item->depth);
		return WALK_SKIP;
	}
	return WALK_ON;
}

static void
leave(struct removal *r, const struct walk_item *item)
{
	if (r->kept_depth >= item->depth) {
		/* Something in it stays. */
		r->kept_depth = item->depth - 1;
		return;
	}
	if (r->options->interactive && !may_remove(r, item)) {
		keep(r, item->depth);
		return;
	}
	if (rmdir(item->path) < 0)
		fail(r, item, errno);
	else if (r->options->verbose)
		printf("removed directory '%s'\n", item->path);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	struct removal *r = context;

	switch (item->event) {
	case WALK_FILE:
		if (!may_remove(r, item))
			keep(r, item->depth);
		else if (unlink(item->path) < 0)
			fail(r, item, errno);
		else if (r->options->verbose)
			printf("removed '%s'\n", item->path);
		break;
	case WALK_DIRECTORY:
		return enter(r, item);
	case WALK_LEAVE:
		leave(r, item);
		break;
	case WALK_CANNOT_STAT:
		if (!r->options->force ||
		    (item->error != ENOENT && item->error != ENOTDIR))
			fail(r, item, item->error);
		break;
	case WALK_CANNOT_READ:
		/* An empty directory can be removed without reading it. */
		if (rmdir(item->path) < 0)
			fail(r, item, item->error);
		keep(r, item->depth + 1);
		break;
	case WALK_LOOP:
		break;
	}
	return WALK_ON;
}

bool
remove_path(const char *path, const struct remove_options *options)
{
	struct removal removal = {
		.options = options, .good = true, .kept_depth = -1
	};

	walk(path, options->one_device ? WALK_ONE_DEVICE : 0, visit, &removal);
	return removal.good;
}
