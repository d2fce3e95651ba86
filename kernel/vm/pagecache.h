/*
 * The page cache of one file: its pages by index, the only copy of file data
 * in the system.  read(), write(), mmap() and exec all use the same pages.
 *
 * An inode embeds one.  For a file system in memory the cache is the file:
 * pages stay until truncated.  One with a device gives operations that read and
 * write; its pages have states:
 *
 *     made, PAGE_LOCKED -> read() ... pagecache_read_done() -> PAGE_UPTODATE
 *     written to -> PAGE_DIRTY -> PAGE_WRITEBACK, write() ...
 *         pagecache_write_done() -> clean, and may be dropped when memory is short
 *
 * Locking: the index is under cache->lock.  A lookup returns the page with a
 * reference.  A page leaves the cache at truncation, or when it is clean and memory
 * is short: page->file.cache becomes NULL, and whoever still holds a reference sees a
 * private leftover.  What may be in which state, and who waits: vm/pagestate.h.
 */
#ifndef VM_PAGECACHE_H
#define VM_PAGECACHE_H

#include "lib/interval.h"
#include "lib/list.h"
#include "lib/radix.h"
#include "mm/page.h"
#include "sched/mutex.h"
#include "sync/spinlock.h"

struct backing;
struct pagecache;

/*
 * What a file system does for its files' pages.  All may sleep, unless it says other-
 * wise, and take no lock that is above address spaces (sync/lockorder.def: FS is for
 * them): a page may be wanted by who holds another file's inode, or none.
 */
struct pagecache_ops {
	/* In memory: counts a page that is about to be made.  NULL: any number.
	 * => errors: -ENOSPC */
	int (*charge)(struct pagecache *pc);

	/* With a device; NULL: missing pages are zeroes, and the cache is the file.
	 * Begins to fill a locked page from the device, zeroes beyond the end of the
	 * file; that ends by pagecache_read_done(), at once or later. */
	void (*read)(struct pagecache *pc, struct page *page);
	/* The same for n consecutive ones that nobody waits for yet.  NULL: one by
	 * one. */
	void (*readahead)(struct pagecache *pc, struct page **pages,
	    unsigned n);
	/* Begins to write a page (PAGE_WRITEBACK, not locked); that ends by
	 * pagecache_write_done().  NULL: the file is never written. */
	void (*write)(struct pagecache *pc, struct page *page);
	/* The same for n consecutive ones. NULL: one by one. */
	void (*writepages)(struct pagecache *pc, struct page **pages,
	    unsigned n);
	/* write() will change [at, at + n) of one page, and has.  NULL: nothing to
	 * do. => holds: inode->lock => errors: -ENOSPC, -EDQUOT, -EIO */
	int (*write_begin)(struct pagecache *pc, u64 at, size_t n);
	void (*write_end)(struct pagecache *pc, u64 at, size_t n);
	/* A locked page is about to be written through a mapping. NULL: it may. */
	int (*mkwrite)(struct pagecache *pc, struct page *page);

	/* Keeps what the cache is in from going, and lets it.
	 * => any context => returns: false: it is going already */
	bool (*hold)(struct pagecache *pc);
	void (*drop)(struct pagecache *pc);
};

extern struct lock_role backing_role; /* backing.lock: vm/writeback.c */

/* What a cache has besides when a device stands behind it; the file system keeps it
 * as long as the cache. */
struct pagecache_device {
	struct pagecache *cache; /* [I] */
	struct backing *backing; /* [I] */
	u32 write_err;           /* errseq [a]: of write-back */
	u32 nreading;            /* [a] pages that are being read */
	struct list dirty_node LOCK_ROLE(backing_role); /* in backing.dirty */
	ktime_t dirty_since LOCK_ROLE(backing_role);    /* there */
};

/* Tags of the index. */
enum pagecache_tag {
	TAG_DIRTY,
	TAG_WRITEBACK,
	TAG_NONE /* all items */
};

struct pagecache {
	const struct pagecache_ops *ops; /* [I] NULL: none of them */
	const u64 *size; /* [I] of the file, bytes; NULL: no end */
	struct pagecache_device *device; /* [I] NULL: in memory */
	u64 number; /* [a] pagecache_number(); 0: not asked for yet */
	u64 removals OWN_LOCK(lock); /* [a] pages taken out, ever */
	u64 npages OWN_LOCK(lock);   /* [a] to others */

	struct spinlock lock __aligned(64);
	struct radix_tree pages OWN_LOCK(lock); /* index -> struct page */
	u64 ndirty OWN_LOCK(lock);              /* TAG_DIRTY; [a] to others */
	u64 nwriting OWN_LOCK(lock); /* TAG_WRITEBACK; [a] to others */

	/* Held while an area comes, goes, changes its bounds or gets entries
	 * from another, and while truncation takes entries out of all. */
	struct mutex mappings_lock __aligned(64);
	struct interval_tree mappings
	    OWN_LOCK(mappings_lock); /* vm_area.mapping of those that map it */
};

void pagecache_init(struct pagecache *pc, const struct pagecache_ops *ops);
/* A device stands behind it: before anybody can find the cache. */
void pagecache_set_device(struct pagecache *pc, struct pagecache_device *d,
    struct backing *b);

/* Drops all pages, what was not written too; no area may map the file any more.
 * Again: nothing. */
void pagecache_fini(struct pagecache *pc);

static inline bool
pagecache_has_device(const struct pagecache *pc)
{
	return pc->device;
}

/* The page at index, if cached and up to date, with a reference; else NULL. */
struct page *pagecache_find(struct pagecache *pc, u64 index);

/* The same in whatever state, a page that is being read too. */
struct page *pagecache_find_any(struct pagecache *pc, u64 index);

/* Those of [first, first + n), each with a reference, or NULL.
 * => returns: is there any? */
bool pagecache_find_run(struct pagecache *pc, u64 first, unsigned n,
    struct page **pages);

/* Sets present[i] where page first + i is cached and up to date. */
void pagecache_find_present(struct pagecache *pc, u64 first, size_t n,
    u8 *present);

/* The page at index with a reference, made (and read in, or zeroed) when it
 * is not there.  For who keeps the size from changing, or in memory.
 * => sleeps => errors: -ENOMEM, -ENOSPC, -EIO, -EINTR: killed */
int pagecache_get(struct pagecache *pc, u64 index, struct page **out)
    __must_check;

/* The same of a device, only within the file's size: what is read beyond it may be of
 * before a truncation.  => errors: also -ENODATA beyond it */
int pagecache_read(struct pagecache *pc, u64 index, struct page **out)
    __must_check;

/* Copies the page at index to `to`, if it is there, up to date, and within the file's
 * size: without the lock, and no reference. => returns: false: ask for it */
bool pagecache_copy(struct pagecache *pc, u64 index, void *to);

/* The same for a page fault: only within the file's size, and without waiting for a
 * device.  => errors: -ENODATA beyond it; -EAGAIN: pagecache_read() first */
int pagecache_get_inside(struct pagecache *pc, u64 index, struct page **out)
    __must_check;

/* As pagecache_get() for a caller that will fill the page, which lies beyond the file's
 * size, before the size grows over it: a new page (*fresh) has undefined
 * contents.  In memory only. */
int pagecache_get_overwrite(struct pagecache *pc, u64 index, struct page **out,
    bool *fresh) __must_check;

/* Puts a page that the caller has filled at index, with his reference, or gives the one
 * that is there (up to date) instead, with another.  => errors: as pagecache_get() */
int pagecache_put_filled(struct pagecache *pc, u64 index, struct page **page)
    __must_check;

/* Reads what is missing of n pages from first on, without waiting for it. */
void pagecache_read_ahead(struct pagecache *pc, u64 first, unsigned n);

/* A read ended; -ENOMEM: there was none here, and who wants the page is told so.
 * => any context */
void pagecache_read_done(struct page *page, int err);
/* A read has failed, and the device may still write to the page: that leaves the cache.
 * => thread context; holds: a reference */
void pagecache_read_abandon(struct page *page);

/* Removes every page from index `first` on and unmaps them from all address
 * spaces.  The caller has set the new file size before, so that no fault
 * brings them back. => sleeps */
void pagecache_truncate(struct pagecache *pc, u64 first);

/* Removes the pages of [first, end) in the same way (hole punching). */
void pagecache_remove_range(struct pagecache *pc, u64 first, u64 end);

/* The same when the device has made a hole there: drops what was read of it until then;
 * what was changed through a mapping is zeroed, and stays to be written. => sleeps */
void pagecache_settle_range(struct pagecache *pc, u64 first, u64 end);

/* Drops the pages of [first, end) that are clean, also such as are mapped: the device has
 * others now.  What is dirty stays, and is newer.
 * => sleeps; holds: inode->lock, or what write() has put in would go */
void pagecache_invalidate(struct pagecache *pc, u64 first, u64 end);

/* What tells it from every other there is, was, and will be: who notes it need not
 * keep the cache. */
u64 pagecache_number(struct pagecache *pc);

/* Pages in all caches, for /proc/meminfo. */
u64 pagecache_total(void);
/* Of those, such as are files in memory. */
u64 pagecache_total_memory(void);

/* The first cached index >= index, or UINT64_MAX (SEEK_DATA). */
u64 pagecache_next(struct pagecache *pc, u64 index);

/* --- For the files of the cache --- */

/* The next page of [*at, last] that has the tag, with a reference; *at is where it
 * lies.  => returns: NULL: none */
struct page *pagecache_next_page(struct pagecache *pc, u64 *at, u64 last,
    enum pagecache_tag tag);

/* Takes a page out of the index, if it is in and is clean.
 * => holds: the page's lock, pc->lock */
void pagecache_unlink(struct pagecache *pc, struct page *page)
    REQUIRES(pc->lock);

/* What reclaim may take (pagelru.c). */
void pagelru_add(struct page *page);
/* => holds: the page's lock */
void pagelru_remove(struct page *page);

#endif
