/* The PVH boot protocol's structures (Xen's arch-x86/hvm/start_info.h); packed,
 * since loaders do not align them. */
#ifndef ARCH_X86_64_PVH_H
#define ARCH_X86_64_PVH_H

#include "lib/compiler.h"
#include "lib/types.h"

#define HVM_START_MAGIC 0x336ec578

struct hvm_start_info {
	u32 magic, version, flags, nr_modules;
	u64 modlist_paddr, cmdline_paddr, rsdp_paddr;
	/* version 1: */
	u64 memmap_paddr;
	u32 memmap_entries, reserved;
} __packed;

struct hvm_modlist_entry {
	u64 paddr, size, cmdline_paddr, reserved;
} __packed;

struct hvm_memmap_entry {
	u64 addr, size;
	u32 type, reserved; /* type as in E820: 1 is RAM */
} __packed;

#endif
