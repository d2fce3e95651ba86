/*
 * The page cache of one file: its pages by index, the only copy of file data
 * in the system.  read(), write(), mmap() and exec all use the same pages.
 *
 * An inode embeds one.  For a file system in memory the cache is the file:
 * pages stay until truncated.  One with a device gives read_page() and (later)
 * write-back.
 *
 * Locking: the index is under cache->lock.  A lookup returns the page with a
 * reference.  A page leaves the cache at truncation: page->file.cache becomes
 * NULL, and whoever still holds a reference sees a private leftover.
 */
#ifndef VM_PAGECACHE_H
#define VM_PAGECACHE_H

#include "lib/interval.h"
#include "lib/list.h"
#include "lib/radix.h"
#include "mm/page.h"
#include "sched/mutex.h"
#include "sync/spinlock.h"

struct pagecache;

struct pagecache_ops {
	/* Fills a fresh page (not yet visible to others' reads) from the
	 * device. NULL: missing pages are zeroes.  => sleeps => returns: 0 or
	 * -EIO, -ENOMEM */
	int (*read_page)(struct pagecache *pc, struct page *page);
};

struct pagecache {
	struct spinlock lock;
	struct radix_tree pages OWN_LOCK(lock); /* index -> struct page */
	u64 npages OWN_LOCK(lock);
	const struct pagecache_ops *ops; /* [I] */
	const u64 *size; /* [I] of the file, bytes; NULL: no end */
	u64 number;      /* [a] pagecache_number(); 0: not asked for yet */
	/* Held while an area comes, goes, changes its bounds or gets entries
	 * from another, and while truncation takes entries out of all. */
	struct mutex mappings_lock;
	struct interval_tree mappings
	    OWN_LOCK(mappings_lock); /* vm_area.mapping of those that map it */
};

void pagecache_init(struct pagecache *pc, const struct pagecache_ops *ops);

/* Drops all pages; no area may map the file any more. */
void pagecache_fini(struct pagecache *pc);

/* The page at index, if cached, with a reference; else NULL. */
struct page *pagecache_find(struct pagecache *pc, u64 index);

/* The cached pages of [first, first + n), each with a reference, or NULL.
 * => returns: how many are there */
unsigned pagecache_find_run(struct pagecache *pc, u64 first, unsigned n,
    struct page **pages);

/* The page at index with a reference, made (and read in, or zeroed) when it
 * is not there.  => sleeps => errors: -ENOMEM, -EIO */
int pagecache_get(struct pagecache *pc, u64 index, struct page **out)
    __must_check;

/* The same for a page fault: only within the file's size.
 * => errors: -ENODATA beyond it */
int pagecache_get_inside(struct pagecache *pc, u64 index, struct page **out)
    __must_check;

/* As pagecache_get() for a caller that will fill the page, which lies beyond the file's
 * size, before the size grows over it: a new page (*fresh) has undefined
 * contents. */
int pagecache_get_overwrite(struct pagecache *pc, u64 index, struct page **out,
    bool *fresh) __must_check;

/* Removes every page from index `first` on and unmaps them from all address
 * spaces.  The caller has set the new file size before, so that no fault
 * brings them back. => sleeps */
void pagecache_truncate(struct pagecache *pc, u64 first);

/* Removes the pages of [first, end) in the same way (hole punching). */
void pagecache_remove_range(struct pagecache *pc, u64 first, u64 end);

/* What tells it from every other there is, was, and will be: who notes it need not
 * keep the cache. */
u64 pagecache_number(struct pagecache *pc);

/* Pages in all caches, for /proc/meminfo. */
u64 pagecache_total(void);

/* The first cached index >= index, or UINT64_MAX (SEEK_DATA). */
u64 pagecache_next(struct pagecache *pc, u64 index);

#endif
