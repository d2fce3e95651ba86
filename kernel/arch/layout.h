/*
 * The map of virtual memory.
 *
 *   0000000000000000 - 00007fffffffffff  user; the first and last page are
 *                                        never mapped
 *   ffff800000000000 - ffffbfffffffffff  direct map of all RAM
 *   ffffc00000000000 - ffffc0ffffffffff  kernel virtual space: stacks, devices
 *   ffffec0000000000 - fffffbffffffffff  KASAN=1: a byte for each 8 of the above
 *   ffffffff80000000 - ffffffffffffffff  kernel image, at a random slide
 */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

/* First address not the user's.  The last page is left out, so that no system
 * call can return to an address that is not canonical. */
#define USER_END          0x00007ffffffff000UL
#define USER_MIN          0x0000000000001000UL /* lowest mappable */
#define USER_REGION       0x0000555555550000UL /* the kernel places from here */
#define USER_STACK_TOP    0x00007ffffffff000UL
#define DIRECT_MAP_BASE   0xffff800000000000UL
#define KVA_BASE          0xffffc00000000000UL
#define KVA_END           0xffffc10000000000UL
#define KVA_ACPI_WINDOW   (KVA_BASE + 0x40000UL)
#define KVA_ACPI_PAGES    64
#define KVA_CPU_AREAS     (KVA_BASE + 0x100000UL) /* stacks of each CPU */
#define KVA_CPU_AREA_SIZE 0x20000UL
#define KVA_DYNAMIC       (KVA_BASE + 0x40000000UL) /* mm/kva.c hands it out */
#define SHADOW_OFFSET     0xdffffc0000000000UL      /* arch/x86_64/shadow.c */
#define SHADOW_BASE       (SHADOW_OFFSET + DIRECT_MAP_BASE / 8)
#define SHADOW_END        (SHADOW_OFFSET + (1UL << 61))
#define IMAGE_BASE        0xffffffff80000000UL
#define IMAGE_PHYS        0x100000UL /* where the image is loaded */

#ifndef __ASSEMBLER__
#include "lib/types.h"

static inline void *
phys_to_virt(paddr_t pa)
{
	return (void *)(pa + DIRECT_MAP_BASE);
}

/* Of an address in the direct map. */
static inline paddr_t
virt_to_phys(const void *p)
{
	return (paddr_t)p - DIRECT_MAP_BASE;
}

/* The shadow byte of a kernel address, and the first address that it is for. */
static inline u8 *
shadow_of(const void *p)
{
	return (u8 *)((vaddr_t)p / 8 + SHADOW_OFFSET);
}

static inline vaddr_t
shadow_to_address(const u8 *shadow)
{
	return ((vaddr_t)shadow - SHADOW_OFFSET) * 8;
}

/* Of an address inside the kernel image. */
paddr_t image_to_phys(const void *p);
#endif
#endif
