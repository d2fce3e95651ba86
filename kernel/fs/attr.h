/* Changing attributes and sizes: who may do what. */
#ifndef FS_ATTR_H
#define FS_ATTR_H

#include "fs/inode.h"
#include "fs/path.h"

/* Applies changes that are allowed, by the file system's setattr if it has one. */
int inode_change(struct inode *inode, const struct attr *a)
    REQUIRES(inode->lock);

/* chmod(2). => errors: -EROFS, -EPERM */
int path_chmod(const struct path *p, mode_t mode);

/* chown(2); -1 leaves an id as it is. => errors: -EROFS, -EPERM */
int path_chown(const struct path *p, uid_t uid, gid_t gid);

/* utimensat(2). */
struct set_times {
	s64 atime, mtime; /* ns */
	bool set_atime, set_mtime;
	bool now;     /* both are to become the present time: needs less */
	bool invalid; /* -EINVAL, once the file was found */
};
int path_set_times(const struct path *p, const struct set_times *t);

/* Sets the size, permissions granted. => errors: -EINVAL (no regular file),
 * -EFBIG, -ENOSPC, -ETXTBSY */
int path_truncate(const struct path *p, u64 size);

/* truncate(2): the same with all checks. */
int path_truncate_checked(const struct path *p, u64 size);

/* ftruncate(2). */
int file_truncate(struct file *f, u64 size);

/* fallocate(2). */
int file_fallocate(struct file *f, unsigned mode, loff_t offset, loff_t len);

/* access(2): with the real ids unless effective. */
int path_access(const struct path *p, unsigned may);

/* stat(2) of a place. */
void path_stat(const struct path *p, struct kstat *st);

/* statfs(2). */
int path_statfs(const struct path *p, struct statfs *st);

#endif
