/*
 * The regular files of iotest.
 */
#include "fs/iotest/internal.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/generic_file.h"
#include "fs/xattr_store.h"
#include "lib/string.h"
#include "sched/sched.h"

void
iotest_store_size(struct inode *inode)
{
	struct store *s = iotest_inode(inode)->store;

	mutex_lock(&s->lock);
	s->size = atomic_load(&inode->size);
	mutex_unlock(&s->lock);
}

/* Zeroes [start, end) of the device's file. */
static void
store_zero(struct store *s, u64 start, u64 end) REQUIRES(s->lock)
{
	while (start < end && start / PAGE_SIZE < FILE_PAGES) {
		struct page **page = &s->pages[start / PAGE_SIZE];
		u64 part = min(end - start, PAGE_SIZE - start % PAGE_SIZE);

		if (*page && part == PAGE_SIZE) {
			page_put(*page);
			*page = NULL;
		} else if (*page) {
			memset((char *)page_address(*page) + start % PAGE_SIZE,
			    0, part);
		}
		start += part;
		sched_point();
	}
}

void
iotest_store_cut(struct store *s, u64 size)
{
	store_zero(s, size, FILE_PAGES * PAGE_SIZE);
	s->size = size;
}

static int
file_truncate(struct inode *inode, u64 size)
{
	struct store *s = iotest_inode(inode)->store;
	int err = generic_truncate(inode, size);

	mutex_lock(&s->lock);
	iotest_store_cut(s, size);
	mutex_unlock(&s->lock);
	generic_truncate_end(inode, size);
	return err;
}

static int
file_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end)
{
	struct store *s = iotest_inode(inode)->store;

	if (!(mode & FALLOC_FL_PUNCH_HOLE))
		return -EOPNOTSUPP;
	generic_punch(inode, start, end);
	mutex_lock(&s->lock);
	store_zero(s, start, end);
	mutex_unlock(&s->lock);
	generic_punch_end(inode, start, end);
	return 0;
}

static int
open_file(struct inode *inode, struct file *f)
{
	struct iotest *t = inode->sb->private;

	(void)f;
	if (!atomic_load(&t->value[REREAD]))
		return 0;
	mutex_lock(&inode->lock);
	pagecache_invalidate(&inode->cache, 0, UINT64_MAX);
	mutex_unlock(&inode->lock);
	return 0;
}

/* --- Attributes --- */

static int
file_setattr(struct inode *inode, const struct attr *a)
{
	assert_mutex_held(&inode->lock);
	inode_setattr(inode, a);
	atomic_store(&iotest_inode(inode)->store->perm,
	    inode_mode(inode) & 07777);
	return 0;
}

/* What was stored, after a while. => returns: NULL: nothing, or *err */
static struct xattr_store *
xattrs_of(struct inode *inode, int *err)
{
	*err = iotest_stall(inode->sb->private);
	return *err ? NULL : load_acquire(&iotest_inode(inode)->store->xattrs);
}

static ssize_t
file_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
	int err;
	struct xattr_store *x = xattrs_of(inode, &err);

	if (!x)
		return err ? err : -ENODATA;
	return xattr_store_get(x, name, value, size);
}

static ssize_t
file_listxattr(struct inode *inode, char *list, size_t size)
{
	int err;
	struct xattr_store *x = xattrs_of(inode, &err);

	return x ? xattr_store_list(x, list, size) : err;
}

static int
file_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags)
{
	struct store *s = iotest_inode(inode)->store;

	assert_mutex_held(&inode->lock);
	if (!s->xattrs)
		store_release(&s->xattrs, xattr_store_create());
	if (!s->xattrs)
		return -ENOMEM;
	return xattr_store_set(s->xattrs, name, value, size, flags);
}

void
iotest_store_strip(struct store *s)
{
	xattr_store_destroy(s->xattrs);
	s->xattrs = NULL;
}

static const struct inode_ops file_ops = {
	.open = open_file,
	.truncate = file_truncate,
	.fallocate = file_fallocate,
	.setattr = file_setattr,
	.getxattr = file_getxattr,
	.setxattr = file_setxattr,
	.listxattr = file_listxattr,
};

void
iotest_file_init(struct iotest *t, struct inode *inode, struct store *s)
{
	struct iotest_inode *i = iotest_inode(inode);

	i->store = s;
	inode->ops = &file_ops;
	inode->fops = &generic_file_ops;
	inode->cache.ops = t->ops;
	inode->cache.size = &inode->size;
	pagecache_set_device(&inode->cache, &i->device, &t->backing);
}

#endif
