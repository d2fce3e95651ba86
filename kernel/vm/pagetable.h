/*
 * The user half of a page-table tree.
 *
 * All tables of a tree are on one list.  A table is given back all-zero: its
 * leaf entries were cleared when their pages were unmapped, and an upper entry
 * is cleared when its table goes.  So a table from the pool needs no clearing,
 * and giving a tree back does not walk it.
 *
 * => holds: vmspace->pt_lock, in all of these
 */
#ifndef VM_PAGETABLE_H
#define VM_PAGETABLE_H

#include "arch/mmu.h"
#include "lib/list.h"

struct pagetable {
	paddr_t root;
	struct list tables; /* of struct page.lru, all but the root */
	u32 ntables;
	/* The leaf table that was looked up last, and the number of its span:
	 * most lookups are beside the one before them, and cost 8 instructions
	 * instead of 42. */
	vaddr_t leaf_span;
	pte_t *leaf; /* NULL: none */
};

/* => errors: -ENOMEM */
int pt_create(struct pagetable *pt) __must_check;
/* All leaf entries have been cleared, and no CPU has it loaded. */
void pt_destroy(struct pagetable *pt);

/* The leaf entry for va; its table is made when alloc.
 * => returns: NULL: there is none (no memory is left, with alloc).  The
 * entries up to the next PT_SPAN(1) boundary follow it. */
pte_t *pt_entry(struct pagetable *pt, vaddr_t va, bool alloc);

/* The first address >= va below end that has a leaf table, or end. */
vaddr_t pt_next(struct pagetable *pt, vaddr_t va, vaddr_t end);

/* The leaf entry for va as it is at the moment, or 0: without the lock, in the tables
 * that this CPU has loaded and uses. => holds: interrupts off; who frees a table, or a
 * page that had an entry, waits until they are on (vm/tlb.c) */
pte_t pt_peek(const struct pagetable *pt, vaddr_t va);

/* Unlinks the leaf tables that lie wholly inside [start, end), whose entries
 * are all clear, and puts them on `dead`: for pt_free_dead() once no CPU can
 * have cached a way to them. */
void pt_unlink_leaves(struct pagetable *pt, vaddr_t start, vaddr_t end,
    struct list *dead);
/* The same of n tables of any level, the lowest first, when all entries are clear. */
void pt_unlink_some(struct pagetable *pt, unsigned n, struct list *dead);
void pt_free_dead(struct list *dead);

#endif
