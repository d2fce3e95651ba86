/* What this CPU can do, as found by CPUID once at boot. */
#ifndef ARCH_X86_64_CPUFEAT_H
#define ARCH_X86_64_CPUFEAT_H

#define CPU_FEATURES_SMAP 0 /* where entry.S finds it */

#ifndef __ASSEMBLER__
#include "lib/types.h"

struct cpu_features {
	bool smap, nx, smep, umip, fsgsbase, xsave, xsaveopt, gbpages, x2apic;
	bool avx2; /* and the kernel enables it */
	bool tsc_deadline, rdrand, rdseed, pge, invariant_tsc, hypervisor, la57;
	u32 phys_bits;
	u64 xcr0;       /* state components that the kernel enables */
	u32 xsave_size; /* bytes of an XSAVE area for xcr0 */
	char vendor[13], model[49], hv_vendor[13];
	u32 family, model_nr, stepping;
};
_Static_assert(__builtin_offsetof(struct cpu_features, smap) ==
	CPU_FEATURES_SMAP,
    "entry.S");

extern struct cpu_features cpu_features; /* [I] after arch_boot() */

/* Fills cpu_features; on the boot CPU. => returns: what it lacks that the kernel
 * cannot do without, or NULL */
const char *cpu_detect(void);

/* Sets this CPU's control registers and MSRs up from cpu_features. */
void cpu_setup(void);

/* x86 segments and the interrupt table of one CPU. */
struct cpu;
void gdt_load(struct cpu *cpu);
void idt_init(void);
void idt_load(void);

/* The CPU's own FPU set-up, and the area that a fresh thread starts from. */
void fpu_init_cpu(void);

#endif /* __ASSEMBLER__ */
#endif
