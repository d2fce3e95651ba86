/*
 * Attributes of a 9p file system's inodes, symbolic links, truncation, fsync.
 *
 * A change goes to the server, and then to the inode.  A server that finds files by their
 * names (QEMU's) cannot change one that has none any more; but then only we have it:
 * so that changes here alone, and what is cut off is overwritten with zeroes there.
 */
#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/9p/internal.h"
#include "fs/9p/proto.h"
#include "fs/generic_file.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

/* An errno of a file that nobody else finds either. */
static bool
is_ours_alone(struct inode *inode, int err)
{
	return err == -ESTALE && atomic_load(&p9_inode(inode)->nameless);
}

static int
tell_server(struct inode *inode, const struct p9_setattr *a)
{
	struct p9_fid *fid;
	int err = p9_name_fid(inode, true, &fid);

	if (err)
		return err;
	err = p9_setattr(p9_client(inode), fid->number, a);
	p9_fid_put(fid);
	return err;
}

/* => holds: inode->lock */
int
p9_set_attributes(struct inode *inode, const struct attr *a)
{
	struct p9_setattr s = { .mode = a->mode & 07777,
		.uid = a->uid,
		.gid = a->gid,
		.atime = a->atime,
		.mtime = a->mtime };
	int err;

	assert_mutex_held(&inode->lock);
	s.valid = (a->valid & ATTR_MODE ? P9_SETATTR_MODE : 0) |
	    (a->valid & ATTR_UID ? P9_SETATTR_UID : 0) |
	    (a->valid & ATTR_GID ? P9_SETATTR_GID : 0) |
	    (a->valid & ATTR_ATIME ? P9_SETATTR_ATIME | P9_SETATTR_ATIME_SET :
				     0) |
	    (a->valid & ATTR_MTIME ? P9_SETATTR_MTIME | P9_SETATTR_MTIME_SET :
				     0);
	/* What is written later would be a change after that time. */
	if (a->valid & ATTR_MTIME && inode->cache.device)
		(void)!pagecache_write(&inode->cache, 0, UINT64_MAX);
	err = tell_server(inode, &s);
	if (err && !is_ours_alone(inode, err))
		return err;
	inode_setattr(inode, a);
	if (a->valid & ATTR_MTIME)
		p9_inode(inode)->seen_mtime = a->mtime;
	return 0;
}

void
p9_get_attributes(struct inode *inode, struct kstat *st)
{
	u64 blocks = atomic_load(&p9_inode(inode)->blocks);

	/* What is in the cache has blocks there, at the latest when it is written. */
	st->blocks = S_ISREG(st->mode) ?
	    max(blocks, min(st->blocks, (st->size + 511) / 512)) :
	    blocks;
}

int
p9_sync_inode(struct inode *inode, bool datasync)
{
	struct p9_fid *fid = p9_inode_fid(inode, P9_WRITER);
	int err;

	if (!fid)
		fid = p9_inode_fid(inode, P9_READER);
	if (!fid)
		return 0;
	err = p9_fsync(p9_client(inode), fid->number, datasync);
	p9_fid_put(fid);
	return err;
}

/* --- Truncation --- */

#define ZEROES (64U * 1024)

/* Overwrites [size, end) of a file without a name. */
static int
zero_at_server(struct inode *inode, u64 size, u64 end)
{
	struct p9_fid *fid = p9_inode_fid(inode, P9_WRITER);
	u8 *zeroes = kzalloc(ZEROES);
	int err = 0;

	if (!fid || !zeroes)
		err = !fid ? -EIO : -ENOMEM;
	while (size < end && !err) {
		ssize_t n = p9_write(p9_client(inode), fid->number, size,
		    zeroes, (u32)min(end - size, (u64)ZEROES));

		if (n <= 0)
			err = n ? (int)n : -EIO;
		else
			size += (u64)n;
		if (!err && thread_killed())
			err = -EINTR;
		sched_point();
	}
	kfree(zeroes);
	p9_fid_put(fid);
	return err;
}

/* => holds: inode->lock */
int
p9_truncate(struct inode *inode, u64 size)
{
	struct p9_setattr s = { .valid = P9_SETATTR_SIZE, .size = size };
	u64 old = atomic_load(&inode->size);
	int err;

	assert_mutex_held(&inode->lock);
	/* What is dirty behind the new size must not be written after; nor be lost, if the
	 * server refuses. */
	if (size < old && atomic_load(&inode->cache.ndirty))
		(void)!pagecache_write(&inode->cache, size / PAGE_SIZE,
		    UINT64_MAX);
	(void)generic_truncate(inode, min(size, old));
	err = tell_server(inode, &s);
	if (is_ours_alone(inode, err))
		err = size < old ? zero_at_server(inode, size, old) : 0;
	if (err) {
		atomic_store(&inode->size, old);
		return err;
	}
	atomic_store(&inode->size, size);
	generic_truncate_end(inode, min(size, old));
	atomic_store(&p9_inode(inode)->written, true);
	p9_inode(inode)->seen_size = size;
	return 0;
}

/* --- Links --- */

static ssize_t
link_readlink(struct inode *inode, char *buf, size_t size)
{
	struct p9_inode *i = p9_inode(inode);
	char *target = load_acquire(&i->target), *none = NULL;
	struct p9_fid *fid;
	ssize_t n;

	if (!target) {
		n = p9_name_fid(inode, false, &fid);
		if (n)
			return n;
		n = p9_readlink(p9_client(inode), fid->number, &target);
		p9_fid_put(fid);
		if (n < 0)
			return n;
		if (!atomic_cas(&i->target, &none, target)) {
			kfree(target);
			target = none;
		}
	}
	n = (ssize_t)min(strlen(target), size);
	memcpy(buf, target, (size_t)n);
	return n;
}

const struct inode_ops p9_file_ops = {
	.open = p9_file_open,
	.truncate = p9_truncate,
	.setattr = p9_set_attributes,
	.getattr = p9_get_attributes,
	.getxattr = p9_getxattr,
	.setxattr = p9_setxattr,
	.listxattr = p9_listxattr,
};

const struct inode_ops p9_link_ops = {
	.readlink = link_readlink,
	.setattr = p9_set_attributes,
	.getattr = p9_get_attributes,
	.getxattr = p9_getxattr,
	.setxattr = p9_setxattr,
	.listxattr = p9_listxattr,
};

const struct inode_ops p9_node_ops = {
	.setattr = p9_set_attributes,
	.getattr = p9_get_attributes,
	.getxattr = p9_getxattr,
	.setxattr = p9_setxattr,
	.listxattr = p9_listxattr,
};
