/*
 * From files back to names: getcwd, /proc/PID/fd, /proc/mounts.
 *
 * The walk goes up, one referenced dentry at a time, and writes the name from
 * its end.  A rename on the way could mix two names; the count of moves tells, and
 * the walk begins again at the mount where it was.  Where that happens more often
 * than TRIES times, it stops the moves meanwhile: others' renames do not keep it.
 */
#include "abi/errno.h"
#include "fs/fs_context.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "sched/sched.h"

#define TRIES 2

struct builder {
	char *buf, *at; /* the name so far is at .. its end */
	bool overflow;
};

static void
prepend(struct builder *b, const char *s, size_t n)
{
	if ((size_t)(b->at - b->buf) < n) {
		b->overflow = true;
		return;
	}
	b->at -= n;
	memcpy(b->at, s, n);
}

static void
prepend_name(struct builder *b, struct dentry *d)
{
	spin_lock(&d->lock);
	prepend(b, d->name, d->len);
	spin_unlock(&d->lock);
	prepend(b, "/", 1);
}

static void
step_to_parent(struct path *p)
{
	struct dentry *parent = dentry_parent_get(p->dentry);

	dentry_put(p->dentry);
	p->dentry = parent;
}

static bool
same_path(const struct path *a, const struct path *b)
{
	return a->dentry == b->dentry && a->mount == b->mount;
}

/* Writes the way from *p, which moves on, up to root or the root of its mount. */
static void
climb_mount(struct builder *b, struct path *p, const struct path *root)
{
	while (!b->overflow && !same_path(p, root) &&
	    p->dentry != p->mount->root &&
	    READ_ONCE(p->dentry->parent) != p->dentry) {
		prepend_name(b, p->dentry);
		step_to_parent(p);
		sched_point();
	}
}

/* Writes it from `start` on. => returns: whether nothing moved meanwhile */
static bool
climb_once(struct builder *b, const struct path *start, struct path *p,
    const struct path *root)
{
	u64 moves;
	bool still = dentry_moves_read(&moves);

	*p = *start;
	path_get(p);
	climb_mount(b, p, root);
	return still && dentry_moves_same(moves);
}

/* Writes it as it was at one moment. */
static void
climb_still(struct builder *b, struct path *p, const struct path *root)
{
	const struct path start = *p;
	const struct builder begin = *b;
	bool still = climb_once(b, &start, p, root);

	for (unsigned tries = 1; !still && tries < TRIES; tries++) {
		*b = begin;
		path_put(p);
		still = climb_once(b, &start, p, root);
	}
	if (!still) {
		*b = begin;
		path_put(p);
		dentry_moves_stop();
		/* start holds all that it passes: no put is the last. */
		(void)climb_once(b, &start, p, root);
		dentry_moves_go();
	}
	path_put(&start);
}

/* Writes the way from `from` up to root. => returns: true: root was reached */
static bool
climb(struct builder *b, const struct path *from, const struct path *root)
{
	struct path p = *from;
	bool reached;

	path_get(&p);
	climb_still(b, &p, root);
	while (!b->overflow && !same_path(&p, root) && mount_step_up(&p))
		climb_still(b, &p, root);
	reached = same_path(&p, root);
	path_put(&p);
	return reached;
}

static int
pseudo_name(const struct dentry *d, char *buf, size_t size, char **out)
{
	const char *type = (const char *)d->sb->private;
	int n;

	if (d->len)
		n = snprintf(buf, size, "%s:%s", type, d->name);
	else
		n = snprintf(buf, size, "%s:[%lu]", type, d->inode->ino);
	*out = buf;
	return (size_t)n < size ? 0 : -ENAMETOOLONG;
}

int
path_name(const struct path *p, const struct path *root, char *buf, size_t size,
    char **out)
{
	struct builder b;
	struct path own;
	bool reached;

	if (atomic_load(&p->dentry->flags) & DENTRY_PSEUDO)
		return pseudo_name(p->dentry, buf, size, out);
	if (root)
		own = *root;
	else
		fs_context_root(current_fs(), &own);
	b = (struct builder){ .buf = buf, .at = buf + size };
	prepend(&b, "", 1);
	if (dentry_is_deleted(p->dentry))
		prepend(&b, " (deleted)", 10);
	reached = climb(&b, p, &own);
	if (!b.overflow && (!*b.at || *b.at == ' '))
		prepend(&b, "/", 1);
	if (!reached)
		prepend(&b, "(unreachable)", 13);
	if (!root)
		path_put(&own);
	if (b.overflow)
		return -ENAMETOOLONG;
	*out = b.at;
	return 0;
}

int
dentry_name_below(struct dentry *d, struct dentry *top, char *buf, size_t size,
    char **out)
{
	struct builder b = { .buf = buf, .at = buf + size };

	prepend(&b, "", 1);
	if (d == top)
		prepend(&b, "/", 1);
	dentry_get(d);
	while (!b.overflow && d != top && READ_ONCE(d->parent) != d) {
		struct dentry *parent;

		prepend_name(&b, d);
		parent = dentry_parent_get(d);
		dentry_put(d);
		d = parent;
		sched_point();
	}
	dentry_put(d);
	if (b.overflow)
		return -ENAMETOOLONG;
	*out = b.at;
	return 0;
}
