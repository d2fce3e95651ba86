/* The mount table, as fs/mounting.c changes it. */
#ifndef FS_MOUNT_TABLE_H
#define FS_MOUNT_TABLE_H

#include "fs/mount.h"

#define PER_MOUNT_FLAGS                                              \
	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | \
	    MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME)

/* The mutex of all changes. => sleeps */
void mount_changes_begin(void) ACQUIRE(mounts_role);
void mount_changes_end(void) RELEASE(mounts_role);

/* No other mount leaves its place: for who moves or detaches one.  Before the other.
 * => sleeps */
void mount_removals_begin(void) ACQUIRE(removals_role);
void mount_removals_end(void) RELEASE(removals_role);

/* Nobody changes the table, so it can be read. */
void
mount_table_stands(void) REQUIRES(mounts_role)
ASSERT_SHARED(mount_role);

/* May n more be attached? */
bool mount_room_for(u64 n) REQUIRES(mounts_role);

/* Puts m on the table at `at` (whose references are taken), or as the root.
 * The table's own reference is the caller's. */
void mount_attach(struct mount *m, const struct path *at) REQUIRES(mounts_role);
/* Takes m off; its place's references pass to *at. => holds: removals, if others have
 * seen it there */
void mount_detach(struct mount *m, struct path *at) REQUIRES(mounts_role);

/* A mount, on no table, of the tree below `root` of m's file system. */
int mount_clone(struct mount *m, struct dentry *root, struct mount **out)
    __must_check;

/* The next on the table, by number; NULL: the first. */
struct mount *mount_next(const struct mount *m) REQUIRES(mounts_role);

struct mount *mount_first_child(const struct mount *m) REQUIRES(mounts_role);
/* The next of the tree at top, parents first; skip: not what is on m. */
struct mount *mount_tree_next(const struct mount *m, const struct mount *top,
    bool skip) REQUIRES(mounts_role);

/* Takes m off unless something is on it, or uses it but the caller, who has one
 * reference.  Others change the table while it waits.
 * => sleeps => returns: whether it did */
bool
mount_detach_unused(struct mount *m, struct list *gone) REQUIRES(removals_role)
REQUIRES(mounts_role)
__must_check;

/* Takes top, which may be on no table itself, and all that is on it off; what has
 * gone is to be put after the changes. */
void mount_detach_tree(struct mount *top, struct list *gone)
    REQUIRES(mounts_role);
void mount_put_all(struct list *gone);

#endif
