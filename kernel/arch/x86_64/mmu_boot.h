/* The MMU's part of boot: the final kernel mappings. */
#ifndef ARCH_X86_64_MMU_BOOT_H
#define ARCH_X86_64_MMU_BOOT_H

#include "lib/types.h"

extern u64 kernel_cr3;

/* Builds and loads the kernel's page tables, taking memory for them from the
 * RAM range [table_start, table_end), which the boot tables map. */
void mmu_boot(u64 image_delta, paddr_t table_start, paddr_t table_end);

/* Takes more pages, zeroed, from that range until page_init() runs. */
paddr_t boot_alloc_pages(u64 npages);

/* The first byte of the range that was not taken. */
paddr_t mmu_boot_end(void);

#endif
