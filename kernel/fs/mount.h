/*
 * Mounts: which file system is seen at which place.
 *
 * A mount shows the tree below `root` of a superblock; an attached one covers
 * a dentry of its parent mount.  Paths and children hold references; the
 * table holds one to each attached mount.
 */
#ifndef FS_MOUNT_H
#define FS_MOUNT_H

#include "abi/errno.h"
#include "abi/mount.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "mm/cpuref.h"
#include "sync/rcu_chain.h"

extern struct lock_role mount_role;    /* the table's spinlock (mount.c) */
extern struct lock_role mounts_role;   /* mount_changes_begin() */
extern struct lock_role removals_role; /* mount_removals_begin() */

extern u64 mount_max; /* [a] attached mounts: fs.mount-max */

/* Key: [I] immutable, [a] atomic */
struct mount {
	struct cpuref refs;     /* by CPU while it is attached, or internal */
	u32 flags;              /* [a] MS_RDONLY, MS_NOSUID ... of this mount */
	struct percpu *writers; /* [I] files open for writing */
	int id;                 /* [I] */
	struct superblock *sb;  /* [I] owned */
	struct dentry *root;    /* [I] owned */
	char *source;           /* [I] owned: first word of /proc/mounts */
	struct mount *parent
	    LOCK_ROLE(mount_role); /* owned; NULL: root or detached */
	struct dentry *mountpoint LOCK_ROLE(mount_role); /* owned */
	struct rcu_link place_link;                      /* [table lock] */
	struct list cover_node LOCK_ROLE(mount_role);
	struct rb_node id_node LOCK_ROLE(mount_role);
	struct list children LOCK_ROLE(mount_role); /* by .sibling */
	struct list sibling LOCK_ROLE(mount_role);
	struct rcu_head rcu;
	struct path place; /* [c] where it was, until its last put */
	bool attached LOCK_ROLE(mount_role);        /* on the table */
	struct mount *clone LOCK_ROLE(mounts_role); /* while a tree is copied */
};

static inline void
mount_get(struct mount *m)
{
	cpuref_get(&m->refs);
}

/* Takes a reference to what was found without one, unless it is being freed.
 * => holds: an RCU section */
static inline __must_check bool
mount_get_live(struct mount *m)
{
	return cpuref_get_live(&m->refs);
}

void mount_free(struct mount *m);

/* => sleeps */
static inline void
mount_put(struct mount *m)
{
	if (cpuref_put(&m->refs))
		mount_free(m);
}

/* What is mounted on d as seen through m, with a reference; or NULL. */
struct mount *mount_on(struct mount *m, struct dentry *d);

/* The same, borrowed. => holds: an RCU section, for as long as it is used */
struct mount *mount_peek(const struct mount *m, const struct dentry *d);
/* mount_step_up() for a borrowed path. => holds: the same */
bool mount_peek_up(struct path *p);

/* From the root of a mount to the place it covers. *p's references pass over.
 * => returns: false: there is no parent, *p is unchanged */
bool mount_step_up(struct path *p);

/* The id of the mount that it is on; its own: the root's, or none. */
int mount_parent_id(const struct mount *m);

/* May something be changed through m? => errors: -EROFS */
static inline __must_check int
mount_may_write(const struct mount *m)
{
	u32 flags = atomic_load(&m->flags) | atomic_load(&m->sb->flags);

	return flags & MS_RDONLY ? -EROFS : 0;
}

/* Is a set-id or a device here to be ignored? Is execution forbidden? */
static inline bool
mount_has(const struct mount *m, u32 flag)
{
	return atomic_load(&m->flags) & flag;
}

/* A mount that is on no table: for pipes and the like, and for the root.
 * Takes over the reference to sb on success. */
int mount_create(struct superblock *sb, const char *source, u32 flags,
    struct mount **out) __must_check;

/* mount(2) and umount2(2), with strings in kernel memory (NULL: not given). */
int mount_do(const char *source, const char *target, const char *type,
    unsigned long flags, const char *data);
/* The same where the target is known. */
int mount_at(const char *source, const struct path *at, const char *type,
    unsigned long flags, const char *data);
int umount_do(const char *target, unsigned flags);

/* Mounts the first file system and gives the current thread an fs context
 * there: path "/" works from here on. Called once. */
void mount_root(struct fs_type *type);

/* The attached mount with the lowest id >= id, with a reference, or NULL. */
struct mount *mount_from_id(int id) __must_check;

/* One line, or none, about the attached mount with the lowest id >= t->at, as it
 * is seen from root. => errors: -ENOMEM */
enum mount_format {
	MOUNT_MOUNTS,
	MOUNT_MOUNTINFO
};
int mount_show(struct text *t, enum mount_format format,
    const struct path *root) __must_check;

#endif
