/*
 * Kernel virtual space, handed out by a pointer that only grows.
 *
 * There are 2^40 bytes of it, and what is mapped there is either for good
 * (device registers) or kept for reuse at the same address (stacks), so
 * nothing is ever given back and no TLB needs a shootdown for it.
 *
 * A freed stack goes to its CPU's list, and from there, when that is full, to
 * the common one.  Stacks stay mapped: their number is the most threads that
 * ever lived at once.  Reclaim could free those; under memory pressure they
 * are the smaller part (limits.md).
 */
#include "mm/kva.h"

#include "arch/mmu.h"
#include "arch/thread.h"
#include "lib/kasan.h"
#include "mm/page.h"
#include "sync/spinlock.h"

#define CPU_STACKS 16

static struct {
	struct spinlock lock;
	vaddr_t next OWN_LOCK(lock);
	vaddr_t *stacks
	    OWN_LOCK(lock);         /* free, linked through their last word */
	u64 nstacks OWN_LOCK(lock); /* in existence */
} kva = { .lock = SPINLOCK_INIT(LC_KVA), .next = KVA_DYNAMIC };

static struct {
	u32 n;
	vaddr_t stack[CPU_STACKS];
} __aligned(64) cpu_stacks[MAX_CPUS]; /* [p] */

/* Address space of size bytes with an unmapped page below. */
static vaddr_t
reserve(size_t size)
{
	vaddr_t va;

	spin_lock(&kva.lock);
	va = kva.next + PAGE_SIZE;
	kva.next = va + ALIGN_UP(size, PAGE_SIZE);
	assert(kva.next < KVA_END);
	spin_unlock(&kva.lock);
	return va;
}

void *
kva_map_device(paddr_t pa, size_t size)
{
	paddr_t first = ALIGN_DOWN(pa, PAGE_SIZE);
	size_t len = ALIGN_UP(pa + size, PAGE_SIZE) - first;
	vaddr_t va = reserve(len);

	for (size_t off = 0; off < len; off += PAGE_SIZE)
		if (kva_map_page(va + off, first + off,
			KMAP_WRITE | KMAP_DEVICE))
			return NULL;
	return (void *)(va + (pa - first));
}

/* Where a free stack keeps the link to the next. */
static vaddr_t *
link_of(vaddr_t stack)
{
	return (vaddr_t *)(stack + KSTACK_SIZE) - 1;
}

static vaddr_t
stack_create(void)
{
	vaddr_t va = reserve(KSTACK_SIZE);

	for (u64 off = 0; off < KSTACK_SIZE; off += PAGE_SIZE) {
		struct page *page = page_alloc(0, 0);

		if (!page ||
		    kva_map_page(va + off, page_to_phys(page), KMAP_WRITE)) {
			if (page)
				page_put(page);
			while (off) {
				paddr_t pa;
				bool w, x;

				off -= PAGE_SIZE;
				if (kva_lookup(va + off, &pa, &w, &x))
					page_put(phys_to_page(pa));
				kva_unmap_page(va + off);
			}
			return 0;
		}
	}
	spin_lock(&kva.lock);
	atomic_add_own(&kva.nstacks, 1);
	spin_unlock(&kva.lock);
	return va;
}

vaddr_t
kstack_alloc(void)
{
	u32 *n = &cpu_stacks[cpu_id()].n;
	vaddr_t stack = 0;

	if (*n) {
		stack = cpu_stacks[cpu_id()].stack[--*n];
		kasan_unpoison((void *)stack, KSTACK_SIZE);
		return stack;
	}
	spin_lock(&kva.lock);
	if (kva.stacks) {
		stack = (vaddr_t)kva.stacks;
		kva.stacks = (vaddr_t *)*link_of(stack);
	}
	spin_unlock(&kva.lock);
	if (!stack)
		return stack_create();
	kasan_unpoison((void *)stack, KSTACK_SIZE);
	return stack;
}

void
kstack_free(vaddr_t stack)
{
	u32 *n = &cpu_stacks[cpu_id()].n;

	/* A thread that ends never leaves its frames. */
	kasan_poison((void *)stack, KSTACK_SIZE, KASAN_NOTHING);
	if (*n < CPU_STACKS) {
		cpu_stacks[cpu_id()].stack[(*n)++] = stack;
		return;
	}
	kasan_unpoison(link_of(stack), sizeof(vaddr_t));
	spin_lock(&kva.lock);
	*link_of(stack) = (vaddr_t)kva.stacks;
	kva.stacks = (vaddr_t *)stack;
	spin_unlock(&kva.lock);
}

u64
kstack_count(void)
{
	return atomic_load(&kva.nstacks);
}
