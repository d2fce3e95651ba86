/*
 * mount(2) and umount2(2).
 *
 * Each changes the table under its mutex: it checks everything, makes what it needs,
 * and attaches last.  A recursive bind copies a tree of mounts onto the copy of its top,
 * which is not on the table yet: all of them appear at once or none does.
 *
 * What a mount lies on is locked before the table, since its file system may keep that
 * lock for as long as it likes; who removes the place looks, with it locked, for mounts.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/dentry.h"
#include "fs/fstype.h"
#include "fs/mount_table.h"
#include "fs/namei.h"
#include "lib/string.h"
#include "sched/sched.h"
#include "sched/waitq.h"

#define PER_SUPER_FLAGS (MS_RDONLY | MS_SYNCHRONOUS | MS_DIRSYNC | MS_LAZYTIME)

static struct fs_type *types; /* [a] grows at boot only */

void
fs_type_register(struct fs_type *type)
{
	struct fs_type **link = &types;

	while (*link)
		link = &(*link)->next;
	type->next = NULL;
	store_release(link, type);
}

struct fs_type *
fs_type_next(const struct fs_type *type)
{
	return type ? type->next : load_acquire(&types);
}

static struct fs_type *
type_find(const char *name)
{
	for (struct fs_type *t = load_acquire(&types); t; t = t->next)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

/* --- Questions --------------------------------------------------------------------- */

static bool
is_attached(const struct mount *m) REQUIRES(mounts_role)
{
	mount_table_stands();
	return m->attached;
}

/* Is it on another? The root, and what was taken off, is not. */
static bool
has_parent(const struct mount *m) REQUIRES(mounts_role)
{
	mount_table_stands();
	return m->parent;
}

/* Is m the mount `top` or somewhere on it? */
static bool
is_on(const struct mount *m, const struct mount *top) REQUIRES(mounts_role)
{
	mount_table_stands();
	for (; m; m = m->parent)
		if (m == top)
			return true;
	return false;
}

/* --- mount(2) ---------------------------------------------------------------------- */

static u32
mount_flags(unsigned long flags)
{
	u32 f = flags & PER_MOUNT_FLAGS;

	if (!(f & (MS_NOATIME | MS_STRICTATIME)))
		f |= MS_RELATIME;
	if (f & MS_STRICTATIME)
		f &= ~(MS_RELATIME | MS_NOATIME);
	return f;
}

/* => errors: -EINTR: killed */
static int
place_lock(const struct path *at)
    TRY_ACQUIRE(0, at->dentry->inode->lock) NO_THREAD_SAFETY_ANALYSIS
{
	return mutex_lock_killable(&at->dentry->inode->lock) ? 0 : -EINTR;
}

static void
place_unlock(const struct path *at) RELEASE(at->dentry->inode->lock)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&at->dentry->inode->lock);
}

/* => holds: the place */
static int
check_place(const struct path *at, const struct dentry *root)
{
	if (S_ISDIR(inode_mode(at->dentry->inode)) !=
	    S_ISDIR(inode_mode(root->inode)))
		return -ENOTDIR;
	if (atomic_load(&at->dentry->inode->dead) ||
	    dentry_is_deleted(at->dentry))
		return -ENOENT;
	return 0;
}

/* => errors: then the mount is the caller's as before */
static int
attach_new(struct mount *m, const struct path *at)
{
	int err = place_lock(at);

	if (err)
		return err;
	mount_changes_begin();
	if (at->mount->sb == m->sb && at->mount->root == at->dentry)
		err = -EBUSY;
	else if (!is_attached(at->mount))
		err = -EINVAL;
	else if (!mount_room_for(1))
		err = -ENOSPC;
	else
		err = check_place(at, m->root);
	if (!err)
		mount_attach(m, at);
	mount_changes_end();
	place_unlock(at);
	return err;
}

static int
mount_new(const char *source, const struct path *at, const char *type_name,
    unsigned long flags, const char *data)
{
	struct fs_type *type;
	struct superblock *sb;
	struct mount *m;
	int err;

	if (!type_name)
		return -EINVAL;
	type = type_find(type_name);
	if (!type)
		return missing(-ENODEV, "mount", "file system type %s",
		    type_name);
	err = type->mount(type, source ? source : "none", flags, data, &sb);
	if (err)
		return err;
	if (flags & MS_RDONLY && ref_read(&sb->refs) == 1)
		atomic_or(&sb->flags, MS_RDONLY);
	err = mount_create(sb, source ? source : "none", mount_flags(flags),
	    &m);
	if (err) {
		super_put(sb);
		return err;
	}
	err = attach_new(m, at);
	if (err)
		mount_put(m);
	return err;
}

int
mount_clone(struct mount *m, struct dentry *root, struct mount **out)
{
	int err = mount_create(m->sb, m->source, atomic_load(&m->flags), out);

	if (err)
		return err;
	super_get(m->sb);
	dentry_get(root);
	dentry_put((*out)->root);
	(*out)->root = root;
	return 0;
}

/* Is m on `from` itself, outside of what is below its dentry? */
static bool
is_beside(const struct mount *m, const struct path *from) REQUIRES(mounts_role)
{
	bool below;

	mount_table_stands();
	if (m->parent != from->mount)
		return false;
	dentry_moves_stop();
	below = dentry_is_below(m->mountpoint, from->dentry);
	dentry_moves_go();
	return !below;
}

/* The mount after m in the tree at `from`; NULL at the end. */
static struct mount *
next_below(const struct mount *m, const struct path *from) REQUIRES(mounts_role)
{
	struct mount *next;

	mount_table_stands();
	next = mount_tree_next(m, from->mount, false);
	while (next && is_beside(next, from))
		next = mount_tree_next(next, from->mount, true);
	sched_point();
	return next;
}

/* Is there room for copies of the mounts on `from`, and one? */
static bool
has_room_for_tree(const struct path *from) REQUIRES(mounts_role)
{
	const struct mount *m = from->mount;
	u64 n = 1;

	mount_table_stands();
	while ((m = next_below(m, from)) && mount_room_for(n))
		n++;
	return mount_room_for(n);
}

/* Copies the mounts that lie on `from` below its dentry onto the clone. */
static int
clone_submounts(const struct path *from, struct mount *clone)
    REQUIRES(mounts_role)
{
	struct mount *m = from->mount;
	int err = 0;

	mount_table_stands();
	m->clone = clone;
	while (!err && (m = next_below(m, from))) {
		struct path at = { m->parent->clone, m->mountpoint };

		err = mount_clone(m, m->root, &m->clone);
		if (!err)
			mount_attach(m->clone, &at);
	}
	return err;
}

/* => returns: with *out not on the table yet; errors: it is, with what is on it,
 * on *gone */
static int
clone_tree(const struct path *from, bool recursive, struct mount **out,
    struct list *gone) REQUIRES(mounts_role)
{
	int err;

	if (recursive ? !has_room_for_tree(from) : !mount_room_for(1))
		return -ENOSPC;
	err = mount_clone(from->mount, from->dentry, out);
	if (err || !recursive)
		return err;
	err = clone_submounts(from, *out);
	if (err)
		mount_detach_tree(*out, gone);
	return err;
}

/* What bind and move start from. */
static int
source_lookup(const char *source, struct path *from)
{
	if (!source || !*source)
		return -EINVAL;
	return path_lookup(AT_FDCWD, source, LOOKUP_FOLLOW, from);
}

static int
mount_bind(const char *source, const struct path *at, bool recursive)
{
	struct list gone = LIST_INIT(gone);
	struct path from;
	struct mount *m;
	int err = source_lookup(source, &from);

	if (err)
		return err;
	err = place_lock(at);
	if (err)
		goto put;
	mount_changes_begin();
	err = is_attached(from.mount) && is_attached(at->mount) ? 0 : -EINVAL;
	if (!err)
		err = check_place(at, from.dentry);
	if (!err)
		err = clone_tree(&from, recursive, &m, &gone);
	if (!err)
		mount_attach(m, at);
	mount_changes_end();
	place_unlock(at);
	mount_put_all(&gone);
put:
	path_put(&from);
	return err;
}

static int
mount_move(const char *source, const struct path *at)
{
	struct path from, old = { 0 };
	int err = source_lookup(source, &from);

	if (err)
		return err;
	err = place_lock(at);
	if (err)
		goto put;
	mount_removals_begin();
	mount_changes_begin();
	if (from.dentry != from.mount->root || !has_parent(from.mount) ||
	    !is_attached(at->mount))
		err = -EINVAL;
	else if (is_on(at->mount, from.mount))
		err = -ELOOP;
	else
		err = check_place(at, from.mount->root);
	if (!err) {
		mount_detach(from.mount, &old);
		mount_attach(from.mount, at);
	}
	mount_changes_end();
	mount_removals_end();
	place_unlock(at);
	if (old.mount)
		path_put(&old);
put:
	path_put(&from);
	return err;
}

/* Is anything of sb open for writing? */
static bool
super_has_writers(const struct superblock *sb) REQUIRES(mounts_role)
{
	struct mount *m = NULL;

	while ((m = mount_next(m))) {
		if (m->sb == sb && percpu_sum(m->writers) > 0)
			return true;
		sched_point();
	}
	return false;
}

/* The flags of a mount, or of a superblock, become `now`, unless they forbid what
 * somebody does: who opens a file to write counts himself and looks at them then.
 * => errors: -EBUSY */
static int
set_flags(u32 *flags, u32 now, const struct mount *m, bool whole)
    REQUIRES(mounts_role)
{
	u32 before = atomic_xchg(flags, now);

	if (!(now & MS_RDONLY) ||
	    !(whole ? super_has_writers(m->sb) : percpu_sum(m->writers) > 0))
		return 0;
	atomic_store(flags, before);
	return -EBUSY;
}

static int
remount_super(struct mount *m, unsigned long flags, const char *data)
    REQUIRES(mounts_role)
{
	struct superblock *sb = m->sb;
	u32 before = atomic_load(&sb->flags);
	int err = set_flags(&sb->flags,
	    (before & ~PER_SUPER_FLAGS) | (flags & PER_SUPER_FLAGS), m, true);

	if (!err && sb->ops->remount) {
		err = sb->ops->remount(sb, flags, data);
		if (err)
			atomic_store(&sb->flags, before);
	}
	return err;
}

static int
mount_remount(const struct path *at, unsigned long flags, const char *data)
{
	struct mount *m = at->mount;
	int err;

	if (at->dentry != m->root)
		return -EINVAL;
	mount_changes_begin();
	if (flags & MS_BIND) {
		err = set_flags(&m->flags, mount_flags(flags), m, false);
	} else {
		err = remount_super(m, flags, data);
		if (!err)
			atomic_store(&m->flags, mount_flags(flags));
	}
	mount_changes_end();
	/* Nobody makes it dirty any more. */
	if (!err && !(flags & MS_BIND) && flags & MS_RDONLY)
		(void)!super_sync(m->sb, WAIT_KILLABLE);
	return err;
}

#define PROPAGATION (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)

int
mount_at(const char *source, const struct path *at, const char *type,
    unsigned long flags, const char *data)
{
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(unsigned long)MS_MGC_MSK;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (flags & MS_REMOUNT)
		return mount_remount(at, flags, data);
	if (flags & MS_BIND)
		return mount_bind(source, at, flags & MS_REC);
	if (flags & PROPAGATION)
		return flags & (MS_PRIVATE | MS_UNBINDABLE) ?
		    0 :
		    (int)missing(0, "mount", "propagation");
	if (flags & MS_MOVE)
		return mount_move(source, at);
	return mount_new(source, at, type, flags, data);
}

int
mount_do(const char *source, const char *target, const char *type,
    unsigned long flags, const char *data)
{
	struct path at;
	int err = path_lookup(AT_FDCWD, target, LOOKUP_FOLLOW, &at);

	if (err)
		return err;
	err = mount_at(source, &at, type, flags, data);
	path_put(&at);
	return err;
}

/* --- umount2(2) -------------------------------------------------------------------- */

/* Does no path lead to what is on m at d?  A directory on the way was given up, since its
 * file system said that its name is another's now (dentry_lookup_locked). */
static bool
is_lost(const struct mount *m, struct dentry *d) REQUIRES(mounts_role)
{
	bool lost = false;

	dentry_moves_stop();
	for (; d != m->root && d->parent != d && !lost; d = d->parent) {
		lost = dentry_is_deleted(d);
		sched_point();
	}
	dentry_moves_go();
	return lost;
}

/* Takes off what is on m and cannot be reached to be taken off. */
static void
detach_lost(const struct mount *m, struct list *gone) REQUIRES(mounts_role)
{
	struct mount *child, *next;

	mount_table_stands();
	list_for_each_safe(child, next, &m->children, sibling)
		if (is_lost(m, child->mountpoint))
			mount_detach_tree(child, gone);
}

/* => returns: -EAGAIN: when *gone is put, try again */
static int
umount_path(const struct path *at, unsigned flags, struct list *gone)
    REQUIRES(removals_role)
REQUIRES(mounts_role)
{
	struct mount *m = at->mount;

	if (at->dentry != m->root || !has_parent(m))
		return -EINVAL;
	if (flags & MNT_EXPIRE)
		return (int)missing(-EINVAL, "umount2", "MNT_EXPIRE");
	if (flags & MNT_DETACH) {
		mount_detach_tree(m, gone);
		return 0;
	}
	if (mount_detach_unused(m, gone))
		return 0;
	detach_lost(m, gone);
	return list_empty(gone) ? -EBUSY : -EAGAIN;
}

int
umount_do(const char *target, unsigned flags)
{
	struct path at;
	int err;

	err = path_lookup(AT_FDCWD, target,
	    flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW, &at);
	if (err)
		return err;
	if (!capable(CAP_SYS_ADMIN))
		err = -EPERM;
	else
		err = -EAGAIN;
	while (err == -EAGAIN) {
		struct list gone = LIST_INIT(gone);

		mount_removals_begin();
		mount_changes_begin();
		err = umount_path(&at, flags, &gone);
		mount_changes_end();
		mount_removals_end();
		mount_put_all(&gone);
	}
	path_put(&at);
	return err;
}
