/*
 * Page tables of x86-64: four levels of 512 entries (SDM 3A 4.5).
 *
 * kernel_pml4 is the kernel's own root.  Its upper half is complete from boot
 * on as far as the top level goes (the PDPTs of the direct map, of kernel
 * virtual space and of the image are made at boot and never replaced), so
 * copying the 256 upper entries into each new root shares all later changes.
 *
 * User tables come from, and go back to, a per-CPU list of zeroed pages: an
 * entry is cleared when its page is unmapped, so a table that is freed is
 * all-zero already.  (A page of 512 words saved per table in fork and exec.)
 *
 * W^X: text is readable and executable; read-only data is read-only; all else
 * is never executable.  The direct map's view of the image has the same
 * protection less execution.
 */
#include "arch/mmu.h"

#include "abi/errno.h"
#include "arch/boot.h"
#include "arch/cpu.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/mmu_boot.h"
#include "lib/assert.h"
#include "lib/string.h"

#define LEVEL_SHIFT(l) (12 + 9 * (l)) /* level 0: the leaf tables */
#define INDEX(va, l)   ((va) >> LEVEL_SHIFT(l) & 511)
#define TABLE_FLAGS    (PTE_P | PTE_W | PTE_U)

extern char image_start[], text_end[], rodata_end[], data_end[], image_end[];

u64 pte_nx_mask;

static u64 kernel_pml4[512] __aligned(4096);
u64 kernel_cr3; /* [I] what pt_load_kernel() loads; trampoline.S reads it */
static struct pt_memory memory;
static u64 image_delta; /* virtual minus physical address of the image */

/* Boot-time memory for tables: a range of RAM that only grows upwards. */
static paddr_t boot_next, boot_end;

/* Zeroed user tables waiting for use, linked through their first word. */
#define POOL_MAX 32
static struct {
	u64 *first;
	unsigned n;
} pools[MAX_CPUS]; /* [p] */

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
static void
boot_map(vaddr_t va, paddr_t pa, u64 size, u64 flags)
{
	while (size) {
		u64 *pdpt = boot_table(&kernel_pml4[INDEX(va, 3)]);
		u64 step = PAGE_SIZE, *e = &pdpt[INDEX(va, 2)];

		if (cpu_features.gbpages && IS_ALIGNED(va | pa, 1UL << 30) &&
		    size >= 1UL << 30) {
			step = 1UL << 30;
			*e = pa | flags | PTE_LARGE;
		} else {
			e = &boot_table(e)[INDEX(va, 1)];
			if (IS_ALIGNED(va | pa, 1UL << 21) &&
			    size >= 1UL << 21) {
				step = 1UL << 21;
				*e = pa | flags | PTE_LARGE;
			} else {
				boot_table(e)[INDEX(va, 0)] = pa | flags;
			}
		}
		va += step;
		pa += step;
		size -= step;
	}
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
		boot_map(DIRECT_MAP_BASE + start, start,
		    min(end, img) - start, flags);
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
	(void)boot_table(&kernel_pml4[INDEX(KVA_BASE, 3)]);
	for (vaddr_t va = KVA_BASE; va < KVA_END; va += 1UL << 39)
		(void)boot_table(&kernel_pml4[INDEX(va, 3)]);
	pt_load_kernel();
}

paddr_t
mmu_boot_end(void)
{
	return boot_next;
}

void
pt_set_memory(const struct pt_memory *m)
{
	memory = *m;
}

/* --- User tables --------------------------------------------------------- */

static u64 *
table_alloc(void)
{
	u64 *table = pools[cpu_id()].first;

	if (table) {
		pools[cpu_id()].first = (u64 *)table[0];
		pools[cpu_id()].n--;
		table[0] = 0;
		return table;
	}
	return memory.alloc();
}

/* table is all-zero. */
static void
table_free(u64 *table)
{
	if (pools[cpu_id()].n >= POOL_MAX) {
		memory.free(table);
		return;
	}
	table[0] = (u64)pools[cpu_id()].first;
	pools[cpu_id()].first = table;
	pools[cpu_id()].n++;
}

int
pt_create(struct pagetable *pt)
{
	u64 *root = table_alloc();

	if (!root)
		return -ENOMEM;
	memcpy(root + 256, kernel_pml4 + 256, 2048);
	pt->root = virt_to_phys(root);
	return 0;
}

void
pt_destroy(struct pagetable *pt)
{
	u64 *root = phys_to_virt(pt->root);

	pt_free_tables(pt, 0, USER_END);
	memset(root + 256, 0, 2048);
	table_free(root);
	pt->root = 0;
}

pte_t *
pt_entry(struct pagetable *pt, vaddr_t va, bool alloc)
{
	u64 *table = phys_to_virt(pt->root);

	for (int level = 3; level > 0; level--) {
		u64 *e = &table[INDEX(va, level)];

		if (likely(*e)) {
			table = phys_to_virt(*e & PTE_ADDR);
			continue;
		}
		if (!alloc)
			return NULL;
		table = table_alloc();
		if (!table)
			return NULL;
		*e = virt_to_phys(table) | TABLE_FLAGS;
	}
	return &table[INDEX(va, 0)];
}

vaddr_t
pt_next(struct pagetable *pt, vaddr_t va, vaddr_t end)
{
	while (va < end) {
		u64 *table = phys_to_virt(pt->root);
		int level = 3;

		while (level > 0 && table[INDEX(va, level)]) {
			table = phys_to_virt(
			    table[INDEX(va, level)] & PTE_ADDR);
			level--;
		}
		if (level == 0)
			return va;
		va = ALIGN_DOWN(va, 1UL << LEVEL_SHIFT(level)) +
		     (1UL << LEVEL_SHIFT(level));
	}
	return end;
}

/* Frees the tables below `table` (of `level`) that lie inside [start, end).
 * Recursion is bounded by the four levels. */
static void
free_level(u64 *table, int level, vaddr_t base, vaddr_t start, vaddr_t end)
{
	u64 span = 1UL << LEVEL_SHIFT(level);
	unsigned first = start > base ? (unsigned)((start - base) / span) : 0;

	for (unsigned i = first; i < 512; i++) {
		vaddr_t va = base + i * span;

		if (va >= end)
			break;
		if (!table[i])
			continue;
		u64 *child = phys_to_virt(table[i] & PTE_ADDR);
		if (level > 1)
			free_level(child, level - 1, va, start, end);
		if (va >= start && va + span <= end) {
			table[i] = 0;
			table_free(child);
		}
	}
}

void
pt_free_tables(struct pagetable *pt, vaddr_t start, vaddr_t end)
{
	free_level(phys_to_virt(pt->root), 3, 0, start, end);
}

/* --- Loading and flushing ------------------------------------------------ */

void
pt_load(const struct pagetable *pt)
{
	write_cr3(pt->root);
}

void
pt_load_kernel(void)
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

/* The leaf entry of a kernel address, or NULL. Large pages give NULL too. */
static u64 *
kva_entry(vaddr_t va, bool alloc)
{
	u64 *table = kernel_pml4;

	for (int level = 3; level > 0; level--) {
		u64 *e = &table[INDEX(va, level)];

		if (!*e) {
			void *page = alloc ? memory.alloc() : NULL;

			if (!page)
				return NULL;
			*e = virt_to_phys(page) | PTE_P | PTE_W;
		}
		if (*e & PTE_LARGE)
			return NULL;
		table = phys_to_virt(*e & PTE_ADDR);
	}
	return &table[INDEX(va, 0)];
}

int
kva_map_page(vaddr_t va, paddr_t pa, unsigned flags)
{
	u64 *e = kva_entry(va, true);

	if (!e)
		return -ENOMEM;
	*e = pa | PTE_P | PTE_G | pte_nx_mask |
	     (flags & KMAP_WRITE ? PTE_W : 0) |
	     (flags & KMAP_DEVICE ? PTE_PCD | PTE_PWT : 0);
	return 0;
}

void
kva_unmap_page(vaddr_t va)
{
	u64 *e = kva_entry(va, false);

	if (e)
		*e = 0;
	invlpg(va);
}

bool
kva_lookup(vaddr_t va, paddr_t *pa, bool *writable, bool *executable)
{
	u64 *table = kernel_pml4, w = PTE_W, nx = 0;

	for (int level = 3; level >= 0; level--) {
		u64 e = table[INDEX(va, level)];
		u64 mask = (1UL << LEVEL_SHIFT(level)) - 1;

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
