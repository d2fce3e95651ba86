/*
 * Extended attributes in tmpfs.
 *
 * An inode gets a store for them with its first.  They count against the inodes of the
 * file system (nr_inodes=): each begun kilobyte of one inode's as an inode, as on Linux,
 * where an inode stands for so much memory.
 */
#include "fs/xattr.h"
#include "abi/errno.h"
#include "fs/acl.h"
#include "fs/tmpfs/tmpfs.h"
#include "fs/xattr_store.h"
#include "lib/string.h"

#define INODE_SPACE 1024 /* Linux: BOGO_INODE_SIZE */

static u64
as_inodes(u64 bytes)
{
	return (bytes + INODE_SPACE - 1) / INODE_SPACE;
}

/* => errors: -EOPNOTSUPP, -EINVAL */
static int
check_name(const char *name)
{
	static const char *const known[] = {
		XATTR_USER_PREFIX,
		XATTR_TRUSTED_PREFIX,
		XATTR_SECURITY_PREFIX,
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (xattr_is(name, known[i]))
			return name[strlen(known[i])] ? 0 : -EINVAL;
	return -EOPNOTSUPP;
}

ssize_t
tmpfs_getxattr(struct inode *inode, const char *name, void *value, size_t size)
{
	struct xattr_store *s = load_acquire(&inode->private);
	enum acl_type acl = acl_type_of(name);
	int err;

	if (acl)
		return acl_getxattr(inode, acl, value, size);
	err = check_name(name);
	if (err)
		return err;
	return s ? xattr_store_get(s, name, value, size) : -ENODATA;
}

ssize_t
tmpfs_listxattr(struct inode *inode, char *list, size_t size)
{
	struct xattr_store *s = load_acquire(&inode->private);
	ssize_t acls = acl_list(inode, list, size), n;

	if (acls < 0 || !s)
		return acls;
	/* No room is not the same as no size. */
	if (size && (size_t)acls == size)
		return xattr_store_list(s, NULL, 0) ? -ERANGE : acls;
	n = xattr_store_list(s, size ? list + acls : NULL,
	    size - (size ? (size_t)acls : 0));
	return n < 0 ? n : acls + n;
}

/* Sets one, or removes it, and counts what all have then. */
static int
set_counted(struct inode *inode, struct xattr_store *s, const char *name,
    const void *value, size_t size, unsigned flags)
{
	struct superblock *sb = inode->sb;
	u64 now = s->charged - xattr_store_space(s, name) +
	    (value ? xattr_space(name, size) : 0);
	u64 before = as_inodes(s->charged), after = as_inodes(now);
	int err;

	if (after > before && !tmpfs_count(sb, after - before))
		return -ENOSPC;
	err = xattr_store_set(s, name, value, size, flags);
	if (!err)
		s->charged = now;
	if (err && after > before)
		tmpfs_uncount(sb, after - before);
	if (!err && after < before)
		tmpfs_uncount(sb, before - after);
	return err;
}

/* The store, made if need be. */
static struct xattr_store *
store_of(struct inode *inode)
{
	if (!inode->private)
		store_release(&inode->private, (void *)xattr_store_create());
	return inode->private;
}

int
tmpfs_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags)
{
	struct xattr_store *s = inode->private;
	int err;

	assert_mutex_held(&inode->lock);
	if (acl_type_of(name)) /* it stays where it is: beside the inode */
		return 0;
	err = check_name(name);
	if (err)
		return err;
	if (!s && !value)
		return -ENODATA;
	s = store_of(inode);
	if (!s)
		return -ENOMEM;
	err = set_counted(inode, s, name, value, size, flags);
	if (!err)
		inode_touch_changed(inode);
	return err;
}

void
tmpfs_drop_xattrs(struct inode *inode)
{
	struct xattr_store *s = inode->private;

	tmpfs_uncount(inode->sb, as_inodes(s->charged));
	xattr_store_destroy(s);
}
