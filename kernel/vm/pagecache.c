/*
 * The page cache: an index of pages for each file.
 *
 * A page enters the cache full: it is zeroed, or read from the device, before
 * anyone can find it.  When two threads fill the same index at once, the
 * second to insert drops its page and takes the first's.
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
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

static struct slab_cache node_cache = SLAB_CACHE("radix_node",
    struct radix_node);

static u64 total_pages; /* [a] in all caches */
static u64 last_number; /* [a] */

static struct radix_node *
node_get(void)
{
	return slab_alloc(&node_cache);
}

static void
node_put(struct radix_node *node)
{
	slab_free(&node_cache, node);
}

static const struct radix_alloc node_alloc = { node_get, node_put };

u64
pagecache_total(void)
{
	return atomic_load(&total_pages);
}

void
pagecache_init(struct pagecache *pc, const struct pagecache_ops *ops)
{
	spin_init(&pc->lock, LC_PAGECACHE);
	mutex_init(&pc->mappings_lock, LC_MAPPINGS);
	spin_unshared(&pc->lock);
	pc->pages = (struct radix_tree)RADIX_TREE_INIT(&node_alloc);
	pc->npages = 0;
	pc->ops = ops;
	pc->size = NULL;
	pc->number = 0;
	interval_tree_init(&pc->mappings);
}

void
pagecache_fini(struct pagecache *pc)
{
	assert(interval_tree_empty(&pc->mappings));
	if (atomic_load(&pc->npages))
		pagecache_remove_range(pc, 0, UINT64_MAX);
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
	page = radix_lookup(&pc->pages, index);
	if (page)
		page_get(page);
	spin_unlock(&pc->lock);
	return page;
}

unsigned
pagecache_find_run(struct pagecache *pc, u64 first, unsigned n,
    struct page **pages)
{
	unsigned found;

	spin_lock(&pc->lock);
	found = radix_lookup_run(&pc->pages, first, n, (void **)pages);
	for (unsigned i = 0; i < n; i++)
		if (pages[i])
			page_get(pages[i]);
	spin_unlock(&pc->lock);
	return found;
}

/* Does the index lie beyond the file's end?  Under the lock the answer holds:
 * a truncation that comes later takes out what was put in before. */
static bool
is_beyond(const struct pagecache *pc, u64 index)
{
	return pc->size &&
	    index >= (READ_ONCE(*pc->size) + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Puts a full page in, or takes the one that was there first.  Consumes the
 * reference of `page`. => errors: -ENOMEM; -ENODATA: beyond the end (inside) */
static int
insert(struct pagecache *pc, u64 index, struct page *page, bool inside,
    struct page **out)
{
	struct page *other;
	int err = 0;

	atomic_store(&page->flags, page->flags | PAGE_CACHE);
	page->file.cache = pc;
	page->file.index = index;
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
		atomic_add(&total_pages, 1);
	}
	if (!err)
		*out = page;
	return err;
}

/* Makes the page at index and puts it in. */
static int
fill(struct pagecache *pc, u64 index, bool inside, struct page **out)
{
	bool read = pc->ops && pc->ops->read_page;
	struct page *page = page_alloc(0, read ? 0 : PA_ZERO);
	int err;

	if (!page)
		return -ENOMEM;
	if (read) {
		page->file.cache = pc;
		page->file.index = index;
		err = pc->ops->read_page(pc, page);
		if (err) {
			page_put(page);
			return err;
		}
	}
	return insert(pc, index, page, inside, out);
}

int
pagecache_get(struct pagecache *pc, u64 index, struct page **out)
{
	*out = pagecache_find(pc, index);
	return *out ? 0 : fill(pc, index, false, out);
}

int
pagecache_get_inside(struct pagecache *pc, u64 index, struct page **out)
{
	bool beyond;

	spin_lock(&pc->lock);
	beyond = is_beyond(pc, index);
	*out = beyond ? NULL : radix_lookup(&pc->pages, index);
	if (*out)
		page_get(*out);
	spin_unlock(&pc->lock);
	if (beyond)
		return -ENODATA;
	return *out ? 0 : fill(pc, index, true, out);
}

int
pagecache_get_overwrite(struct pagecache *pc, u64 index, struct page **out,
    bool *fresh)
{
	struct page *page = pagecache_find(pc, index);
	int err;

	*fresh = false;
	if (page) {
		*out = page;
		return 0;
	}
	page = page_alloc(0, 0);
	if (!page)
		return -ENOMEM;
	err = insert(pc, index, page, false, out);
	*fresh = !err && *out == page;
	return err;
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
		radix_remove(&pc->pages, *first);
		WRITE_ONCE(page->file.cache, NULL);
		atomic_add_own(&pc->npages, -1);
		pages[count++] = page;
		++*first;
	}
	spin_unlock(&pc->lock);
	return count;
}

#define BATCH 32

static void
remove_range(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	struct page *pages[BATCH];
	u64 at = first;
	unsigned n;

	while ((n = take_out(pc, &at, end, pages, BATCH))) {
		atomic_sub(&total_pages, (u64)n);
		while (n)
			page_put(pages[--n]);
		sched_point();
	}
	if (!interval_tree_empty(&pc->mappings))
		vm_unmap_cache(pc, first, end, copies);
}

void
pagecache_remove_range(struct pagecache *pc, u64 first, u64 end)
{
	remove_range(pc, first, end, false);
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
