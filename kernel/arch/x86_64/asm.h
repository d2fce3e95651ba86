/* One function an instruction: the inline assembly of the x86-64 port. */
#ifndef ARCH_X86_64_ASM_H
#define ARCH_X86_64_ASM_H

#include "lib/compiler.h"
#include "lib/types.h"

static inline void
x86_cli(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void
x86_sti(void)
{
	__asm__ volatile("sti" : : : "memory");
}

/* Enables interrupts and halts; the one-instruction shadow of STI makes the
 * pair atomic, so that a wake-up between them is not lost (SDM 2B, STI). */
static inline void
x86_sti_hlt(void)
{
	__asm__ volatile("sti; hlt" : : : "memory");
}

static inline void
x86_hlt(void)
{
	__asm__ volatile("hlt" : : : "memory");
}

static inline void
x86_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline u64
x86_rflags(void)
{
	u64 flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
	return flags;
}

static inline void
outb(u16 port, u8 value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void
outw(u16 port, u16 value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void
outl(u16 port, u32 value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8
inb(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u32
inl(u16 port)
{
	u32 value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u64
rdmsr(u32 msr)
{
	u32 lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (u64)hi << 32 | lo;
}

static inline void
wrmsr(u32 msr, u64 value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32))
			 : "memory");
}

static inline u64
rdtsc(void)
{
	u32 lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (u64)hi << 32 | lo;
}

struct cpuid {
	u32 eax, ebx, ecx, edx;
};

static inline struct cpuid
cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid r;

	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

#define X86_CR_ACCESSORS(n)                                                 \
	static inline u64 read_cr##n(void)                                  \
	{                                                                   \
		u64 v;                                                      \
		__asm__ volatile("movq %%cr" #n ", %0" : "=r"(v));          \
		return v;                                                   \
	}                                                                   \
	static inline void write_cr##n(u64 v)                               \
	{                                                                   \
		__asm__ volatile("movq %0, %%cr" #n : : "r"(v) : "memory"); \
	}
X86_CR_ACCESSORS(0)
X86_CR_ACCESSORS(2)
X86_CR_ACCESSORS(3)
X86_CR_ACCESSORS(4)
#undef X86_CR_ACCESSORS

static inline void
invlpg(vaddr_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline void
xsetbv(u32 index, u64 value)
{
	__asm__ volatile("xsetbv"
			 :
			 : "c"(index), "a"((u32)value),
			 "d"((u32)(value >> 32)));
}

#endif
