/*
 * The mount table.
 *
 * Mounts form a tree: each attached one covers a dentry of its parent and stands
 * among the parent's children, in order of mounting.  They are found by (parent,
 * covered dentry) in a hash, and by number in a tree.  A dentry that is covered
 * anywhere carries DENTRY_MOUNTPOINT, so that a path walk looks here only when it
 * steps on one; by the covered dentry there is another hash, which says whether it
 * still is.
 *
 * Life: mount_create() -> mount_attach() -> mount_detach() -> the last put frees it
 * and drops the superblock.  A lazily detached mount lives on while paths through it
 * do.
 *
 * Locking: the mutex serializes changes (mounting may sleep); the spinlock
 * makes single steps of lookups atomic against them.  Whether a mount is unused can be
 * said a grace period after its references are counted exactly; who waits for that lets
 * go of the mutex, and keeps one that only those have who take mounts from their places.
 *
 * Left out: propagation (all mounts are private; MS_SHARED is accepted and
 * does nothing), mount namespaces, MNT_EXPIRE.
 */
#include "fs/mount_table.h"

#include "abi/errno.h"
#include "fs/dentry.h"
#include "fs/fs_context.h"
#include "fs/fstype.h"
#include "lib/assert.h"
#include "lib/hash.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define NBUCKETS 1024

u64 mount_max = 100000; /* Linux's fs.mount-max */

/* What changes the table holds both locks; either is enough to look. */
static struct {
	struct mutex removals; /* by mount_removals_begin() */
	struct mutex mutex;    /* by mount_changes_begin() */
	struct spinlock lock;  /* by table_lock() */
	struct rb_tree by_id LOCK_ROLE(mount_role); /* attached mounts */
	u64 count LOCK_ROLE(mount_role);            /* of them */
	struct rcu_link *by_place[NBUCKETS];        /* written under the lock */
	u32 changes; /* [a] of that: odd during one */
	struct list by_cover[NBUCKETS] LOCK_ROLE(mount_role);
	int next_id; /* [a] */
} table = {
	.lock = SPINLOCK_INIT(LC_MOUNT),
	.next_id = 1,
};

static struct slab_cache mount_cache = SLAB_CACHE("mount", struct mount);

void
mount_changes_begin(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&table.mutex);
}

void
mount_changes_end(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&table.mutex);
}

void
mount_removals_begin(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&table.removals);
}

void
mount_removals_end(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&table.removals);
}

void
mount_table_stands(void) NO_THREAD_SAFETY_ANALYSIS
{
	assert_mutex_held(&table.mutex);
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

/* --- The object ------------------------------------------------------------------- */

static void
free_parts(struct mount *m)
{
	kfree(m->source);
	percpu_free(m->writers);
	cpuref_fini(&m->refs);
}

int
mount_create(struct superblock *sb, const char *source, u32 flags,
    struct mount **out)
{
	struct mount *m = slab_zalloc(&mount_cache);

	if (!m)
		return -ENOMEM;
	m->source = kstrndup(source, 4095);
	m->writers = percpu_alloc();
	if (cpuref_init(&m->refs) != 0 || !m->source || !m->writers) {
		free_parts(m);
		slab_free(&mount_cache, m);
		return -ENOMEM;
	}
	m->id = atomic_fetch_add(&table.next_id, 1);
	m->flags = flags & PER_MOUNT_FLAGS;
	m->sb = sb;
	super_publish(sb);
	m->root = sb->root;
	if (m->root)
		dentry_get(m->root);
	list_init(&m->children);
	list_init(&m->sibling);
	*out = m;
	return 0;
}

static void
free_mount(struct rcu_head *h)
{
	struct mount *m = container_of(h, struct mount, rcu);

	free_parts(m);
	slab_free(&mount_cache, m);
}

void
mount_free(struct mount *m)
{
	role_unshared(&mount_role);
	assert(!m->attached && !m->parent);
	if (m->root)
		dentry_put(m->root);
	super_put(m->sb);
	rcu_call(&m->rcu, free_mount);
}

/* --- The table -------------------------------------------------------------------- */

static struct rcu_link **
place_bucket(const struct mount *parent, const struct dentry *d)
{
	return &table.by_place[hash_u64((u64)parent ^ (u64)d) % NBUCKETS];
}

static struct list *
cover_bucket(const struct dentry *d) REQUIRES_SHARED(mount_role)
{
	return &table.by_cover[hash_u64((u64)d) % NBUCKETS];
}

/* => holds: the table's lock, or an RCU section */
static struct mount *
find_on(const struct mount *parent, const struct dentry *d)
{
	struct mount *m;

	rcu_chain_for_each(m, place_bucket(parent, d),
	    place_link) if (atomic_load(&m->parent) == parent &&
	    atomic_load(&m->mountpoint) == d) return m;
	return NULL;
}

struct mount *
mount_on(struct mount *parent, struct dentry *d)
{
	struct mount *m;

	table_lock();
	m = find_on(parent, d);
	if (m)
		mount_get(m);
	table_unlock();
	return m;
}

/* Of a look without the lock: it holds if nothing has changed since. */
static u32
look_begin(void)
{
	return load_acquire(&table.changes);
}

static bool
look_holds(u32 changes)
{
	barrier();
	return !(changes & 1) && atomic_load(&table.changes) == changes;
}

struct mount *
mount_peek(const struct mount *parent, const struct dentry *d)
{
	struct mount *m;
	u32 changes;

	do {
		changes = look_begin();
		m = find_on(parent, d);
	} while (unlikely(!look_holds(changes)));
	return m;
}

bool
mount_peek_up(struct path *p)
{
	struct path up;
	u32 changes;

	do {
		changes = look_begin();
		up.mount = atomic_load(&p->mount->parent);
		up.dentry = atomic_load(&p->mount->mountpoint);
	} while (unlikely(!look_holds(changes)));
	if (up.mount)
		*p = up;
	return up.mount;
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

static bool
id_less(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&mount_role);
	return rb_entry(a, struct mount, id_node)->id <
	    rb_entry(b, struct mount, id_node)->id;
}

static void
place_set(struct mount *m, const struct path *at) REQUIRES(mount_role)
{
	atomic_add(&table.changes, 1);
	atomic_store(&m->parent, at->mount);
	atomic_store(&m->mountpoint, at->dentry);
	rcu_chain_add(place_bucket(at->mount, at->dentry), &m->place_link);
	atomic_add(&table.changes, 1);
}

static void
place_clear(struct mount *m) REQUIRES(mount_role)
{
	atomic_add(&table.changes, 1);
	rcu_chain_remove(place_bucket(m->parent, m->mountpoint),
	    &m->place_link);
	atomic_store(&m->parent, NULL);
	atomic_store(&m->mountpoint, NULL);
	atomic_add(&table.changes, 1);
}

void
mount_attach(struct mount *m, const struct path *at)
{
	if (at)
		path_get(at);
	table_lock();
	if (at) {
		place_set(m, at);
		list_add_tail(cover_bucket(m->mountpoint), &m->cover_node);
		list_add_tail(&m->parent->children, &m->sibling);
		atomic_or(&at->dentry->flags, DENTRY_MOUNTPOINT);
	}
	if (cpuref_is_exact(&m->refs))
		cpuref_spread(&m->refs);
	m->attached = true;
	rb_insert(&table.by_id, &m->id_node, id_less);
	table.count++;
	table_unlock();
}

static bool
is_covered_locked(const struct dentry *d) REQUIRES(mount_role)
{
	struct mount *m;

	list_for_each(m, cover_bucket(d), cover_node)
		if (m->mountpoint == d)
			return true;
	return false;
}

static void
detach_locked(struct mount *m, struct path *at) REQUIRES(mount_role)
{
	list_remove(&m->cover_node);
	list_remove(&m->sibling);
	*at = (struct path){ m->parent, m->mountpoint };
	place_clear(m);
	m->attached = false;
	rb_erase(&table.by_id, &m->id_node);
	table.count--;
	if (!is_covered_locked(at->dentry))
		atomic_and(&at->dentry->flags, ~DENTRY_MOUNTPOINT);
}

void
mount_detach(struct mount *m, struct path *at)
{
	table_lock();
	detach_locked(m, at);
	table_unlock();
}

static bool
has_children(const struct mount *m) REQUIRES(mounts_role)
{
	mount_table_stands();
	return mount_first_child(m);
}

bool
mount_detach_unused(struct mount *m, struct list *gone)
{
	bool unused;

	if (has_children(m))
		return false;
	cpuref_gather(&m->refs);
	mount_changes_end();
	rcu_wait();
	mount_changes_begin();
	cpuref_gathered(&m->refs);
	table_lock();
	/* The table's reference and the caller's, none of what is on it; a walk that
	 * has found it gets none any more. */
	unused = cpuref_close(&m->refs, 2);
	if (unused) {
		detach_locked(m, &m->place);
		list_add_tail(gone, &m->sibling);
	} else {
		cpuref_spread(&m->refs);
	}
	table_unlock();
	return unused;
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

static struct mount *
id_entry(struct rb_node *n)
{
	return n ? rb_entry(n, struct mount, id_node) : NULL;
}

struct mount *
mount_next(const struct mount *m)
{
	return id_entry(m ? rb_next(&m->id_node) : rb_first(&table.by_id));
}

struct mount *
mount_from_id(int id)
{
	struct mount *m, *best = NULL;

	table_lock();
	for (struct rb_node *n = table.by_id.root; n;) {
		m = id_entry(n);
		if (m->id >= id)
			best = m;
		n = n->child[m->id < id];
	}
	if (best)
		mount_get(best);
	table_unlock();
	return best;
}

bool
mount_room_for(u64 n)
{
	mount_table_stands();
	return table.count + n <= atomic_load(&mount_max);
}

/* --- Trees of mounts ---------------------------------------------------------------- */

struct mount *
mount_first_child(const struct mount *m)
{
	return list_empty(&m->children) ?
	    NULL :
	    list_first(&m->children, struct mount, sibling);
}

struct mount *
mount_tree_next(const struct mount *m, const struct mount *top, bool skip)
{
	mount_table_stands();
	if (!skip && mount_first_child(m))
		return mount_first_child(m);
	for (; m != top; m = m->parent)
		if (m->sibling.next != &m->parent->children)
			return list_entry(m->sibling.next, struct mount,
			    sibling);
	return NULL;
}

void
mount_detach_tree(struct mount *top, struct list *gone)
{
	struct mount *m = top, *child, *up;

	mount_table_stands();
	for (;;) {
		while ((child = mount_first_child(m)))
			m = child;
		up = m == top ? NULL : m->parent;
		if (m->parent)
			mount_detach(m, &m->place);
		list_add_tail(gone, &m->sibling);
		if (!up)
			return;
		m = up;
		sched_point();
	}
}

/* No put of those on the list was the last one so far; it may be from here on. */
static void
gather_all(struct list *gone)
{
	struct list spread = LIST_INIT(spread);
	struct mount *m, *next;

	role_unshared(&mount_role);
	list_for_each_safe(m, next, gone, sibling) {
		if (!cpuref_is_exact(&m->refs)) {
			list_move_tail(&spread, &m->sibling);
			cpuref_gather(&m->refs);
		}
		sched_point();
	}
	if (list_empty(&spread))
		return;
	rcu_wait();
	list_for_each(m, &spread, sibling) {
		cpuref_gathered(&m->refs);
		sched_point();
	}
	list_splice_tail(gone, &spread);
}

void
mount_put_all(struct list *gone)
{
	struct mount *m;

	gather_all(gone);
	while ((m = list_pop(gone, struct mount, sibling))) {
		struct path place = m->place;

		m->place = (struct path){ 0 };
		if (place.mount)
			path_put(&place);
		mount_put(m);
		sched_point();
	}
}

/* --- Boot -------------------------------------------------------------------- */

void
mount_root(struct fs_type *type)
{
	struct superblock *sb;
	struct fs_context *fs;
	struct mount *m;
	struct path root;

	mutex_init(&table.removals, LC_UNMOUNT);
	mutex_init(&table.mutex, LC_MOUNTS);
	role_unshared(&mount_role);
	for (unsigned i = 0; i < NBUCKETS; i++) {
		list_init(&table.by_cover[i]);
	}
	if (type->mount(type, type->name, 0, NULL, &sb) != 0 ||
	    mount_create(sb, type->name, MS_RELATIME, &m) != 0)
		panic("cannot mount the root file system");
	mount_changes_begin();
	mount_attach(m, NULL);
	mount_changes_end();
	root = (struct path){ m, m->root };
	if (fs_context_create(&root, &fs) != 0)
		panic("no memory for the first fs context");
	current()->fs = PRIVATE(struct fs_context, fs);
}
