/*
 * Giving cached memory back when frames run out.
 *
 * Higher layers that keep memory they can do without (names, clean file
 * pages) are asked through one function, which vm/reclaim.c defines.
 */
#ifndef MM_RECLAIM_H
#define MM_RECLAIM_H

#include "lib/types.h"

/* Frees about npages. => returns: how many were freed, 0: none can be
 * => may be called with locks held: takes spinlocks by trylock only */
u64 reclaim_memory(u64 npages);

/* An allocation failed, which a fault or a system call may need to get on. */
void reclaim_failed(void);

/* May the current thread have of the last frames? => any context but interrupts */
bool reclaim_may_use_reserve(void);

#endif
