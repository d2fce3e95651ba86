/*
 * Superblocks: file systems that are in use.
 *
 * A superblock is alive while it has a reference: of a mount, or of who makes it.  The
 * last super_put() shuts it down, and returns when that is done: umount() then knows
 * that its device is free.  sync() has no reference, then, but a count of its own
 * (nsyncing), which the shutdown waits for.
 *
 * Shutting down: all is written; no inode is kept from now on (dying); what pins names
 * goes, and the names; the inodes, which others may be evicting; the device's thread;
 * the file system's own.
 */
#include "abi/errno.h"
#include "fs/dentry.h"
#include "fs/inode_table.h"
#include "mm/percpu.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "vm/writeback.h"

static struct slab_cache super_cache = SLAB_CACHE("super", struct superblock);
static u32 next_anonymous_dev = 1; /* [a] minor numbers under major 0 */

struct lock_role supers_role;
static struct spinlock supers_lock = SPINLOCK_INIT(LC_SUPERS);
static struct list supers LOCK_ROLE(supers_role) = LIST_INIT(supers);
static struct waitq synced = WAITQ_INIT(synced); /* some superblock */

static void
supers_acquire(void) ACQUIRE(supers_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&supers_lock);
}

static void
supers_release(void) RELEASE(supers_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&supers_lock);
}

static void
super_free(struct rcu_head *h)
{
	struct superblock *sb = container_of(h, struct superblock, rcu);

	percpu_free(sb->inos);
	slab_free(&super_cache, sb);
}

u32
super_new_dev(void)
{
	return dev_make(0, atomic_fetch_add(&next_anonymous_dev, 1));
}

int
super_alloc(const struct fs_type *type, const struct super_ops *ops,
    struct superblock **out)
{
	struct superblock *sb = slab_zalloc(&super_cache);

	if (!sb)
		return -ENOMEM;
	sb->inos = percpu_alloc();
	if (!sb->inos) {
		slab_free(&super_cache, sb);
		return -ENOMEM;
	}
	ref_init(&sb->refs, 1);
	role_unshared(&supers_role);
	list_init(&sb->node);
	sb->type = type;
	sb->ops = ops;
	sb->dev = super_new_dev();
	sb->max_bytes = INT64_MAX;
	mutex_init(&sb->rename_lock, LC_RENAME);
	if (inode_table_start(sb)) {
		super_free(&sb->rcu);
		return -ENOMEM;
	}
	*out = sb;
	return 0;
}

int
super_set_root(struct superblock *sb, struct inode *inode)
{
	static const struct qname no_name = { .s = "" };

	sb->root = dentry_alloc(sb, NULL, &no_name);
	if (!sb->root) {
		inode_put(inode);
		return -ENOMEM;
	}
	dentry_attach(sb->root, inode);
	return 0;
}

int
super_sync(struct superblock *sb, unsigned how)
{
	int err = sb->backing ? backing_write(sb->backing, how) : 0;

	if (!err && sb->ops->sync)
		err = sb->ops->sync(sb);
	return err;
}

void
super_publish(struct superblock *sb)
{
	supers_acquire();
	if (list_empty(&sb->node))
		list_add_tail(&supers, &sb->node);
	supers_release();
}

/* --- sync() --- */

/* The one behind sb (NULL: the first), which is synced from here on; sb no more. */
static struct superblock *
next_super(struct superblock *sb)
{
	struct superblock *next = NULL;
	struct list *at;

	supers_acquire();
	for (at = sb ? sb->node.next : supers.next; at != &supers && !next;
	     at = at->next) {
		next = list_entry(at, struct superblock, node);
		if (!ref_read(&next->refs))
			next = NULL;
	}
	if (next)
		next->nsyncing++;
	if (sb)
		sb->nsyncing--;
	supers_release();
	if (sb)
		wake_all(&synced);
	return next;
}

/* Each once, however often it is mounted, and no lock is held meanwhile: a device may
 * never answer.  So all have begun before one is waited for. */
void
super_sync_all(void)
{
	struct superblock *sb = NULL;

	while ((sb = next_super(sb)))
		if (sb->backing)
			backing_begin(sb->backing);
	while ((sb = next_super(sb))) {
		(void)!super_sync(sb, WAIT_KILLABLE);
		sched_point();
	}
}

/* --- The end --- */

/* Takes sb off the list, where who syncs it needs it. => returns: whether it did */
static bool
unlist(struct superblock *sb)
{
	bool ok;

	supers_acquire();
	ok = !sb->nsyncing;
	if (ok)
		list_remove(&sb->node);
	supers_release();
	return ok;
}

void
super_put(struct superblock *sb)
{
	if (!ref_put(&sb->refs))
		return;
	wait_event(&synced, unlist(sb));
	/* Before: who puts an inode of one that dies evicts it, and would wait too. */
	(void)!super_sync(sb, 0);
	atomic_store(&sb->dying, true);
	if (sb->ops->kill)
		sb->ops->kill(sb);
	/* Dentries own no reference to sb: all must be gone before it is. */
	dentry_shrink_super(sb);
	if (sb->root)
		dentry_put(sb->root);
	inode_table_end(sb);
	if (sb->backing)
		backing_stop(sb->backing);
	if (sb->ops->free)
		sb->ops->free(sb);
	rcu_call(&sb->rcu, super_free);
}
