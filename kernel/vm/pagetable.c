/*
 * Page-table trees.  See vm/pagetable.h.
 *
 * Entries are written by atomic stores: pt_peek() looks without the lock.
 *
 * In the struct page of a table: lru links the tree's list, private is the
 * entry of the table above that points here.
 */
#include "vm/pagetable.h"

#include "abi/errno.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "mm/page.h"

/* Zeroed tables waiting for use. */
#define POOL_MAX 32
static struct {
	u32 n;
	struct page *page[POOL_MAX];
} __aligned(64) pools[MAX_CPUS]; /* [p] */

static struct page *
table_alloc(void)
{
	u32 *n = &pools[cpu_id()].n;

	if (likely(*n))
		return pools[cpu_id()].page[--*n];
	return page_alloc(0, PA_ZERO);
}

static void
table_free(struct page *page)
{
	u32 *n = &pools[cpu_id()].n;

	if (*n < POOL_MAX)
		pools[cpu_id()].page[(*n)++] = page;
	else
		page_put(page);
}

static inline pte_t *
table_of(pte_t e)
{
	return phys_to_virt(pte_addr(e));
}

int
pt_create(struct pagetable *pt)
{
	struct page *root = table_alloc();

	if (!root)
		return -ENOMEM;
	mmu_init_user_root(page_address(root));
	pt->root = page_to_phys(root);
	list_init(&pt->tables);
	pt->ntables = 1;
	pt->leaf = NULL;
	return 0;
}

/* Takes a table out of its tree. */
static void
unlink(struct pagetable *pt, struct page *page)
{
	atomic_store((pte_t *)page->private, 0);
	pt->leaf = NULL;
	list_remove(&page->lru);
	atomic_add_own(&pt->ntables, -1);
}

void
pt_destroy(struct pagetable *pt)
{
	struct page *page;

	/* The last made is the lowest: parents come before their children. */
	while ((page = list_last(&pt->tables, struct page, lru))) {
		unlink(pt, page);
		table_free(page);
	}
	mmu_fini_user_root(phys_to_virt(pt->root));
	table_free(phys_to_page(pt->root));
}

/* Makes the table that entry e is to point at. */
static pte_t *
add_table(struct pagetable *pt, pte_t *e)
{
	struct page *page = table_alloc();

	if (!page)
		return NULL;
	page->private = e;
	list_add_tail(&pt->tables, &page->lru);
	atomic_add_own(&pt->ntables, 1);
	store_release(e, pte_for_table(page_to_phys(page)));
	return page_address(page);
}

/* The leaf table for va, by the way down from the root; it is remembered. */
static __noinline pte_t *
find_leaf(struct pagetable *pt, vaddr_t va, bool alloc)
{
	pte_t *table = phys_to_virt(pt->root);

	for (int level = PT_LEVELS - 1; level > 0; level--) {
		pte_t *e = &table[PT_INDEX(va, level)];

		if (likely(*e))
			table = table_of(*e);
		else if (!alloc || !(table = add_table(pt, e)))
			return NULL;
	}
	pt->leaf_span = va / PT_SPAN(1);
	pt->leaf = table;
	return table;
}

static inline bool
is_remembered(const struct pagetable *pt, vaddr_t va)
{
	return pt->leaf && pt->leaf_span == va / PT_SPAN(1);
}

pte_t *
pt_entry(struct pagetable *pt, vaddr_t va, bool alloc)
{
	pte_t *leaf = pt->leaf;

	if (unlikely(!is_remembered(pt, va))) {
		leaf = find_leaf(pt, va, alloc);
		if (!leaf)
			return NULL;
	}
	return &leaf[PT_INDEX(va, 0)];
}

pte_t
pt_peek(const struct pagetable *pt, vaddr_t va)
{
	const pte_t *table = phys_to_virt(READ_ONCE(pt->root)); /* [I] */

	assert(!irqs_enabled());
	for (int level = PT_LEVELS - 1; level > 0; level--) {
		pte_t e = READ_ONCE(table[PT_INDEX(va, level)]);

		if (!e)
			return 0;
		table = table_of(e);
	}
	return READ_ONCE(table[PT_INDEX(va, 0)]);
}

vaddr_t
pt_next(struct pagetable *pt, vaddr_t va, vaddr_t end)
{
	if (va < end && is_remembered(pt, va))
		return va;
	while (va < end) {
		pte_t *table = phys_to_virt(pt->root);
		int level = PT_LEVELS - 1;

		while (level > 0 && table[PT_INDEX(va, level)]) {
			table = table_of(table[PT_INDEX(va, level)]);
			level--;
		}
		if (level == 0) {
			pt->leaf_span = va / PT_SPAN(1);
			pt->leaf = table;
			return va;
		}
		va = ALIGN_DOWN(va, PT_SPAN(level)) + PT_SPAN(level);
	}
	return end;
}

void
pt_unlink_leaves(struct pagetable *pt, vaddr_t start, vaddr_t end,
    struct list *dead)
{
	vaddr_t va = ALIGN_UP(start, PT_SPAN(1));

	for (va = pt_next(pt, va, end); va + PT_SPAN(1) <= end;
	     va = pt_next(pt, va + PT_SPAN(1), end)) {
		struct page *page = virt_to_page(pt_entry(pt, va, false));

		unlink(pt, page);
		list_add_tail(dead, &page->lru);
	}
}

void
pt_unlink_some(struct pagetable *pt, unsigned n, struct list *dead)
{
	struct page *page;

	while (n-- && (page = list_last(&pt->tables, struct page, lru))) {
		unlink(pt, page);
		list_add_tail(dead, &page->lru);
	}
}

void
pt_free_dead(struct list *dead)
{
	struct page *page;

	while ((page = list_pop(dead, struct page, lru)))
		table_free(page);
}
