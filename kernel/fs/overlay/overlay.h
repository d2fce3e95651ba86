/*
 * overlay: directories of other file systems, the layers, seen as one.
 *
 * The uppermost layer, if it is writable, takes all changes; those below are only read.
 * A name that is in several layers is that of the uppermost, but directories are merged.
 * The format of the upper layer is Linux's: a character device 0/0 says that a name is
 * not there (a whiteout), trusted.overlay.opaque that a directory is not merged with
 * those below it.
 *
 *	inode_of() ...	an overlay inode: what users see, and what they are checked by
 *	  stack		the dentries of the layers that it stands for
 *	    upper	NULL until it is copied up (copyup.c)
 *	    lower[]	a directory's, from the top; of another the one that it was
 *
 * What is done to a layer is done by the rights of who mounted the overlay
 * (ovl_enter()), after its own rules have granted it to the user.
 *
 * Locks: an overlay's (of its directories, of its inodes, then ovl_inode.lock), then the
 * layer's.  An overlay on an overlay has classes of its own.
 */
#ifndef FS_OVERLAY_OVERLAY_H
#define FS_OVERLAY_OVERLAY_H

#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/dentry.h"
#include "fs/dirops.h"
#include "fs/fstype.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "lib/rbtree.h"

#define OVL_MAX_LOWER 500 /* Linux's */
#define OVL_DEPTH     2   /* overlays on overlays */
#define OVL_BUCKETS   4096

#define OVL_PREFIX "trusted.overlay."
#define OVL_OPAQUE OVL_PREFIX "opaque"
#define OVL_IMPURE OVL_PREFIX "impure"
#define OVL_ORIGIN OVL_PREFIX "origin"

/* A file system that layers are in. */
struct ovl_fs {
	struct superblock *sb;
	u32 dev; /* st_dev of what has a number that does not fit, see ovl_number() */
};

struct ovl_layer {
	struct path
	    root; /* a mount of the overlay's own, and its root; owned */
	u32 fs;   /* in ovl_super.fs */
};

/* Key: [I] immutable, [s] lock */
struct ovl_super {
	struct cred *cred;        /* [I] owned: of who mounted it */
	struct ovl_layer *layers; /* [I] 0 the upper, root.mount NULL: none */
	u32 nlayers;              /* [I] */
	struct ovl_fs *fs;        /* [I] 0 that of the upper layer, or unused */
	u32 nfs;                  /* [I] */
	u32 depth;                /* [I] 1, or 2: a layer is an overlay's */
	struct dentry *work;      /* [I] owned: made here, moved from here */
	u64 next_temp;            /* [a] numbers of names in work */
	char *lowerdir, *upperdir, *workdir; /* [I] owned: as they were given */

	struct list node; /* of all with an upper: super.c */

	struct spinlock lock;
	struct ovl_inode *hash[OVL_BUCKETS] OWN_LOCK(lock);
};

struct ovl_real {
	struct dentry *dentry; /* owned */
	u32 layer;
};

/* What an inode stands for; it goes with it. */
struct ovl_stack {
	struct dentry *upper; /* [a] owned; set once */
	u32 nlower;           /* [I] */
	struct ovl_real lower[];
};

/* Key: [I] immutable, [a] atomic, [l] .lock, [s] the superblock's */
struct ovl_inode {
	struct inode inode; /* mode, owner, links, size: as the real one's */
	struct ovl_stack *stack; /* [I] owned */
	struct dentry
	    *dentry; /* [I] of what has no upper: its one name; borrowed, by
				* who has come by it */
	struct mutex lock;        /* copying up, and removing */
	bool gone OWN_LOCK(lock); /* [a] removed when it had no upper */
	bool leaving;             /* [a] a directory that is being removed */
	bool impure; /* [a] a directory whose entries may have origins */
	u64 number;  /* [a] as stat() shows it */
	u32 dev;     /* [a] the same */
	struct ovl_inode *next; /* [s] in the hash, by the upper's inode */
	bool hashed;            /* [s] */
	u64 version;            /* [a] of a directory: changes of entries */
	struct ovl_listing *listing; /* [s] of a merged directory; borrowed */
};

static inline struct ovl_super *
ovl_super(const struct superblock *sb)
{
	return sb->private;
}

static inline struct ovl_inode *
ovl_inode(struct inode *inode)
{
	return container_of(inode, struct ovl_inode, inode);
}

static inline struct ovl_stack *
ovl_stack(struct inode *inode)
{
	return ovl_inode(inode)->stack;
}

/* NULL: it was not copied up. */
static inline struct dentry *
ovl_upper(struct inode *inode)
{
	return load_acquire(&ovl_stack(inode)->upper);
}

static inline bool
ovl_has_upper(const struct ovl_super *os)
{
	return os->layers[0].root.mount;
}

static inline struct path
ovl_upper_path(struct inode *inode)
{
	return (struct path){ ovl_super(inode->sb)->layers[0].root.mount,
		ovl_upper(inode) };
}

static inline struct path
ovl_lower_path(const struct ovl_super *os, const struct ovl_real *r)
{
	return (struct path){ os->layers[r->layer].root.mount, r->dentry };
}

/* The uppermost: what is read. */
static inline struct path
ovl_real_path(struct inode *inode)
{
	struct ovl_stack *s = ovl_stack(inode);

	return ovl_upper(inode) ?
	    ovl_upper_path(inode) :
	    ovl_lower_path(ovl_super(inode->sb), s->lower);
}

static inline struct inode *
ovl_real_inode(struct inode *inode)
{
	return ovl_real_path(inode).dentry->inode;
}

/* Is it in lower layers too? */
static inline bool
ovl_is_merged(struct inode *dir)
{
	return ovl_stack(dir)->nlower;
}

/* From here to ovl_leave() the thread has the rights of who mounted it. */
static inline struct cred *
ovl_enter(const struct ovl_super *os)
{
	return cred_act(os->cred);
}

static inline void
ovl_leave(struct cred *old)
{
	struct cred *of_super = cred_act(old);

	(void)of_super;
}

/* --- layer.c: all after ovl_enter() --- */

/* The entry of a layer's directory. => returns: 0 and *out with a reference, or NULL:
 * there is none => errors: -EINTR: killed; -EIO ... */
int ovl_find(struct dentry *dir, const struct qname *name, struct dentry **out)
    __must_check;

static inline bool
ovl_is_whiteout(const struct dentry *d)
{
	const struct inode *inode = d->inode;

	return S_ISCHR(inode_mode(inode)) && inode->rdev == 0;
}

/* Is that attribute of ours "y"? */
bool ovl_is_marked(const struct dentry *d, const char *name);
int ovl_mark(struct dentry *d, const char *name) __must_check;

/* A new name in work. */
#define OVL_TEMP_NAME 24
struct ovl_temp {
	struct qname name;
	char bytes[OVL_TEMP_NAME] __aligned(8);
};
void ovl_temp_init(struct ovl_super *os, struct ovl_temp *t);
/* Makes it. */
int ovl_temp_make(struct ovl_super *os, struct ovl_temp *t,
    const struct new_entry *what, struct dentry **out) __must_check;
int ovl_temp_whiteout(struct ovl_super *os, struct ovl_temp *t) __must_check;
/* Moves it to, or exchanges it with, what is there. */
int ovl_temp_move(struct ovl_super *os, struct ovl_temp *t,
    const struct path *dir, const struct qname *name, unsigned flags)
    __must_check;
/* Removes it, a directory with the whiteouts in it. */
void ovl_temp_remove(struct ovl_super *os, struct ovl_temp *t);
/* The same of an entry of a directory of the upper layer, and what is below it. */
int ovl_clear(const struct path *dir, const struct qname *name, unsigned levels)
    __must_check;

static inline struct path
ovl_work(const struct ovl_super *os)
{
	return (struct path){ os->layers[0].root.mount, os->work };
}

/* --- inode.c --- */

extern const struct super_ops ovl_super_ops;

/* A stack with room for n lower ones; and back, with what it has. */
struct ovl_stack *ovl_stack_alloc(u32 n) __must_check;
void ovl_stack_free(struct ovl_stack *s); /* => sleeps */

/* An inode that stands for what is in s, which passes over on success: that which has
 * its upper already, or a new one. */
int ovl_inode_get(struct superblock *sb, struct ovl_stack *s,
    struct inode **out) __must_check;
/* The same in steps for what is being created: nothing fails after the first. */
struct inode *ovl_inode_alloc(struct superblock *sb, mode_t mode) __must_check;
void ovl_inode_begin(struct inode *inode, struct dentry *upper);
/* It was copied up: the upper layer has it from here on. */
void ovl_inode_set_upper(struct inode *inode, struct dentry *upper);
/* Mode, owner, links and size are the real one's again. => holds: inode->lock, or
 * nobody else changes them */
void ovl_inode_refresh(struct inode *inode);
/* What getdents() shows for number `ino` of that file system. */
u64 ovl_number(const struct ovl_super *os, u32 fs, u64 ino);
/* The number that is to be shown for what is copied up, noted in the upper layer. */
int ovl_origin_set(struct ovl_super *os, struct dentry *upper,
    const struct ovl_real *lower) __must_check;
bool ovl_origin_get(struct ovl_super *os, const struct dentry *upper, u32 *fs,
    u64 *ino);
int ovl_setattr(struct inode *inode, const struct attr *a)
    REQUIRES(inode->lock);
void ovl_getattr(struct inode *inode, struct kstat *st);
ssize_t ovl_getxattr(struct inode *inode, const char *name, void *value,
    size_t size);
int ovl_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags);
ssize_t ovl_listxattr(struct inode *inode, char *list, size_t size);

/* --- copyup.c --- */

#define OVL_ALL UINT64_MAX

/* Brings inode, and the directories above it, into the upper layer; of a regular file
 * the first `most` bytes.  => sleeps; after its directory's lock, or its own
 * => errors: -EROFS, -ENOSPC, -EINTR ...: nothing has changed */
int ovl_copy_up(struct inode *inode, u64 most) __must_check;
/* What has an origin in a lower layer comes into dir, which is in the upper one: its listings
 * ask for numbers from now on.  => holds: ovl_enter() */
int ovl_make_impure(struct inode *dir) __must_check;
/* Is it an attribute of ours, which users do not see? */
bool ovl_is_own(const char *name);

/* --- lookup.c --- */

int ovl_lookup(struct inode *dir, struct dentry *d);
/* Is that name in a layer below the upper?  => after ovl_enter() => returns: 1, 0, -errno */
int ovl_is_below(struct inode *dir, const struct qname *name) __must_check;

/* --- dir.c, file.c, readdir.c --- */

extern const struct inode_ops ovl_dir_ops, ovl_reg_ops, ovl_link_ops,
    ovl_node_ops;
extern const struct file_ops ovl_dir_file_ops, ovl_file_ops;

int ovl_file_open(struct inode *inode, struct file *f);
int ovl_dir_open(struct inode *inode, struct file *f);

/* Entries were changed. => holds: dir->lock */
static inline void
ovl_dir_changed(struct inode *dir)
{
	atomic_add(&ovl_inode(dir)->version, 1);
	ovl_inode_refresh(dir);
}

/* Has the directory no entry? => holds: dir->lock => returns: 1, 0, -errno */
int ovl_dir_is_empty(struct inode *dir) __must_check;
/* Calls fn for each name of a layer's directory, with arg; whiteouts are such names too.
 * => after ovl_enter() => errors: those of fn, which end it */
typedef int ovl_name_fn(void *arg, const struct qname *name, u64 ino,
    unsigned type);
int ovl_each_name(const struct path *dir, ovl_name_fn *fn, void *arg)
    __must_check;

/* --- super.c, options.c --- */

struct ovl_options {
	char *lowerdir, *upperdir, *workdir; /* owned */
};
int ovl_options_parse(const char *data, struct ovl_options *o) __must_check;
void ovl_options_free(struct ovl_options *o);
/* Takes the first path off a list, NULL behind the last one, or all of it unless there are
 * several; unescaped, into a buffer of name_alloc(). => errors: -EINVAL: it is empty;
 * -ENAMETOOLONG */
int ovl_next_path(const char **list, bool separated, char *name) __must_check;

void ovl_statfs(struct superblock *sb, struct statfs *st);
int ovl_sync(struct superblock *sb);
int ovl_remount(struct superblock *sb, u32 flags, const char *data);
void ovl_show_options(struct superblock *sb, struct text *t);
void ovl_super_free(struct superblock *sb);

void overlay_init(void);
extern struct fs_type overlay_type;

#endif
