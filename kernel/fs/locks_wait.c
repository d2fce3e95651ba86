/*
 * Who waits for whose lock.
 *
 * Those who wait stand in line, as they came.  When something goes, they are looked
 * through from the first on, and who finds neither a lock in his way nor one who was
 * told before him is told to try again.  So one is woken, not all, and they get it in
 * their order; but who comes in between may be quicker, as on Linux.  Who was told and
 * found the lock taken stands where he stood, and the others are looked through again:
 * they had stood back for him.
 *
 * A circle of fcntl() waiters is found (-EDEADLK) by the one who would close it, at most
 * MAX_CHAIN owners deep.  For that each says for whom he waits: who has the lock, or will
 * have it, being told; and from being told on, for nobody, since whom he waited for may
 * come to wait for him.  Where another comes to have it, that may close a circle as well:
 * then who waits is told, and finds it.
 *
 * Locking: the line is under the context's lock; who waits for whom, which goes across
 * files, under a spinlock.
 */
#include "fs/locks_internal.h"

#include "abi/errno.h"
#include "lib/hash.h"
#include "sched/sched.h"
#include "sched/thread.h"

#define MAX_CHAIN    16
#define WAIT_BUCKETS 64
#define LOOK_EACH    32 /* waiters between looks at the scheduler */

static struct {
	struct spinlock lock;
	struct list waits[WAIT_BUCKETS] OWN_LOCK(
	    lock); /* by owner; next NULL: empty */
} known = {
	.lock = SPINLOCK_INIT(LC_FLOCKS),
};

void
lock_line_init(struct lock_line *line)
{
	list_init(&line->waiting);
	list_init(&line->told);
}

void
lock_wait_init(struct lock_wait *w, const struct lock_want *want)
{
	list_init(&w->queued);
	list_init(&w->told);
	list_init(&w->known);
	waitq_init(&w->waitq);
	w->want = want;
	w->is_told = false;
}

/* --- Circles --- */

static struct list *
bucket(const void *owner) REQUIRES(known.lock)
{
	struct list *b = &known.waits[hash_u64((u64)owner) % WAIT_BUCKETS];

	if (!b->next)
		list_init(b);
	return b;
}

/* For whom does an owner wait?  NULL: for nobody. */
static const void *
waits_for(const void *owner) REQUIRES(known.lock)
{
	struct lock_wait *w;

	list_for_each(w, bucket(owner), known)
		if (w->want->owner == owner)
			return w->blocker;
	return NULL;
}

/* Would waiting for `blocker` close a circle? */
static bool
deadlocks(const void *owner, const void *blocker) REQUIRES(known.lock)
{
	for (int i = 0; blocker && i < MAX_CHAIN; i++) {
		if (blocker == owner)
			return true;
		blocker = waits_for(blocker);
	}
	return false;
}

/* Says that w waits for `blocker`. => errors: -EDEADLK */
static int
announce(struct lock_wait *w, const void *blocker)
{
	int err = 0;

	spin_lock(&known.lock);
	if (deadlocks(w->want->owner, blocker)) {
		err = -EDEADLK;
	} else {
		w->blocker = blocker;
		list_add_tail(bucket(w->want->owner), &w->known);
	}
	spin_unlock(&known.lock);
	return err;
}

/* It is for another that w waits now, if it said for whom.
 * => returns: false: that closes a circle */
static bool
announce_other(struct lock_wait *w, const void *blocker)
{
	bool ok;

	spin_lock(&known.lock);
	ok = list_empty(&w->known) || !deadlocks(w->want->owner, blocker);
	w->blocker = blocker;
	spin_unlock(&known.lock);
	return ok;
}

static void
withdraw(struct lock_wait *w)
{
	spin_lock(&known.lock);
	list_remove(&w->known);
	spin_unlock(&known.lock);
}

/* --- The line --- */

static struct lock_line *
line_of(struct flock_context *c, enum lock_kind_fs kind) REQUIRES(c->lock)
{
	return kind == KIND_FLOCK ? &c->whole_line : &c->range_line;
}

/* Who wants a whole file has none of it, and those there are are of one type. */
struct range_lock *
lock_in_the_way(struct flock_context *c, const struct lock_want *want)
{
	struct range_lock *r;

	if (want->kind != KIND_FLOCK)
		return lock_find_conflict(&c->ranges, want);
	if (!c->whole.root)
		return NULL;
	r = rb_entry(c->whole.root, struct range_lock, node);
	return want->type == F_WRLCK || r->type == F_WRLCK ? r : NULL;
}

static bool
exclude(const struct lock_want *a, const struct lock_want *b)
{
	return a->owner != b->owner &&
	    (a->type == F_WRLCK || b->type == F_WRLCK) && a->start <= b->end &&
	    b->start <= a->end;
}

/* One who was told, and will have what w wants, or NULL. */
static const struct lock_wait *
told_before(const struct lock_line *line, const struct lock_wait *w)
{
	const struct lock_wait *other;

	list_for_each(other, &line->told, told)
		if (exclude(other->want, w->want))
			return other;
	return NULL;
}

/* Tells w, unless there is somebody in its way: or if a circle is closed by that, which
 * it finds then. */
static void
look_at(struct flock_context *c, struct lock_wait *w) REQUIRES(c->lock)
{
	struct lock_line *line = line_of(c, w->want->kind);
	const struct lock_wait *before = told_before(line, w);
	const struct range_lock *r = NULL;

	if (!before)
		r = lock_in_the_way(c, w->want);
	if ((before || r) &&
	    announce_other(w, before ? before->want->owner : r->owner))
		return;
	withdraw(w);
	list_add_tail(&line->told, &w->told);
	atomic_store(&w->is_told, true);
	wake_all(&w->waitq);
}

void
lock_wait_tell(struct flock_context *c, enum lock_kind_fs kind, u64 start,
    u64 end)
{
	struct lock_wait *w;
	unsigned n = 1;

	list_for_each(w, &line_of(c, kind)->waiting, queued) {
		if (!w->is_told && w->want->start <= end &&
		    start <= w->want->end)
			look_at(c, w);
		if (n++ % LOOK_EACH == 0)
			sched_point();
	}
}

/* w gets nothing yet; if it was told, others stood back for it. */
static void
stand_back(struct flock_context *c, struct lock_wait *w) REQUIRES(c->lock)
{
	if (!w->is_told)
		return;
	list_remove(&w->told);
	atomic_store(&w->is_told, false);
	lock_wait_tell(c, w->want->kind, w->want->start, w->want->end);
}

int
lock_wait_begin(struct flock_context *c, struct lock_wait *w,
    const struct range_lock *r)
{
	int err = 0;

	if (list_empty(&w->queued))
		list_add_tail(&line_of(c, w->want->kind)->waiting, &w->queued);
	stand_back(c, w);
	if (w->want->kind == KIND_POSIX)
		err = announce(w, r->owner);
	if (err)
		lock_wait_end(w);
	return err ? err : -EAGAIN;
}

void
lock_wait_end(struct lock_wait *w)
{
	list_remove(&w->queued);
	list_remove(&w->told);
	withdraw(w);
}

void
lock_wait_give_up(struct flock_context *c, struct lock_wait *w)
{
	bool told = w->is_told;

	lock_wait_end(w);
	if (told)
		lock_wait_tell(c, w->want->kind, w->want->start, w->want->end);
}

int
lock_wait_sleep(struct lock_wait *w)
{
	return wait_event_intr(&w->waitq, atomic_load(&w->is_told));
}
