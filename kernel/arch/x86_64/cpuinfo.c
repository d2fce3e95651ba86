/*
 * The text of /proc/cpuinfo, in Linux's form (arch/x86/kernel/cpu/proc.c).
 *
 * Flags are those bits of CPUID that programs look for, in Linux's words.
 */
#include "arch/cpuinfo.h"

#include "arch/cpu.h"
#include "arch/timer.h"
#include "arch/x86_64/asm.h"
#include "arch/x86_64/cpufeat.h"
#include "lib/text.h"

enum reg {
	EBX,
	ECX,
	EDX
};

static const struct {
	u32 leaf;
	enum reg reg;
	u8 bit;
	char name[16];
} flags[] = {
	{ 1, EDX, 0, "fpu" },
	{ 1, EDX, 4, "tsc" },
	{ 1, EDX, 5, "msr" },
	{ 1, EDX, 6, "pae" },
	{ 1, EDX, 8, "cx8" },
	{ 1, EDX, 9, "apic" },
	{ 1, EDX, 13, "pge" },
	{ 1, EDX, 15, "cmov" },
	{ 1, EDX, 16, "pat" },
	{ 1, EDX, 19, "clflush" },
	{ 1, EDX, 23, "mmx" },
	{ 1, EDX, 24, "fxsr" },
	{ 1, EDX, 25, "sse" },
	{ 1, EDX, 26, "sse2" },
	{ 0x80000001, EDX, 11, "syscall" },
	{ 0x80000001, EDX, 20, "nx" },
	{ 0x80000001, EDX, 26, "pdpe1gb" },
	{ 0x80000001, EDX, 27, "rdtscp" },
	{ 0x80000001, EDX, 29, "lm" },
	{ 1, ECX, 0, "pni" },
	{ 1, ECX, 1, "pclmulqdq" },
	{ 1, ECX, 9, "ssse3" },
	{ 1, ECX, 12, "fma" },
	{ 1, ECX, 13, "cx16" },
	{ 1, ECX, 19, "sse4_1" },
	{ 1, ECX, 20, "sse4_2" },
	{ 1, ECX, 22, "movbe" },
	{ 1, ECX, 23, "popcnt" },
	{ 1, ECX, 25, "aes" },
	{ 1, ECX, 26, "xsave" },
	{ 1, ECX, 28, "avx" },
	{ 1, ECX, 29, "f16c" },
	{ 1, ECX, 30, "rdrand" },
	{ 1, ECX, 31, "hypervisor" },
	{ 0x80000001, ECX, 0, "lahf_lm" },
	{ 0x80000001, ECX, 5, "abm" },
	{ 7, EBX, 0, "fsgsbase" },
	{ 7, EBX, 3, "bmi1" },
	{ 7, EBX, 5, "avx2" },
	{ 7, EBX, 7, "smep" },
	{ 7, EBX, 8, "bmi2" },
	{ 7, EBX, 9, "erms" },
	{ 7, EBX, 18, "rdseed" },
	{ 7, EBX, 19, "adx" },
	{ 7, EBX, 20, "smap" },
	{ 7, EBX, 29, "sha_ni" },
	{ 7, ECX, 2, "umip" },
	{ 7, ECX, 22, "rdpid" },
};

static void
show_flags(struct text *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		struct cpuid c = cpuid(flags[i].leaf, 0);
		u32 regs[] = { [EBX] = c.ebx, [ECX] = c.ecx, [EDX] = c.edx };

		if (regs[flags[i].reg] >> flags[i].bit & 1) {
			text_string(t, " ");
			text_string(t, flags[i].name);
		}
	}
}

void
arch_cpuinfo_show(unsigned cpu, struct text *t)
{
	const struct cpu_features *f = &cpu_features;
	u64 khz = arch_tsc_khz();

	text_printf(t, "processor\t: %u\nvendor_id\t: %s\ncpu family\t: %u\n",
	    cpu, f->vendor, f->family);
	text_printf(t, "model\t\t: %u\nmodel name\t: %s\nstepping\t: %u\n",
	    f->model_nr, f->model, f->stepping);
	text_printf(t, "cpu MHz\t\t: %lu.%03lu\ncache size\t: 512 KB\n",
	    khz / 1000, khz % 1000);
	text_printf(t,
	    "physical id\t: %u\nsiblings\t: 1\ncore id\t\t: 0\n"
	    "cpu cores\t: 1\napicid\t\t: %u\ninitial apicid\t: %u\n",
	    cpu, cpu, cpu);
	text_printf(t,
	    "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %u\n"
	    "wp\t\t: yes\nflags\t\t:",
	    cpuid(0, 0).eax);
	show_flags(t);
	text_printf(t, "\nbugs\t\t:\nbogomips\t: %lu.%02lu\n", khz / 500,
	    khz / 5 % 100);
	text_printf(t,
	    "clflush size\t: 64\ncache_alignment\t: 64\n"
	    "address sizes\t: %u bits physical, 48 bits virtual\n"
	    "power management:\n\n",
	    f->phys_bits);
}
