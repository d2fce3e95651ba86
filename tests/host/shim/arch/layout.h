/* For host tests of kernel code: the direct map is an arena of the test's. */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#include "lib/types.h"

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

#define USER_END 0x0000800000000000UL

extern u64 shim_arena;

static inline void *
phys_to_virt(paddr_t pa)
{
	return (void *)(pa + shim_arena);
}

static inline paddr_t
virt_to_phys(const void *p)
{
	return (paddr_t)p - shim_arena;
}

#endif
