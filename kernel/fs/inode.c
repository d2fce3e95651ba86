/*
 * Inodes: life, ownership, times and permission.
 *
 * An inode is created with one reference.  Attaching it to a dentry hands that
 * reference over; a file system in memory keeps its dentries, and so its
 * inodes, alive until unlink.  The last put calls super_ops.evict(), which
 * sees the link count and decides what to give back.
 *
 * Times are ns in one word each, so that stat needs no lock.
 *
 * Left out: write-back of inodes (a file system with a device adds it in
 * setattr and evict), leases, generation numbers.
 */
#include "fs/inode.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/mount.h"
#include "cred/cred.h"
#include "fs/acl.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/fstype.h"
#include "fs/inode_table.h"
#include "fs/locks.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/percpu.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "vm/writeback.h"

static struct slab_cache inode_cache = SLAB_CACHE("inode", struct inode);

#define INO_BATCH 64

static u64
next_ino(struct superblock *sb)
{
	s64 *last = percpu_own(sb->inos);

	if (*last % INO_BATCH == 0)
		*last = (s64)atomic_fetch_add(&sb->next_ino, INO_BATCH);
	*last += 1;
	return (u64)*last;
}

struct inode *
inode_alloc(struct superblock *sb, mode_t mode)
{
	struct inode *inode;

	if (sb->ops->alloc_inode)
		inode = sb->ops->alloc_inode(sb);
	else
		inode = slab_zalloc(&inode_cache);
	if (!inode)
		return NULL;
	ref_init(&inode->refs, 1);
	inode->sb = sb;
	mutex_unshared(&inode->lock);
	inode->mode = mode;
	inode->ino = next_ino(sb);
	inode->atime = clock_realtime();
	inode->mtime = inode->ctime = inode->btime = inode->atime;
	mutex_init(&inode->lock, LC_INODE);
	pagecache_init(&inode->cache, NULL);
	if (sb->ops->entry) {
		inode->entry = sb->ops->entry(inode);
		*inode->entry = (struct inode_entry){ .inode = inode };
	}
	return inode;
}

static void
inode_free(struct rcu_head *h)
{
	slab_free(&inode_cache, inode_of_rcu(h));
}

static void
give_back(struct inode *inode)
{
	/* Nobody finds it any more; of a file that has no name all goes.  A page that is
	 * on its way may not arrive where its file system has others by then. */
	if (inode->cache.device && atomic_load(&inode->nlink))
		pagecache_write_last(&inode->cache);
	if (inode->cache.device)
		pagecache_fini(&inode->cache);
	if (inode->sb->ops->evict)
		inode->sb->ops->evict(inode);
}

void
inode_evict(struct inode *inode)
{
	const struct super_ops *ops = inode->sb->ops;
	bool nameless = inode->sb->nameless;

	if (inode->locks)
		flock_context_free(inode);
	if (unlikely(inode->acl || inode->default_acl))
		acl_evict(inode);
	if (!inode->entry || inode_table_is_filled(inode))
		give_back(inode);
	pagecache_fini(&inode->cache);
	if (inode->entry)
		inode_table_remove(
		    inode); /* the last that needs the superblock */
	if (nameless)
		inode_free(&inode->rcu);
	else
		rcu_call(&inode->rcu,
		    ops->free_inode ? ops->free_inode : inode_free);
}

bool
inode_cache_hold(struct pagecache *pc)
{
	struct inode *inode = container_of(pc, struct inode, cache);

	return inode->entry ? inode_table_hold(inode) :
			      ref_get_unless_zero(&inode->refs);
}

void
inode_cache_drop(struct pagecache *pc)
{
	inode_put(container_of(pc, struct inode, cache));
}

mode_t
inode_mode_in(const struct inode *dir, mode_t mode)
{
	const struct cred *c = current_cred();

	if (!(inode_mode(dir) & S_ISGID))
		return mode;
	if (S_ISDIR(mode))
		return mode | S_ISGID;
	if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
	    !cred_in_group(c, atomic_load(&dir->gid)) &&
	    !cred_capable(c, CAP_FSETID))
		mode &= ~(mode_t)S_ISGID;
	return mode;
}

gid_t
inode_group_in(const struct inode *dir)
{
	return inode_mode(dir) & S_ISGID ? atomic_load(&dir->gid) :
					   current_cred()->fsgid;
}

void
inode_init_owner(struct inode *inode, const struct inode *dir)
{
	mutex_unshared(&inode->lock);
	inode->uid = current_cred()->fsuid;
	inode->gid = inode_group_in(dir);
}

int
inode_permission_slow(struct inode *inode, unsigned may)
{
	if (inode->ops->permission)
		return inode->ops->permission(inode, may);
	return inode_permission_usual(inode, may);
}

int
inode_permission_usual(struct inode *inode, unsigned may)
{
	u32 mode = atomic_load(&inode->mode);

	if (unlikely(mode & MODE_ACL))
		return acl_permission(inode, current_cred(), may);
	return cred_permission(current_cred(), atomic_load(&inode->uid),
	    atomic_load(&inode->gid), mode, may);
}

bool
inode_owner_or_capable(const struct inode *inode)
{
	return current_cred()->fsuid == atomic_load(&inode->uid) ||
	    capable(CAP_FOWNER);
}

void
inode_touch_modified(struct inode *inode)
{
	s64 now = clock_realtime();

	atomic_store(&inode->mtime, now);
	atomic_store(&inode->ctime, now);
}

void
inode_touch_changed(struct inode *inode)
{
	atomic_store(&inode->ctime, clock_realtime());
}

#define DAY_NS (24 * 3600 * NSEC_PER_SEC)

void
inode_touch_read(struct inode *inode, const struct mount *mnt)
{
	s64 now = clock_realtime();
	s64 atime = atomic_load(&inode->atime);
	u32 flags = atomic_load(&mnt->flags) | atomic_load(&inode->sb->flags);

	if (flags & (MS_NOATIME | MS_RDONLY))
		return;
	if ((flags & MS_NODIRATIME) && S_ISDIR(inode_mode(inode)))
		return;
	/* relatime: a read shows when something happened since the last. */
	if (!(flags & MS_STRICTATIME) && atime > atomic_load(&inode->mtime) &&
	    atime > atomic_load(&inode->ctime) && now - atime < DAY_NS)
		return;
	if (atime != now)
		atomic_store(&inode->atime, now);
}

int
inode_get_write(struct inode *inode)
{
	s32 n = atomic_load(&inode->writers);

	do {
		if (n < 0)
			return -ETXTBSY;
	} while (!atomic_cas(&inode->writers, &n, n + 1));
	return 0;
}

int
inode_deny_write(struct inode *inode)
{
	s32 n = atomic_load(&inode->writers);

	do {
		if (n > 0)
			return -ETXTBSY;
	} while (!atomic_cas(&inode->writers, &n, n - 1));
	return 0;
}

void
inode_setattr(struct inode *inode, const struct attr *a)
{
	if (a->valid & ATTR_UID)
		atomic_store(&inode->uid, a->uid);
	if (a->valid & ATTR_GID)
		atomic_store(&inode->gid, a->gid);
	if (a->valid & ATTR_MODE)
		atomic_store(&inode->mode,
		    (inode->mode & ~07777u) | (a->mode & 07777));
	if (a->valid & ATTR_ATIME)
		atomic_store(&inode->atime, a->atime);
	if (a->valid & ATTR_MTIME)
		atomic_store(&inode->mtime, a->mtime);
	inode_touch_changed(inode);
}

mode_t
inode_mode_stripped(const struct inode *inode)
{
	mode_t mode = inode_mode(inode) & ~(mode_t)S_ISUID;

	if (mode & S_ISGID &&
	    (mode & S_IXGRP ||
		!(cred_in_group(current_cred(), inode->gid) ||
		    capable(CAP_FSETID))))
		mode &= ~(mode_t)S_ISGID;
	return mode;
}

void
inode_strip_suid(struct inode *inode)
{
	mode_t mode = inode_mode_stripped(inode);
	struct attr a = { .valid = ATTR_MODE };

	if (mode == inode_mode(inode) || capable(CAP_FSETID))
		return;
	a.mode = mode;
	(void)inode_change(inode, &a);
}

void
inode_stat(struct inode *inode, struct kstat *st)
{
	st->ino = inode->ino;
	st->size = atomic_load(&inode->size);
	st->blocks = atomic_load(&inode->cache.npages) * (PAGE_SIZE / 512);
	st->dev = inode->sb->dev;
	st->rdev = inode->rdev;
	st->mode = inode_mode(inode);
	st->nlink = atomic_load(&inode->nlink);
	st->uid = atomic_load(&inode->uid);
	st->gid = atomic_load(&inode->gid);
	st->blksize = PAGE_SIZE;
	st->atime = atomic_load(&inode->atime);
	st->mtime = atomic_load(&inode->mtime);
	st->ctime = atomic_load(&inode->ctime);
	st->btime = inode->btime;
	st->mount_id = 0;
	st->attributes = 0;
	if (inode->ops->getattr)
		inode->ops->getattr(inode, st);
}
