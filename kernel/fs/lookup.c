/*
 * Looking a name up in a directory: in the cache of names, or by asking its file system,
 * with the directory locked.
 */
#include "fs/namei.h"

#include "abi/errno.h"
#include "sched/mutex.h"

/* => returns: 1: it is; 0; -errno: that is not known */
static int
is_right(struct dentry *d)
{
	return atomic_load(&d->flags) & DENTRY_REVALIDATE ?
	    d->sb->ops->revalidate(d) :
	    1;
}

int
dentry_lookup_locked(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	struct inode *dir = parent->inode;
	struct dentry *d;
	int err;

	if (q->len > NAME_MAX)
		return -ENAMETOOLONG;
	/* Asked first: what is cached may say that a name could be made. */
	if (dir->dead)
		return -ENOENT;
	d = dentry_find(parent, q);
	err = d ? is_right(d) : 0;
	if (err > 0) {
		*out = d;
		return 0;
	}
	if (d && !err)
		dentry_unhash(d);
	if (d)
		dentry_put(d);
	if (err)
		return err;
	d = dentry_alloc(parent->sb, parent, q);
	if (!d)
		return -ENOMEM;
	err = dir->ops->lookup ? dir->ops->lookup(dir, d) : 0;
	if (err) {
		dentry_put(d);
		return err;
	}
	dentry_hash(d);
	*out = d;
	return 0;
}

struct dentry *
dentry_find_cached(struct dentry *parent, const struct qname *q)
{
	struct dentry *d;

	rcu_section_begin();
	d = dentry_peek(parent, q);
	if (d && !dentry_get_live(d))
		d = NULL;
	rcu_section_end();
	return d;
}

/* What is cached, and is there, and is right: the directory is not locked while its file
 * system is asked, which may have to ask a server.
 * => returns: 1: *out has a reference; 0; -errno */
static int
find_right(struct dentry *parent, const struct qname *q, struct dentry **out)
{
	struct dentry *d = dentry_find_cached(parent, q);
	int right = d && dentry_inode(d) ? is_right(d) : 0;

	if (d && right <= 0)
		dentry_put(d);
	*out = d;
	return right;
}

__noinline int
dentry_lookup_slow(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	int err = find_right(parent, q, out);

	if (err)
		return min(err, 0);
	if (!mutex_lock_killable(&parent->inode->lock))
		return -EINTR;
	err = dentry_lookup_locked(parent, q, out);
	mutex_unlock(&parent->inode->lock);
	return err;
}

struct dentry *
dentry_cached(struct dentry *parent, const struct qname *q)
{
	struct dentry *d = dentry_find_cached(parent, q);

	if (d && atomic_load(&d->flags) & DENTRY_REVALIDATE) {
		dentry_put(d);
		d = NULL;
	}
	return d;
}

int
dentry_lookup(struct dentry *parent, const struct qname *q, struct dentry **out)
{
	*out = dentry_cached(parent, q);
	return *out ? 0 : dentry_lookup_slow(parent, q, out);
}
