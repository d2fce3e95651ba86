/*
 * Page tables of x86-64: four levels of 512 entries (SDM 3A 4.5).
 *
 * kernel_pml4 is the kernel's own root.  Its upper half is complete from boot
 * on as far as the top level goes (the PDPTs of the direct map, of kernel
 * virtual space and of the image are made at boot and never replaced), so
 * copying the 256 upper entries into each new root shares all later changes.
 *
 * W^X: text is readable and executable; read-only data is read-only; all else
 * is never executable.  The direct map's view of the image has the same
 * protection less execution.
 */
#include "arch/mmu.h"

#include "abi/errno.h"
#include "arch/atomic.h"
#include "arch/boot.h"
#include "arch/cpu.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/mmu_boot.h"
#include "arch/x86_64/shadow.h"
#include "lib/assert.h"
#include "lib/kasan.h"
#include "lib/string.h"

extern char image_start[], text_end[], rodata_end[], data_end[], image_end[];

u64 pte_nx_mask;

static u64 kernel_pml4[512] __aligned(4096);
u64 kernel_cr3; /* [I] what mmu_load_kernel() loads; trampoline.S reads it */
static struct mmu_memory memory;
static u64 image_delta; /* virtual minus physical address of the image */

/* Boot-time memory for tables: a range of RAM that only grows upwards. */
static paddr_t boot_next, boot_end;

/* --- Boot ---------------------------------------------------------------- */

paddr_t
image_to_phys(const void *p)
{
	return (paddr_t)p - image_delta;
}

paddr_t
boot_alloc_pages(u64 npages)
{
	paddr_t pa = boot_next;

	assert(boot_end - boot_next >= npages * PAGE_SIZE);
	boot_next += npages * PAGE_SIZE;
	memset(phys_to_virt(pa), 0, npages * PAGE_SIZE);
	return pa;
}

#ifdef KASAN
paddr_t
boot_alloc_large(void)
{
	boot_next = ALIGN_UP(boot_next, PT_SPAN(1));
	return boot_alloc_pages(PT_SPAN(1) / PAGE_SIZE);
}

void *
mmu_table_alloc(void)
{
	return memory.alloc();
}

void
mmu_table_free(void *page)
{
	memory.free(page);
}
#endif

static void *
boot_table_page(void)
{
	return phys_to_virt(boot_alloc_pages(1));
}

/* The table that entry e points to, made when absent. */
static u64 *
boot_table(u64 *e)
{
	if (!(*e & PTE_P))
		*e = boot_alloc_pages(1) | PTE_P | PTE_W;
	return phys_to_virt(*e & PTE_ADDR);
}

/* Maps [va, va + size) to pa with the largest pages that fit. */
void
boot_map(vaddr_t va, paddr_t pa, u64 size, u64 flags)
{
	while (size) {
		u64 *pdpt = boot_table(&kernel_pml4[PT_INDEX(va, 3)]);
		u64 step = PAGE_SIZE, *e = &pdpt[PT_INDEX(va, 2)];

		if (cpu_features.gbpages && IS_ALIGNED(va | pa, 1UL << 30) &&
		    size >= 1UL << 30) {
			step = 1UL << 30;
			*e = pa | flags | PTE_LARGE;
		} else {
			e = &boot_table(e)[PT_INDEX(va, 1)];
			if (IS_ALIGNED(va | pa, 1UL << 21) &&
			    size >= 1UL << 21) {
				step = 1UL << 21;
				*e = pa | flags | PTE_LARGE;
			} else {
				boot_table(e)[PT_INDEX(va, 0)] = pa | flags;
			}
		}
		va += step;
		pa += step;
		size -= step;
	}
}

/* Makes the top-level entry that va is below, which all roots will share. */
void
boot_map_top(vaddr_t va)
{
	(void)boot_table(&kernel_pml4[PT_INDEX(va, 3)]);
}

struct image_part {
	char *start, *end;
	u64 flags; /* of the image mapping; the direct map adds NX */
};

static void
boot_map_image(void)
{
	const struct image_part parts[] = {
		{ image_start, text_end, PTE_P },
		{ text_end, rodata_end, PTE_P | pte_nx_mask },
		{ rodata_end, data_end, PTE_P | PTE_W | pte_nx_mask },
		{ data_end, image_end, PTE_P | pte_nx_mask },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		paddr_t pa = image_to_phys(parts[i].start);
		u64 size = (u64)(parts[i].end - parts[i].start);

		boot_map((vaddr_t)parts[i].start, pa, size,
		    parts[i].flags | PTE_G);
		boot_map(DIRECT_MAP_BASE + pa, pa, size,
		    parts[i].flags | pte_nx_mask | PTE_G);
	}
}

/* Direct map of one RAM range, around the image. */
static void
boot_map_ram(paddr_t start, paddr_t end)
{
	paddr_t img = image_to_phys(image_start);
	paddr_t img_end = image_to_phys(image_end);
	u64 flags = PTE_P | PTE_W | PTE_G | pte_nx_mask;

	start = ALIGN_DOWN(start, PAGE_SIZE);
	end = ALIGN_UP(end, PAGE_SIZE);
	if (start < img)
		boot_map(DIRECT_MAP_BASE + start, start, min(end, img) - start,
		    flags);
	if (end > img_end) {
		start = max(start, img_end);
		boot_map(DIRECT_MAP_BASE + start, start, end - start, flags);
	}
}

void
mmu_boot(u64 delta, paddr_t table_start, paddr_t table_end)
{
	image_delta = delta;
	memory.alloc = boot_table_page;
	boot_next = table_start;
	boot_end = table_end;
	pte_nx_mask = cpu_features.nx ? PTE_NX : 0;
	kernel_cr3 = image_to_phys(kernel_pml4);

	for (unsigned i = 0; i < boot_info.nranges; i++) {
		const struct boot_range *r = &boot_info.ranges[i];

		/* ACPI tables (types 3, 4) are read through the map, too. */
		if (r->type >= BOOT_RAM && r->type <= 4 && r->type != 2)
			boot_map_ram(r->start, r->end);
	}
	boot_map_ram(0, 0x100000); /* BIOS area: RSDP, trampoline */
	boot_map_image();
	for (vaddr_t va = KVA_BASE; va < KVA_END; va += 1UL << 39)
		boot_map_top(va);
	shadow_boot();
	mmu_load_kernel();
}

paddr_t
mmu_boot_end(void)
{
	return boot_next;
}

void
mmu_set_memory(const struct mmu_memory *m)
{
	memory = *m;
}

void
mmu_init_user_root(void *root)
{
	memcpy((u64 *)root + 256, kernel_pml4 + 256, 2048);
}

void
mmu_fini_user_root(void *root)
{
	memset((u64 *)root + 256, 0, 2048);
}

/* --- Loading and flushing ------------------------------------------------ */

void
mmu_load(paddr_t root)
{
	write_cr3(root);
}

void
mmu_load_kernel(void)
{
	write_cr3(kernel_cr3);
}

void
tlb_flush_page_local(vaddr_t va)
{
	invlpg(va);
}

void
tlb_flush_local(void)
{
	write_cr3(read_cr3());
}

/* --- Kernel virtual space ------------------------------------------------ */

/* Makes the table below e.  Two CPUs may do so at the same time: one wins. */
static bool
make_table(u64 *e)
{
	void *page = memory.alloc();
	u64 none = 0;

	if (!page)
		return false;
	if (!atomic_cas(e, &none, virt_to_phys(page) | PTE_P | PTE_W))
		memory.free(page);
	return true;
}

u64 *
kva_entry(vaddr_t va, bool alloc)
{
	u64 *table = kernel_pml4;

	for (int level = 3; level > 0; level--) {
		u64 *at = &table[PT_INDEX(va, level)], e;

		if (!atomic_load(at) && !(alloc && make_table(at)))
			return NULL;
		e = atomic_load(at);
		if (e & PTE_LARGE)
			return NULL;
		table = phys_to_virt(e & PTE_ADDR);
	}
	return &table[PT_INDEX(va, 0)];
}

int
kva_map_page(vaddr_t va, paddr_t pa, unsigned flags)
{
	u64 *e = kva_entry(va, true);

	if (!e || shadow_cover_page(va))
		return -ENOMEM;
	*e = pa | PTE_P | PTE_G | pte_nx_mask |
	    (flags & KMAP_WRITE ? PTE_W : 0) |
	    (flags & KMAP_DEVICE ? PTE_PCD | PTE_PWT : 0);
	kasan_unpoison((void *)va, PAGE_SIZE);
	return 0;
}

void
kva_unmap_page(vaddr_t va)
{
	u64 *e = kva_entry(va, false);

	if (e) {
		*e = 0;
		kasan_poison((void *)va, PAGE_SIZE, KASAN_NOTHING);
	}
	invlpg(va);
}

bool
paddr_is_device(paddr_t pa, u64 size)
{
	const struct boot_range *r = boot_info.ranges;
	paddr_t end;

	if (!size || __builtin_add_overflow(pa, size, &end) ||
	    end > 1UL << cpu_features.phys_bits)
		return false;
	for (unsigned i = 0; i < boot_info.nranges; i++)
		if (r[i].type == BOOT_RAM && pa < r[i].end && r[i].start < end)
			return false;
	return true;
}

bool
kva_lookup(vaddr_t va, paddr_t *pa, bool *writable, bool *executable)
{
	u64 *table = kernel_pml4, w = PTE_W, nx = 0;

	for (int level = 3; level >= 0; level--) {
		u64 e = table[PT_INDEX(va, level)];
		u64 mask = PT_SPAN(level) - 1;

		if (!(e & PTE_P))
			return false;
		w &= e;
		nx |= e & PTE_NX;
		if (level == 0 || e & PTE_LARGE) {
			*pa = (e & PTE_ADDR & ~mask) | (va & mask);
			*writable = w;
			*executable = !nx;
			return true;
		}
		table = phys_to_virt(e & PTE_ADDR);
	}
	return false;
}
