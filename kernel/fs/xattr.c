/*
 * Extended attributes: who may read and write which.
 *
 *     user.*      who may read or write the file, if it is regular or a directory; in a
 *                 sticky directory only its owner writes
 *     trusted.*   CAP_SYS_ADMIN; for all others they do not exist
 *     security.*  read by all; written with CAP_SYS_ADMIN, security.capability with
 *                 CAP_SETFCAP
 *     system.*    the kernel's own, each with its rules: access control lists (acl.c)
 *
 * Names of no known prefix are the file system's to refuse, by inode_ops.
 *
 * Order of checks and errors: fs/xattr.c and security/commoncap.c of Linux.
 */
#include "fs/xattr.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/acl.h"
#include "fs/dentry.h"
#include "lib/string.h"
#include "mm/slab.h"

bool
xattr_is(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* --- Straight to the file system --- */

ssize_t
xattr_get(struct inode *inode, const char *name, void *value, size_t size)
{
	if (!inode->ops->getxattr || (acl_type_of(name) && !inode->sb->acls))
		return -EOPNOTSUPP;
	return inode->ops->getxattr(inode, name, value, size);
}

int
xattr_set_locked(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags)
{
	enum acl_type acl = acl_type_of(name);

	if (!inode->ops->setxattr)
		return -EOPNOTSUPP;
	if (acl)
		return acl_set(inode, acl, value, value ? size : 0);
	return inode->ops->setxattr(inode, name, value, size, flags);
}

int
xattr_set(struct inode *inode, const char *name, const void *value, size_t size,
    unsigned flags)
{
	int err;

	mutex_lock(&inode->lock);
	err = xattr_set_locked(inode, name, value, size, flags);
	mutex_unlock(&inode->lock);
	return err;
}

ssize_t
xattr_list(struct inode *inode, char *list, size_t size)
{
	return inode->ops->listxattr ?
	    inode->ops->listxattr(inode, list, size) :
	    0;
}

/* --- Permissions --- */

/* user.*: => errors: -EPERM to write, -ENODATA to read */
static int
may_use_user(struct inode *inode, unsigned may)
{
	mode_t mode = inode_mode(inode);

	if (!S_ISREG(mode) && !S_ISDIR(mode))
		return may & MAY_WRITE ? -EPERM : -ENODATA;
	if (S_ISDIR(mode) && mode & S_ISVTX && may & MAY_WRITE &&
	    !inode_owner_or_capable(inode))
		return -EPERM;
	return inode_permission(inode, may);
}

static int
may_use(struct inode *inode, const char *name, unsigned may)
{
	int cap;

	if (xattr_is(name, XATTR_SYSTEM_PREFIX))
		return 0;
	if (xattr_is(name, XATTR_SECURITY_PREFIX)) {
		cap = strcmp(name, XATTR_NAME_CAPS) == 0 ? CAP_SETFCAP :
							   CAP_SYS_ADMIN;
		return may & MAY_WRITE && !capable(cap) ? -EPERM : 0;
	}
	if (xattr_is(name, XATTR_TRUSTED_PREFIX)) {
		if (capable(CAP_SYS_ADMIN))
			return 0;
		return may & MAY_WRITE ? -EPERM : -ENODATA;
	}
	if (xattr_is(name, XATTR_USER_PREFIX))
		return may_use_user(inode, may);
	return inode_permission(inode, may);
}

/* Is this what a kernel that knows capabilities of files can read? */
static bool
is_capability(const void *value, size_t size)
{
	u32 magic;

	if (size < sizeof(magic))
		return false;
	memcpy(&magic, value, sizeof(magic));
	magic &= VFS_CAP_REVISION_MASK;
	return (magic == VFS_CAP_REVISION_2 && size == XATTR_CAPS_SZ_2) ||
	    (magic == VFS_CAP_REVISION_3 && size == XATTR_CAPS_SZ_3);
}

/* --- For system calls --- */

ssize_t
path_getxattr(const struct path *p, const char *name, void *value, size_t size)
{
	struct inode *inode = p->dentry->inode;
	int err = may_use(inode, name, MAY_READ);
	ssize_t n = err ? err : xattr_get(inode, name, value, size);

	return n == -ERANGE && size >= XATTR_SIZE_MAX ? -E2BIG : n;
}

static int
change(struct inode *inode, const char *name, const void *value, size_t size,
    unsigned flags)
{
	enum acl_type acl = acl_type_of(name);
	int err;

	mutex_lock(&inode->lock);
	err = acl ? acl_may_set(inode, acl, value, size) :
		    may_use(inode, name, MAY_WRITE);
	if (!err)
		err = xattr_set_locked(inode, name, value, size, flags);
	mutex_unlock(&inode->lock);
	return err;
}

int
path_setxattr(const struct path *p, const char *name, const void *value,
    size_t size, unsigned flags)
{
	if (size && strcmp(name, XATTR_NAME_CAPS) == 0 &&
	    !is_capability(value, size))
		return -EINVAL;
	return change(p->dentry->inode, name, value, size, flags);
}

int
path_removexattr(const struct path *p, const char *name)
{
	return change(p->dentry->inode, name, NULL, 0, XATTR_REPLACE);
}

/* Takes names out that the thread may not read. => returns: the length of the rest */
static size_t
hide(char *list, size_t len)
{
	size_t kept = 0, n;

	for (size_t at = 0; at < len; at += n) {
		n = strlen(list + at) + 1;
		if (xattr_is(list + at, XATTR_TRUSTED_PREFIX))
			continue;
		memmove(list + kept, list + at, n);
		kept += n;
	}
	return kept;
}

/* All names that do not need rights, by a copy of all there are. */
static ssize_t
list_some(struct inode *inode, char *list, size_t size, size_t room)
{
	char *all = kmalloc(room);
	ssize_t n;

	if (!all)
		return -ENOMEM;
	n = xattr_list(inode, all, room);
	if (n > 0)
		n = (ssize_t)hide(all, (size_t)n);
	if (n > 0 && size && (size_t)n > size)
		n = -E2BIG;
	if (n > 0 && size)
		memcpy(list, all, (size_t)n);
	kfree(all);
	return n;
}

/* => errors: -ERANGE: of `size` */
static ssize_t
list_unprivileged(struct inode *inode, char *list, size_t size)
{
	ssize_t n = xattr_list(inode, NULL, 0);

	if (n <= 0)
		return n;
	n = list_some(inode, list, size,
	    min((size_t)n, (size_t)XATTR_LIST_MAX));
	if (n == -ERANGE) /* others have added some */
		n = list_some(inode, list, size, XATTR_LIST_MAX);
	return n == -E2BIG ? -ERANGE : n;
}

ssize_t
path_listxattr(const struct path *p, char *list, size_t size)
{
	struct inode *inode = p->dentry->inode;
	ssize_t n = capable(CAP_SYS_ADMIN) ?
	    xattr_list(inode, list, size) :
	    list_unprivileged(inode, list, size);

	return n == -ERANGE && size >= XATTR_LIST_MAX ? -E2BIG : n;
}
