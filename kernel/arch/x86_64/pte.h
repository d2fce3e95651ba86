/* Leaf page-table entries (SDM 3A 4.5.4, table 4-20). */
#ifndef ARCH_X86_64_PTE_H
#define ARCH_X86_64_PTE_H

#include "arch/x86_64/regs.h"
#include "lib/types.h"

typedef u64 pte_t;

#define PTE_NX   (1UL << 63)
#define PTE_ADDR 0x000ffffffffff000UL

/* Protection of a user entry. */
#define PROT_PTE_WRITE 1u
#define PROT_PTE_EXEC  2u

extern u64 pte_nx_mask; /* PTE_NX, or 0 on a CPU without */

/* The entry of an upper table that points at a lower one. */
static inline pte_t
pte_for_table(paddr_t pa)
{
	return pa | PTE_P | PTE_W | PTE_U;
}

/* A present user entry.  Read-only when prot has no WRITE. */
static inline pte_t
pte_make(paddr_t pa, unsigned prot)
{
	return pa | PTE_P | PTE_U | PTE_A |
	    (prot & PROT_PTE_WRITE ? PTE_W | PTE_D : 0) |
	    (prot & PROT_PTE_EXEC ? 0 : pte_nx_mask);
}

static inline bool
pte_present(pte_t pte)
{
	return pte & PTE_P;
}

/* Mapped with no access (PROT_NONE): the frame is remembered, P is clear.
 * An all-zero entry maps nothing. */
static inline bool
pte_none(pte_t pte)
{
	return !pte;
}

static inline bool
pte_writable(pte_t pte)
{
	return pte & PTE_W;
}

static inline bool
pte_dirty(pte_t pte)
{
	return pte & PTE_D;
}

static inline bool
pte_accessed(pte_t pte)
{
	return pte & PTE_A;
}

static inline paddr_t
pte_addr(pte_t pte)
{
	return pte & PTE_ADDR;
}

static inline pte_t
pte_readonly(pte_t pte)
{
	return pte & ~(pte_t)PTE_W;
}

/* The same frame with another protection, or unreachable (prot_none). */
static inline pte_t
pte_protect(pte_t pte, unsigned prot, bool prot_none)
{
	pte_t p = pte_addr(pte) | (pte & (PTE_D | PTE_A)) | PTE_U;

	if (prot_none)
		return p | PTE_NX;
	return p | PTE_P | (prot & PROT_PTE_WRITE ? PTE_W : 0) |
	    (prot & PROT_PTE_EXEC ? 0 : pte_nx_mask);
}

#endif
