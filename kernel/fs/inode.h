/*
 * Inodes and superblocks: files as a file system keeps them, without names.
 *
 * Life of an inode: inode_alloc() gives it one reference and no link; a
 * dentry that names it owns a reference (dentry_attach), an open file borrows
 * its dentry's.  The last inode_put() evicts it: the file system's evict()
 * gives back what the inode occupies, then memory is freed.  One that its file system
 * looks up by number stays for a while, unused (inode_table.h).
 */
#ifndef FS_INODE_H
#define FS_INODE_H

#include "abi/stat.h"
#include "lib/types.h"
#include "sched/mutex.h"
#include "sync/rcu.h"
#include "sync/refcount.h"
#include "vm/pagecache.h"

struct acl;
struct dentry;
struct file;
struct file_ops;
struct flock_context;
struct fs_type;
struct inode;
struct inode_entry;
struct mount;
struct path;
struct pipe;
struct superblock;
struct text;

/* Device numbers are kept as stat() shows them (Linux's new_encode_dev). */
static inline u32
dev_make(u32 major, u32 minor)
{
	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

static inline u32
dev_major(u32 dev)
{
	return dev >> 8 & 0xfff;
}

static inline u32
dev_minor(u32 dev)
{
	return (dev & 0xff) | (dev >> 12 & 0xfff00);
}

/* What stat() and statx() tell. */
struct kstat {
	u64 ino, size, blocks; /* of 512 bytes */
	u32 dev, rdev;
	u32 mode, nlink;
	uid_t uid;
	gid_t gid;
	u32 blksize;
	s64 atime, mtime, ctime, btime; /* ns since 1970; btime 0: unknown */
	u64 mount_id;
	u64 attributes;
};

/* A change of attributes: the fields that `valid` names. */
#define ATTR_MODE  1u
#define ATTR_UID   2u
#define ATTR_GID   4u
#define ATTR_ATIME 8u
#define ATTR_MTIME 16u
struct attr {
	u32 valid;
	mode_t mode; /* permission bits only */
	uid_t uid;
	gid_t gid;
	s64 atime, mtime;
};

/*
 * What a file system does with its inodes.  All may sleep; every member may
 * be NULL: then the operation gives -EPERM (changes of a directory) or what
 * the comment says.  Names are checked and permissions granted before.
 * `dir` is always locked, but for lookup() of a superblock that is parallel; a dentry
 * to be created is negative and hashed, or about to be.
 */
struct inode_ops {
	/* Looks d->name up and dentry_attach()es what it names; leaves d
	 * negative when there is nothing. => errors: -EIO, -ENOMEM ... */
	int (*lookup)(struct inode *dir, struct dentry *d);
	/* Makes a file of any type but directory and symlink. */
	int (*mknod)(struct inode *dir, struct dentry *d, mode_t mode,
	    u32 rdev);
	int (*mkdir)(struct inode *dir, struct dentry *d, mode_t mode);
	int (*symlink)(struct inode *dir, struct dentry *d, const char *target);
	/* => holds: inode->lock too */
	int (*link)(struct inode *inode, struct inode *dir, struct dentry *d);
	int (*unlink)(struct inode *dir, struct dentry *d);
	/* => errors: -ENOTEMPTY */
	int (*rmdir)(struct inode *dir, struct dentry *d);
	/* Moves `from` to the place of `to` (which may be positive: replaced,
	 * or exchanged).  The caller moves the dentries after. */
	int (*rename)(struct inode *olddir, struct dentry *from,
	    struct inode *newdir, struct dentry *to, unsigned flags);
	/* An inode without a name in dir's file system (O_TMPFILE).
	 * NULL: -EOPNOTSUPP */
	int (*tmpfile)(struct inode *dir, mode_t mode, struct inode **out);
	/* Copies the target, without a NUL. => returns: its length <= size */
	ssize_t (*readlink)(struct inode *inode, char *buf, size_t size);
	/* For links that lead to an object rather than a name
	 * (/proc/self/fd/0). NULL: the text is followed. */
	int (*follow)(struct inode *inode, struct path *out);
	/* Prepares a regular file or directory that is being opened; may set
	 * f->ops and f->private. NULL: nothing to do */
	int (*open)(struct inode *inode, struct file *f);
	/* Sets the size of a regular file. => holds: inode->lock
	 * NULL: -EINVAL */
	int (*truncate)(struct inode *inode, u64 size);
	/* How many of n > 0 bytes write() may change from `at` on; 0: -EPERM.
	 * => holds: inode->lock; NULL: all */
	size_t (*may_write)(struct inode *inode, u64 at, size_t n);
	/* => holds: inode->lock; NULL: -EOPNOTSUPP */
	int (*fallocate)(struct inode *inode, unsigned mode, u64 start,
	    u64 end);
	/* Changes attributes that were found to be allowed.
	 * => holds: inode->lock; NULL: inode_setattr() */
	int (*setattr)(struct inode *inode, const struct attr *a);
	/* Amends what inode_stat() has filled. NULL: nothing */
	void (*getattr)(struct inode *inode, struct kstat *st);
	/* Replaces the check of owner and mode. */
	int (*permission)(struct inode *inode, unsigned may);
	/* The value of the extended attribute of that whole name ("user.x").  size 0
	 * asks for the length alone.
	 * => returns: the length; -ENODATA, -ERANGE; NULL: -EOPNOTSUPP */
	ssize_t (*getxattr)(struct inode *inode, const char *name, void *value,
	    size_t size);
	/* flags: XATTR_CREATE, XATTR_REPLACE; value NULL removes it (-ENODATA: not
	 * there). => holds: inode->lock; NULL: -EOPNOTSUPP */
	int (*setxattr)(struct inode *inode, const char *name,
	    const void *value, size_t size, unsigned flags);
	/* All names, each with its NUL. size 0: the length alone.
	 * => returns: the length; -ERANGE. NULL: there are none */
	ssize_t (*listxattr)(struct inode *inode, char *list, size_t size);
};

/* inode->acl of a file whose file system has not been asked yet. */
#define ACL_UNKNOWN ((struct acl *)1)

/* inode->mode: what stat() shows, and that this is not all there is to say (fs/acl.c).
 * Where ACLs count, modes are changed by inode_setattr() alone. */
#define MODE_BITS 0xffffu
#define MODE_ACL  0x10000u

/*
 * Key: [I] immutable once reachable, [a] atomic, [l] changed under inode->lock
 * and read anywhere as a word.  Path walks read the first part without a
 * reference: it is on a line of its own, and stays for a grace period after the end.
 */
struct inode {
	u32 mode OWN_LOCK(lock); /* the type bits are [I]; inode_mode() */
	uid_t uid OWN_LOCK(lock);
	gid_t gid OWN_LOCK(lock);
	u32 rdev;                    /* [I] */
	const struct inode_ops *ops; /* [I] */
	struct superblock *sb;       /* [I] */
	const struct file_ops *fops; /* [I] for open; NULL: by type */
	u64 ino;                     /* [I] */
	s64 btime;                   /* [I] ns since 1970 */
	void *private;               /* the file system's */
	struct flock_context *locks; /* [a] NULL: never locked; set once */
	/* Changed under the lock, read in RCU sections; NULL: none (fs/acl.c). */
	struct acl *acl, *default_acl;

	struct refcount refs __aligned(64); /* in the table: see there */
	u32 nlink OWN_LOCK(lock); /* of the inode, its directories' too */
	u64 size OWN_LOCK(lock);
	s64 atime, mtime, ctime;  /* [a] ns since 1970 */
	s32 writers;              /* [a] > 0 open for writing, < 0 executed */
	bool dead OWN_LOCK(lock); /* a directory that was removed */
	bool linkable OWN_LOCK(lock);     /* O_TMPFILE: linkat() may name it */
	struct inode_entry *entry;        /* [I] NULL: it is in no table */
	struct pipe *pipe OWN_LOCK(lock); /* of a fifo while it is open */
	struct mutex lock;
	struct pagecache cache;
	struct rcu_head rcu;
} __aligned(64);

/* Of super_ops.free_inode. */
static inline struct inode *
inode_of_rcu(struct rcu_head *h)
{
	return container_of(h, struct inode, rcu);
}

/* Type and permissions; the latter may change at any time. */
static inline mode_t
inode_mode(const struct inode *inode)
{
	return atomic_load(&inode->mode) & MODE_BITS;
}

struct super_ops {
	/* Gives back what an inode without links occupies.  In memory its pages are
	 * still there; of a device they were written, if it has links, and are gone:
	 * nothing is on its way. May be NULL. */
	void (*evict)(struct inode *inode);
	struct inode *(*alloc_inode)(struct superblock *sb);
	/* What it keeps for the table of inodes beside one (inode_table.h).
	 * NULL: its inodes are found by their names alone. */
	struct inode_entry *(*entry)(struct inode *inode);
	/* Frees what inode_alloc() got from alloc_inode, after a grace period: the
	 * superblock may have gone by then. */
	void (*free_inode)(struct rcu_head *h);
	void (*statfs)(struct superblock *sb, struct statfs *st);
	/* Writes what is not in page caches: those have been written. */
	int (*sync)(struct superblock *sb);
	/* The same of one inode: fsync(), fdatasync(). NULL: nothing */
	int (*sync_inode)(struct inode *inode, bool datasync);
	/* Parses options of a remount; NULL: none are known. */
	int (*remount)(struct superblock *sb, u32 flags, const char *data);
	/* Adds ",name=value" options for /proc/mounts. */
	void (*show_options)(struct superblock *sb, struct text *t);
	/* Does a cached dentry still lead to the inode that its name has?  Asked
	 * for dentries that carry DENTRY_REVALIDATE, whether their directory is
	 * locked or not; of one that is not right it is asked again.
	 * => returns: 1: it does; 0: look it up; -errno: that is not known */
	int (*revalidate)(struct dentry *d);
	/* Drops what pins dentries; no inode is in use. May be NULL. */
	void (*kill)(struct superblock *sb);
	/* Frees sb->private; every inode is gone. May be NULL. */
	void (*free)(struct superblock *sb);
};

extern struct lock_role supers_role;       /* the list of all: super.c */
extern struct lock_role super_inodes_role; /* inodes_lock: inode_table.c */

struct superblock {
	struct refcount refs;                    /* mounts of it, its creator */
	struct list node LOCK_ROLE(supers_role); /* of all */
	u32 nsyncing LOCK_ROLE(supers_role);     /* who are at it in sync() */
	u32 dev;                                 /* [I] st_dev */
	u32 flags;                               /* [a] MS_RDONLY ... */
	const struct fs_type *type;              /* [I] */
	const struct super_ops *ops;             /* [I] */
	struct dentry *root;                     /* [I] owned */
	u64 max_bytes;                           /* [I] largest file size */
	u64 magic;                               /* [I] f_type of statfs */
	u64 next_ino; /* [a] for file systems that just count: */
	struct percpu
	    *inos;     /* [I] the last number of each CPU, which takes many */
	bool nameless; /* [I] no path leads into it */
	bool acls;     /* [I] access control lists count in it */
	bool parallel; /* [I] no directory is locked to look up or to list */
	struct mutex rename_lock; /* the shape of the tree */
	/* Those of the table: */
	struct spinlock inodes_lock;
	struct list inodes LOCK_ROLE(super_inodes_role);
	u64 ninodes LOCK_ROLE(super_inodes_role); /* [a] to others */
	bool dying; /* [a] no inode is kept any more */
	struct backing
	    *backing;  /* [I] that its files are written to, or NULL */
	void *private; /* [I] the file system's */
	struct rcu_head rcu;
};

/* An anonymous device number. */
u32 super_new_dev(void);
/* A superblock with one reference and such a number. */
int super_alloc(const struct fs_type *type, const struct super_ops *ops,
    struct superblock **out) __must_check;
static inline void
super_get(struct superblock *sb)
{
	ref_get(&sb->refs);
}
/* => sleeps */
void super_put(struct superblock *sb);
/* Writes all that is not on its device yet; how: 0 or WAIT_KILLABLE. => sleeps => errors: -EINTR: killed; what
 * its own sync() gives.  Those of pages are in sb->backing->err. */
int super_sync(struct superblock *sb, unsigned how) __must_check;
/* Its root, which has no name; takes over the reference to inode. => errors: -ENOMEM */
int super_set_root(struct superblock *sb, struct inode *inode) __must_check;
/* It is complete: sync() finds it from now on.  Again: nothing. */
void super_publish(struct superblock *sb);
/* sync(2). => sleeps; killable */
void super_sync_all(void);

/* pagecache_ops.hold and .drop of a cache in an inode. */
bool inode_cache_hold(struct pagecache *pc);
void inode_cache_drop(struct pagecache *pc);

/* An inode of sb with one reference, mode, the next number and times now.
 * => returns: NULL: no memory */
struct inode *inode_alloc(struct superblock *sb, mode_t mode) __must_check;
/* The mode, with its type, and the group of what is made in dir, by the rules of S_ISGID.
 * Whoever calls inode_ops to make something asks for the first. */
mode_t inode_mode_in(const struct inode *dir, mode_t mode);
gid_t inode_group_in(const struct inode *dir);
/* The owner and group of a new inode in dir. */
void inode_init_owner(struct inode *inode, const struct inode *dir);

static inline void
inode_get(struct inode *inode)
{
	ref_get(&inode->refs);
}

void inode_evict(struct inode *inode);
void inode_table_put(struct inode *inode);

/* => sleeps */
static inline void
inode_put(struct inode *inode)
{
	if (unlikely(inode->entry))
		inode_table_put(inode);
	else if (ref_put(&inode->refs))
		inode_evict(inode);
}

/* The permission check: MAY_* of the current thread's fs identity.
 * => errors: -EACCES, -EROFS is for mount_may_write() */
int inode_permission_slow(struct inode *inode, unsigned may) __must_check;
/* By owner, ACL and mode, whatever inode_ops.permission says. */
int inode_permission_usual(struct inode *inode, unsigned may) __must_check;

/* Has everyone all of these bits of the mode?  In one look at a word: an ACL could
 * refuse it to some. */
static inline bool
inode_mode_grants(const struct inode *inode, mode_t bits)
{
	return (atomic_load(&inode->mode) & (bits | MODE_ACL)) == bits &&
	    !inode->ops->permission;
}

/* Search permission, inlined where everyone has it. */
static inline __must_check int
inode_may_search(struct inode *inode)
{
	if (likely(inode_mode_grants(inode, 0111)))
		return 0;
	return inode_permission_slow(inode, 1 /* MAY_EXEC */);
}

static inline __must_check int
inode_permission(struct inode *inode, unsigned may)
{
	if (inode_mode_grants(inode, may * 0111))
		return 0;
	return inode_permission_slow(inode, may);
}

/* May the check sleep, now or later? */
static inline bool
inode_permission_sleeps(const struct inode *inode)
{
	return inode->ops->permission ||
	    (unlikely(atomic_load(&inode->mode) & MODE_ACL) &&
		atomic_load(&inode->acl) == ACL_UNKNOWN);
}

/* Is the current thread the owner, or privileged as one? */
bool inode_owner_or_capable(const struct inode *inode);

/* Marks contents (mtime, ctime) or attributes (ctime) as changed now. */
void inode_touch_modified(struct inode *inode);
void inode_touch_changed(struct inode *inode);
/* Marks a read, by the rules of the mount (relatime). */
void inode_touch_read(struct inode *inode, const struct mount *mnt);

/* Writers and executions exclude each other. => errors: -ETXTBSY */
int inode_get_write(struct inode *inode) __must_check;
static inline void
inode_put_write(struct inode *inode)
{
	atomic_sub(&inode->writers, 1);
}
int inode_deny_write(struct inode *inode) __must_check;
static inline void
inode_allow_write(struct inode *inode)
{
	atomic_add(&inode->writers, 1);
}

/* Applies checked changes. => holds: inode->lock */
void inode_setattr(struct inode *inode, const struct attr *a)
    REQUIRES(inode->lock);

/* Its mode without the set-id bits that a change of its contents or owner takes.  S_ISGID
 * without group execution, which marked mandatory locking, stays to who is of the group, or
 * may set it. */
mode_t inode_mode_stripped(const struct inode *inode) REQUIRES(inode->lock);
/* Takes setuid and setgid away after a write by one who may not keep them. */
void inode_strip_suid(struct inode *inode) REQUIRES(inode->lock);
static inline bool
inode_has_suid(const struct inode *inode)
{
	return unlikely(inode_mode(inode) & (S_ISUID | S_ISGID)) &&
	    !S_ISDIR(inode_mode(inode));
}

/* Fills st from the inode. */
void inode_stat(struct inode *inode, struct kstat *st);

#endif
