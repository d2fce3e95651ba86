/*
 * Page tables: the contract between the address spaces and the MMU.
 *
 * A struct pagetable is the root of a tree whose upper half is the kernel's,
 * shared by all.  Leaf entries are pte_t words in tables of PTES_PER_LEAF; the
 * functions below find tables, the pte_*() helpers make and read entries.
 * Who changes entries flushes the TLB afterwards (vm/tlb.h).
 *
 * User tables are given back all-zero and kept so: a new one needs no
 * clearing.
 */
#ifndef ARCH_MMU_H
#define ARCH_MMU_H

#include "arch/layout.h"
#include "arch/x86_64/pte.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct pagetable {
	paddr_t root;
};

/* Where tables come from: zeroed pages of the direct map, or NULL.  Set once,
 * when the frame allocator is up. */
struct pt_memory {
	void *(*alloc)(void);
	void (*free)(void *page);
};
void pt_set_memory(const struct pt_memory *m);

/* => errors: -ENOMEM */
int pt_create(struct pagetable *pt) __must_check;
/* All user entries have been cleared. */
void pt_destroy(struct pagetable *pt);

/* The entry for user address va; its table is made when alloc, else NULL where
 * there is none.  Entries up to the next PT_LEAF_SPAN boundary follow it.
 * => returns: NULL also when no memory is left */
pte_t *pt_entry(struct pagetable *pt, vaddr_t va, bool alloc);

#define PTES_PER_LEAF 512
#define PT_LEAF_SPAN  (PTES_PER_LEAF * PAGE_SIZE)

/* The first address >= va below end that has a leaf table, or end. */
vaddr_t pt_next(struct pagetable *pt, vaddr_t va, vaddr_t end);

/* Frees the user tables that lie wholly inside [start, end), whose entries
 * are all clear. The caller has flushed every CPU. */
void pt_free_tables(struct pagetable *pt, vaddr_t start, vaddr_t end);

/* Makes pt the one this CPU translates with. */
void pt_load(const struct pagetable *pt);
/* The kernel's own: no user half. */
void pt_load_kernel(void);

/* This CPU's TLB: one page, or all user pages. */
void tlb_flush_page_local(vaddr_t va);
void tlb_flush_local(void);

/* Kernel virtual space (KVA_BASE..): map frames there, page by page.
 * flags: KMAP_*.  => errors: -ENOMEM */
#define KMAP_WRITE  1u
#define KMAP_DEVICE 2u /* uncached */
int kva_map_page(vaddr_t va, paddr_t pa, unsigned flags) __must_check;
void kva_unmap_page(vaddr_t va);

/* The physical address that a kernel address translates to, and how, for the
 * self-tests and the panic printer. => returns: false: not mapped */
bool kva_lookup(vaddr_t va, paddr_t *pa, bool *writable, bool *executable);

#endif
