/*
 * The page cache: an index of pages for each file.
 *
 * A page in memory enters the cache full: it is zeroed before anyone can find it.
 * When two threads fill the same index at once, the second to insert drops its page
 * and takes the first's.
 *
 * A page of a device enters it locked, and is read then, so that it is read once
 * however many want it: they wait for the lock, and who finds the page not up to date
 * then tries again, since the read has failed.  A read belongs to the page: who began
 * it may be killed meanwhile.
 *
 * Truncation and page faults meet so: truncation (1) has set the file's size,
 * (2) takes pages out of the index and clears page->file.cache, (3) unmaps them
 * from every area.  A fault puts a page-table entry in under the pt_lock only
 * while page->file.cache still names the cache.  So an entry made before (2)
 * is found by (3), and none is made after.
 */
#include "vm/pagecache.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/radix_slab.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "sync/rcu.h"
#include "vm/pagestate.h"
#include "vm/vmspace.h"
#include "vm/writeback.h"

#define MEMORY_PAGE (PAGE_CACHE | PAGE_UPTODATE)
#define DEVICE_PAGE (PAGE_CACHE | PAGE_DEVICE)

static struct {
	s64 memory, device;       /* [a] of pages that came and went here */
} __aligned(64) totals[MAX_CPUS]; /* [p] to write */
static u64 last_number;           /* [a] */

u64
pagecache_total(void)
{
	s64 n = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		n += atomic_load(&totals[cpu].memory) +
		    atomic_load(&totals[cpu].device);
	return (u64)max(n, (s64)0);
}

u64
pagecache_total_memory(void)
{
	s64 n = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		n += atomic_load(&totals[cpu].memory);
	return (u64)max(n, (s64)0);
}

static void
count(const struct pagecache *pc, s64 n)
{
	atomic_add_own(pagecache_has_device(pc) ? &totals[cpu_id()].device :
						  &totals[cpu_id()].memory,
	    n);
}

void
pagecache_init(struct pagecache *pc, const struct pagecache_ops *ops)
{
	spin_init(&pc->lock, LC_PAGECACHE);
	mutex_init(&pc->mappings_lock, LC_MAPPINGS);
	spin_unshared(&pc->lock);
	pc->pages = (struct radix_tree)RADIX_TREE_INIT(&radix_slab_rcu);
	pc->npages = pc->ndirty = pc->nwriting = 0;
	pc->ops = ops;
	pc->size = NULL;
	pc->number = pc->removals = 0;
	pc->device = NULL;
	interval_tree_init(&pc->mappings);
}

void
pagecache_fini(struct pagecache *pc)
{
	bool empty;

	assert(interval_tree_empty(&pc->mappings));
	if (pc->device)
		backing_forget(pc);
	/* Who took the last page out, or wrote it, has the lock until he is done. */
	spin_lock(&pc->lock);
	empty = !pc->npages;
	spin_unlock(&pc->lock);
	if (!empty)
		pagecache_remove_range(pc, 0, UINT64_MAX);
}

/* A page that was found: with a reference, if its contents are the file's. */
static inline struct page *
take_found(struct page *page)
{
	u32 flags;

	if (!page)
		return NULL;
	flags = atomic_load(&page->flags);
	if (unlikely(!(flags & PAGE_UPTODATE)))
		return NULL;
	if (unlikely((flags & (PAGE_DEVICE | PAGE_REFERENCED)) == PAGE_DEVICE))
		atomic_or(&page->flags, (u32)PAGE_REFERENCED);
	page_get(page);
	return page;
}

void
pagecache_set_device(struct pagecache *pc, struct pagecache_device *d,
    struct backing *b)
{
	*d = (struct pagecache_device){ .cache = pc, .backing = b };
	role_unshared(&backing_role);
	list_init(&d->dirty_node);
	pc->device = d;
}

u64
pagecache_number(struct pagecache *pc)
{
	u64 number = atomic_load(&pc->number), fresh;

	if (number)
		return number;
	fresh = atomic_fetch_add(&last_number, 1) + 1;
	return atomic_cas(&pc->number, &number, fresh) ? fresh : number;
}

struct page *
pagecache_find(struct pagecache *pc, u64 index)
{
	struct page *page;

	spin_lock(&pc->lock);
	page = take_found(radix_lookup(&pc->pages, index));
	spin_unlock(&pc->lock);
	return page;
}

bool
pagecache_find_run(struct pagecache *pc, u64 first, unsigned n,
    struct page **pages)
{
	bool found;

	spin_lock(&pc->lock);
	found = radix_lookup_run(&pc->pages, first, n, (void **)pages);
	for (unsigned i = 0; i < n; i++)
		pages[i] = take_found(pages[i]);
	spin_unlock(&pc->lock);
	return found;
}

void
pagecache_find_present(struct pagecache *pc, u64 first, size_t n, u8 *present)
{
	struct page *pages[16];

	spin_lock(&pc->lock);
	for (size_t at = 0; at < n; at += ARRAY_SIZE(pages)) {
		unsigned part = (unsigned)min(n - at, ARRAY_SIZE(pages));

		(void)radix_lookup_run(&pc->pages, first + at, part,
		    (void **)pages);
		for (unsigned i = 0; i < part; i++)
			if (pages[i] &&
			    atomic_load(&pages[i]->flags) & PAGE_UPTODATE)
				present[at + i] = true;
	}
	spin_unlock(&pc->lock);
}

/* Does the index lie beyond the file's end?  Under the lock the answer holds:
 * a truncation that comes later takes out what was put in before. */
static bool
is_beyond(const struct pagecache *pc, u64 index)
{
	return pc->size &&
	    index >= (READ_ONCE(*pc->size) + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Puts a page in, with the flags of its kind, or takes the one that was there first,
 * in whatever state.  Consumes the reference of `page`.
 * => errors: -ENOMEM; -ENODATA: beyond the end (inside) */
static int
insert(struct pagecache *pc, u64 index, struct page *page, u32 flags,
    bool inside, struct page **out)
{
	struct page *other;
	int err = 0;

	atomic_store(&page->flags, page->flags | flags);
	page->file.cache = pc;
	page->file.index = index;
	list_init(&page->lru);
	spin_lock(&pc->lock);
	other = radix_lookup(&pc->pages, index);
	if (inside && is_beyond(pc, index)) {
		err = -ENODATA;
		other = NULL;
	} else if (!other) {
		err = radix_insert(&pc->pages, index, page);
		if (!err) {
			atomic_add_own(&pc->npages, 1);
			page_get(page); /* the cache's own */
		}
	} else {
		page_get(other);
	}
	spin_unlock(&pc->lock);
	if (other || err) {
		page_put(page);
		page = other;
	} else {
		count(pc, 1);
		if (flags & PAGE_DEVICE)
			pagelru_add(page);
	}
	if (!err)
		*out = page;
	return err;
}

/* Makes the page at index in memory, as page_alloc() does by `alloc`, and puts it in.
 * *fresh: it is that one. */
static int
make(struct pagecache *pc, u64 index, unsigned alloc, bool inside,
    struct page **out, bool *fresh)
{
	struct page *page;
	int err = pc->ops && pc->ops->charge ? pc->ops->charge(pc) : 0;

	*fresh = false;
	if (err)
		return err;
	page = page_alloc(0, alloc);
	if (!page)
		return -ENOMEM;
	err = insert(pc, index, page, MEMORY_PAGE, inside, out);
	*fresh = !err && *out == page;
	return err;
}

static int
make_zeroed(struct pagecache *pc, u64 index, bool inside, struct page **out)
{
	bool fresh;

	return make(pc, index, PA_ZERO, inside, out, &fresh);
}

/* --- Reading from a device --- */

struct page *
pagecache_find_any(struct pagecache *pc, u64 index)
{
	struct page *page;

	spin_lock(&pc->lock);
	page = radix_lookup(&pc->pages, index);
	if (page)
		page_get(page);
	spin_unlock(&pc->lock);
	return page;
}

/* The page at index in whatever state, or a new one (*made): that is locked. */
static int
find_or_make(struct pagecache *pc, u64 index, bool inside, struct page **out,
    bool *made)
{
	struct page *page = pagecache_find_any(pc, index);
	int err;

	*made = false;
	*out = page;
	if (page)
		return 0;
	page = page_alloc(0, 0);
	if (!page)
		return -ENOMEM;
	err = insert(pc, index, page, DEVICE_PAGE | PAGE_LOCKED, inside, out);
	*made = !err && *out == page;
	return err;
}

/* Waits until the page can be used, reading it if nobody has.
 * => returns: 0; -EAGAIN: it has left the cache; -EIO, -ENOMEM, -EINTR */
static int
bring_up_to_date(struct pagecache *pc, struct page *page, bool locked)
{
	int err = 0;

	if (!locked && page_is(page, PAGE_UPTODATE))
		return 0;
	if (!locked)
		err = page_lock(page, WAIT_KILLABLE);
	if (err)
		return err;
	if (page_is(page, PAGE_UPTODATE) || READ_ONCE(page->file.cache) != pc) {
		err = page_is(page, PAGE_UPTODATE) ? 0 : -EAGAIN;
		page_unlock(page);
		return err;
	}
	atomic_add(&pc->device->nreading, 1);
	pc->ops->read(pc, page);
	err = page_wait(page, PAGE_LOCKED, WAIT_KILLABLE);
	if (err)
		return err;
	if (page_is(page, PAGE_UPTODATE))
		return 0;
	return page_is(page, PAGE_NO_MEMORY) ? -ENOMEM : -EIO;
}

static int
get_read(struct pagecache *pc, u64 index, bool inside, struct page **out)
{
	struct page *page;
	bool made;
	int err;

	do {
		err = find_or_make(pc, index, inside, &page, &made);
		if (err)
			return err;
		err = bring_up_to_date(pc, page, made);
		if (err)
			page_put(page);
	} while (err == -EAGAIN);
	*out = page;
	return err;
}

void
pagecache_read_done(struct page *page, int err)
{
	struct pagecache *pc = page->file.cache; /* stays: the page is locked */

	if (!err)
		atomic_or(&page->flags, (u32)PAGE_UPTODATE);
	if (err == -ENOMEM)
		atomic_or(&page->flags, (u32)PAGE_NO_MEMORY);
	else if (page_is(page, PAGE_NO_MEMORY))
		atomic_and(&page->flags, ~(u32)PAGE_NO_MEMORY);
	atomic_sub(&pc->device->nreading, 1);
	page_unlock(page);
}

void
pagecache_read_abandon(struct page *page)
{
	struct pagecache *pc = page->file.cache;

	spin_lock(&pc->lock);
	pagecache_unlink(pc, page);
	spin_unlock(&pc->lock);
	atomic_sub(&pc->device->nreading, 1);
	page_unlock(page);
}

/* Begins to read n new pages, which are consecutive; drops them. */
static void
read_run(struct pagecache *pc, struct page **pages, unsigned n)
{
	atomic_add(&pc->device->nreading, n);
	if (n && pc->ops->readahead)
		pc->ops->readahead(pc, pages, n);
	else
		for (unsigned i = 0; i < n; i++)
			pc->ops->read(pc, pages[i]);
	for (unsigned i = 0; i < n; i++)
		page_put(pages[i]);
}

#define RUN 128 /* pages of one request */

void
pagecache_read_ahead(struct pagecache *pc, u64 first, unsigned n)
{
	struct page *run[RUN];
	unsigned count = 0;

	for (u64 i = first; i < first + n && !is_beyond(pc, i); i++) {
		struct page *page;
		bool made;

		if (find_or_make(pc, i, true, &page, &made))
			break;
		if (made)
			run[count++] = page;
		else
			page_put(page);
		if (!made || count == RUN) {
			read_run(pc, run, count);
			count = 0;
		}
	}
	read_run(pc, run, count);
}

/* --- Getting pages --- */

int
pagecache_get(struct pagecache *pc, u64 index, struct page **out)
{
	*out = pagecache_find(pc, index);
	if (*out)
		return 0;
	return pagecache_has_device(pc) ? get_read(pc, index, false, out) :
					  make_zeroed(pc, index, false, out);
}

int
pagecache_read(struct pagecache *pc, u64 index, struct page **out)
{
	*out = pagecache_find(pc, index);
	return *out ? 0 : get_read(pc, index, true, out);
}

int
pagecache_get_inside(struct pagecache *pc, u64 index, struct page **out)
{
	bool beyond;

	spin_lock(&pc->lock);
	beyond = is_beyond(pc, index);
	*out = beyond ? NULL : take_found(radix_lookup(&pc->pages, index));
	spin_unlock(&pc->lock);
	if (beyond)
		return -ENODATA;
	if (*out)
		return 0;
	return pagecache_has_device(pc) ? -EAGAIN :
					  make_zeroed(pc, index, true, out);
}

bool
pagecache_copy(struct pagecache *pc, u64 index,
    void *to) NO_THREAD_SAFETY_ANALYSIS
{
	u64 removals = load_acquire(&pc->removals);
	struct page *page;
	u32 flags = 0;

	rcu_section_begin();
	page = is_beyond(pc, index) ? NULL : radix_peek(&pc->pages, index);
	if (page)
		flags = atomic_load(&page->flags);
	/* A use that is to be noted wants a page that stays. */
	if (!(flags & PAGE_UPTODATE) ||
	    (flags & (PAGE_DEVICE | PAGE_REFERENCED)) == PAGE_DEVICE)
		page = NULL;
	/* It may go, and be anything, while it is read: then `removals` has changed. */
	if (page)
		page_copy_unsure(to, page_address(page));
	rcu_section_end();
	read_barrier();
	return page && atomic_load(&pc->removals) == removals;
}

int
pagecache_get_overwrite(struct pagecache *pc, u64 index, struct page **out,
    bool *fresh)
{
	*fresh = false;
	*out = pagecache_find(pc, index);
	return *out ? 0 : make(pc, index, 0, false, out, fresh);
}

int
pagecache_put_filled(struct pagecache *pc, u64 index, struct page **page)
{
	struct page *mine = *page, *there;
	int err;

	page_get(mine);
	/* Locked until it is on the list that insert() puts it on last. */
	err = insert(pc, index, mine, DEVICE_PAGE | PAGE_UPTODATE | PAGE_LOCKED,
	    false, &there);
	if (!err && there == mine) {
		page_unlock(mine);
	} else if (!err) {
		page_put(there);
		err = get_read(pc, index, false, &there);
	}
	page_put(mine);
	if (!err)
		*page = there;
	return err;
}

/* --- Taking pages out --- */

/* The page is not in the index any more, which had a reference. */
static void
leave(struct pagecache *pc, struct page *page) REQUIRES(pc->lock)
{
	atomic_add_own(&pc->removals, 1); /* first: pagecache_copy() */
	radix_remove(&pc->pages, page->file.index);
	WRITE_ONCE(page->file.cache, NULL);
	atomic_add_own(&pc->npages, -1);
}

void
pagecache_unlink(struct pagecache *pc, struct page *page)
{
	backing_unmark(pc, page);
	leave(pc, page);
	count(pc, -1);
	pagelru_remove(page);
	page_put(page); /* the cache's own: the caller has another */
}

struct page *
pagecache_next_page(struct pagecache *pc, u64 *at, u64 last,
    enum pagecache_tag tag)
{
	struct page *page;

	spin_lock(&pc->lock);
	page = tag == TAG_NONE ? radix_next(&pc->pages, at) :
				 radix_next_tagged(&pc->pages, at, tag);
	if (page && *at <= last)
		page_get(page);
	else
		page = NULL;
	spin_unlock(&pc->lock);
	return page;
}

enum dirty {
	DIRTY_GOES,
	DIRTY_ZEROED, /* and stays to be written */
	DIRTY_STAYS
};

/* Takes out the next page of [*at, end), which may be read or written just now, unless
 * it is dirty and is to stay. */
static bool
take_out_device(struct pagecache *pc, u64 *at, u64 end, enum dirty dirty)
{
	struct page *page = pagecache_next_page(pc, at, end - 1, TAG_NONE);

	if (!page)
		return false;
	(void)page_lock(page, 0);
	(void)page_wait(page, PAGE_WRITEBACK, 0);
	if (dirty != DIRTY_GOES && page_is(page, PAGE_DIRTY)) {
		if (dirty == DIRTY_ZEROED)
			page_zero(page_address(page));
	} else {
		spin_lock(&pc->lock);
		if (page->file.cache == pc)
			pagecache_unlink(pc, page);
		spin_unlock(&pc->lock);
	}
	page_unlock(page);
	page_put(page);
	++*at;
	return true;
}

/* Takes out up to n pages of [*first, end); *first moves behind them. */
static unsigned
take_out(struct pagecache *pc, u64 *first, u64 end, struct page **pages,
    unsigned n)
{
	unsigned count = 0;

	spin_lock(&pc->lock);
	while (count < n) {
		struct page *page = radix_next(&pc->pages, first);

		if (!page || *first >= end)
			break;
		leave(pc, page);
		pages[count++] = page;
		++*first;
	}
	spin_unlock(&pc->lock);
	return count;
}

#define BATCH 32

/* Of a file in memory. */
static void
take_out_all(struct pagecache *pc, u64 first, u64 end)
{
	struct page *pages[BATCH];
	unsigned n;

	while ((n = take_out(pc, &first, end, pages, BATCH))) {
		count(pc, -(s64)n);
		while (n)
			page_put(pages[--n]);
		sched_point();
	}
}

/* What is read again meanwhile, behind where this has been, stays. */
static void
take_out_all_device(struct pagecache *pc, u64 first, u64 end, enum dirty dirty)
{
	while (take_out_device(pc, &first, end, dirty))
		sched_point();
}

static void
remove_range(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	if (pagecache_has_device(pc))
		take_out_all_device(pc, first, end, DIRTY_GOES);
	else
		take_out_all(pc, first, end);
	if (!interval_tree_empty(&pc->mappings))
		vm_unmap_cache(pc, first, end, copies);
}

void
pagecache_remove_range(struct pagecache *pc, u64 first, u64 end)
{
	remove_range(pc, first, end, false);
}

static void
take_out_clean(struct pagecache *pc, u64 first, u64 end, enum dirty dirty)
{
	take_out_all_device(pc, first, end, dirty);
	if (!interval_tree_empty(&pc->mappings))
		vm_unmap_cache(pc, first, end, false);
}

void
pagecache_settle_range(struct pagecache *pc, u64 first, u64 end)
{
	take_out_clean(pc, first, end, DIRTY_ZEROED);
}

void
pagecache_invalidate(struct pagecache *pc, u64 first, u64 end)
{
	take_out_clean(pc, first, end, DIRTY_STAYS);
}

void
pagecache_truncate(struct pagecache *pc, u64 first)
{
	remove_range(pc, first, UINT64_MAX, true);
}

u64
pagecache_next(struct pagecache *pc, u64 index)
{
	struct page *page;

	spin_lock(&pc->lock);
	page = radix_next(&pc->pages, &index);
	spin_unlock(&pc->lock);
	return page ? index : UINT64_MAX;
}
