/*
 * What the boot loader told us, in one form for every way to boot.
 *
 * Filled once by the entry code, from memory that may be reused later: all
 * here is a copy, except that the initrd stays where it was loaded and its
 * frames are reserved until boot_free_initrd().
 */
#ifndef ARCH_BOOT_H
#define ARCH_BOOT_H

#include "lib/compiler.h"
#include "lib/types.h"

#define BOOT_MAX_RANGES  64
#define BOOT_CMDLINE_MAX 4096

struct boot_range {
	paddr_t start, end;
	u32 type; /* as in E820 */
};

#define BOOT_RAM 1

/* RAM below is left alone: firmware data, the start-up code of CPUs. */
#define BOOT_LOW_END 0x100000UL

struct boot_info {
	struct boot_range ranges[BOOT_MAX_RANGES];
	unsigned nranges;
	paddr_t initrd, initrd_end; /* equal: none */
	paddr_t rsdp;               /* 0: none */
	/* RAM that is in use already: the image, boot page tables. */
	struct boot_range reserved[8];
	unsigned nreserved;
	const char *lacks; /* what this processor would need; NULL: nothing */
	char cmdline[BOOT_CMDLINE_MAX];
};

extern struct boot_info boot_info;

/* Implemented in main.c: everything after the port's own set-up, on the boot
 * CPU's idle stack. */
__noreturn void kernel_main(void);

#endif
