/*
 * The mount table.
 *
 * Attached mounts are on one list, in order of mounting, and in a small hash
 * by (parent mount, covered dentry).  A dentry that is covered anywhere
 * carries DENTRY_MOUNTPOINT, so that a path walk looks here only when it
 * steps on one.
 *
 * Life: mount_create() -> attach() on the table -> detach() -> the last put
 * frees it and drops the superblock.  A lazily detached mount lives on while
 * paths through it do.
 *
 * Locking: the mutex serializes changes (mounting may sleep); the spinlock
 * makes single steps of lookups atomic against them.
 *
 * Left out: propagation (all mounts are private; MS_SHARED is accepted and
 * does nothing), mount namespaces, MNT_EXPIRE.
 */
#include "fs/mount.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/dentry.h"
#include "fs/fs_context.h"
#include "fs/fstype.h"
#include "fs/namei.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/thread.h"

#define MOUNT_BUCKETS 64
#define PER_MOUNT_FLAGS                                              \
	(MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | \
	    MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME)
#define PER_SUPER_FLAGS (MS_RDONLY | MS_SYNCHRONOUS | MS_DIRSYNC | MS_LAZYTIME)

/* What changes the table holds both locks; either is enough to look. */
static struct {
	struct mutex mutex;                     /* by changes_begin() */
	struct spinlock lock;                   /* by table_lock() */
	struct list list LOCK_ROLE(mount_role); /* attached mounts */
	struct mount *buckets[MOUNT_BUCKETS] LOCK_ROLE(mount_role);
	struct fs_type *types; /* [a] grows at boot only */
	int next_id;           /* [a] */
} table = {
	.lock = SPINLOCK_INIT(LC_MOUNT),
	.list = LIST_INIT(table.list),
	.next_id = 1,
};

static struct slab_cache mount_cache = SLAB_CACHE("mount", struct mount);

static void
changes_begin(void) ACQUIRE(mounts_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&table.mutex);
}

static void
changes_end(void) RELEASE(mounts_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&table.mutex);
}

static void
table_lock(void) ACQUIRE(mount_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&table.lock);
}

static void
table_unlock(void) RELEASE(mount_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&table.lock);
}

/* Nobody changes the table, so it can be read. */
static void
table_stands(void) REQUIRES(mounts_role)
ASSERT_SHARED(mount_role)
{
	assert_mutex_held(&table.mutex);
}

/* Types. */

void
fs_type_register(struct fs_type *type)
{
	struct fs_type **link = &table.types;

	while (*link)
		link = &(*link)->next;
	type->next = NULL;
	store_release(link, type);
}

struct fs_type *
fs_type_next(const struct fs_type *type)
{
	return type ? type->next : load_acquire(&table.types);
}

static struct fs_type *
type_find(const char *name)
{
	for (struct fs_type *t = load_acquire(&table.types); t; t = t->next)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

/* The object. */

int
mount_create(struct superblock *sb, const char *source, u32 flags,
    struct mount **out)
{
	struct mount *m = slab_zalloc(&mount_cache);

	if (!m)
		return -ENOMEM;
	m->source = kstrndup(source, 4095);
	if (!m->source) {
		slab_free(&mount_cache, m);
		return -ENOMEM;
	}
	ref_init(&m->refs, 1);
	m->id = atomic_fetch_add(&table.next_id, 1);
	m->flags = flags & PER_MOUNT_FLAGS;
	m->sb = sb;
	m->root = sb->root;
	if (m->root)
		dentry_get(m->root);
	list_init(&m->node);
	*out = m;
	return 0;
}

void
mount_free(struct mount *m)
{
	role_unshared(&mount_role);
	assert(!m->attached && !m->parent);
	if (m->root)
		dentry_put(m->root);
	super_put(m->sb);
	kfree(m->source);
	slab_free(&mount_cache, m);
}

/* The table. */

static struct mount **
bucket(const struct mount *parent, const struct dentry *d)
    REQUIRES_SHARED(mount_role)
{
	u64 h = (u64)parent / 64 + (u64)d / 64;

	return &table.buckets[(h ^ h >> 6) % MOUNT_BUCKETS];
}

struct mount *
mount_on(struct mount *parent, struct dentry *d)
{
	struct mount *m;

	table_lock();
	for (m = *bucket(parent, d); m; m = m->next)
		if (m->parent == parent && m->mountpoint == d)
			break;
	if (m)
		mount_get(m);
	table_unlock();
	return m;
}

bool
mount_step_up(struct path *p)
{
	struct mount *m = p->mount;
	struct path up = { 0 };

	table_lock();
	if (m->parent) {
		up = (struct path){ m->parent, m->mountpoint };
		path_get(&up);
	}
	table_unlock();
	if (!up.mount)
		return false;
	path_put(p);
	*p = up;
	return true;
}

/* Puts m on the table at `at` (whose references are taken), or as the root.
 * The table's own reference is the caller's. */
static void
attach(struct mount *m, const struct path *at) REQUIRES(mounts_role)
{
	table_lock();
	if (at) {
		struct mount **b = bucket(at->mount, at->dentry);

		path_get(at);
		m->parent = at->mount;
		m->mountpoint = at->dentry;
		m->next = *b;
		*b = m;
		atomic_or(&at->dentry->state, DENTRY_MOUNTPOINT);
	}
	m->attached = true;
	list_add_tail(&table.list, &m->node);
	table_unlock();
}

static bool
is_covered_locked(const struct dentry *d) REQUIRES(mount_role)
{
	struct mount *m;

	list_for_each(m, &table.list, node)
		if (m->mountpoint == d)
			return true;
	return false;
}

/* Takes m off the table; its place's references pass to *at. */
static void
detach(struct mount *m, struct path *at) REQUIRES(mounts_role)
{
	struct mount **link;

	table_lock();
	for (link = bucket(m->parent, m->mountpoint); *link != m;)
		link = &(*link)->next;
	*link = m->next;
	*at = (struct path){ m->parent, m->mountpoint };
	m->parent = NULL;
	m->mountpoint = NULL;
	m->attached = false;
	list_remove(&m->node);
	if (!is_covered_locked(at->dentry))
		atomic_and(&at->dentry->state, ~DENTRY_MOUNTPOINT);
	table_unlock();
}

static struct mount *
first_child(const struct mount *m) REQUIRES(mounts_role)
{
	struct mount *c;

	table_stands();
	list_for_each(c, &table.list, node)
		if (c->parent == m)
			return c;
	return NULL;
}

static bool
is_attached(const struct mount *m) REQUIRES(mounts_role)
{
	table_stands();
	return m->attached;
}

/* Is it on another? The root, and what was taken off, is not. */
static bool
has_parent(const struct mount *m) REQUIRES(mounts_role)
{
	table_stands();
	return m->parent;
}

int
mount_parent_id(const struct mount *m)
{
	int id;

	table_lock();
	id = m->parent ? m->parent->id : m->id;
	table_unlock();
	return id;
}

/* Is m the mount `top` or somewhere on it? */
static bool
is_on(const struct mount *m, const struct mount *top) REQUIRES(mounts_role)
{
	table_stands();
	for (; m; m = m->parent)
		if (m == top)
			return true;
	return false;
}

/* mount(2). */

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

static int
check_place(const struct path *at, const struct dentry *root)
{
	if (S_ISDIR(inode_mode(at->dentry->inode)) !=
	    S_ISDIR(inode_mode(root->inode)))
		return -ENOTDIR;
	if (atomic_load(&at->dentry->inode->dead))
		return -ENOENT;
	return 0;
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
	changes_begin();
	if (at->mount->sb == sb && at->mount->root == at->dentry)
		err = -EBUSY;
	else if (!is_attached(at->mount))
		err = -EINVAL;
	else
		err = check_place(at, m->root);
	if (!err)
		attach(m, at);
	changes_end();
	if (err)
		mount_put(m);
	return err;
}

/* A mount of the tree below `root` of m's file system. */
static int
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

/* The clone of m's parent, if m's place was cloned with it. */
static struct mount *
clone_place(const struct mount *m, const struct path *from, struct path *at)
    REQUIRES(mounts_role)
{
	bool below = true;

	table_stands();
	if (!m->parent || !m->parent->clone)
		return NULL;
	if (m->parent == from->mount) {
		dentry_moves_stop();
		below = dentry_is_below(m->mountpoint, from->dentry);
		dentry_moves_go();
	}
	*at = (struct path){ m->parent->clone, m->mountpoint };
	return below ? at->mount : NULL;
}

/* The next on the table; NULL: the first. */
static struct mount *
next_mount(const struct mount *m) REQUIRES(mounts_role)
{
	const struct list *next;

	table_stands();
	next = m ? m->node.next : table.list.next;
	return next == &table.list ? NULL :
				     list_entry(next, struct mount, node);
}

/* Copies the mounts that lie on `from` below its dentry onto the clone. */
static int
clone_submounts(const struct path *from, struct mount *clone, int last_id)
    REQUIRES(mounts_role)
{
	struct mount *m = NULL;
	struct path at;
	int err = 0;

	while ((m = next_mount(m)))
		m->clone = NULL;
	from->mount->clone = clone;
	/* Parents come before children on the list; copies are behind. */
	while (!err && (m = next_mount(m)) && m->id <= last_id) {
		if (!clone_place(m, from, &at))
			continue;
		err = mount_clone(m, m->root, &m->clone);
		if (err)
			m->clone = NULL;
		else
			attach(m->clone, &at);
	}
	return err;
}

static int
mount_bind(const char *source, const struct path *at, bool recursive)
{
	struct path from;
	struct mount *m;
	int err;

	if (!source || !*source)
		return -EINVAL;
	err = path_lookup(AT_FDCWD, source, LOOKUP_FOLLOW, &from);
	if (err)
		return err;
	changes_begin();
	err = is_attached(from.mount) && is_attached(at->mount) ? 0 : -EINVAL;
	if (!err)
		err = check_place(at, from.dentry);
	if (!err)
		err = mount_clone(from.mount, from.dentry, &m);
	if (!err) {
		int last = m->id;

		attach(m, at);
		if (recursive)
			err = clone_submounts(&from, m, last - 1);
	}
	changes_end();
	path_put(&from);
	return err;
}

static int
mount_move(const char *source, const struct path *at)
{
	struct path from, old = { 0 };
	int err;

	if (!source || !*source)
		return -EINVAL;
	err = path_lookup(AT_FDCWD, source, LOOKUP_FOLLOW, &from);
	if (err)
		return err;
	changes_begin();
	if (from.dentry != from.mount->root || !has_parent(from.mount) ||
	    !is_attached(at->mount))
		err = -EINVAL;
	else if (is_on(at->mount, from.mount))
		err = -ELOOP;
	else
		err = check_place(at, from.dentry);
	if (!err) {
		detach(from.mount, &old);
		attach(from.mount, at);
	}
	changes_end();
	if (old.mount)
		path_put(&old);
	path_put(&from);
	return err;
}

/* Is anything of sb open for writing? */
static bool
super_has_writers(const struct superblock *sb) REQUIRES(mounts_role)
{
	struct mount *m;

	table_stands();
	list_for_each(m, &table.list, node)
		if (m->sb == sb && atomic_load(&m->writers) > 0)
			return true;
	return false;
}

static int
mount_remount(const struct path *at, unsigned long flags, const char *data)
{
	struct mount *m = at->mount;
	struct superblock *sb = m->sb;
	int err = 0;

	if (at->dentry != m->root)
		return -EINVAL;
	changes_begin();
	if (flags & MS_BIND) {
		if (flags & MS_RDONLY && atomic_load(&m->writers) > 0)
			err = -EBUSY;
	} else if (flags & MS_RDONLY && super_has_writers(sb)) {
		err = -EBUSY;
	} else {
		if (sb->ops->remount)
			err = sb->ops->remount(sb, flags, data);
		if (!err)
			atomic_store(&sb->flags,
			    (sb->flags & ~PER_SUPER_FLAGS) |
				(flags & PER_SUPER_FLAGS));
	}
	if (!err)
		atomic_store(&m->flags, mount_flags(flags));
	changes_end();
	return err;
}

#define PROPAGATION (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)

int
mount_do(const char *source, const char *target, const char *type,
    unsigned long flags, const char *data)
{
	struct path at;
	int err;

	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(unsigned long)MS_MGC_MSK;
	err = path_lookup(AT_FDCWD, target, LOOKUP_FOLLOW, &at);
	if (err)
		return err;
	if (!capable(CAP_SYS_ADMIN))
		err = -EPERM;
	else if (flags & MS_REMOUNT)
		err = mount_remount(&at, flags, data);
	else if (flags & MS_BIND)
		err = mount_bind(source, &at, flags & MS_REC);
	else if (flags & PROPAGATION)
		err = flags & (MS_PRIVATE | MS_UNBINDABLE) ?
		    0 :
		    (int)missing(0, "mount", "propagation");
	else if (flags & MS_MOVE)
		err = mount_move(source, &at);
	else
		err = mount_new(source, &at, type, flags, data);
	path_put(&at);
	return err;
}

/* umount2(2). */

/* Takes m and all that is mounted on it off the table.
 * => the changes are open to others meanwhile, around puts */
static void
detach_tree(struct mount *top) REQUIRES(mounts_role)
{
	struct mount *m, *child;
	struct path at;

	do {
		for (m = top; (child = first_child(m));)
			m = child;
		bool last = m == top;
		detach(m, &at);
		changes_end();
		path_put(&at);
		mount_put(m);
		changes_begin();
		if (last)
			break;
	} while (is_attached(top));
}

int
umount_do(const char *target, unsigned flags)
{
	struct path at;
	struct mount *m;
	int err;

	err = path_lookup(AT_FDCWD, target,
	    flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW, &at);
	if (err)
		return err;
	m = at.mount;
	changes_begin();
	if (!capable(CAP_SYS_ADMIN))
		err = -EPERM;
	else if (at.dentry != m->root || !has_parent(m))
		err = -EINVAL;
	else if (flags & MNT_EXPIRE)
		err = (int)missing(-EINVAL, "umount2", "MNT_EXPIRE");
	else if (!(flags & MNT_DETACH) &&
	    (first_child(m) || ref_read(&m->refs) > 2))
		err = -EBUSY; /* 2: the table's reference and ours */
	else
		detach_tree(m);
	changes_end();
	path_put(&at);
	return err;
}

/* Boot, sync, and going through all. */

void
mount_root(struct fs_type *type)
{
	struct superblock *sb;
	struct fs_context *fs;
	struct mount *m;
	struct path root;

	mutex_init(&table.mutex, LC_MOUNTS);
	if (type->mount(type, type->name, 0, NULL, &sb) != 0 ||
	    mount_create(sb, type->name, MS_RELATIME, &m) != 0)
		panic("cannot mount the root file system");
	changes_begin();
	attach(m, NULL);
	changes_end();
	root = (struct path){ m, m->root };
	if (fs_context_create(&root, &fs) != 0)
		panic("no memory for the first fs context");
	current()->fs = PRIVATE(struct fs_context, fs);
}

void
mount_sync_all(void)
{
	struct mount *m = NULL;

	changes_begin();
	while ((m = next_mount(m)))
		if (m->sb->ops->sync)
			(void)m->sb->ops->sync(m->sb);
	changes_end();
}

struct mount *
mount_from_id(int id)
{
	struct mount *m, *best = NULL;

	table_lock();
	list_for_each(m, &table.list, node)
		if (m->id >= id && (!best || m->id < best->id))
			best = m;
	if (best)
		mount_get(best);
	table_unlock();
	return best;
}
