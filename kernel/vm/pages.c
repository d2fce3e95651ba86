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
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/internal.h"
#include "vm/pagecache.h"
#include "vm/pagelru.h"
#include "vm/pagestate.h"
#include "vm/tlb.h"

struct page *zero_page;

void
vm_init(void)
{
	zero_page = page_alloc(0, PA_ZERO);
	assert(zero_page);
	zero_page->flags |= PAGE_RESERVED;
	pagestate_init();
	pagelru_init();
}

const void *
vm_zeroes(void)
{
	return page_address(zero_page);
}

static inline struct page *
pte_page(pte_t pte)
{
	return phys_to_page(pte_addr(pte));
}

/* Clears one entry. => returns: the frame whose reference it held, or NULL */
static inline struct page *
clear_entry(struct vmspace *vm, pte_t *e) REQUIRES(vm->pt_lock)
{
	pte_t pte = atomic_xchg(e, 0);
	struct page *page = pte_page(pte);

	if (page == zero_page)
		return NULL;
	if (atomic_load(&page->flags) & PAGE_CACHE) {
		atomic_add_own(&vm->rss_file, -1UL);
		/* Of a device it is known already: writeback.c. */
		if (pte_dirty(pte) && !page_is(page, PAGE_DEVICE))
			atomic_or(&page->flags, PAGE_DIRTY);
	} else {
		atomic_add_own(&vm->rss_anon, -1UL);
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

/* Nothing here holds the lock for longer than a few leaf tables: what lies
 * between is as long as a program likes. */
#define BATCH       64
#define BATCH_SPANS 8

/* Where a walk that is at `at` lets go of the lock, at the latest. */
static inline vaddr_t
stretch_end(vaddr_t at, vaddr_t end)
{
	return min(ALIGN_DOWN(at, PT_SPAN(2)) + PT_SPAN(2), end);
}

static inline vaddr_t
leaf_end(vaddr_t at, vaddr_t end)
{
	return min(ALIGN_DOWN(at, PT_SPAN(1)) + PT_SPAN(1), end);
}

/* Which entries go. */
enum zap_what {
	ZAP_ALL,
	ZAP_FILE_PAGES, /* private copies stay */
};

static inline bool
stays(pte_t pte, enum zap_what what)
{
	return what == ZAP_FILE_PAGES &&
	    !(atomic_load(&pte_page(pte)->flags) & PAGE_CACHE);
}

struct zap_batch {
	unsigned n;
	bool cleared; /* anything, be it the zero page */
	struct page *pages[BATCH];
};

/* Clears entries of [at, end) until a batch is full or a stretch is done.
 * => returns: where it came to */
static vaddr_t
clear_some(struct vmspace *vm, vaddr_t at, vaddr_t end, enum zap_what what,
    struct zap_batch *b) REQUIRES(vm->pt_lock)
{
	end = stretch_end(at, end);
	b->n = 0;
	b->cleared = false;
	for (unsigned spans = 0; spans < BATCH_SPANS && b->n < BATCH; spans++) {
		pte_t *first, *e;
		const pte_t *last;

		at = pt_next(&vm->pt, at, end);
		if (at >= end)
			break;
		e = first = pt_entry(&vm->pt, at, false);
		last = e + (leaf_end(at, end) - at) / PAGE_SIZE;
		for (; (e = next_used(e, last)) < last && b->n < BATCH; e++) {
			if (stays(*e, what))
				continue;
			b->pages[b->n] = clear_entry(vm, e);
			b->n += b->pages[b->n] != NULL;
			b->cleared = true;
		}
		at += (vaddr_t)(e - first) * PAGE_SIZE;
	}
	return at;
}

static void
zap(struct vmspace *vm, vaddr_t start, vaddr_t end, enum zap_what what,
    bool flush)
{
	struct zap_batch b;

	for (vaddr_t at = start; at < end;) {
		vaddr_t from = at;

		spin_lock(&vm->pt_lock);
		at = clear_some(vm, at, end, what, &b);
		spin_unlock(&vm->pt_lock);
		if (flush && b.cleared)
			tlb_flush_range(vm, from, at);
		while (b.n)
			page_put(b.pages[--b.n]);
		sched_point();
	}
}

void
vm_zap(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	zap(vm, start, end, ZAP_ALL, true);
}

void
vm_zap_dying(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	zap(vm, start, end, ZAP_ALL, false);
}

/* Makes the tables that the entries of the leaf at `from`, up to `stop`, need
 * at `to`. => holds: pt_lock */
static int
make_tables(struct vmspace *vm, vaddr_t from, vaddr_t stop, vaddr_t to)
{
	vaddr_t last = to + (stop - from) - PAGE_SIZE;

	return pt_entry(&vm->pt, to, true) && pt_entry(&vm->pt, last, true) ?
	    0 :
	    -ENOMEM;
}

int
vm_prepare_move(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len)
{
	vaddr_t end = from + len, at = from;
	int err = 0;

	while (at < end && !err) {
		vaddr_t stop = stretch_end(at, end);

		spin_lock(&vm->pt_lock);
		at = pt_next(&vm->pt, at, stop);
		if (at < stop) {
			stop = leaf_end(at, stop);
			err = make_tables(vm, at, stop, to + (at - from));
			at = stop;
		}
		spin_unlock(&vm->pt_lock);
		sched_point();
	}
	return err;
}

/* Moves the entries of one leaf table. => holds: pt_lock */
static void
move_leaf(struct vmspace *vm, vaddr_t at, vaddr_t stop, vaddr_t to)
{
	pte_t *first = pt_entry(&vm->pt, at, false), *e = first;
	const pte_t *last = e + (stop - at) / PAGE_SIZE;

	for (; (e = next_used(e, last)) < last; e++) {
		pte_t *dst = pt_entry(&vm->pt,
		    to + (vaddr_t)(e - first) * PAGE_SIZE, false);

		assert(dst);
		atomic_store(dst, atomic_xchg(e, 0));
	}
}

void
vm_move_entries(struct vmspace *vm, vaddr_t from, vaddr_t to, size_t len)
{
	vaddr_t end = from + len, at = from;

	while (at < end) {
		vaddr_t stop = stretch_end(at, end);

		spin_lock(&vm->pt_lock);
		at = pt_next(&vm->pt, at, stop);
		if (at < stop) {
			stop = leaf_end(at, stop);
			move_leaf(vm, at, stop, to + (at - from));
			at = stop;
		}
		spin_unlock(&vm->pt_lock);
		sched_point();
	}
	tlb_flush_range(vm, from, end);
}

/* May an entry of an area with these flags be writable at once?  Private pages only while
 * nobody shares them. */
static bool
write_now(unsigned flags, const struct page *page)
{
	if (!(flags & VM_WRITE) || page == zero_page)
		return false;
	if (flags & VM_SHARED)
		return page_may_write(page);
	return !(atomic_load(&page->flags) & PAGE_CACHE) &&
	    ref_read(&page->refs) == 1;
}

/* Changes the entries of one leaf table. => returns: whether any has fewer
 * rights now (more need no flush: a stale entry only faults) => holds: pt_lock */
static bool
reprotect_leaf(pte_t *e, const pte_t *last, unsigned flags)
{
	unsigned prot = flags_pte_prot(flags);
	bool none = !flags_accessible(flags), changed = false;

	for (; (e = next_used(e, last)) < last; e++) {
		unsigned p = prot;
		pte_t now;

		if (!write_now(flags, pte_page(*e)))
			p &= ~PROT_PTE_WRITE;
		now = pte_protect(*e, p, none);
		if (now != *e && pte_present(*e))
			changed = true;
		atomic_store(e, now);
	}
	return changed;
}

void
vm_reprotect(struct vmspace *vm, struct vm_area *a, unsigned flags)
{
	vaddr_t at = a->start, first = a->end, last = a->start;

	while (at < a->end) {
		vaddr_t stop = stretch_end(at, a->end);

		spin_lock(&vm->pt_lock);
		at = pt_next(&vm->pt, at, stop);
		if (at < stop) {
			pte_t *e = pt_entry(&vm->pt, at, false);

			stop = leaf_end(at, stop);
			if (reprotect_leaf(e, e + (stop - at) / PAGE_SIZE,
				flags)) {
				first = min(first, at);
				last = stop;
			}
			at = stop;
		}
		spin_unlock(&vm->pt_lock);
		sched_point();
	}
	if (first < last)
		tlb_flush_range(vm, first, last);
}

/* Copies the private entries of one leaf table, whose lock is held too. */
static void
copy_leaf(struct vmspace *child, pte_t *src, pte_t *dst, unsigned n)
    REQUIRES(child->pt_lock)
{
	const pte_t *last = src + n;
	pte_t *e = src;
	u64 anon = 0, file = 0;

	for (; (e = next_used(e, last)) < last; e++) {
		struct page *page = pte_page(*e);

		if (pte_writable(*e))
			atomic_store(e, pte_readonly(*e));
		dst[e - src] = *e;
		if (page == zero_page)
			continue;
		page_get(page);
		if (atomic_load(&page->flags) & PAGE_CACHE)
			file++;
		else
			anon++;
	}
	atomic_add_own(&child->rss_anon, anon);
	atomic_add_own(&child->rss_file, file);
}

/* Copies what the next leaf table of [*at, end) holds; *at moves on. */
static int
copy_some(struct vmspace *parent, struct vmspace *child, vaddr_t *at,
    vaddr_t end)
{
	vaddr_t stop = stretch_end(*at, end);
	int err = 0;

	spin_lock(&parent->pt_lock);
	/* Truncations reach the child's areas that are there already. */
	spin_lock(&child->pt_lock);
	*at = pt_next(&parent->pt, *at, stop);
	if (*at < stop) {
		pte_t *dst = pt_entry(&child->pt, *at, true);

		stop = leaf_end(*at, stop);
		if (dst)
			copy_leaf(child, pt_entry(&parent->pt, *at, false), dst,
			    (unsigned)((stop - *at) / PAGE_SIZE));
		else
			err = -ENOMEM;
		*at = stop;
	}
	spin_unlock(&child->pt_lock);
	spin_unlock(&parent->pt_lock);
	return err;
}

int
vm_copy_entries(struct vmspace *parent, struct vmspace *child,
    struct vm_area *a)
{
	vaddr_t at = a->start;
	int err = 0;

	/* Pages of a shared mapping come back by faults. */
	if (a->flags & VM_SHARED)
		return 0;
	while (at < a->end && !err) {
		err = copy_some(parent, child, &at, a->end);
		sched_point();
	}
	return err;
}

/* Counts what one entry holds. */
static void
count_usage(pte_t pte, struct vm_usage *u)
{
	const struct page *page = pte_page(pte);
	bool file = atomic_load(&page->flags) & PAGE_CACHE;
	bool dirty = pte_dirty(pte) || atomic_load(&page->flags) & PAGE_DIRTY;
	u64 maps = ref_read(&page->refs), share;

	if (page == zero_page)
		return;
	/* One reference is the cache's own. */
	maps = max(maps - (file && maps > 1), (u64)1);
	share = PSS_ONE / maps;
	u->rss++;
	u->pss += share;
	*(file ? &u->pss_file : &u->pss_anon) += share;
	u->pss_dirty += dirty ? share : 0;
	u->anonymous += !file;
	if (maps > 1)
		*(dirty ? &u->shared_dirty : &u->shared_clean) += 1;
	else
		*(dirty ? &u->private_dirty : &u->private_clean) += 1;
}

void
vm_area_usage(struct vm_area *a, struct vm_usage *u)
{
	struct vmspace *vm = a->vm;
	vaddr_t at = a->start;

	while (at < a->end) {
		vaddr_t stop = stretch_end(at, a->end);

		spin_lock(&vm->pt_lock);
		at = pt_next(&vm->pt, at, stop);
		if (at < stop) {
			pte_t *e = pt_entry(&vm->pt, at, false);
			const pte_t *last;

			stop = leaf_end(at, stop);
			last = e + (stop - at) / PAGE_SIZE;
			for (; (e = next_used(e, last)) < last; e++)
				count_usage(*e, u);
			at = stop;
		}
		spin_unlock(&vm->pt_lock);
		sched_point();
	}
}

/* Unmaps the part of one area that shows pages [first, end) of its cache. */
static void
zap_part(struct vm_area *a, u64 first, u64 end, enum zap_what what)
    REQUIRES_SHARED(areas_role)
{
	u64 n = (a->end - a->start) / PAGE_SIZE;
	u64 lo = max(first, a->pgoff), hi = min(end, a->pgoff + n);

	if (lo < hi)
		zap(a->vm, a->start + (lo - a->pgoff) * PAGE_SIZE,
		    a->start + (hi - a->pgoff) * PAGE_SIZE, what, true);
}

/* Who changes an area's bounds holds its file's list, too. */
static void
areas_stand(const struct pagecache *pc) ASSERT_SHARED(areas_role)
{
	assert_mutex_held(&pc->mappings_lock);
}

/* The range of an area that is among the mappings belongs to it, and its space
 * lives: it leaves them under their lock. */
void
vm_unmap_cache_locked(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	struct interval *i;

	areas_stand(pc);
	for (i = interval_first(&pc->mappings, first, end - 1); i;
	     i = interval_next(i, first, end - 1)) {
		zap_part(container_of(i, struct vm_area, mapping), first, end,
		    copies ? ZAP_ALL : ZAP_FILE_PAGES);
		sched_point();
	}
}

void
vm_unmap_cache(struct pagecache *pc, u64 first, u64 end, bool copies)
{
	mutex_lock(&pc->mappings_lock);
	vm_unmap_cache_locked(pc, first, end, copies);
	mutex_unlock(&pc->mappings_lock);
}

bool
vm_cache_is_locked(struct pagecache *pc, u64 index)
{
	struct interval *i;

	areas_stand(pc);
	for (i = interval_first(&pc->mappings, index, index); i;
	     i = interval_next(i, index, index)) {
		if (atomic_load(&container_of(i, struct vm_area, mapping)
				     ->flags) &
		    VM_LOCKED)
			return true;
		sched_point();
	}
	return false;
}

/* Makes an area's entry for page `index` of its cache read-only. */
static void
protect_one(struct vm_area *a, u64 index) REQUIRES_SHARED(areas_role)
{
	vaddr_t at = a->start + (index - a->pgoff) * PAGE_SIZE;
	struct vmspace *vm = a->vm;
	bool was = false;
	pte_t *e;

	if (!(atomic_load(&a->flags) & VM_SHARED) || index < a->pgoff ||
	    at >= a->end)
		return;
	spin_lock(&vm->pt_lock);
	e = pt_entry(&vm->pt, at, false);
	if (e && pte_writable(*e)) {
		was = true;
		atomic_store(e, pte_readonly(*e));
	}
	spin_unlock(&vm->pt_lock);
	if (was)
		tlb_flush_range(vm, at, at + PAGE_SIZE);
}

void
vm_protect_cache(struct pagecache *pc, u64 index)
{
	struct interval *i;

	if (interval_tree_empty(&pc->mappings))
		return;
	mutex_lock(&pc->mappings_lock);
	areas_stand(pc);
	for (i = interval_first(&pc->mappings, index, index); i;
	     i = interval_next(i, index, index)) {
		protect_one(container_of(i, struct vm_area, mapping), index);
		sched_point();
	}
	mutex_unlock(&pc->mappings_lock);
}

/* --- What is where ------------------------------------------------------------------- */

/* By the page alone: a writable one is the space's own, or of a cache it shares.
 * While interrupts are off nobody frees what has an entry here.
 * => returns: false: look at the areas */
static bool
identify_page(struct vmspace *vm, vaddr_t addr, u64 *cache, u64 *offset)
{
	irqflags_t flags = irq_save();
	pte_t pte = pt_peek(&vm->pt, addr);
	bool known = pte_writable(pte);
	struct pagecache *pc;

	*cache = 0;
	if (known && page_is(pte_page(pte), PAGE_CACHE)) {
		pc = READ_ONCE(pte_page(pte)->file.cache);
		known = pc; /* or truncated meanwhile */
		if (pc)
			*cache = pagecache_number(pc);
		*offset = READ_ONCE(pte_page(pte)->file.index) * PAGE_SIZE +
		    addr % PAGE_SIZE;
	}
	irq_restore(flags);
	return known;
}

int
vm_identify(vaddr_t addr, u64 *cache, u64 *offset)
{
	struct vmspace *vm = current_vm();
	struct vm_area *a;
	bool mapped;

	if (identify_page(vm, addr, cache, offset))
		return 0;
	vm_read_lock(vm);
	a = vm_area_find(vm, addr);
	mapped = a && a->start <= addr;
	*cache = mapped && (a->flags & VM_SHARED) ? pagecache_number(a->cache) :
						    0;
	*offset = *cache ? (a->pgoff << PAGE_SHIFT) + (addr - a->start) : 0;
	vm_read_unlock(vm);
	return mapped ? 0 : -EFAULT;
}
