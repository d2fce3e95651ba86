/*
 * POSIX access control lists: who may what, beyond the mode (acl(5)).
 *
 * A file has an access ACL if its mode is not all there is to say; a directory may have
 * a default ACL, which what is made in it inherits.  They are set and read as extended
 * attributes (fs/xattr.h) where they count (superblock.acls), and kept beside the inode in
 * memory:
 *
 * - A file system in memory keeps them nowhere else: its setxattr takes them and does
 *   nothing, its getxattr and listxattr give acl_getxattr() and acl_list(), and what it
 *   makes in a directory goes through acl_inherit().
 * - One that keeps them elsewhere says acl_init_unknown() of an inode that it reads;
 *   then they are asked for by its getxattr when they first matter, and stay.
 *
 * One that has an inode_ops.permission of its own finds the usual check, that of ACLs
 * included, in inode_permission_usual().
 */
#ifndef FS_ACL_H
#define FS_ACL_H

#include "abi/acl.h"
#include "fs/inode.h"

struct cred;

enum acl_type {
	ACL_NONE,
	ACL_ACCESS,
	ACL_DEFAULT,
};

/* What the attribute of that name is; ACL_NONE: none of them. */
enum acl_type acl_type_of(const char *name);

/* --- The calls on attributes --- */

/* May the current thread set this?  size 0: no ACL.
 * => errors: -EINVAL, -EOPNOTSUPP, -EACCES (a default ACL of no directory), -EPERM */
int acl_may_set(const struct inode *inode, enum acl_type type,
    const void *value, size_t size) __must_check;
/* Sets it, and the mode that it says; one that the mode can say alone becomes a mode.
 * size 0: there is to be none.
 * => errors: -EINVAL, -EOPNOTSUPP, -EACCES, -ENOMEM, -ENOSPC; the file system's, whose
 * setattr may have refused the mode of a list that is there then */
int
acl_set(struct inode *inode, enum acl_type type, const void *value, size_t size)
    REQUIRES(inode->lock)
__must_check;

/* --- For file systems --- */

/* As inode_ops.getxattr and .listxattr. */
ssize_t acl_getxattr(struct inode *inode, enum acl_type type, void *value,
    size_t size) __must_check;
ssize_t acl_list(struct inode *inode, char *list, size_t size) __must_check;

/* An inode nobody sees yet: its file system has to be asked. */
void acl_init_unknown(struct inode *inode);
/* The mode, with its type, that something gets that is made in dir, of the mode asked for: by
 * the rules of S_ISGID, to which what the umask takes counts, and without the umask's
 * bits, unless dir has a default ACL, which then decides. => holds: dir->lock */
mode_t acl_mode_made(struct inode *dir, mode_t mode);
/* An inode nobody sees yet, of no symlink, gets what a default ACL of dir says, its mode
 * included. => holds: dir->lock */
void acl_inherit(struct inode *inode, struct inode *dir);

/* --- For fs/inode.c --- */

/* The check of a file whose mode is not all. => errors: -EACCES; of getxattr */
int acl_permission(struct inode *inode, const struct cred *c, unsigned may)
    __must_check;
/* The inode's references go: nobody has one to it. */
void acl_evict(struct inode *inode);
/* Limits; at boot. */
void acl_init(u64 npages);

#endif
