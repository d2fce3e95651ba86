/*
 * Attributes: the rules of chmod, chown, utimensat, truncate and access.
 *
 * Each function checks, then applies a struct attr under the inode's lock, by
 * the file system's setattr or inode_setattr().  Rules are those of Linux's
 * setattr_prepare() and notify_change().
 */
#include "fs/attr.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "debug/missing.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "time/clock.h"

int
inode_change(struct inode *inode, const struct attr *a)
{
	if (inode->ops->setattr)
		return inode->ops->setattr(inode, a);
	inode_setattr(inode, a);
	return 0;
}

int
path_chmod(const struct path *p, mode_t mode)
{
	struct inode *inode = p->dentry->inode;
	struct attr a = { .valid = ATTR_MODE, .mode = mode & 07777 };
	int err = mount_may_write(p->mount);

	if (err)
		return err;
	if (S_ISLNK(inode_mode(inode)))
		return -EOPNOTSUPP;
	mutex_lock(&inode->lock);
	err = inode_owner_or_capable(inode) ? 0 : -EPERM;
	/* A file of a foreign group cannot be made setgid. */
	if (!cred_in_group(current_cred(), inode->gid) && !capable(CAP_FSETID))
		a.mode &= ~S_ISGID;
	if (!err)
		err = inode_change(inode, &a);
	mutex_unlock(&inode->lock);
	return err;
}

/* => holds: inode->lock */
static int
may_chown(const struct inode *inode, uid_t uid, gid_t gid) REQUIRES(inode->lock)
{
	const struct cred *c = current_cred();

	if (cred_capable(c, CAP_CHOWN))
		return 0;
	if (uid != (uid_t)-1 && (c->fsuid != inode->uid || uid != inode->uid))
		return -EPERM;
	if (gid != (gid_t)-1 &&
	    (c->fsuid != inode->uid ||
		(gid != inode->gid && !cred_in_group(c, gid))))
		return -EPERM;
	return 0;
}

/* Any chown, even by root or to the same owner, takes set-id bits; so who may not change
 * the mode may not even ask for nothing. => holds: inode->lock */
static int
take_set_id(const struct inode *inode, struct attr *a) REQUIRES(inode->lock)
{
	mode_t mode = inode_mode_stripped(inode);

	if (S_ISDIR(mode) || mode == inode_mode(inode))
		return 0;
	a->valid |= ATTR_MODE;
	a->mode = mode;
	return inode_owner_or_capable(inode) ? 0 : -EPERM;
}

int
path_chown(const struct path *p, uid_t uid, gid_t gid)
{
	struct inode *inode = p->dentry->inode;
	struct attr a = { .uid = uid, .gid = gid };
	int err = mount_may_write(p->mount);

	if (err)
		return err;
	if (uid != (uid_t)-1)
		a.valid |= ATTR_UID;
	if (gid != (gid_t)-1)
		a.valid |= ATTR_GID;
	mutex_lock(&inode->lock);
	err = may_chown(inode, uid, gid);
	if (!err)
		err = take_set_id(inode, &a);
	if (!err)
		err = inode_change(inode, &a);
	mutex_unlock(&inode->lock);
	return err;
}

int
path_set_times(const struct path *p, const struct set_times *t)
{
	struct inode *inode = p->dentry->inode;
	struct attr a = { .atime = t->atime, .mtime = t->mtime };
	int err;

	if (t->set_atime)
		a.valid |= ATTR_ATIME;
	if (t->set_mtime)
		a.valid |= ATTR_MTIME;
	if (!a.valid)
		return 0;
	err = mount_may_write(p->mount);
	if (err)
		return err;
	mutex_lock(&inode->lock);
	if (!inode_owner_or_capable(inode)) {
		/* The present may be set by whoever could write the file. */
		err = t->now ? inode_permission(inode, MAY_WRITE) : -EPERM;
	}
	if (!err)
		err = inode_change(inode, &a);
	mutex_unlock(&inode->lock);
	return err;
}

int
path_truncate(const struct path *p, u64 size)
{
	struct inode *inode = p->dentry->inode;
	int err = 0;

	if (S_ISDIR(inode_mode(inode)))
		return -EISDIR;
	if (!S_ISREG(inode_mode(inode)) || !inode->ops->truncate)
		return -EINVAL;
	mutex_lock(&inode->lock);
	if (size > inode->size) {
		if (size > rlimit_current(RLIMIT_FSIZE)) {
			fs_send_signal(SIGXFSZ);
			err = -EFBIG;
		} else if (size > inode->sb->max_bytes) {
			err = -EFBIG;
		}
	}
	if (!err)
		err = inode->ops->truncate(inode, size);
	if (!err) {
		inode_strip_suid(inode);
		inode_touch_modified(inode);
	}
	mutex_unlock(&inode->lock);
	return err;
}

int
path_truncate_checked(const struct path *p, u64 size)
{
	struct inode *inode = p->dentry->inode;
	int err;

	if (S_ISDIR(inode_mode(inode)))
		return -EISDIR;
	if (!S_ISREG(inode_mode(inode)))
		return -EINVAL;
	err = mount_may_write(p->mount);
	if (!err)
		err = inode_permission(inode, MAY_WRITE);
	if (!err)
		err = inode_get_write(inode);
	if (err)
		return err;
	err = path_truncate(p, size);
	inode_put_write(inode);
	return err;
}

int
file_truncate(struct file *f, u64 size)
{
	if (!S_ISREG(inode_mode(f->inode)) || !(f->mode & FMODE_WRITE))
		return -EINVAL;
	return path_truncate(&f->path, size);
}

int
file_fallocate(struct file *f, unsigned mode, loff_t offset, loff_t len)
{
	struct inode *inode = f->inode;
	loff_t end;
	int err;

	if (offset < 0 || len <= 0)
		return -EINVAL;
	if (mode &
	    ~(unsigned)(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE |
		FALLOC_FL_ZERO_RANGE))
		return (int)missing(-EOPNOTSUPP, "fallocate", "mode %#x", mode);
	if ((mode & FALLOC_FL_PUNCH_HOLE) &&
	    (mode & FALLOC_FL_ZERO_RANGE || !(mode & FALLOC_FL_KEEP_SIZE)))
		return -EOPNOTSUPP;
	if (!(f->mode & FMODE_WRITE))
		return -EBADF;
	if (S_ISFIFO(inode_mode(inode)))
		return -ESPIPE;
	if (S_ISDIR(inode_mode(inode)))
		return -EISDIR;
	if (!S_ISREG(inode_mode(inode)))
		return -ENODEV;
	if (__builtin_add_overflow(offset, len, &end) ||
	    (u64)end > inode->sb->max_bytes)
		return -EFBIG;
	if (!inode->ops->fallocate)
		return -EOPNOTSUPP;
	if (!(mode & FALLOC_FL_KEEP_SIZE) &&
	    (u64)end > rlimit_current(RLIMIT_FSIZE)) {
		fs_send_signal(SIGXFSZ);
		return -EFBIG;
	}
	mutex_lock(&inode->lock);
	inode_strip_suid(inode);
	err = inode->ops->fallocate(inode, mode, (u64)offset, (u64)end);
	if (!err)
		inode_touch_modified(inode);
	mutex_unlock(&inode->lock);
	return err;
}

int
path_access(const struct path *p, unsigned may)
{
	struct inode *inode = p->dentry->inode;
	int err;

	if (may & MAY_EXEC && S_ISREG(inode_mode(inode)) &&
	    mount_has(p->mount, MS_NOEXEC))
		return -EACCES;
	err = may ? inode_permission(inode, may) : 0;
	if (!err && may & MAY_WRITE &&
	    (S_ISREG(inode_mode(inode)) || S_ISDIR(inode_mode(inode)) ||
		S_ISLNK(inode_mode(inode))))
		err = mount_may_write(p->mount);
	return err;
}

void
path_stat(const struct path *p, struct kstat *st)
{
	inode_stat(p->dentry->inode, st);
	st->mount_id = (u64)p->mount->id;
	if (p->dentry == p->mount->root)
		st->attributes |= STATX_ATTR_MOUNT_ROOT;
}

int
path_statfs(const struct path *p, struct statfs *st)
{
	struct superblock *sb = p->dentry->sb;
	u32 flags = atomic_load(&p->mount->flags);

	*st = (struct statfs){
		.f_type = (long)sb->magic,
		.f_bsize = PAGE_SIZE,
		.f_frsize = PAGE_SIZE,
		.f_namelen = 255,
		.f_fsid = { (int)sb->dev, 0 },
		.f_flags = ST_VALID,
	};
	if (sb->ops->statfs)
		sb->ops->statfs(sb, st);
	/* The low flags of mount(2) and statfs(2) are the same bits. */
	st->f_flags |= (long)((flags | (atomic_load(&sb->flags) & MS_RDONLY)) &
	    (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_SYNCHRONOUS |
		MS_NOATIME | MS_NODIRATIME));
	if (flags & MS_RELATIME)
		st->f_flags |= ST_RELATIME;
	return 0;
}
