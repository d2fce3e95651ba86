/*
 * From names to files: the path walk.
 *
 * A path lives in a name buffer, which name_copy() fills from user memory.
 * Kernel callers may pass literals too: names are compared by words, which
 * may read up to 7 bytes behind the end of the string.
 */
#ifndef FS_NAMEI_H
#define FS_NAMEI_H

#include "abi/fcntl.h"
#include "abi/limits.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/path.h"
#include "lib/compiler.h"

/* A buffer of PATH_MAX bytes and some to read behind, or NULL. */
char *name_alloc(void) __must_check;
void name_free(char *name);

/* Copies a path in. => errors: -EFAULT, -ENAMETOOLONG, -ENOMEM, and -ENOENT
 * for an empty one unless allowed */
int name_copy(const char __user *user, bool allow_empty, char **out)
    __must_check;

#define LOOKUP_FOLLOW    1u  /* a symlink at the end is followed */
#define LOOKUP_DIRECTORY 2u  /* the end must be a directory */
#define LOOKUP_EMPTY     4u  /* "" names dirfd itself */
#define LOOKUP_PARENT    8u  /* stop before the last component */
#define LOOKUP_LIGHT     16u /* walk_begin() only: see struct walk */

/* => returns: 0 and *out with references, of something that exists
 * => errors: of path_resolution(7), -EBADF */
int path_lookup(int dirfd, const char *name, unsigned flags, struct path *out)
    __must_check;

/* The same for a user's string. */
int path_lookup_user(int dirfd, const char __user *name, unsigned flags,
    struct path *out) __must_check;

/* Looks at what it names for a moment: permissions, stat(). => returns: fn's; fn
 * does not sleep but in its file system's getattr and permission */
typedef int look_fn(const struct path *p, void *arg);
int path_look_user(int dirfd, const char __user *name, unsigned flags,
    look_fn *fn, void *arg) __must_check;

/* The state of a walk, for those who work on the last component themselves. */
enum last_type {
	LAST_NONE,
	LAST_NORM,
	LAST_DOT,
	LAST_DOTDOT
};
struct walk {
	struct path at;   /* where the walk stands */
	struct path root; /* fetched when first needed */
	/* at and root are owned; else they are borrowed, and an RCU section is open
	 * from walk_begin(), with LOOKUP_LIGHT, to walk_end(). */
	bool held;
	struct fdref start;  /* what the path starts from */
	const char *rest;    /* what is still to be walked */
	char *link;          /* buffer of the symlink being walked; owned */
	unsigned flags;      /* LOOKUP_* */
	unsigned nlinks;     /* symlinks followed */
	struct qname last;   /* LOOKUP_PARENT: the last component */
	enum last_type type; /* of the last component; NONE: path was "/" */
	bool trailing;       /* slashes came after it */
};

/* Once, at boot. */
void lookup_init(void);

/* Begins a walk and goes as far as flags say.  walk_end() is due even after an
 * error. */
int walk_begin(struct walk *w, int dirfd, const char *name, unsigned flags)
    __must_check;
void walk_end(struct walk *w);

/* Goes on through the symlink d, the last component, as flags say. */
int walk_follow(struct walk *w, struct dentry *d) __must_check;

/* The child of a locked directory, looked up if it is not cached.
 * => returns: 0 and *out with a reference, perhaps negative
 * => errors: -ENOENT the directory was removed; -ENAMETOOLONG */
int
dentry_lookup_locked(struct dentry *parent, const struct qname *q,
    struct dentry **out) REQUIRES(parent->inode->lock)
__must_check;

/* The child with a reference, perhaps negative; NULL: it has to be looked up. */
struct dentry *dentry_cached(struct dentry *parent, const struct qname *q);

/* The same, looked up if need be, locking the directory. */
int dentry_lookup(struct dentry *parent, const struct qname *q,
    struct dentry **out) __must_check;

/* The two parts of that: what is cached, with a reference, though it may have to be asked
 * for again (NULL: not for sure); and what is asked for. */
struct dentry *dentry_find_cached(struct dentry *parent, const struct qname *q);
int dentry_lookup_slow(struct dentry *parent, const struct qname *q,
    struct dentry **out) __must_check;

/* Steps from a covered dentry to what covers it. */
void path_cross_mounts(struct path *p);

/* The name of d from `top` down, at the end of buf; "/" when they are one. */
int dentry_name_below(const struct dentry *d, const struct dentry *top,
    char *buf, size_t size, char **out) __must_check;

#endif
