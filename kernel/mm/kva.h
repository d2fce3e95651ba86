/*
 * Kernel virtual space: stacks with guard pages, and device registers.
 */
#ifndef MM_KVA_H
#define MM_KVA_H

#include "lib/compiler.h"
#include "lib/types.h"

/* A kernel stack of KSTACK_SIZE with an unmapped page below it. Contents are
 * undefined.  => returns: its lowest byte, 0 when no memory is left */
vaddr_t kstack_alloc(void) __must_check;
void kstack_free(vaddr_t stack);

/* Maps a device's registers, uncached, for good.
 * => returns: NULL when no memory is left */
void *kva_map_device(paddr_t pa, size_t size) __must_check;

/* Stacks in existence, cached ones included. */
u64 kstack_count(void);

#endif
