/*
 * The MMU: what the address spaces (vm/) build on, and the kernel's own
 * mappings.
 *
 * Translation goes through a tree of tables, each a frame of PT_ENTRIES words.
 * The upper half of each root is the kernel's, shared by all.  vm/pagetable.c
 * builds the lower half; the format of an entry is in the port's pte.h.
 */
#ifndef ARCH_MMU_H
#define ARCH_MMU_H

#include "arch/layout.h"
#include "arch/x86_64/pte.h"
#include "lib/compiler.h"
#include "lib/types.h"

#define PT_LEVELS  4
#define PT_ENTRIES 512
/* What one entry of a table of this level spans; level 0: the leaf tables. */
#define PT_SPAN(level)      (1UL << (PAGE_SHIFT + 9 * (level)))
#define PT_INDEX(va, level) ((va) >> (PAGE_SHIFT + 9 * (level)) & 511)

/* Where the kernel's own tables come from: zeroed pages of the direct map, or
 * NULL.  Set once, when the frame allocator is up. */
struct mmu_memory {
	void *(*alloc)(void);
	void (*free)(void *page);
};
void mmu_set_memory(const struct mmu_memory *m);

/* Fills the kernel's half of an otherwise zero root, and clears it again. */
void mmu_init_user_root(void *root);
void mmu_fini_user_root(void *root);

/* Makes root the one this CPU translates with; the kernel's own has no user
 * half.  Both flush the CPU's user translations. */
void mmu_load(paddr_t root);
void mmu_load_kernel(void);

/* This CPU's TLB: one page, or all user pages. */
void tlb_flush_page_local(vaddr_t va);
void tlb_flush_local(void);

/* Kernel virtual space (KVA_BASE..): map frames there, page by page.
 * flags: KMAP_*.  => errors: -ENOMEM */
#define KMAP_WRITE  1u
#define KMAP_DEVICE 2u /* uncached */
int kva_map_page(vaddr_t va, paddr_t pa, unsigned flags) __must_check;
void kva_unmap_page(vaddr_t va);

/* Can a device be at this range: an address that exists, and no RAM? */
bool paddr_is_device(paddr_t pa, u64 size);

/* The physical address that a kernel address translates to, and how, for the
 * self-tests and the panic printer. => returns: false: not mapped */
bool kva_lookup(vaddr_t va, paddr_t *pa, bool *writable, bool *executable);

#endif
