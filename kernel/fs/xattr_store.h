/*
 * The extended attributes of one inode in memory, by name.
 */
#ifndef FS_XATTR_STORE_H
#define FS_XATTR_STORE_H

#include "abi/xattr.h"
#include "lib/rbtree.h"
#include "lib/types.h"
#include "sched/mutex.h"

/* So much of a list is its file system's, for names that are kept elsewhere. */
#define XATTR_STORE_OTHERS 64

struct xattr_store {
	struct mutex lock;
	struct rb_tree attrs OWN_LOCK(lock);
	size_t names OWN_LOCK(lock); /* their lengths, each with its NUL */
	u64 charged;                 /* its owner's, who locks it */
};

/* Empty, or NULL: no memory. */
struct xattr_store *xattr_store_create(void) __must_check;
/* Nobody uses it any more; NULL is ignored. => sleeps */
void xattr_store_destroy(struct xattr_store *s);

/* As inode_ops.getxattr, .setxattr and .listxattr. => sleep
 * => errors of set: -ENOMEM, -EEXIST, -ENODATA; -ENOSPC: no list would hold the names */
ssize_t xattr_store_get(struct xattr_store *s, const char *name, void *value,
    size_t size) __must_check;
int xattr_store_set(struct xattr_store *s, const char *name, const void *value,
    size_t size, unsigned flags) __must_check;
ssize_t xattr_store_list(struct xattr_store *s, char *list, size_t size)
    __must_check;

/* What one of that name takes up in memory with a value of that size; 0: there is none
 * of that name. */
size_t xattr_space(const char *name, size_t size);
size_t xattr_store_space(struct xattr_store *s, const char *name);

#endif
