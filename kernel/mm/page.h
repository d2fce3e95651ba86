/*
 * Page frames: one struct page for each 4 KiB frame of RAM, and the allocator
 * that hands frames out.
 *
 * A frame in use has a reference count; who frees it is whoever drops the
 * last reference.  All RAM is in the direct map, so a frame's contents are
 * always reachable through page_address().
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include "arch/layout.h"
#include "lib/list.h"
#include "lib/types.h"
#include "sync/refcount.h"

struct pagecache;
struct slab_cache;

enum page_flag {
	PAGE_RESERVED = 1 << 0, /* never given out: firmware, kernel image */
	PAGE_BUDDY = 1 << 1,    /* head of a free block, order in .order */
	PAGE_SLAB = 1 << 2,     /* belongs to .slab.cache */
	PAGE_CACHE = 1 << 3,    /* of a file (still, after its truncation) */
	PAGE_DIRTY = 1 << 4,    /* cache page newer than its device */
	PAGE_UPTODATE = 1 << 5, /* cache page holds the file's data */
	PAGE_LARGE = 1 << 6,    /* head of a kmalloc() of .order pages */
	/* Of cache pages that a device has too (vm/pagecache.h). */
	PAGE_DEVICE = 1 << 7,
	PAGE_LOCKED = 1 << 8,      /* somebody fills it, or takes it out */
	PAGE_WRITEBACK = 1 << 9,   /* on its way to the device */
	PAGE_REFERENCED = 1 << 10, /* used since reclaim looked last */
	PAGE_NO_MEMORY = 1 << 11,  /* why it is not PAGE_UPTODATE */
};

struct page {
	struct refcount refs; /* [a] 0 when free */
	u32 flags;            /* [a] enum page_flag */
	u32 inuse;            /* of a slab's head: objects handed out */
	u32 order;            /* of the block this page heads */
	union {
		struct list node; /* free lists; users of a page's owner */
		struct {
			struct page *head; /* of the slab this frame is in */
			struct slab_cache *cache; /* in the head */
		} slab;
		struct {
			struct pagecache *cache; /* NULL once truncated */
			u64 index;               /* in pages */
		} file;
	};
	void *private; /* the owner's; a slab's free list */
	struct list lru;
} __aligned(64); /* a line: frames side by side are not one's */

/* A block of 2^order contiguous frames with one reference, or NULL.  Contents
 * are undefined unless PA_ZERO.  => any context but interrupts */
#define PA_ZERO        1u /* zero-filled */
#define PA_NORECLAIM   2u /* fail at once instead of reclaiming caches */
#define PAGE_MAX_ORDER 10
struct page *page_alloc(unsigned order, unsigned flags) __must_check;

/* Frees a block of which nobody else has a reference. */
void page_free(struct page *page, unsigned order);

/* References of a single frame; the last put frees it. */
static inline void
page_get(struct page *page)
{
	ref_get(&page->refs);
}

static inline void
page_put(struct page *page)
{
	if (ref_put(&page->refs))
		page_free(page, 0);
}

extern struct page *page_array; /* [I] one entry a frame, from frame 0 */
extern pfn_t page_count;        /* [I] entries of page_array */

static inline struct page *
pfn_to_page(pfn_t pfn)
{
	return page_array + pfn;
}

static inline pfn_t
page_to_pfn(const struct page *page)
{
	return (pfn_t)(page - page_array);
}

static inline paddr_t
page_to_phys(const struct page *page)
{
	return (paddr_t)page_to_pfn(page) << PAGE_SHIFT;
}

static inline struct page *
phys_to_page(paddr_t pa)
{
	return pfn_to_page(pa >> PAGE_SHIFT);
}

static inline void *
page_address(const struct page *page)
{
	return phys_to_virt(page_to_phys(page));
}

static inline struct page *
virt_to_page(const void *p)
{
	return phys_to_page(virt_to_phys(p));
}

/* Builds page_array and the free lists from boot_info. => once, at boot */
void page_init(void);
/* Frees the initrd's frames, after it was unpacked. */
void page_release_initrd(void);

/* Figures for /proc/meminfo and sysinfo(), in pages. */
struct page_stats {
	u64 total, free;
};
void page_stats_read(struct page_stats *st);
u64 page_total(void);
/* Frames that are kept back from most. */
u64 page_reserve(void);

#endif
