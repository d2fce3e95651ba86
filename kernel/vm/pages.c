/*
 * Page-table entries of areas: unmapping, protecting, moving, copying.
 *
 * Who owns what: an entry that maps a frame holds one reference to it.  An
 * anonymous frame is owned by its entries alone, and a count of one means that
 * it may be written in place; a file's frame is owned by its page cache too.
 * The zero page is not counted.
 *
 * A frame is freed only after the flush that follows the clearing of its
 * entry: until then some CPU may still write to it.
 */
#include "abi/errno.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/pagecache.h"
#include "vm/tlb.h"

struct page *zero_page;

void
vm_init(void)
{
	zero_page = page_alloc(0, PA_ZERO);
	assert(zero_page);
	zero_page->flags |= PAGE_RESERVED;
}

static inline struct page *
pte_page(pte_t pte)
{
	return phys_to_page(pte_addr(pte));
}

/* Counts a present frame of vm in or out. */
static inline void
count_rss(struct vmspace *vm, const struct page *page, s64 n)
{
	if (page == zero_page)
		return;
	if (page->flags & PAGE_CACHE)
		vm->rss_file += (u64)n;
	else
		vm->rss_anon += (u64)n;
}

/* Clears one entry. => returns: the frame whose reference it held, or NULL */
static inline struct page *
clear_entry(struct vmspace *vm, pte_t *e)
{
	pte_t pte = atomic_xchg(e, 0);
	struct page *page = pte_page(pte);

	count_rss(vm, page, -1);
	if (page->flags & PAGE_CACHE) {
		if (pte_dirty(pte))
			atomic_or(&page->flags, PAGE_DIRTY);
	} else if (page == zero_page) {
		return NULL;
	}
	return page;
}

/* The first entry from e on that is not clear, or last.  Most of a table is
 * clear, so those go by fours. */
static inline pte_t *
next_used(pte_t *e, const pte_t *last)
{
	while (e < last && !*e)
		e += last - e >= 4 && !(e[1] | e[2] | e[3]) ? 4 : 1;
	return e;
}

#define BATCH 64

/* Clears entries of [*at, end) until BATCH frames are in hand.
 * => returns: how many frames; *at moves on */
static unsigned
clear_some(struct vmspace *vm, vaddr_t *at, vaddr_t end, struct page **pages)
{
	unsigned n = 0;

	while (n < BATCH && (*at = pt_next(&vm->pt, *at, end)) < end) {
		pte_t *first = pt_entry(&vm->pt, *at, false), *e = first;
		vaddr_t stop = min(ALIGN_DOWN(*at, PT_SPAN(1)) + PT_SPAN(1),
		    end);
		const pte_t *last = e + (stop - *at) / PAGE_SIZE;

		while ((e = next_used(e, last)) < last && n < BATCH) {
			pages[n] = clear_entry(vm, e++);
			n += pages[n] != NULL;
		}
		*at += (vaddr_t)(e - first) * PAGE_SIZE;
	}
	return n;
}

static void
zap(struct vmspace *vm, vaddr_t start, vaddr_t end, bool flush)
{
	struct page *pages[BATCH];
	vaddr_t at = start;

	do {
		vaddr_t from = at;
		unsigned n;

		spin_lock(&vm->pt_lock);
		n = clear_some(vm, &at, end, pages);
		spin_unlock(&vm->pt_lock);
		if (flush && n)
			tlb_flush_range(vm, from, at);
		while (n)
			page_put(pages[--n]);
		sched_point();
	} while (at < end);
}

void
vm_zap(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	zap(vm, start, end, true);
}

void
vm_zap_dying(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	zap(vm, start, end, false);
}

int
vm_move_entries(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len)
{
	vaddr_t end = from + len;
	int err = 0;

	spin_lock(&vm->pt_lock);
	for (vaddr_t at = from; (at = pt_next(&vm->pt, at, end)) < end;
	     at += PAGE_SIZE) {
		pte_t *src = pt_entry(&vm->pt, at, false), *dst;

		if (!*src)
			continue;
		dst = pt_entry(&vm->pt, to + (at - from), true);
		if (!dst) {
			err = -ENOMEM;
			break;
		}
		*dst = atomic_xchg(src, 0);
	}
	spin_unlock(&vm->pt_lock);
	tlb_flush_range(vm, from, end);
	return err;
}

/* May an entry of an area with these flags be writable at once?  Private pages only while
 * nobody shares them. */
static bool
write_now(unsigned flags, const struct page *page)
{
	if (!(flags & VM_WRITE) || page == zero_page)
		return false;
	if (flags & VM_SHARED)
		return true;
	return !(page->flags & PAGE_CACHE) && ref_read(&page->refs) == 1;
}

void
vm_reprotect(struct vmspace *vm, struct vm_area *a, unsigned flags)
{
	unsigned prot = flags_pte_prot(flags);
	bool changed = false, none = !flags_accessible(flags);
	vaddr_t first = a->end, last = a->start;

	spin_lock(&vm->pt_lock);
	for (vaddr_t at = a->start;
	     (at = pt_next(&vm->pt, at, a->end)) < a->end; at += PAGE_SIZE) {
		pte_t *e = pt_entry(&vm->pt, at, false), now;
		unsigned p = prot;

		if (!*e)
			continue;
		if (!write_now(flags, pte_page(*e)))
			p &= ~PROT_PTE_WRITE;
		now = pte_protect(*e, p, none);
		if (now == *e)
			continue;
		/* More rights need no flush: a stale entry only faults. */
		if (pte_present(*e))
			changed = true;
		*e = now;
		first = min(first, at);
		last = at + PAGE_SIZE;
	}
	spin_unlock(&vm->pt_lock);
	if (changed)
		tlb_flush_range(vm, first, last);
}

/* Copies the private entries of one leaf table. => holds: parent's pt_lock;
 * nobody knows the child yet */
static void
copy_leaf(struct vmspace *child, pte_t *src, pte_t *dst, unsigned n)
{
	const pte_t *last = src + n;
	pte_t *e = src;

	for (; (e = next_used(e, last)) < last; e++) {
		struct page *page = pte_page(*e);

		if (pte_writable(*e))
			*e = pte_readonly(*e);
		if (page != zero_page)
			page_get(page);
		count_rss(child, page, 1);
		dst[e - src] = *e;
	}
}

int
vm_copy_entries(struct vmspace *parent, struct vmspace *child,
    struct vm_area *a)
{
	int err = 0;

	/* Pages of a shared mapping come back by faults. */
	if (a->flags & VM_SHARED)
		return 0;
	spin_lock(&parent->pt_lock);
	for (vaddr_t at = a->start;
	     (at = pt_next(&parent->pt, at, a->end)) < a->end;) {
		vaddr_t stop = min(ALIGN_DOWN(at, PT_SPAN(1)) + PT_SPAN(1),
		    a->end);
		pte_t *dst = pt_entry(&child->pt, at, true);

		if (!dst) {
			err = -ENOMEM;
			break;
		}
		copy_leaf(child, pt_entry(&parent->pt, at, false), dst,
		    (unsigned)((stop - at) / PAGE_SIZE));
		at = stop;
	}
	spin_unlock(&parent->pt_lock);
	return err;
}

/* Unmaps the part of one area that shows pages [first, end) of its cache. */
static void
zap_part(struct vm_area *a, u64 first, u64 end)
{
	u64 n = (a->end - a->start) / PAGE_SIZE;
	u64 lo = max(first, a->pgoff), hi = min(end, a->pgoff + n);

	if (lo < hi)
		vm_zap(a->vm, a->start + (lo - a->pgoff) * PAGE_SIZE,
		    a->start + (hi - a->pgoff) * PAGE_SIZE);
}

/* A flush may not be waited for under the list's spinlock, so each space is
 * held by a reference while its entries go, and a marker tells when the list
 * has been rotated once.  The caller holds the file's lock: there is one
 * marker at a time. */
void
vm_unmap_cache(struct pagecache *pc, u64 first, u64 end)
{
	struct vm_area *a, copy, marker = { .vm = NULL };

	spin_lock(&pc->mappings_lock);
	list_add_tail(&pc->mappings, &marker.mapping_node);
	for (;;) {
		a = list_first(&pc->mappings, struct vm_area, mapping_node);
		if (a == &marker)
			break;
		list_move_tail(&pc->mappings, &a->mapping_node);
		copy = *a;
		if (!ref_get_unless_zero(&copy.vm->users))
			continue; /* it is being taken apart anyway */
		spin_unlock(&pc->mappings_lock);
		zap_part(&copy, first, end);
		vmspace_put(copy.vm);
		spin_lock(&pc->mappings_lock);
	}
	list_remove(&marker.mapping_node);
	spin_unlock(&pc->mappings_lock);
}
