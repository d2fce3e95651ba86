/* tmpfs: a file system in memory. */
#ifndef FS_TMPFS_TMPFS_H
#define FS_TMPFS_TMPFS_H

#include "fs/dentry.h"
#include "fs/fstype.h"
#include "fs/inode.h"
#include "lib/radix.h"
#include "mm/percpu.h"

/* Key: [a] atomic, [I] immutable */
struct tmpfs_super {
	u64 max_pages;         /* [a] 0: no limit; a remount changes it */
	u64 max_inodes;        /* [a] the same */
	struct cpucount pages; /* charged */
	struct cpucount inodes;
	mode_t mode; /* [I] of the root */
	uid_t uid;   /* [I] */
	gid_t gid;   /* [I] */
};

#define TMPFS_INLINE_LINK 56

struct tmpfs_dir {
	struct radix_tree entries; /* cookie -> dentry */
	struct list order;         /* the same in order */
	u64 next_cookie;
	u32 count; /* entries */
};

/* inode.private: a struct xattr_store, or NULL: there never was one; set once. */
struct tmpfs_inode {
	struct inode inode;
	union {
		struct tmpfs_dir dir;       /* by tmpfs_dir() */
		struct {                    /* symlink */
			const char *target; /* [I] */
			char text[TMPFS_INLINE_LINK];
		} link;
		struct {             /* regular file */
			u64 charged; /* [a] pages */
			u32 seals;   /* [a] of a memfd: memfd.c */
			s32 shared;  /* [a] of a memfd: see there */
		};
	};
};

/* Counts n inodes, or what is memory like them: names of one that has others, extended
 * attributes. => returns: false: there are as many as there may be (nr_inodes=) */
bool tmpfs_count(struct superblock *sb, u64 n) __must_check;
void tmpfs_uncount(struct superblock *sb, u64 n);
/* Counts a page (size=). */
bool tmpfs_charge(struct superblock *sb) __must_check;

static inline struct tmpfs_inode *
tmpfs_inode(struct inode *inode)
{
	return container_of(inode, struct tmpfs_inode, inode);
}

/* A directory's entries. */
static inline struct tmpfs_dir *
tmpfs_dir(struct inode *inode) REQUIRES(inode->lock)
{
	return &tmpfs_inode(inode)->dir;
}

static inline struct tmpfs_super *
tmpfs_super(const struct superblock *sb)
{
	return sb->private;
}

/* A superblock with an empty root directory. => errors: -EINVAL, -ENOMEM */
int tmpfs_create(const struct fs_type *type, const char *options,
    struct superblock **out) __must_check;

/* An inode of that type, counted; -ENOSPC when there are too many.
 * dir NULL: the root; else it is locked. */
int tmpfs_inode_create(struct superblock *sb, struct inode *dir, mode_t mode,
    u32 rdev, struct inode **out) __must_check;

/* inode_ops.getxattr, .setxattr, .listxattr, and the end of what they kept. */
ssize_t tmpfs_getxattr(struct inode *inode, const char *name, void *value,
    size_t size);
int tmpfs_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags);
ssize_t tmpfs_listxattr(struct inode *inode, char *list, size_t size);
void tmpfs_drop_xattrs(struct inode *inode);
#define TMPFS_XATTR_OPS                                         \
	.getxattr = tmpfs_getxattr, .setxattr = tmpfs_setxattr, \
	.listxattr = tmpfs_listxattr

extern const struct super_ops tmpfs_super_ops;
extern const struct inode_ops tmpfs_dir_ops;
extern const struct inode_ops tmpfs_reg_ops;
extern const struct file_ops tmpfs_dir_file_ops;

/* Unpins and forgets every entry below the root. */
void tmpfs_drop_tree(struct superblock *sb);

/* Registers the types "tmpfs" and "rootfs"; at boot. */
void tmpfs_init(void);
extern struct fs_type tmpfs_type, rootfs_type;

#endif
