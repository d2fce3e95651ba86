/*
 * Advisory locks.
 *
 * An inode that was ever locked has a context: who has byte ranges of fcntl(), and who
 * has locks of flock(), which never meet (locks_held.c).  A range belongs to an
 * owner: the descriptor table (so that threads share and fork does not
 * inherit), for open-file locks the struct file.
 *
 * What setting a range may need is allocated before the lock is taken: nothing fails
 * half-way.  Converting a flock() gives the old one up first, so that two who both ask
 * for more do not wait for each other.
 *
 * Who must wait says for whom, and looks again at every change of the file's
 * locks: then somebody else may be in the way.  So a circle of fcntl() waiters
 * is found (-EDEADLK) by the one who closes it, at most MAX_CHAIN owners deep.
 *
 * Locking: a context's lock over who has what; it sleeps, since that is as much as
 * users make of it, and who walks it gives the CPU up now and then.  Below it are
 * spinlocks for what goes across files: one for who waits for whom, and one a CPU for
 * the tree of its locks, which /proc/locks shows (locks_show.c).
 *
 * Left out: mandatory locks, leases; /proc/locks shows no waiters.
 */
#include "fs/locks.h"
#include "fs/locks_internal.h"

#include "abi/errno.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "lib/hash.h"
#include "lib/list.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/waitq.h"

#define MAX_CHAIN    16
#define WAIT_BUCKETS 64

/* An owner that waits for a range, on a thread's stack. */
struct lock_wait {
	struct list node; /* in a bucket of all.waits */
	const void *owner, *blocker;
};

static struct {
	struct spinlock lock;
	struct list waits[WAIT_BUCKETS] OWN_LOCK(
	    lock); /* by owner; next NULL: empty */
} all = {
	.lock = SPINLOCK_INIT(LC_FLOCKS),
};

static int
context_get(struct inode *inode)
{
	struct flock_context *c, *none = NULL;

	if (load_acquire(&inode->locks))
		return 0;
	c = kzalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	mutex_init(&c->lock, LC_FLOCK);
	mutex_unshared(&c->lock);
	lock_holders_init(&c->ranges);
	c->whole = (struct rb_tree)RB_TREE_INIT;
	waitq_init(&c->changed);
	c->inode = inode;
	if (!atomic_cas(&inode->locks, &none, c))
		kfree(c);
	return 0;
}

void
flock_context_free(struct inode *inode)
{
	struct flock_context *c = inode->locks;
	struct lock_spares gone;

	mutex_unshared(&c->lock); /* nobody else has the inode */
	lock_spares_init(&gone);
	lock_drop_all(&c->ranges, &gone);
	while (c->whole.root)
		lock_drop_whole(&c->whole,
		    rb_entry(c->whole.root, struct range_lock, node), &gone);
	lock_spares_free(&gone);
	kfree(c);
	inode->locks = NULL;
}

/* --- Waiting --- */

static struct list *
wait_bucket(const void *owner)
{
	struct list *b = &all.waits[hash_u64((u64)owner) % WAIT_BUCKETS];

	if (!b->next)
		list_init(b);
	return b;
}

/* For whom does an owner wait?  NULL: for nobody. => holds: all.lock */
static const void *
waits_for(const void *owner)
{
	struct lock_wait *w;

	list_for_each(w, wait_bucket(owner), node)
		if (w->owner == owner)
			return w->blocker;
	return NULL;
}

/* Would waiting for `blocker` close a circle? => holds: all.lock */
static bool
deadlocks(const void *owner, const void *blocker)
{
	for (int i = 0; blocker && i < MAX_CHAIN; i++) {
		if (blocker == owner)
			return true;
		blocker = waits_for(blocker);
	}
	return false;
}

/* Says that w's owner waits for `blocker`. => errors: -EDEADLK */
static int
announce(struct lock_wait *w, const void *owner, const void *blocker)
{
	int err = 0;

	spin_lock(&all.lock);
	if (deadlocks(owner, blocker)) {
		err = -EDEADLK;
	} else {
		w->owner = owner;
		w->blocker = blocker;
		list_add_tail(wait_bucket(owner), &w->node);
	}
	spin_unlock(&all.lock);
	return err;
}

static void
withdraw(struct lock_wait *w)
{
	spin_lock(&all.lock);
	list_remove(&w->node);
	spin_unlock(&all.lock);
}

/* Something may have become free. */
static void
tell_waiters(struct flock_context *c)
{
	(void)atomic_fetch_add(&c->changes, 1);
	wake_all(&c->changed);
}

/* --- Byte ranges --- */

/* Tries to set the range. => returns: 0; -EAGAIN when another is in the way,
 * and *wait (NULL: do not wait) says so to the others; -EDEADLK */
static int
try_range(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct lock_wait *wait)
{
	struct range_lock *r = NULL;
	int err = 0;

	mutex_lock(&c->lock);
	if (want->type != F_UNLCK)
		r = lock_find_conflict(&c->ranges, want);
	if (!r)
		lock_set_range(c, want, spares);
	else if (wait && want->kind == KIND_POSIX)
		err = announce(wait, want->owner, r->owner);
	if (r && !err)
		err = -EAGAIN;
	mutex_unlock(&c->lock);
	/* A lock that became weaker or went may free others. */
	if (!err && want->type != F_WRLCK)
		tell_waiters(c);
	return err;
}

/* Is one of the others in the way?  They are all of one type. */
static bool
whole_conflicts(const struct rb_tree *others, u8 type)
{
	return others->root &&
	    (type == F_WRLCK ||
		rb_entry(others->root, struct range_lock, node)->type ==
		    F_WRLCK);
}

/* Tries to set a lock of the whole file. => errors: -EAGAIN */
static int
try_whole(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct lock_wait *wait)
{
	struct range_lock *own;
	int err = 0;

	(void)wait;
	mutex_lock(&c->lock);
	own = lock_find_whole(&c->whole, want->owner);
	if (own && own->type == want->type) {
		mutex_unlock(&c->lock);
		return 0;
	}
	if (own)
		lock_drop_whole(&c->whole, own, spares);
	if (want->type == F_UNLCK)
		err = 0;
	else if (whole_conflicts(&c->whole, want->type))
		err = -EAGAIN;
	else
		lock_add_whole(c, want, spares);
	mutex_unlock(&c->lock);
	if (own)
		tell_waiters(c);
	return err;
}

typedef int try_fn(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct lock_wait *wait);

static int
set_lock(struct inode *inode, const struct lock_want *want, bool block,
    try_fn *try)
{
	struct flock_context *c;
	struct lock_wait wait;
	struct lock_spares spares;
	int err;

	if (want->type == F_UNLCK && !load_acquire(&inode->locks))
		return 0;
	err = context_get(inode);
	if (!err)
		err = lock_spares_alloc(&spares, want);
	if (err)
		return err;
	c = load_acquire(&inode->locks);
	list_init(&wait.node);
	for (;;) {
		u64 seen = atomic_load(&c->changes);

		err = try(c, want, &spares, block ? &wait : NULL);
		if (err != -EAGAIN || !block)
			break;
		err = wait_event_intr(&c->changed,
		    atomic_load(&c->changes) != seen);
		withdraw(&wait);
		if (err)
			break;
	}
	lock_spares_free(&spares);
	return err;
}

/* The range that l means. => errors: -EINVAL, -EOVERFLOW */
static int
range_from_user(struct file *f, const struct flock *l, struct lock_want *r)
{
	s64 base = 0, start, end;

	if (l->l_whence == SEEK_CUR)
		base = file_pos_get(f);
	else if (l->l_whence == SEEK_END)
		base = (s64)atomic_load(&f->inode->size);
	else if (l->l_whence != SEEK_SET)
		return -EINVAL;
	if (__builtin_add_overflow(base, l->l_start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	if (l->l_len > 0) {
		if (__builtin_add_overflow(start, l->l_len - 1, &end))
			return -EOVERFLOW;
	} else if (l->l_len < 0) {
		end = start - 1;
		if (__builtin_add_overflow(start, l->l_len, &start))
			return -EINVAL;
		if (start < 0)
			return -EINVAL;
	} else {
		end = INT64_MAX;
	}
	r->start = (u64)start;
	r->end = end == INT64_MAX ? UINT64_MAX : (u64)end;
	return 0;
}

/* F_GETLK: what is in the way of r. */
static void
tell_conflict(struct inode *inode, const struct lock_want *want,
    struct flock *l)
{
	struct flock_context *c = load_acquire(&inode->locks);
	struct range_lock *r;

	if (!c) {
		l->l_type = F_UNLCK;
		return;
	}
	mutex_lock(&c->lock);
	r = lock_find_conflict(&c->ranges, want);
	if (r) {
		l->l_type = r->type;
		l->l_whence = SEEK_SET;
		l->l_start = (s64)r->start;
		l->l_len = r->end == UINT64_MAX ? 0 :
						  (s64)(r->end - r->start + 1);
		l->l_pid = r->kind == KIND_OFD ? -1 : r->pid;
	} else {
		l->l_type = F_UNLCK;
	}
	mutex_unlock(&c->lock);
}

static int
check_type(const struct file *f, int type)
{
	switch (type) {
	case F_RDLCK:
		return f->mode & FMODE_READ ? 0 : -EBADF;
	case F_WRLCK:
		return f->mode & FMODE_WRITE ? 0 : -EBADF;
	case F_UNLCK:
		return 0;
	}
	return -EINVAL;
}

/* Order of checks as Linux's fcntl_getlk() and fcntl_setlk(). */
int
file_lock_range(struct file *f, unsigned cmd, struct flock *l)
{
	bool ofd = cmd >= F_OFD_GETLK;
	bool gets = cmd == F_GETLK || cmd == F_OFD_GETLK;
	struct lock_want want = {
		.owner = ofd ? (const void *)f : current_fds(),
		.kind = ofd ? KIND_OFD : KIND_POSIX,
		.type = (u8)l->l_type,
		.pid = fs_current_pid(),
	};
	int err;

	if (gets && l->l_type != F_RDLCK && l->l_type != F_WRLCK)
		return -EINVAL;
	err = range_from_user(f, l, &want);
	if (err)
		return err;
	if (!gets)
		err = check_type(f, l->l_type);
	if (!err && ofd && l->l_pid != 0)
		err = -EINVAL;
	if (err)
		return err;
	if (gets) {
		tell_conflict(f->inode, &want, l);
		return 0;
	}
	return set_lock(f->inode, &want, cmd == F_SETLKW || cmd == F_OFD_SETLKW,
	    try_range);
}

int
file_lock_whole(struct file *f, int type, bool wait)
{
	struct lock_want want = {
		.owner = f,
		.kind = KIND_FLOCK,
		.type = (u8)type,
		.pid = fs_current_pid(),
		.end = UINT64_MAX,
	};

	if (type != F_UNLCK && !(f->mode & (FMODE_READ | FMODE_WRITE)))
		return -EBADF;
	return set_lock(f->inode, &want, wait, try_whole);
}

/* What an owner had has gone. */
static void
free_dropped(struct flock_context *c, struct lock_spares *gone)
{
	if (list_empty(&gone->ranges))
		return;
	lock_spares_free(gone);
	tell_waiters(c);
}

/* Drops all ranges of an owner. */
static void
drop_ranges(struct flock_context *c, const void *owner)
{
	struct lock_spares gone;

	lock_spares_init(&gone);
	mutex_lock(&c->lock);
	lock_drop_owner(&c->ranges, owner, &gone);
	mutex_unlock(&c->lock);
	free_dropped(c, &gone);
}

static void
drop_whole(struct flock_context *c, const struct file *f)
{
	struct lock_spares gone;
	struct range_lock *r;

	lock_spares_init(&gone);
	mutex_lock(&c->lock);
	r = lock_find_whole(&c->whole, f);
	if (r)
		lock_drop_whole(&c->whole, r, &gone);
	mutex_unlock(&c->lock);
	free_dropped(c, &gone);
}

void
file_locks_closed(struct file *f, const struct fdtable *table)
{
	drop_ranges(load_acquire(&f->inode->locks), table);
}

void
file_locks_released(struct file *f)
{
	struct flock_context *c = load_acquire(&f->inode->locks);

	drop_ranges(c, f);
	drop_whole(c, f);
}
