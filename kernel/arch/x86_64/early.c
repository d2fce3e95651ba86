/*
 * Relocation of the image, before anything else in C.
 *
 * This runs at the image's physical address, identity-mapped, and ends with
 * the image usable at its virtual one.  Position-independent code finds its
 * own data RIP-relatively at either address; only stored pointers need the
 * relocation, which the linker listed in DT_RELR form: an even word is the
 * address of a pointer, an odd word a bitmap of the 63 words behind the last
 * (the ELF gABI's "relative relocation table").
 *
 * The slide is a multiple of 2 MiB so that the boot tables can map the image
 * by large pages; mmu.c makes the final 4 KiB mapping with W^X.
 */
#include "arch/boot.h"
#include "arch/layout.h"
#include "arch/x86_64/asm.h"
#include "arch/x86_64/pvh.h"
#include "arch/x86_64/regs.h"
#include "lib/bits.h"

#define SLIDE_UNIT  0x200000UL
#define SLIDE_SLOTS 400 /* of 2 MiB: the image ends below the last GiB */

extern u64 relr_start[], relr_end[], boot_pd_image[];
extern char image_start[], image_end[];

u64 early_relocate(paddr_t start_info, u64 *pml4, u64 *pdpt);

/* Is `word` one of the words of the command line? */
static bool __attribute__((no_stack_protector))
has_word(const char *cmdline, const char *word)
{
	for (const char *p = cmdline; p && *p; p++) {
		size_t i = 0;

		while (word[i] && p[i] == word[i])
			i++;
		if (!word[i] && (p[i] == ' ' || !p[i]) &&
		    (p == cmdline || p[-1] == ' '))
			return true;
	}
	return false;
}

/* Not secret from who can run on the machine, but differs from boot to boot:
 * RDRAND where there is one, else the time-stamp counter. */
static u64 __attribute__((no_stack_protector)) early_random(void)
{
	u64 v = rdtsc();

	if (cpuid(1, 0).ecx & BIT(30)) {
		u64 r;

		__asm__ volatile("rdrand %0" : "=r"(r) : : "cc");
		v ^= r;
	}
	return (v * 0x9e3779b97f4a7c15UL) >> 32;
}

static void __attribute__((no_stack_protector))
apply_relr(u64 phys_delta, u64 slide)
{
	u64 *where = relr_start; /* the first entry is an address */

	for (const u64 *e = relr_start; e < relr_end; e++) {
		if (!(*e & 1)) {
			where = (u64 *)(*e - phys_delta);
			*where++ += slide;
			continue;
		}
		for (unsigned i = 0; i < 63; i++)
			if (*e >> (i + 1) & 1)
				where[i] += slide;
		where += 63;
	}
}

/* => returns: what to add to a physical address inside the image to get its
 * virtual one */
u64 __attribute__((no_stack_protector))
early_relocate(paddr_t start_info, u64 *pml4, u64 *pdpt)
{
	const struct hvm_start_info *info = (void *)start_info;
	u64 slide = 0;

	if (!has_word((const char *)info->cmdline_paddr, "nokaslr"))
		slide = early_random() % SLIDE_SLOTS * SLIDE_UNIT;

	apply_relr(IMAGE_BASE, slide);

	for (u64 pa = 0; pa < ALIGN_UP((u64)image_end, SLIDE_UNIT);
	     pa += SLIDE_UNIT)
		boot_pd_image[(pa + slide) / SLIDE_UNIT] = pa | PTE_P | PTE_W |
		    PTE_LARGE;
	pdpt[510] = (u64)boot_pd_image | PTE_P | PTE_W;
	pml4[511] = (u64)pdpt | PTE_P | PTE_W;
	return IMAGE_BASE + slide;
}
