/*
 * Names that nobody uses.
 *
 * They are on one list, by age, and stay on it while they are used again: the list is
 * not touched by who finds one (DENTRY_LRU, DENTRY_USED).  It is bounded, and shortened
 * when memory is short: by who may sleep, or, where locks may be held, by taking names
 * out of the cache and leaving their end to a worker.
 */
#include "fs/dentry_internal.h"

#include "sched/sched.h"
#include "sched/work.h"
#include "time/clock.h"

static struct {
	struct spinlock lru_lock;
	struct list lru OWN_LOCK(lru_lock);       /* oldest first */
	u64 nunused OWN_LOCK(lru_lock);           /* on the list */
	u64 max_unused;                           /* [I] */
	struct list reclaimed OWN_LOCK(lru_lock); /* dead: for .burial */
	struct work burial;
	u64 nreclaimed;       /* [a] whose memory has not come yet */
	ktime_t reclaimed_at; /* [a] when the last of them died */
} cache = {
	.lru_lock = SPINLOCK_INIT(LC_DLRU),
	.lru = LIST_INIT(cache.lru),
	.reclaimed = LIST_INIT(cache.reclaimed),
};

static void
lru_add(struct dentry *d) REQUIRES(cache.lru_lock)
{
	list_add_tail(&cache.lru, &d->lru);
	atomic_add_own(&cache.nunused, 1);
	atomic_or(&d->state, DENTRY_LRU);
}

static void
lru_remove(struct dentry *d) REQUIRES(cache.lru_lock)
{
	list_remove(&d->lru);
	atomic_add_own(&cache.nunused, -1);
	atomic_and(&d->state, ~DENTRY_LRU);
}

void
dentry_lru_set(struct dentry *d, bool on)
{
	spin_lock(&cache.lru_lock);
	if (on != !!(atomic_load(&d->state) & DENTRY_LRU)) {
		if (on)
			lru_add(d);
		else
			lru_remove(d);
	}
	spin_unlock(&cache.lru_lock);
}

u64
dentry_unused(void)
{
	return atomic_load(&cache.nunused);
}

void
dentry_lru_trim(void)
{
	if (unlikely(atomic_load(&cache.nunused) > cache.max_unused))
		dentry_shrink(cache.max_unused / 64);
}

void
dentry_lru_freed(void)
{
	atomic_sub(&cache.nreclaimed, 1);
}

/* Would its inode go too, and have to wait for its device, which may take any time? */
static bool
waits_for_device(const struct dentry *d)
{
	const struct inode *inode = d->inode;
	const struct pagecache *pc = inode ? &inode->cache : NULL;

	if (!pc || !pc->device ||
	    (inode->entry && atomic_load(&inode->nlink) &&
		!atomic_load(&d->sb->dying)))
		return false;
	return atomic_load(&pc->ndirty) || atomic_load(&pc->nwriting) ||
	    atomic_load(&pc->device->nreading);
}

/* Looks at the oldest on the list (of sb, unless NULL).
 * => returns: d itself: it was unused for long, dentry_bury() is due; or NULL */
static struct dentry *
evict(struct dentry *d, const struct superblock *sb) REQUIRES(cache.lru_lock)
{
	u64 s = atomic_load(&d->state);

	if (s & DENTRY_REFS) {
		/* Its next put brings it back, unless that has just been. */
		lru_remove(d);
		s = atomic_load(&d->state);
		if ((s & (DENTRY_REFS | DENTRY_HASHED)) == DENTRY_HASHED)
			lru_add(d);
		return NULL;
	}
	if (sb ? d->sb != sb : atomic_load(&d->flags) & DENTRY_USED) {
		atomic_and(&d->flags, ~DENTRY_USED);
		list_move_tail(&cache.lru, &d->lru);
		return NULL;
	}
	if (!sb && waits_for_device(d)) {
		list_move_tail(&cache.lru, &d->lru);
		return NULL;
	}
	lru_remove(d);
	return dentry_claim(d) ? d : NULL;
}

/* Takes a dentry out of the cache, if it finds one soon; *scan counts down how many
 * it looks at, to 0 when none is left. => returns: NULL: not yet */
static struct dentry *
evict_one(struct superblock *sb, u64 *scan)
{
	struct dentry *victim = NULL;

	spin_lock(&cache.lru_lock);
	for (unsigned n = 0; n < BURST && *scan && !victim; n++) {
		if (list_empty(&cache.lru)) {
			*scan = 0;
			break;
		}
		--*scan;
		victim = evict(list_first(&cache.lru, struct dentry, lru), sb);
	}
	spin_unlock(&cache.lru_lock);
	return victim;
}

/* => returns: how many were freed, n at the most */
static u64
shrink(struct superblock *sb, u64 n, u64 scan)
{
	u64 freed = 0;

	while (freed < n && scan) {
		struct dentry *d = evict_one(sb, &scan);

		/* Else each pass would find one name of a path: here nobody looks. */
		if (d && sb)
			dentry_unhash(d->parent);
		if (d)
			dentry_bury(d);
		freed += d != NULL;
		sched_point();
	}
	return freed;
}

u64
dentry_shrink(u64 n)
{
	return shrink(NULL, n, 2 * atomic_load(&cache.nunused) + 16);
}

static struct dentry *
reclaimed_pop(void)
{
	struct dentry *d;

	spin_lock(&cache.lru_lock);
	d = list_pop(&cache.reclaimed, struct dentry, lru);
	spin_unlock(&cache.lru_lock);
	return d;
}

static void
bury_reclaimed(struct work *w)
{
	struct dentry *d;

	(void)w;
	while ((d = reclaimed_pop())) {
		dentry_bury(d);
		atomic_store(&cache.reclaimed_at, clock_monotonic());
	}
}

u64
dentry_reclaim(u64 n)
{
	u64 taken = 0, scan;

	if (!spin_trylock(&cache.lru_lock))
		return 0;
	scan = min(cache.nunused, 4 * n + 64);
	while (scan-- && taken < n && !list_empty(&cache.lru)) {
		struct dentry *d = evict(list_first(&cache.lru, struct dentry,
					     lru),
		    NULL);

		if (!d)
			continue;
		atomic_or(&d->flags, DENTRY_RECLAIMED);
		list_add_tail(&cache.reclaimed, &d->lru);
		taken++;
	}
	atomic_add(&cache.nreclaimed, taken);
	spin_unlock(&cache.lru_lock);
	if (taken) {
		atomic_store(&cache.reclaimed_at, clock_monotonic());
		work_queue(&cache.burial);
	}
	return taken;
}

/* For how long after the last one hopes for the next: their files' devices may not
 * answer. */
#define SOON_NS (2 * NSEC_PER_SEC)

bool
dentry_reclaims(void)
{
	return atomic_load(&cache.nreclaimed) > 0 &&
	    clock_monotonic() - atomic_load(&cache.reclaimed_at) < SOON_NS;
}

/* How long to wait for others who free names. */
#define OTHERS_NS NSEC_PER_MSEC

void
dentry_shrink_super(struct superblock *sb)
{
	for (;;) {
		/* A parent becomes unused when its last child goes. */
		while (shrink(sb, UINT64_MAX, atomic_load(&cache.nunused) + 1))
			;
		if (!sb->root || dentry_refs(sb->root) == 1)
			return;
		/* A worker, or somebody who shrinks the cache, has the rest. */
		(void)!sched_sleep_until(clock_monotonic() + OTHERS_NS, false);
	}
}

void
dentry_lru_init(u64 max)
{
	work_init(&cache.burial, bury_reclaimed);
	cache.max_unused = max;
}
