/*
 * The boot CPU's way from the entry code to kernel_main().
 *
 * The boot tables map the first GiB at DIRECT_MAP_BASE.  The loader's
 * structures may lie in RAM that is about to be handed out, so they are copied
 * first; then the final page tables are built, and the boot CPU is set up like
 * any other.
 */
#include "arch/boot.h"

#include "arch/layout.h"
#include "arch/timer.h"
#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/boot_cpu.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/ioapic.h"
#include "arch/x86_64/mmu_boot.h"
#include "arch/x86_64/pvh.h"
#include "lib/assert.h"
#include "lib/string.h"

#define BOOT_MAPPED 0x40000000UL /* what the boot tables map */

extern char image_start[], image_end[];

struct boot_info boot_info;
struct cpu boot_cpu __aligned(64);
char boot_stack[BOOT_STACK_SIZE] __aligned(16);

u64 arch_boot(paddr_t start_info, u64 image_delta);

static void
take_memmap(const struct hvm_start_info *info)
{
	const struct hvm_memmap_entry *e = phys_to_virt(info->memmap_paddr);

	for (u32 i = 0; i < info->memmap_entries; i++) {
		if (!e[i].size || boot_info.nranges == BOOT_MAX_RANGES)
			continue; /* qboot ends its map with an empty entry */
		boot_info.ranges[boot_info.nranges++] = (struct boot_range){
			e[i].addr, e[i].addr + e[i].size, e[i].type
		};
	}
}

static void
take_start_info(const struct hvm_start_info *info)
{
	assert(info->magic == HVM_START_MAGIC && info->version >= 1);
	take_memmap(info);
	boot_info.rsdp = info->rsdp_paddr;
	if (info->cmdline_paddr)
		strscpy(boot_info.cmdline, phys_to_virt(info->cmdline_paddr),
		    sizeof(boot_info.cmdline));
	if (info->nr_modules) {
		const struct hvm_modlist_entry *m =
		    phys_to_virt(info->modlist_paddr);

		boot_info.initrd = m->paddr;
		boot_info.initrd_end = m->paddr + m->size;
	}
}

static void
reserve(paddr_t start, paddr_t end)
{
	assert(boot_info.nreserved < ARRAY_SIZE(boot_info.reserved));
	boot_info.reserved[boot_info.nreserved++] = (struct boot_range){ start,
		end, BOOT_RAM };
}

/* The largest piece of RAM that the boot tables map, above the image and
 * beside the initrd: memory for the first page tables and CPUs. */
static struct boot_range
find_boot_memory(paddr_t image_end_pa)
{
	struct boot_range best = { 0 };

	for (unsigned i = 0; i < boot_info.nranges; i++) {
		struct boot_range r = boot_info.ranges[i];

		if (r.type != BOOT_RAM)
			continue;
		r.start = max(ALIGN_UP(r.start, PAGE_SIZE), image_end_pa);
		r.end = min(ALIGN_DOWN(r.end, PAGE_SIZE), BOOT_MAPPED);
		if (boot_info.initrd >= r.start && boot_info.initrd < r.end)
			r.end = ALIGN_DOWN(boot_info.initrd, PAGE_SIZE);
		if (r.end > r.start && r.end - r.start > best.end - best.start)
			best = r;
	}
	return best;
}

/* => returns: the stack to go on with */
u64
arch_boot(paddr_t start_info, u64 image_delta)
{
	paddr_t img = (paddr_t)image_start - image_delta;
	paddr_t img_end = (paddr_t)image_end - image_delta;
	struct boot_range mem;

	take_start_info(phys_to_virt(start_info));
	boot_info.lacks = cpu_detect();
	cpu_setup();
	mem = find_boot_memory(img_end);
	mmu_boot(image_delta, mem.start, mem.end);
	acpi_init();
	if (!boot_info.lacks) {
		apic_init();
		ioapic_init();
	}
	cpu_init_stacks(&boot_cpu);
	idt_init();
	cpu_init_self(&boot_cpu);
	cpu_set_online();
	if (!boot_info.lacks) {
		smp_prepare();
		arch_clock_init();
	}
	reserve(img, img_end);
	reserve(mem.start, mmu_boot_end());
	return boot_cpu.kstack_top;
}
