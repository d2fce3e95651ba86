/*
 * Extended attributes: named values of an inode.
 *
 * A name is whole, with its prefix ("user.x"): the prefix says who may read and who may
 * write.  A file system keeps them by getxattr, setxattr and listxattr of its inode_ops.
 */
#ifndef FS_XATTR_H
#define FS_XATTR_H

#include "abi/xattr.h"
#include "fs/inode.h"
#include "fs/path.h"

/*
 * For file systems that look at another's: no permissions, no mount.  Names and values
 * are within the limits of abi/xattr.h.
 *
 * Lengths are asked for with size 0.
 */

/* => returns: the length; -ENODATA, -ERANGE: it is longer; -EOPNOTSUPP => sleeps */
ssize_t xattr_get(struct inode *inode, const char *name, void *value,
    size_t size) __must_check;
/* value NULL removes it. => errors: -EEXIST, -ENODATA, -EOPNOTSUPP, -ENOSPC */
int xattr_set(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags) __must_check;
int
xattr_set_locked(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags) REQUIRES(inode->lock)
__must_check;
/* All names, each with its NUL. => returns: the length; 0: has none, or cannot */
ssize_t xattr_list(struct inode *inode, char *list, size_t size) __must_check;

/* getxattr(2) and its kin, of the current thread.  What is longer than there is room for
 * although that is the most there can be: -E2BIG. */
ssize_t path_getxattr(const struct path *p, const char *name, void *value,
    size_t size) __must_check;
/* The caller has asked whether the mount may be written. */
int path_setxattr(const struct path *p, const char *name, const void *value,
    size_t size, unsigned flags) __must_check;
int path_removexattr(const struct path *p, const char *name) __must_check;
/* Without those that the thread may not read. */
ssize_t path_listxattr(const struct path *p, char *list, size_t size)
    __must_check;

/* Is `name` of that namespace? */
bool xattr_is(const char *name, const char *prefix);

#endif
