/*
 * iotest: a file system for tests of the page cache and the table of inodes, in the
 * debug kernels.
 *
 * Ten files, each with two names, on a device in memory whose requests a thread answers:
 * after a while, out of order, or not at all, and with errors, as it is told
 * (control.c).  The device's contents outlive the inodes, so that what was dropped is
 * read again.  With the mount option "single" it takes pages one by one.
 */
#include "fs/iotest/iotest.h"

#include "fs/iotest/internal.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/errno.h"
#include "fs/dentry.h"
#include "fs/fstype.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

static struct slab_cache inode_cache = SLAB_CACHE("iotest_inode",
    struct iotest_inode);

static struct inode *
alloc_inode(struct superblock *sb)
{
	struct iotest_inode *i = slab_zalloc(&inode_cache);

	(void)sb;
	return i ? &i->inode : NULL;
}

static struct inode_entry *
entry(struct inode *inode)
{
	return &iotest_inode(inode)->entry;
}

static void
free_inode(struct rcu_head *h)
{
	slab_free(&inode_cache, iotest_inode(inode_of_rcu(h)));
}

static void
evict(struct inode *inode)
{
	struct iotest *t = inode->sb->private;
	struct store *s = iotest_inode(inode)->store;

	atomic_add(&t->value[EVICTIONS], 1);
	if (!s)
		return;
	if (atomic_load(&inode->nlink)) {
		iotest_store_size(inode);
		return;
	}
	mutex_lock(&s->lock);
	iotest_store_cut(s, 0);
	mutex_unlock(&s->lock);
	iotest_store_strip(s);
}

static int
sync_inode(struct inode *inode, bool datasync)
{
	(void)datasync;
	iotest_store_size(inode);
	return 0;
}

static void
free_super(struct superblock *sb)
{
	struct iotest *t = sb->private;

	iotest_device_stop(t);
	for (unsigned f = 0; f < NFILES; f++) {
		mutex_unshared(&t->store[f].lock);
		iotest_store_cut(&t->store[f], 0);
		iotest_store_strip(&t->store[f]);
	}
	kfree(t);
}

static const struct super_ops super_ops = {
	.alloc_inode = alloc_inode,
	.free_inode = free_inode,
	.entry = entry,
	.evict = evict,
	.sync_inode = sync_inode,
	.revalidate = iotest_revalidate,
	.free = free_super,
};

static struct iotest *
make(const char *options)
{
	struct iotest *t = kzalloc(sizeof(*t));

	if (!t)
		return NULL;
	t->ops = options && strcmp(options, "single") == 0 ?
	    &iotest_single_ops :
	    &iotest_run_ops;
	spin_init(&t->lock, LC_IOTEST);
	spin_unshared(&t->lock);
	list_init(&t->queue);
	waitq_init(&t->wake);
	atomic_store(&t->value[ROOM], -1);
	for (unsigned i = 0; i < NFILES; i++) {
		mutex_init(&t->store[i].lock, LC_FS);
		mutex_unshared(&t->store[i].lock);
		t->store[i].names = 3; /* both */
		t->store[i].perm = 0666;
	}
	return t;
}

static int
start(struct iotest *t, struct superblock *sb)
{
	struct inode *root;
	int err = iotest_device_start(t);

	if (err)
		return err;
	err = backing_start(&t->backing, "iotest-write");
	if (err)
		return err;
	sb->backing = &t->backing;
	err = iotest_root(sb, &root);
	return err ? err : super_set_root(sb, root);
}

static int
iotest_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	struct iotest *t = make(data);
	struct superblock *sb;
	int err;

	(void)source;
	(void)flags;
	if (!t)
		return -ENOMEM;
	err = super_alloc(type, &super_ops, &sb);
	if (err) {
		kfree(t);
		return err;
	}
	sb->private = t;
	sb->acls = true;
	sb->max_bytes = FILE_PAGES * PAGE_SIZE;
	err = start(t, sb);
	if (err)
		super_put(sb);
	else
		*out = sb;
	return err;
}

static struct fs_type iotest_type = {
	.name = "iotest", .nodev = true, .mount = iotest_mount
};

void
iotest_init(void)
{
	fs_type_register(&iotest_type);
}

#endif
