/*
 * Which pages of devices' files go when memory is short.
 *
 * One list, by age; who is found again gets a second chance (PAGE_REFERENCED).  Only
 * what is clean goes, and is nobody's: its only reference is the cache's.  Pages that
 * are mapped go when a fault finds no memory (pagelru_shrink(), unmap): there no
 * lock of a space or a cache is held, and they can be taken out of the spaces.
 *
 * A page that is on the list is in its cache, and leaves both by who has it locked.
 */
#include "vm/pagelru.h"
#include "sched/sched.h"
#include "vm/pagecache.h"
#include "vm/pagestate.h"
#include "vm/reclaim.h"
#include "vm/vmspace.h"

#define BURST 32   /* looks while the list is locked */
#define LOOKS 2048 /* without a scheduling point */
#define DROPS 32   /* the same */

static struct {
	struct spinlock lock;
	struct list pages OWN_LOCK(lock); /* of struct page.lru, oldest first */
	u64 npages OWN_LOCK(lock);
} lru = { .lock = SPINLOCK_INIT(LC_PAGELRU), .pages = LIST_INIT(lru.pages) };

void
pagelru_add(struct page *page)
{
	spin_lock(&lru.lock);
	list_add_tail(&lru.pages, &page->lru);
	atomic_add_own(&lru.npages, 1);
	spin_unlock(&lru.lock);
}

void
pagelru_remove(struct page *page)
{
	spin_lock(&lru.lock);
	if (!list_empty(&page->lru)) {
		list_remove(&page->lru);
		atomic_add_own(&lru.npages, -1);
	}
	spin_unlock(&lru.lock);
}

u64
pagelru_count(void)
{
	return atomic_load(&lru.npages);
}

/* The oldest that may go, locked and with a reference; or NULL. *looks goes up. */
static struct page *
pick(bool mapped, u64 *looks) REQUIRES(lru.lock)
{
	for (unsigned n = 0; n < BURST && !list_empty(&lru.pages); n++) {
		struct page *page = list_entry(lru.pages.next, struct page,
		    lru);
		u32 flags = atomic_load(&page->flags);

		++*looks;
		list_remove(&page->lru);
		list_add_tail(&lru.pages, &page->lru);
		if (flags & PAGE_REFERENCED) {
			atomic_and(&page->flags, ~(u32)PAGE_REFERENCED);
			continue;
		}
		if (flags & (PAGE_DIRTY | PAGE_WRITEBACK | PAGE_LOCKED))
			continue;
		if ((mapped || ref_read(&page->refs) == 1) &&
		    page_trylock(page)) {
			page_get(page);
			return page;
		}
	}
	return NULL;
}

/* Takes a locked page out of its cache, if nobody else has it.
 * => returns: whether it went */
static bool
drop(struct page *page, bool wait) NO_THREAD_SAFETY_ANALYSIS
{
	struct pagecache *pc = page->file.cache;
	bool ok;

	if (wait)
		spin_lock(&pc->lock);
	else if (!spin_trylock(&pc->lock))
		return false;
	/* The cache's reference and this one: nobody can find it now. */
	ok = ref_read(&page->refs) == 2 &&
	    !page_is(page, PAGE_DIRTY | PAGE_WRITEBACK);
	if (ok)
		pagecache_unlink(pc, page);
	spin_unlock(&pc->lock);
	return ok;
}

/* Takes a page out of the spaces that map it, if that can be done without waiting. */
static void
unmap(struct page *page)
{
	struct pagecache *pc = page->file.cache;

	if (mutex_trylock(&pc->mappings_lock)) {
		if (!vm_cache_is_locked(pc, page->file.index))
			vm_unmap_cache_locked(pc, page->file.index,
			    page->file.index + 1, false);
		mutex_unlock(&pc->mappings_lock);
	}
}

/* Drops up to n pages; *left counts down how many it looks at, to 0 when there is none.
 * wait: no lock is held, so these are waited for. => returns: how many went */
static u64
drop_some(u64 n, bool mapped, u64 *left, bool wait) NO_THREAD_SAFETY_ANALYSIS
{
	u64 freed = 0;

	while (freed < n && *left) {
		struct page *page;
		u64 looks = 0;

		if (wait)
			spin_lock(&lru.lock);
		else if (!spin_trylock(&lru.lock))
			break;
		page = pick(mapped, &looks);
		spin_unlock(&lru.lock);
		*left = looks ? *left - min(*left, looks) : 0;
		if (!page)
			continue;
		if (mapped && ref_read(&page->refs) > 2)
			unmap(page);
		freed += drop(page, wait);
		page_unlock(page);
		page_put(page);
	}
	return freed;
}

u64
pagelru_shrink(u64 n, bool mapped)
{
	/* Twice round: who was found again is spared once. */
	u64 left = atomic_load(&lru.npages) * 2, freed = 0;

	while (freed < n && left) {
		u64 most = min(left, (u64)LOOKS), some = most;

		sched_point();
		freed += drop_some(min(n - freed, (u64)DROPS), mapped, &some,
		    true);
		left -= most - some;
	}
	return freed;
}

/* Of pages that nobody maps; locks may be held, and who asks may ask again.  Objects are
 * smaller than pages. */
static u64
shrink(u64 n)
{
	u64 looks = min(2 * atomic_load(&lru.npages), (u64)LOOKS / 2);

	return drop_some(n / 4, false, &looks, false);
}

static struct shrinker shrinker = { .shrink = shrink, .count = pagelru_count };

void
pagelru_init(void)
{
	shrinker_add(&shrinker);
}
