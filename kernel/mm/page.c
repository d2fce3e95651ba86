/*
 * Page frames: a buddy allocator with a per-CPU list of single frames before
 * it.
 *
 * Free memory is held in blocks of 2^order frames, aligned to their size, on
 * one list an order.  A block is split to serve a smaller request and joined
 * with its buddy (the block whose number differs in bit `order`) when both are
 * free.  Only the head of a free block has PAGE_BUDDY set and its order known.
 *
 * Single frames, by far the most, go through a list of each CPU that needs no
 * lock: the kernel is not preemptible and interrupt handlers do not allocate.
 * The list is refilled and drained in batches.
 *
 * Invariants, under frames.lock:
 *  1. a free frame has refs 0 and belongs to exactly one block or CPU list;
 *  2. no two buddies are both free in the lists of the same order;
 *  3. frames.nfree counts the frames in blocks.
 *
 * Most of a large memory is never used: its frames are fresh, and their struct pages
 * are nothing yet, until a block of the largest order is wanted of which there is none.
 * So a machine starts as quickly, and takes as little of its host, with much memory as
 * with little.
 *
 * The last frames, a 128th, are for who may use them: so that with all else taken by
 * others root still gets to work, and who is ending ends.
 *
 * When nothing is left reclaim_memory() gives cached memory back, then the
 * request fails: callers pass -ENOMEM up.  (vm/oom.c ends a process when a page
 * fault fails so, or a system call.)
 */
#include "mm/page.h"

#include "arch/boot.h"
#include "arch/cpu.h"
#include "arch/mmu.h"
#include "debug/fault.h"
#include "debug/panic.h"
#include "lib/assert.h"
#include "lib/bits.h"
#include "lib/kasan.h"
#include "lib/string.h"
#include "mm/reclaim.h"
#include "sync/spinlock.h"

/* A CPU's list holds at most 1/128 of memory and 2 MiB: going to the blocks and
 * back costs 105 instructions a frame, the list 10. */
#define CPU_LIST_MAX   512U
#define CPU_LIST_PART  128
#define CPU_LIST_BATCH 32

/* What is made ready at boot at least, and how many runs of memory may wait. */
#define READY_FRAMES (KASAN_ON ? UINT64_MAX : (32UL << 20) / PAGE_SIZE)
#define FRESH_MOST   16

#define RESERVE_PART 128
/* What larger blocks are wanted for can be done without, or in pieces. */
#define COSTLY_ORDER 3

struct page *page_array;
pfn_t page_count;

static struct {
	struct spinlock lock;
	struct list free[PAGE_MAX_ORDER +
	    1] OWN_LOCK(lock);    /* of struct page.node */
	u64 nfree OWN_LOCK(lock); /* frames in blocks, and fresh ones */
	struct fresh {
		pfn_t at, end; /* whole blocks of the largest order */
	} fresh[FRESH_MOST] OWN_LOCK(lock);
	unsigned nfresh OWN_LOCK(lock);
	u64 total;        /* [I] frames managed */
	u64 reserve;      /* [I] after page_init(); frames */
	u32 cpu_list_max; /* [I] after page_init() */
} frames = { .lock = SPINLOCK_INIT(LC_FRAMES) };

/* Frames linked by page->private.  A stack: what was freed last is still in the
 * cache.  With KASAN a queue that always keeps some, so that a frame stays
 * poisoned for a while before it is used again. */
#define CPU_LIST_KEEP (KASAN_ON ? 2 * CPU_LIST_BATCH : 0)

static struct cpu_list {
	struct page *top, *bottom; /* bottom: KASAN only; valid while n > 0 */
	u32 n;
} __aligned(64) cpu_lists[MAX_CPUS]; /* [p] */

/* --- Blocks --------------------------------------------------------------- */

static void
block_add(struct page *page, unsigned order)
{
	atomic_store(&page->flags, PAGE_BUDDY);
	page->order = order;
	list_add_head(&frames.free[order], &page->node);
}

static void
block_take(struct page *page)
{
	list_remove(&page->node);
	atomic_store(&page->flags, 0);
}

/* Frees a block, joining it with free buddies. */
static void
block_free(struct page *page, unsigned order) REQUIRES(frames.lock)
{
	pfn_t pfn = page_to_pfn(page);

	atomic_add_own(&frames.nfree, 1UL << order);
	for (; order < PAGE_MAX_ORDER; order++) {
		pfn_t buddy_pfn = pfn ^ (1UL << order);
		struct page *buddy = pfn_to_page(buddy_pfn);

		if (buddy_pfn >= page_count ||
		    atomic_load(&buddy->flags) != PAGE_BUDDY ||
		    buddy->order != order)
			break;
		block_take(buddy);
		pfn &= ~(1UL << order);
	}
	block_add(pfn_to_page(pfn), order);
}

/* Would n frames less leave others short, whom the current thread gives way to? */
static bool
is_for_others(u64 n) REQUIRES(frames.lock)
{
	return unlikely(frames.nfree < frames.reserve + n) &&
	    !reclaim_may_use_reserve();
}

/* Makes a block of fresh frames. => returns: false: there are none */
static bool
take_fresh(void) REQUIRES(frames.lock)
{
	struct fresh *f;

	if (!frames.nfresh)
		return false;
	f = &frames.fresh[frames.nfresh - 1];
	memset(pfn_to_page(f->at), 0, sizeof(struct page) << PAGE_MAX_ORDER);
	block_add(pfn_to_page(f->at), PAGE_MAX_ORDER);
	f->at += 1UL << PAGE_MAX_ORDER;
	if (f->at == f->end)
		frames.nfresh--;
	return true;
}

static struct page *
block_alloc(unsigned order) REQUIRES(frames.lock)
{
	unsigned o = order;
	struct page *page;

	if (is_for_others(1UL << order))
		return NULL;
	while (o <= PAGE_MAX_ORDER && list_empty(&frames.free[o]))
		o++;
	if (o > PAGE_MAX_ORDER) {
		if (!take_fresh())
			return NULL;
		o = PAGE_MAX_ORDER;
	}
	page = list_first(&frames.free[o], struct page, node);
	block_take(page);
	while (o > order) {
		o--;
		block_add(page + (1UL << o), o);
	}
	atomic_add_own(&frames.nfree, -(1UL << order));
	return page;
}

/* --- The per-CPU lists ----------------------------------------------------- */

static inline void
cpu_list_push(struct cpu_list *l, struct page *page)
{
	if (KASAN_ON && l->n) {
		page->private = NULL;
		l->bottom->private = page;
	} else {
		page->private = l->top;
		l->top = page;
	}
	if (KASAN_ON)
		l->bottom = page;
	atomic_store(&l->n, l->n + 1);
}

/* => there is one */
static inline struct page *
cpu_list_pop(struct cpu_list *l)
{
	struct page *page = l->top;

	l->top = page->private;
	atomic_store(&l->n, l->n - 1);
	return page;
}

static __noinline struct page *
cpu_list_refill(struct cpu_list *l)
{
	struct page *page;

	spin_lock(&frames.lock);
	page = block_alloc(0);
	while (page && l->n < CPU_LIST_BATCH) {
		struct page *more = block_alloc(0);

		if (!more)
			break;
		cpu_list_push(l, more);
	}
	spin_unlock(&frames.lock);
	return page;
}

static void
cpu_list_drain(u32 keep)
{
	struct cpu_list *l = &cpu_lists[cpu_id()];

	spin_lock(&frames.lock);
	while (l->n > keep)
		block_free(cpu_list_pop(l), 0);
	spin_unlock(&frames.lock);
}

static inline struct page *
try_alloc(unsigned order)
{
	struct page *page;

	if (likely(order == 0)) {
		struct cpu_list *l = &cpu_lists[cpu_id()];

		if (unlikely(l->n <= CPU_LIST_KEEP)) {
			page = cpu_list_refill(l);
			if (page || !l->n)
				return page;
		}
		return cpu_list_pop(l);
	}
	spin_lock(&frames.lock);
	page = block_alloc(order);
	spin_unlock(&frames.lock);
	return page;
}

static struct page *
alloc_reclaiming(unsigned order)
{
	struct page *page;
	unsigned tries = 4;

	do {
		if (!reclaim_memory(1UL << order))
			break;
		cpu_list_drain(0);
		page = try_alloc(order);
		if (page)
			return page;
	} while (--tries);
	cpu_list_drain(0);
	return try_alloc(order);
}

struct page *
page_alloc(unsigned order, unsigned flags)
{
	struct page *page;

	lockdep_might_alloc();
	if (fault_point("page_alloc"))
		return NULL;
	page = try_alloc(order);
	if (unlikely(!page) && !(flags & PA_NORECLAIM))
		page = alloc_reclaiming(order);
	if (unlikely(!page)) {
		if (!(flags & PA_NORECLAIM) && order <= COSTLY_ORDER)
			reclaim_failed();
		return NULL;
	}
	page->refs.n = 1;
	atomic_store(&page->flags, 0);
	page->order = order;
	page->private = NULL;
	kasan_unpoison(page_address(page), PAGE_SIZE << order);
	if (flags & PA_ZERO)
		for (unsigned i = 0; i < 1U << order; i++)
			page_zero(page_address(page + i));
	return page;
}

#ifdef DEBUG
#define POISON_MOST ((size_t)256 * 1024) /* more would take a millisecond */

static void
poison(struct page *page, unsigned order)
{
	memset(page_address(page), 0x5a,
	    min((size_t)PAGE_SIZE << order, POISON_MOST));
}
#else
static void
poison(struct page *page, unsigned order)
{
	(void)page;
	(void)order;
}
#endif

void
page_free(struct page *page, unsigned order)
{
	assert(!(page->flags & (PAGE_RESERVED | PAGE_BUDDY)));
	page->refs.n = 0;
	atomic_store(&page->flags, 0);
	if (!KASAN_ON)
		poison(page, order);
	kasan_poison(page_address(page), PAGE_SIZE << order, KASAN_FREE_PAGE);
	if (order == 0) {
		struct cpu_list *l = &cpu_lists[cpu_id()];

		if (unlikely(l->n >= frames.cpu_list_max))
			cpu_list_drain(l->n - CPU_LIST_BATCH);
		cpu_list_push(l, page);
		return;
	}
	spin_lock(&frames.lock);
	block_free(page, order);
	spin_unlock(&frames.lock);
}

void
page_stats_read(struct page_stats *st)
{
	u64 n = atomic_load(&frames.nfree);
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		n += atomic_load(&cpu_lists[cpu].n);
	*st = (struct page_stats){ .total = frames.total, .free = n };
}

u64
page_total(void)
{
	return frames.total;
}

/* --- Boot ------------------------------------------------------------------ */

/* The first reserved or initrd byte range that overlaps [start, end). */
static const struct boot_range *
overlap(paddr_t start, paddr_t end)
{
	static struct boot_range initrd;
	const struct boot_range *best = NULL;

	initrd = (struct boot_range){ ALIGN_DOWN(boot_info.initrd, PAGE_SIZE),
		ALIGN_UP(boot_info.initrd_end, PAGE_SIZE), BOOT_RAM };
	for (unsigned i = 0; i <= boot_info.nreserved; i++) {
		const struct boot_range *r = i < boot_info.nreserved ?
		    &boot_info.reserved[i] :
		    &initrd;

		if (r->start < end && r->end > start && r->end > r->start &&
		    (!best || r->start < best->start))
			best = r;
	}
	return best;
}

/* Calls fn for each run of free frames at boot. */
static void
for_each_free_run(void (*fn)(paddr_t start, paddr_t end, void *arg), void *arg)
{
	for (unsigned i = 0; i < boot_info.nranges; i++) {
		const struct boot_range *r = &boot_info.ranges[i];
		paddr_t at = ALIGN_UP(max(r->start, BOOT_LOW_END), PAGE_SIZE);
		paddr_t end = ALIGN_DOWN(r->end, PAGE_SIZE);

		if (r->type != BOOT_RAM)
			continue;
		while (at < end) {
			const struct boot_range *o = overlap(at, end);

			if (!o) {
				fn(at, end, arg);
				break;
			}
			if (o->start > at)
				fn(at, o->start, arg);
			at = o->end;
		}
	}
}

struct room {
	u64 size;
	paddr_t at; /* 0: not found yet */
};

static void
find_room(paddr_t start, paddr_t end, void *arg)
{
	struct room *room = arg;

	if (!room->at && end - start >= room->size)
		room->at = start;
}

#define BLOCK_FRAMES (1UL << PAGE_MAX_ORDER)

/* Of a run of free frames, what whole blocks there are stays fresh when enough is ready.
 * => once, at boot */
static void
keep_fresh(paddr_t start, paddr_t end, void *arg)
{
	pfn_t at = start >> PAGE_SHIFT, last = end >> PAGE_SHIFT;
	pfn_t stop = ALIGN_DOWN(last, BLOCK_FRAMES);
	u64 *missing = arg, ready = min(*missing, last - at);
	pfn_t first = ALIGN_UP(at + ready, BLOCK_FRAMES);

	*missing -= ready;
	spin_unshared(&frames.lock);
	if (first >= stop || frames.nfresh == FRESH_MOST)
		return;
	frames.fresh[frames.nfresh++] = (struct fresh){ first, stop };
	frames.nfree += stop - first;
	frames.total += stop - first;
}

/* The fresh frames that pfn is one of, or NULL. */
static const struct fresh *
fresh_at(pfn_t pfn)
{
	spin_unshared(&frames.lock);
	for (unsigned i = 0; i < frames.nfresh; i++)
		if (pfn >= frames.fresh[i].at && pfn < frames.fresh[i].end)
			return &frames.fresh[i];
	return NULL;
}

static void
free_run(pfn_t pfn, pfn_t end)
{
	while (pfn < end) {
		unsigned order = pfn ?
		    min(ffs64(pfn), (unsigned)PAGE_MAX_ORDER) :
		    PAGE_MAX_ORDER;

		while (pfn + (1UL << order) > end)
			order--;
		for (pfn_t p = pfn; p < pfn + (1UL << order); p++)
			page_array[p].flags = 0;
		kasan_poison(phys_to_virt(pfn << PAGE_SHIFT),
		    PAGE_SIZE << order, KASAN_FREE_PAGE);
		spin_lock(&frames.lock);
		block_free(pfn_to_page(pfn), order);
		spin_unlock(&frames.lock);
		frames.total += 1UL << order;
		pfn += 1UL << order;
	}
}

/* Frees what is not fresh of a run. */
static void
free_ready(paddr_t start, paddr_t end, void *arg)
{
	pfn_t at = start >> PAGE_SHIFT, last = end >> PAGE_SHIFT, stop;

	(void)arg;
	while (at < last) {
		const struct fresh *f = fresh_at(at);

		if (f) {
			at = f->end;
			continue;
		}
		for (stop = at + 1; stop < last && !fresh_at(stop);)
			stop = min(ALIGN_UP(stop + 1, BLOCK_FRAMES), last);
		free_run(at, stop);
		at = stop;
	}
}

/* The struct pages of all but fresh frames: reserved, until they are freed. */
static void
init_array(void)
{
	for (pfn_t pfn = 0; pfn < page_count;) {
		const struct fresh *f = fresh_at(pfn);
		pfn_t end = min(ALIGN_UP(pfn + 1, BLOCK_FRAMES), page_count);

		for (; !f && pfn < end; pfn++)
			page_array[pfn] = (struct page){
				.flags = PAGE_RESERVED
			};
		if (f)
			pfn = f->end;
	}
}

static void *
table_page_alloc(void)
{
	struct page *page = page_alloc(0, PA_ZERO);

	return page ? page_address(page) : NULL;
}

static void
table_page_free(void *p)
{
	page_put(virt_to_page(p));
}

void
page_init(void)
{
	static const struct mmu_memory mmu_memory = { table_page_alloc,
		table_page_free };
	struct room room = { 0 };
	u64 missing = READY_FRAMES;

	for (unsigned i = 0; i < boot_info.nranges; i++)
		if (boot_info.ranges[i].type == BOOT_RAM)
			page_count = max(page_count,
			    boot_info.ranges[i].end >> PAGE_SHIFT);
	room.size = ALIGN_UP(page_count * sizeof(struct page), PAGE_SIZE);
	for_each_free_run(find_room, &room);
	if (!room.at)
		boot_no_memory("the table of page frames");
	page_array = phys_to_virt(room.at);
	boot_info.reserved[boot_info.nreserved++] = (struct boot_range){
		room.at, room.at + room.size, BOOT_RAM
	};

	for (unsigned o = 0; o <= PAGE_MAX_ORDER; o++)
		list_init(&frames.free[o]);
	for_each_free_run(keep_fresh, &missing);
	init_array();
	for_each_free_run(free_ready, NULL);
	frames.cpu_list_max = max((u32)min(frames.total / CPU_LIST_PART,
				      (u64)CPU_LIST_MAX),
	    2U * CPU_LIST_BATCH);
	frames.reserve = frames.total / RESERVE_PART;
	mmu_set_memory(&mmu_memory);
}

u64
page_reserve(void)
{
	return frames.reserve;
}

void
page_release_initrd(void)
{
	paddr_t start = ALIGN_DOWN(boot_info.initrd, PAGE_SIZE);
	paddr_t end = ALIGN_UP(boot_info.initrd_end, PAGE_SIZE);

	boot_info.initrd = boot_info.initrd_end = 0;
	if (end > start && end >> PAGE_SHIFT <= page_count)
		free_run(start >> PAGE_SHIFT, end >> PAGE_SHIFT);
}
