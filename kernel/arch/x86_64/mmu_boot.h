/* The MMU's part of boot: the final kernel mappings. */
#ifndef ARCH_X86_64_MMU_BOOT_H
#define ARCH_X86_64_MMU_BOOT_H

#include "lib/types.h"

extern u64 kernel_cr3;

/* Builds and loads the kernel's page tables, taking memory for them from the
 * RAM range [table_start, table_end), which the boot tables map. */
void mmu_boot(u64 image_delta, paddr_t table_start, paddr_t table_end);

/* Maps [va, va + size) to pa with the largest pages that fit. => at boot */
void boot_map(vaddr_t va, paddr_t pa, u64 size, u64 flags);

/* Makes the top-level entry that va is below. => at boot */
void boot_map_top(vaddr_t va);

/* Takes 2 MiB, aligned to that and zeroed, from that range. */
paddr_t boot_alloc_large(void);

/* A page for a table of the kernel's own, zeroed, or NULL; and back. */
void *mmu_table_alloc(void);
void mmu_table_free(void *page);

/* The leaf entry of a kernel address, its tables made when `alloc` is set, or
 * NULL.  Large pages give NULL too. */
u64 *kva_entry(vaddr_t va, bool alloc);

/* Takes more pages, zeroed, from that range until page_init() runs. */
paddr_t boot_alloc_pages(u64 npages);

/* The first byte of the range that was not taken. */
paddr_t mmu_boot_end(void);

#endif
