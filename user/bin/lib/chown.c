/*
 * chown: owners of files and trees.
 */
#include "chown.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "owner.h"
#include "walk.h"

struct change {
	const struct chown_options *options;
	bool good;
};

void
chown_option(struct chown_options *options, int option)
{
	struct stat st;

	switch (option) {
	case 'c':
		options->changes = true;
		break;
	case 'f':
		options->quiet = true;
		break;
	case 'h':
		options->no_follow = true;
		break;
	case 'H':
		options->walk_flags = WALK_FOLLOW_OPERAND;
		break;
	case 'L':
		options->walk_flags = WALK_FOLLOW;
		break;
	case 'P':
		options->walk_flags = 0;
		break;
	case LONG('r'):
		if (stat(optarg, &st) < 0)
			err(1, "failed to get attributes of '%s'", optarg);
		options->has_reference = true;
		options->uid = st.st_uid;
		options->gid = st.st_gid;
		break;
	case 'R':
		options->recursive = true;
		break;
	case 'v':
		options->verbose = true;
		break;
	}
}

static void
fail(struct change *c, const char *what, const char *path, int error)
{
	errno = error;
	if (!c->options->quiet)
		warn("%s '%s'", what, path);
	c->good = false;
}

static void
say(const struct chown_options *o, const struct walk_item *item)
{
	bool changed = (o->uid != (uid_t)-1 && o->uid != item->st.st_uid) ||
	    (o->gid != (gid_t)-1 && o->gid != item->st.st_gid);
	const char *what = o->uid == (uid_t)-1 ? "group" : "ownership";

	if (!changed && !o->verbose)
		return;
	printf("%sed %s of '%s'\n", changed ? "chang" : "retain", what,
	    item->path);
}

static void
apply(struct change *c, const struct walk_item *item)
{
	const struct chown_options *o = c->options;
	bool self = o->no_follow ||
	    (o->recursive && item->depth > 0 && !(o->walk_flags & WALK_FOLLOW));

	if ((self ? lchown : chown)(item->path, o->uid, o->gid) < 0)
		fail(c, "changing ownership of", item->path, errno);
	else if (o->changes || o->verbose)
		say(o, item);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	struct change *c = context;

	switch (item->event) {
	case WALK_FILE:
		apply(c, item);
		break;
	case WALK_DIRECTORY:
		if (c->options->recursive)
			return WALK_ON;
		apply(c, item);
		return WALK_SKIP;
	case WALK_LEAVE:
		/* Last, lest we lock ourselves out. */
		apply(c, item);
		break;
	case WALK_CANNOT_STAT:
		fail(c, "cannot access", item->path, item->error);
		break;
	case WALK_CANNOT_READ:
		fail(c, "cannot read directory", item->path, item->error);
		break;
	case WALK_LOOP:
		break;
	}
	return WALK_ON;
}

bool
chown_path(const char *path, const struct chown_options *options)
{
	struct change change = { .options = options, .good = true };
	unsigned int flags = options->walk_flags;

	if (!options->recursive && !options->no_follow)
		flags |= WALK_FOLLOW_OPERAND;
	walk(path, flags, visit, &change);
	return change.good;
}
