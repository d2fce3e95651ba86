/*
 * The shadow of kernel memory: what the address sanitizer knows about each
 * aligned 8 bytes, in the byte at address / 8 + SHADOW_OFFSET.
 *
 * The compiler has this address in its code, and writes the shadow of stack
 * frames itself, so the shadow must be there before any function with an array
 * runs that was compiled for it.  RAM and the image get theirs at boot, from the
 * boot memory and by large pages: an eighth of RAM.  Kernel virtual space gets
 * it page by page as it is mapped.  What is no RAM has no shadow: an access there
 * faults at the shadow's address, which trap.c reads as what it is.
 */
#ifdef KASAN

#include "arch/x86_64/shadow.h"

#include "abi/errno.h"
#include "arch/atomic.h"
#include "arch/boot.h"
#include "arch/mmu.h"
#include "arch/x86_64/mmu_boot.h"
#include "lib/kasan.h"
#include "lib/string.h"

extern char image_start[], image_end[];

/* Shadow for [start, end), where there is none yet. */
static void
cover(vaddr_t start, vaddr_t end)
{
	vaddr_t at = ALIGN_DOWN((vaddr_t)shadow_of((void *)start), PT_SPAN(1));
	paddr_t pa;
	bool w, x;

	for (; at <= (vaddr_t)shadow_of((void *)(end - 1)); at += PT_SPAN(1))
		if (!kva_lookup(at, &pa, &w, &x))
			boot_map(at, boot_alloc_large(), PT_SPAN(1),
			    PTE_P | PTE_W | PTE_G | pte_nx_mask);
}

void
shadow_boot(void)
{
	cover(DIRECT_MAP_BASE, DIRECT_MAP_BASE + BOOT_LOW_END);
	for (unsigned i = 0; i < boot_info.nranges; i++) {
		const struct boot_range *r = &boot_info.ranges[i];

		if (r->type >= BOOT_RAM && r->type <= 4 && r->type != 2)
			cover(DIRECT_MAP_BASE + r->start,
			    DIRECT_MAP_BASE + r->end);
	}
	cover((vaddr_t)image_start, (vaddr_t)image_end);
	boot_map_top((vaddr_t)shadow_of((void *)KVA_BASE));
}

int
shadow_cover_page(vaddr_t va)
{
	vaddr_t at = (vaddr_t)shadow_of((void *)va);
	u64 *e = kva_entry(at, true), none = 0;
	u64 *page;

	if (!e)
		return -ENOMEM;
	if (atomic_load(e))
		return 0;
	page = mmu_table_alloc();
	if (!page)
		return -ENOMEM;
	memset(page, KASAN_NOTHING, PAGE_SIZE);
	if (!atomic_cas(e, &none,
		virt_to_phys(page) | PTE_P | PTE_W | PTE_G | pte_nx_mask))
		mmu_table_free(page);
	return 0;
}

#endif
