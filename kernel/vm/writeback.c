/*
 * Write-back.
 *
 * PAGE_DIRTY and TAG_DIRTY change together, under the cache's lock; so do PAGE_WRITEBACK
 * and its tag.  A page is written so, by who has it locked:
 *
 *   1. dirty becomes write-back (begin()),
 *   2. entries of shared mappings become read-only, in all spaces,
 *   3. the page is unlocked, and the device reads it.
 *
 * An entry becomes writable, under the space's pt_lock, only while the page is dirty
 * (page_may_write()): one that was made before (1) is found by (2), and none is made
 * after, until somebody makes the page dirty again.  So no write through a mapping is
 * missed, and none reaches a page that its file system does not expect it in
 * (mkwrite()).
 *
 * write() marks a page after it has changed it.  So what it changed while the page was
 * being written is written once more.
 *
 * A cache with dirty pages is on its backing's list, from when the first page became
 * so; who works on the list holds what the cache is in (ops->hold).
 */
#include "vm/writeback.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "sched/sched.h"
#include "sync/errseq.h"
#include "time/clock.h"
#include "vm/pagestate.h"
#include "vm/vmspace.h"

#define RUN       16  /* pages given to a device at once */
#define TURN      256 /* pages of one file before the next has its turn */
#define NS_PER_CS (10 * NSEC_PER_MSEC)

struct dirty_limits dirty_limits = { .background_ratio = 10,
	.ratio = 20,
	.expire_cs = 3000,
	.interval_cs = 500 };

struct lock_role backing_role;

static u64 total_dirty, total_writing;             /* [a] pages */
static struct waitq threads = WAITQ_INIT(threads); /* of all backings */
static struct waitq ended =
    WAITQ_INIT(ended); /* threads: not in what they end with */

u64
pagecache_total_dirty(void)
{
	return atomic_load(&total_dirty);
}

u64
pagecache_total_writing(void)
{
	return atomic_load(&total_writing);
}

static u64
limit_of(const u64 *percent)
{
	struct page_stats st;

	page_stats_read(&st);
	return st.total * min(atomic_load(percent), (u64)100) / 100;
}

/* --- Dirty --- */

static void
backing_lock(struct backing *b) ACQUIRE(backing_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&b->lock);
}

static void
backing_unlock(struct backing *b) RELEASE(backing_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&b->lock);
}

/* A cache has something to write: on the list. */
static void
enlist(struct pagecache_device *d)
{
	struct backing *b = d->backing;
	bool first;

	backing_lock(b);
	first = list_empty(&b->dirty);
	if (list_empty(&d->dirty_node)) {
		d->dirty_since = clock_monotonic();
		list_add_tail(&b->dirty, &d->dirty_node);
	}
	backing_unlock(b);
	if (first)
		wake_all(&threads);
}

static void
hurry(struct backing *b)
{
	if (!atomic_load(&b->hurry)) {
		atomic_store(&b->hurry, true);
		wake_all(&threads);
	}
}

void
dirty_limits_changed(void)
{
	wake_all(&threads);
}

void
pagecache_mark_dirty(struct pagecache *pc, struct page *page)
{
	bool first = false;

	/* The change before the look: begin() looks the other way round. */
	memory_barrier();
	if (page_is(page, PAGE_DIRTY) || !pc->ops->write)
		return;
	spin_lock(&pc->lock);
	if (page->file.cache == pc && !page_is(page, PAGE_DIRTY)) {
		atomic_or(&page->flags, (u32)PAGE_DIRTY);
		radix_set_tag(&pc->pages, page->file.index, TAG_DIRTY);
		first = pc->ndirty == 0;
		atomic_add_own(&pc->ndirty, 1);
		atomic_add(&total_dirty, 1);
	}
	spin_unlock(&pc->lock);
	if (first)
		enlist(pc->device);
	if (pagecache_total_dirty() > limit_of(&dirty_limits.background_ratio))
		hurry(pc->device->backing);
}

void
backing_unmark(struct pagecache *pc, struct page *page)
{
	if (!page_is(page, PAGE_DIRTY))
		return;
	atomic_and(&page->flags, ~(u32)PAGE_DIRTY);
	radix_clear_tag(&pc->pages, page->file.index, TAG_DIRTY);
	atomic_add_own(&pc->ndirty, -1);
	atomic_sub(&total_dirty, 1);
}

void
backing_forget(struct pagecache *pc)
{
	struct pagecache_device *d = pc->device;

	backing_lock(d->backing);
	list_remove(&d->dirty_node);
	backing_unlock(d->backing);
}

/* Off the list when nothing is dirty; at its end, if `turn` is over. */
static void
delist(struct pagecache_device *d, bool turn)
{
	struct backing *b = d->backing;

	backing_lock(b);
	if (!atomic_load(&d->cache->ndirty)) {
		list_remove(&d->dirty_node);
	} else if (turn && !list_empty(&d->dirty_node)) {
		list_remove(&d->dirty_node);
		d->dirty_since = clock_monotonic();
		list_add_tail(&b->dirty, &d->dirty_node);
	}
	backing_unlock(b);
}

int
pagecache_make_writable(struct pagecache *pc, u64 index)
{
	struct page *page;
	int err = pagecache_read(pc, index, &page);

	if (err)
		return err;
	err = page_lock_without(page, PAGE_WRITEBACK, WAIT_KILLABLE);
	if (err)
		goto put;
	if (page->file.cache != pc)
		err = -ENODATA;
	if (!err && pc->ops->mkwrite)
		err = pc->ops->mkwrite(pc, page);
	if (!err)
		pagecache_mark_dirty(pc, page);
	page_unlock(page);
put:
	page_put(page);
	return err;
}

/* --- Writing --- */

/* What lies beyond the end of the file reaches no device. */
static void
zero_tail(const struct pagecache *pc, struct page *page)
{
	u64 start = page->file.index * PAGE_SIZE, size;

	size = pc->size ? READ_ONCE(*pc->size) : UINT64_MAX;
	if (size > start && size - start < PAGE_SIZE)
		memset((char *)page_address(page) + (size - start), 0,
		    PAGE_SIZE - (size - start));
}

/* Dirty becomes write-back. => holds: the page's lock => returns: whether it was */
static bool
begin(struct pagecache *pc, struct page *page)
{
	bool was;

	spin_lock(&pc->lock);
	was = page->file.cache == pc && page_is(page, PAGE_DIRTY);
	if (was) {
		atomic_or(&page->flags, (u32)PAGE_WRITEBACK);
		radix_set_tag(&pc->pages, page->file.index, TAG_WRITEBACK);
		atomic_add_own(&pc->nwriting, 1);
		atomic_add(&total_writing, 1);
		backing_unmark(pc, page);
		page_get(page); /* the device's */
	}
	spin_unlock(&pc->lock);
	if (was) {
		memory_barrier();
		vm_protect_cache(pc, page->file.index);
		zero_tail(pc, page);
	}
	return was;
}

void
pagecache_write_done(struct page *page, int err)
{
	struct pagecache *pc = page->file.cache; /* stays till then */

	if (err) {
		errseq_note(&pc->device->write_err, err);
		errseq_note(&pc->device->backing->err, err);
	}
	spin_lock(&pc->lock);
	radix_clear_tag(&pc->pages, page->file.index, TAG_WRITEBACK);
	atomic_add_own(&pc->nwriting, -1);
	atomic_sub(&total_writing, 1);
	/* The cache may go, and the page be written again, as soon as this is seen. */
	atomic_and(&page->flags, ~(u32)PAGE_WRITEBACK);
	spin_unlock(&pc->lock);
	page_wake(page);
	page_put(page);
}

static void
write_run(struct pagecache *pc, struct page **pages, unsigned n)
{
	if (n > 1 && pc->ops->writepages)
		pc->ops->writepages(pc, pages, n);
	else
		for (unsigned i = 0; i < n; i++)
			pc->ops->write(pc, pages[i]);
}

/* Locks a page that is not on its way, if that can be done at once. */
static bool
trylock_written(struct page *page)
{
	if (!page_trylock(page))
		return false;
	if (!page_is(page, PAGE_WRITEBACK))
		return true;
	page_unlock(page);
	return false;
}

/* Begins to write up to n dirty pages of [*at, last]; *at moves behind them.
 * => returns: how many were looked at, fewer if killed */
static unsigned
begin_some(struct pagecache *pc, u64 *at, u64 last, unsigned n, unsigned how)
{
	struct page *run[RUN], *page;
	unsigned count = 0, looks = 0;
	u64 next = 0;

	while (looks < n &&
	    (page = pagecache_next_page(pc, at, last, TAG_DIRTY))) {
		bool locked = trylock_written(page);

		/* Nothing is kept back while this waits. */
		if (!locked || count == RUN || (count && *at != next)) {
			write_run(pc, run, count);
			count = 0;
			sched_point();
		}
		if (!locked && page_lock_without(page, PAGE_WRITEBACK, how)) {
			page_put(page);
			break;
		}
		looks++;
		if (begin(pc, page)) {
			run[count++] = page;
			next = *at + 1;
		}
		page_unlock(page);
		page_put(page); /* the device has another until it is written */
		if (*at == UINT64_MAX)
			break;
		++*at;
	}
	write_run(pc, run, count);
	return looks;
}

static int
wait_written(struct pagecache *pc, u64 first, u64 last, unsigned how)
{
	struct page *page;
	int err = 0;

	while (!err && atomic_load(&pc->nwriting) &&
	    (page = pagecache_next_page(pc, &first, last, TAG_WRITEBACK))) {
		err = page_wait(page, PAGE_WRITEBACK, how);
		page_put(page);
		if (first == UINT64_MAX)
			break;
		first++;
	}
	return err;
}

/* The last page of what the file has now. */
static u64
last_page(const struct pagecache *pc)
{
	u64 size = pc->size ? READ_ONCE(*pc->size) : 0;

	return size ? (size - 1) / PAGE_SIZE : UINT64_MAX;
}

static int
write_range(struct pagecache *pc, u64 first, u64 last, unsigned how)
{
	u64 at = first;

	if (!pc->ops || !pc->ops->write)
		return 0;
	/* Not what a writer goes on to append meanwhile. */
	last = min(last, last_page(pc));
	while (begin_some(pc, &at, last, TURN, how) == TURN) {
		sched_point();
		if (how & WAIT_KILLABLE && thread_killed())
			return -EINTR;
	}
	if (!atomic_load(&pc->ndirty))
		delist(pc->device, false);
	return wait_written(pc, first, last, how);
}

int
pagecache_write(struct pagecache *pc, u64 first, u64 last)
{
	return write_range(pc, first, last, WAIT_KILLABLE);
}

void
pagecache_write_last(struct pagecache *pc)
{
	/* Nobody can hold it any more: the thread would look at it again and again. */
	backing_forget(pc);
	(void)!write_range(pc, 0, UINT64_MAX, 0);
}

void
pagecache_throttle(struct pagecache *pc)
{
	/* What others make dirty meanwhile, they wait for. */
	s64 left = (s64)atomic_load(&pc->ndirty) + TURN;
	u64 at = 0;

	while (unlikely(pagecache_total_dirty() + pagecache_total_writing() >
		   limit_of(&dirty_limits.ratio)) &&
	    left > 0 && !thread_killed()) {
		unsigned n = begin_some(pc, &at, UINT64_MAX, TURN,
		    WAIT_KILLABLE);

		if (wait_written(pc, 0, UINT64_MAX, WAIT_KILLABLE) || !n)
			break; /* killed; or what is too much is others' */
		left -= n;
		at = 0;
		sched_point();
	}
}

/* --- A device's files --- */

/* The first cache of the list that was dirty before `before`, held; NULL: none. */
static struct pagecache *
next_dirty(struct backing *b, ktime_t before)
{
	struct pagecache *pc = NULL;
	struct pagecache_device *d;

	backing_lock(b);
	list_for_each(d, &b->dirty, dirty_node) {
		if (d->dirty_since > before)
			break;
		if (d->cache->ops->hold(d->cache)) {
			pc = d->cache;
			break;
		}
	}
	backing_unlock(b);
	return pc;
}

/* Writes what was dirty at `before`. */
static int
write_older(struct backing *b, ktime_t before, unsigned how)
{
	struct pagecache *pc;
	int err = 0;

	while (!err && (pc = next_dirty(b, before))) {
		err = write_range(pc, 0, UINT64_MAX, how);
		delist(pc->device, true);
		pc->ops->drop(pc);
		sched_point();
	}
	return err;
}

int
backing_write(struct backing *b, unsigned how)
{
	return write_older(b, clock_monotonic(), how);
}

void
backing_begin(struct backing *b)
{
	atomic_store(&b->asked, clock_monotonic());
	wake_all(&threads);
}

/* When the oldest is due, KTIME_FOREVER: nothing is dirty. */
static ktime_t
due(struct backing *b)
{
	ktime_t when = KTIME_FOREVER;

	backing_lock(b);
	if (!list_empty(&b->dirty) && atomic_load(&dirty_limits.interval_cs))
		when = list_entry(b->dirty.next, struct pagecache_device,
			   dirty_node)
			   ->dirty_since +
		    (ktime_t)(atomic_load(&dirty_limits.expire_cs) * NS_PER_CS);
	backing_unlock(b);
	return when;
}

static void
write_back(void *arg)
{
	struct backing *b = arg;

	while (!atomic_load(&b->stop)) {
		ktime_t when = due(b), now, asked;

		(void)WAIT_EVENT(&threads,
		    atomic_load(&b->stop) || atomic_load(&b->hurry) ||
			atomic_load(&b->asked) || due(b) != when,
		    0, when);
		now = clock_monotonic();
		asked = atomic_xchg(&b->asked, 0);
		if (atomic_xchg(&b->hurry, false))
			(void)!write_older(b, now, 0);
		else if (asked)
			(void)!write_older(b, asked, 0);
		else if (due(b) <= now)
			(void)!write_older(b,
			    now -
				(ktime_t)(atomic_load(&dirty_limits.expire_cs) *
				    NS_PER_CS),
			    0);
	}
	atomic_store(&b->ended, true);
	wake_all(&ended);
}

int
backing_start(struct backing *b, const char *name)
{
	spin_init(&b->lock, LC_BACKING);
	role_unshared(&backing_role);
	list_init(&b->dirty);
	b->err = 0;
	b->asked = 0;
	b->hurry = b->stop = b->ended = false;
	return kthread_run(name, write_back, b);
}

void
backing_stop(struct backing *b)
{
	atomic_store(&b->stop, true);
	wake_all(&threads);
	wait_event(&ended, atomic_load(&b->ended));
}
