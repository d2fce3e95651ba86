/*
 * Advisory locks.
 *
 * An inode that was ever locked has a context with one list of ranges, ordered
 * by nothing: lists are short.  A range belongs to an owner: for fcntl() locks
 * the descriptor table (so that threads share and fork does not inherit), for
 * open-file locks and flock() the struct file.  flock() locks are ranges of the
 * whole file of another kind, which never meet the first.
 *
 * Setting a range of an owner first cuts that owner's other ranges to size;
 * for that at most two new objects are needed, which are allocated before the
 * lock is taken: nothing fails half-way.
 *
 * Who waits says for whom, so that a circle of fcntl() waiters is found
 * (-EDEADLK), at most MAX_CHAIN owners deep, as on Linux.
 *
 * Locking: one spinlock over all contexts. Locks are rare and the work under
 * it is short; a context stays until its inode goes.
 *
 * Left out: mandatory locks, leases.
 */
#include "fs/locks.h"

#include "abi/errno.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "lib/fmt.h"
#include "lib/list.h"
#include "mm/slab.h"
#include "sched/thread.h"
#include "sched/waitq.h"

#define MAX_CHAIN 16

enum lock_kind_fs {
	KIND_POSIX,
	KIND_OFD,
	KIND_FLOCK
};

struct range_lock {
	struct list node; /* on context->ranges */
	const void *owner;
	enum lock_kind_fs kind;
	u8 type; /* F_RDLCK, F_WRLCK */
	pid_t pid;
	u64 start, end; /* inclusive */
};

struct flock_context {
	struct list ranges; /* [lock] of struct range_lock */
	struct waitq changed;
	struct inode *inode; /* [I] */
	struct list node;    /* on locks.contexts [lock] */
};

/* A thread that waits for a range, on its stack. */
struct lock_wait {
	struct list node; /* on locks.waits */
	const void *owner, *blocker;
};

static struct {
	struct spinlock lock;
	struct list contexts; /* [lock] */
	struct list waits;    /* [lock] */
} locks = {
	.lock = SPINLOCK_INIT(LC_FLOCK),
	.contexts = LIST_INIT(locks.contexts),
	.waits = LIST_INIT(locks.waits),
};

static struct slab_cache range_cache = SLAB_CACHE("range_lock",
    struct range_lock);

static int
context_get(struct inode *inode)
{
	struct flock_context *c;

	if (load_acquire(&inode->locks))
		return 0;
	c = kzalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	list_init(&c->ranges);
	waitq_init(&c->changed);
	c->inode = inode;
	spin_lock(&locks.lock);
	if (!inode->locks) {
		list_add_tail(&locks.contexts, &c->node);
		store_release(&inode->locks, c);
		c = NULL;
	}
	spin_unlock(&locks.lock);
	kfree(c);
	return 0;
}

void
flock_context_free(struct inode *inode)
{
	struct flock_context *c = inode->locks;
	struct range_lock *r;

	spin_lock(&locks.lock);
	list_remove(&c->node);
	spin_unlock(&locks.lock);
	while ((r = list_pop(&c->ranges, struct range_lock, node)))
		slab_free(&range_cache, r);
	kfree(c);
	inode->locks = NULL;
}

static bool
conflicts(const struct range_lock *a, const struct range_lock *b)
{
	return (a->kind == KIND_FLOCK) == (b->kind == KIND_FLOCK) &&
	    a->owner != b->owner && a->start <= b->end && b->start <= a->end &&
	    (a->type == F_WRLCK || b->type == F_WRLCK);
}

/* A lock in the way of `want`, or NULL. => holds: locks.lock */
static struct range_lock *
find_conflict(const struct flock_context *c, const struct range_lock *want)
{
	struct range_lock *r;

	list_for_each(r, &c->ranges, node)
		if (conflicts(r, want))
			return r;
	return NULL;
}

/* Would waiting for `blocker` close a circle? => holds: locks.lock */
static bool
deadlocks(const void *owner, const void *blocker)
{
	for (int i = 0; i < MAX_CHAIN; i++) {
		struct lock_wait *w;
		const void *next = NULL;

		list_for_each(w, &locks.waits, node)
			if (w->owner == blocker)
				next = w->blocker;
		if (!next)
			return false;
		if (next == owner)
			return true;
		blocker = next;
	}
	return false;
}

/* Gives `want`'s range to its owner, or to nobody when its type is F_UNLCK:
 * cuts and merges what the owner had.  Uses up spares from `spare` and puts
 * what becomes free there. => holds: locks.lock */
static void
set_range(struct flock_context *c, const struct range_lock *want,
    struct list *spare)
{
	struct range_lock all = *want, *r, *next, *part;

	list_for_each_safe(r, next, &c->ranges, node) {
		if (r->owner != want->owner || r->kind != want->kind)
			continue;
		if (r->type == want->type) {
			/* Merge with what overlaps or touches. */
			if (r->end != UINT64_MAX && r->end + 1 < all.start)
				continue;
			if (all.end != UINT64_MAX && all.end + 1 < r->start)
				continue;
			all.start = min(all.start, r->start);
			all.end = max(all.end, r->end);
			list_move_tail(spare, &r->node);
			continue;
		}
		if (r->end < want->start || r->start > want->end)
			continue;
		if (r->start < want->start && r->end > want->end) {
			/* The middle goes: two ends stay. */
			part = list_pop(spare, struct range_lock, node);
			*part = *r;
			part->start = want->end + 1;
			list_add_tail(&c->ranges, &part->node);
			r->end = want->start - 1;
		} else if (r->start < want->start) {
			r->end = want->start - 1;
		} else if (r->end > want->end) {
			r->start = want->end + 1;
		} else {
			list_move_tail(spare, &r->node);
		}
	}
	if (want->type == F_UNLCK)
		return;
	part = list_pop(spare, struct range_lock, node);
	*part = all;
	list_add_tail(&c->ranges, &part->node);
}

static void
free_spares(struct list *spare)
{
	struct range_lock *r;

	while ((r = list_pop(spare, struct range_lock, node)))
		slab_free(&range_cache, r);
}

static int
alloc_spares(struct list *spare)
{
	list_init(spare);
	for (int i = 0; i < 2; i++) {
		struct range_lock *r = slab_alloc(&range_cache);

		if (!r) {
			free_spares(spare);
			return -ENOMEM;
		}
		list_add_tail(spare, &r->node);
	}
	return 0;
}

/* Tries to set the range. => returns: 0, -EAGAIN, or -EDEADLK when it would
 * have to wait and may not; registers `wait` (NULL: do not) when it must */
static int
try_range(struct flock_context *c, const struct range_lock *want,
    struct list *spare, struct lock_wait *wait)
{
	struct range_lock *r = NULL;
	int err = 0;

	spin_lock(&locks.lock);
	if (want->type != F_UNLCK)
		r = find_conflict(c, want);
	if (!r) {
		set_range(c, want, spare);
	} else {
		err = -EAGAIN;
		if (wait && want->kind == KIND_POSIX &&
		    deadlocks(want->owner, r->owner)) {
			err = -EDEADLK;
		} else if (wait) {
			wait->owner = want->owner;
			wait->blocker = r->owner;
			list_add_tail(&locks.waits, &wait->node);
		}
	}
	spin_unlock(&locks.lock);
	/* A lock that became weaker or went may free others. */
	if (!err && want->type != F_WRLCK && waitq_active(&c->changed))
		wake_all(&c->changed);
	return err;
}

static bool
is_blocked(struct flock_context *c, const struct range_lock *want)
{
	bool blocked;

	spin_lock(&locks.lock);
	blocked = find_conflict(c, want) != NULL;
	spin_unlock(&locks.lock);
	return blocked;
}

static int
lock_range(struct inode *inode, const struct range_lock *want, bool block)
{
	struct flock_context *c;
	struct lock_wait wait;
	struct list spare;
	int err;

	if (want->type == F_UNLCK && !load_acquire(&inode->locks))
		return 0;
	err = context_get(inode);
	if (!err)
		err = alloc_spares(&spare);
	if (err)
		return err;
	c = inode->locks;
	list_init(&wait.node);
	while ((err = try_range(c, want, &spare, block ? &wait : NULL)) ==
		-EAGAIN &&
	    block) {
		err = wait_event_intr(&c->changed, !is_blocked(c, want));
		spin_lock(&locks.lock);
		list_remove(&wait.node);
		spin_unlock(&locks.lock);
		if (err)
			break;
	}
	free_spares(&spare);
	return err;
}

/* The range that l means. => errors: -EINVAL, -EOVERFLOW */
static int
range_from_user(struct file *f, const struct flock *l, struct range_lock *r)
{
	s64 base = 0, start, end;

	if (l->l_whence == SEEK_CUR)
		base = f->pos;
	else if (l->l_whence == SEEK_END)
		base = (s64)f->inode->size;
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
tell_conflict(struct inode *inode, const struct range_lock *want,
    struct flock *l)
{
	struct flock_context *c = load_acquire(&inode->locks);
	struct range_lock *r = NULL;

	spin_lock(&locks.lock);
	if (c)
		r = find_conflict(c, want);
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
	spin_unlock(&locks.lock);
}

int
file_lock_range(struct file *f, unsigned cmd, struct flock *l)
{
	bool ofd = cmd >= F_OFD_GETLK;
	struct range_lock want = {
		.owner = ofd ? (const void *)f : current_fds(),
		.kind = ofd ? KIND_OFD : KIND_POSIX,
		.type = (u8)l->l_type,
		.pid = fs_current_pid(),
	};
	int err;

	if (ofd && l->l_pid != 0)
		return -EINVAL;
	err = range_from_user(f, l, &want);
	if (err)
		return err;
	if (cmd == F_GETLK || cmd == F_OFD_GETLK) {
		if (l->l_type != F_RDLCK && l->l_type != F_WRLCK)
			return -EINVAL;
		tell_conflict(f->inode, &want, l);
		return 0;
	}
	switch (l->l_type) {
	case F_RDLCK:
		if (!(f->mode & FMODE_READ))
			return -EBADF;
		break;
	case F_WRLCK:
		if (!(f->mode & FMODE_WRITE))
			return -EBADF;
		break;
	case F_UNLCK:
		break;
	default:
		return -EINVAL;
	}
	return lock_range(f->inode, &want,
	    cmd == F_SETLKW || cmd == F_OFD_SETLKW);
}

int
file_lock_whole(struct file *f, unsigned op)
{
	struct range_lock want = {
		.owner = f,
		.kind = KIND_FLOCK,
		.pid = fs_current_pid(),
		.end = UINT64_MAX,
	};

	switch (op & ~(unsigned)LOCK_NB) {
	case LOCK_SH:
		want.type = F_RDLCK;
		break;
	case LOCK_EX:
		want.type = F_WRLCK;
		break;
	case LOCK_UN:
		want.type = F_UNLCK;
		break;
	default:
		return -EINVAL;
	}
	return lock_range(f->inode, &want, !(op & LOCK_NB));
}

/* Drops all ranges of an owner; `posix` tells whose they are. */
static void
drop_owner(struct inode *inode, const void *owner, bool posix)
{
	struct flock_context *c = inode->locks;
	struct range_lock *r, *next;
	struct list gone = LIST_INIT(gone);

	spin_lock(&locks.lock);
	list_for_each_safe(r, next, &c->ranges, node)
		if (r->owner == owner && (r->kind == KIND_POSIX) == posix)
			list_move_tail(&gone, &r->node);
	spin_unlock(&locks.lock);
	if (list_empty(&gone))
		return;
	free_spares(&gone);
	wake_all(&c->changed);
}

void
file_locks_closed(struct file *f, const struct fdtable *table)
{
	drop_owner(f->inode, table, true);
}

void
file_locks_released(struct file *f)
{
	drop_owner(f->inode, f, false);
}

size_t
file_locks_format(u64 *pos, char *buf, size_t size)
{
	struct flock_context *c;
	u64 i = 0;
	size_t n = 0;

	spin_lock(&locks.lock);
	list_for_each(c, &locks.contexts, node) {
		struct range_lock *r;

		list_for_each(r, &c->ranges, node) {
			if (i++ != *pos || n)
				continue;
			n = (size_t)scnprintf(buf, size,
			    "%lu: %s ADVISORY  %s %d %02x:%02x:%lu %lu ", i,
			    r->kind == KIND_FLOCK   ? "FLOCK " :
				r->kind == KIND_OFD ? "OFDLCK" :
						      "POSIX ",
			    r->type == F_WRLCK ? "WRITE" : "READ ",
			    r->kind == KIND_OFD ? -1 : r->pid,
			    dev_major(c->inode->sb->dev),
			    dev_minor(c->inode->sb->dev), c->inode->ino,
			    r->start);
			if (r->end == UINT64_MAX)
				n += (size_t)scnprintf(buf + n, size - n,
				    "EOF\n");
			else
				n += (size_t)scnprintf(buf + n, size - n,
				    "%lu\n", r->end);
		}
	}
	spin_unlock(&locks.lock);
	if (n)
		++*pos;
	return n;
}
