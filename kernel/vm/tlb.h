/*
 * Which address space each CPU translates with, and keeping their TLBs true.
 */
#ifndef VM_TLB_H
#define VM_TLB_H

#include "lib/types.h"

struct vmspace;

/* After entries of [start, end) were changed so that an old translation would
 * be wrong: returns when no CPU uses one any more.
 * => holds: no spinlock; interrupts enabled */
void tlb_flush_range(struct vmspace *vm, vaddr_t start, vaddr_t end);

/* The same, and no CPU has cached anything of the tables themselves: they may
 * be freed. */
void tlb_flush_tables(struct vmspace *vm);

/* Returns when every CPU has passed a full memory barrier since the call.
 * => holds: no spinlock; interrupts enabled */
void tlb_barrier_all(void);

#endif
