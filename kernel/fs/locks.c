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
 * Who must wait stands in line, and tries again when he is told to (locks_wait.c).
 *
 * Locking: a context's lock over who has what and who waits; it sleeps, since that is
 * as much as users make of it, and who walks it gives the CPU up now and then.  Below
 * it are spinlocks for what goes across files: one for who waits for whom, and one a
 * CPU for the tree of its locks, which /proc/locks shows (locks_show.c).
 *
 * Left out: mandatory locks, leases; /proc/locks shows no waiters.
 */
#include "fs/locks.h"
#include "fs/locks_internal.h"

#include "abi/errno.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "lib/list.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/thread.h"

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
	lock_line_init(&c->range_line);
	lock_line_init(&c->whole_line);
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

/* --- Setting one --- */

/* Sets a byte range, unless another is in the way, *r.
 * => returns: may what somebody waits for be free now? */
static bool
try_range(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct range_lock **r) REQUIRES(c->lock)
{
	bool had = lock_has_ranges(&c->ranges, want->owner);

	*r = want->type == F_UNLCK ? NULL : lock_in_the_way(c, want);
	if (*r)
		return false;
	lock_set_range(c, want, spares);
	/* One that he had became weaker, or went. */
	return had && want->type != F_WRLCK;
}

/* The same of a lock of the whole file. */
static bool
try_whole(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct range_lock **r) REQUIRES(c->lock)
{
	struct range_lock *own = lock_find_whole(&c->whole, want->owner);

	*r = NULL;
	if (own && own->type == want->type)
		return false;
	if (own)
		lock_drop_whole(&c->whole, own, spares);
	if (want->type != F_UNLCK)
		*r = lock_in_the_way(c, want);
	if (want->type != F_UNLCK && !*r)
		lock_add_whole(c, want, spares);
	return own;
}

/* => returns: 0; -EAGAIN: another is in the way, and w, if any, waits; -EDEADLK */
static int
try_lock(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares, struct lock_wait *w)
{
	struct range_lock *r;
	bool news;
	int err = 0;

	mutex_lock(&c->lock);
	news = want->kind == KIND_FLOCK ? try_whole(c, want, spares, &r) :
					  try_range(c, want, spares, &r);
	if (r)
		err = w ? lock_wait_begin(c, w, r) : -EAGAIN;
	else if (w)
		lock_wait_end(w);
	if (news)
		lock_wait_tell(c, want->kind, want->start, want->end);
	mutex_unlock(&c->lock);
	return err;
}

/* A signal ends the wait. */
static void
give_up(struct flock_context *c, struct lock_wait *w)
{
	mutex_lock(&c->lock);
	lock_wait_give_up(c, w);
	mutex_unlock(&c->lock);
}

static int
set_lock(struct inode *inode, const struct lock_want *want, bool block)
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
	lock_wait_init(&wait, want);
	while ((err = try_lock(c, want, &spares, block ? &wait : NULL)) ==
		-EAGAIN &&
	    block) {
		err = lock_wait_sleep(&wait);
		if (err) {
			give_up(c, &wait);
			break;
		}
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
	return set_lock(f->inode, &want,
	    cmd == F_SETLKW || cmd == F_OFD_SETLKW);
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
	return set_lock(f->inode, &want, wait);
}

/* Drops all ranges of an owner. */
static void
drop_ranges(struct flock_context *c, const void *owner)
{
	struct lock_spares gone;

	lock_spares_init(&gone);
	mutex_lock(&c->lock);
	lock_drop_owner(&c->ranges, owner, &gone);
	if (!list_empty(&gone.ranges))
		lock_wait_tell(c, KIND_POSIX, 0, UINT64_MAX);
	mutex_unlock(&c->lock);
	lock_spares_free(&gone);
}

static void
drop_whole(struct flock_context *c, const struct file *f)
{
	struct lock_spares gone;
	struct range_lock *r;

	lock_spares_init(&gone);
	mutex_lock(&c->lock);
	r = lock_find_whole(&c->whole, f);
	if (r) {
		lock_drop_whole(&c->whole, r, &gone);
		lock_wait_tell(c, KIND_FLOCK, 0, UINT64_MAX);
	}
	mutex_unlock(&c->lock);
	lock_spares_free(&gone);
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
