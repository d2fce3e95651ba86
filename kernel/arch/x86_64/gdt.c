/* Segments and the task state of each CPU, and the interrupt table of all. */
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/percpu.h"
#include "arch/x86_64/regs.h"

#define GATE_INTERRUPT 0x8e /* present, ring 0 may call, masks interrupts */
#define GATE_USER      0xee /* the same, for ring 3 too */

struct gate {
	u16 offset_low, selector;
	u8 ist, type;
	u16 offset_mid;
	u32 offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == 16, "SDM 3A 6.14.1");

struct table_ptr {
	u16 limit;
	u64 base;
} __packed;

static struct gate idt[256] __aligned(16);

extern char trap_stubs[]; /* entry.S: 16 bytes a vector */

void
gdt_load(struct cpu *cpu)
{
	u64 tss = (u64)&cpu->tss;
	struct table_ptr ptr = { sizeof(cpu->gdt) - 1, (u64)cpu->gdt };

	cpu->gdt[0] = 0;
	cpu->gdt[KERNEL_CS / 8] = GDT_KERNEL_CODE;
	cpu->gdt[KERNEL_DS / 8] = GDT_KERNEL_DATA;
	cpu->gdt[USER_DS / 8] = GDT_USER_DATA;
	cpu->gdt[USER_CS / 8] = GDT_USER_CODE;
	cpu->gdt[TSS_SEL / 8] = (sizeof(cpu->tss) - 1) |
	    (tss & 0xffffff) << 16 | 0x89UL << 40 | (tss >> 24 & 0xff) << 56;
	cpu->gdt[TSS_SEL / 8 + 1] = tss >> 32;
	cpu->tss.iomap_base = sizeof(cpu->tss);

	__asm__ volatile("lgdt %0" : : "m"(ptr));
	/* A far return reloads CS; data segments are null but SS. */
	__asm__ volatile("pushq %0\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\tmovl %1, %%ss\n\t"
			 "movl %2, %%ds\n\t"
			 "movl %2, %%es\n\t"
			 "lldt %w2\n\t"
			 "ltr %w3"
			 :
			 : "i"(KERNEL_CS), "r"(KERNEL_DS), "r"(0), "r"(TSS_SEL)
			 : "rax", "memory");
}

static void
gate_set(unsigned vector, u8 type, u8 ist)
{
	u64 addr = (u64)trap_stubs + 16UL * vector;

	idt[vector] = (struct gate){
		.offset_low = (u16)addr,
		.offset_mid = (u16)(addr >> 16),
		.offset_high = (u32)(addr >> 32),
		.selector = KERNEL_CS,
		.ist = ist,
		.type = type,
	};
}

void
idt_init(void)
{
	for (unsigned v = 0; v < 256; v++)
		gate_set(v, GATE_INTERRUPT, 0);
	gate_set(VEC_BP, GATE_USER, 0);
	gate_set(4, GATE_USER, 0); /* INTO */
	gate_set(VEC_SYSCALL, GATE_USER, 0);
	gate_set(VEC_NMI, GATE_INTERRUPT, IST_NMI);
	gate_set(VEC_DF, GATE_INTERRUPT, IST_DOUBLE_FAULT);
	gate_set(VEC_MC, GATE_INTERRUPT, IST_MACHINE_CHECK);
}

void
idt_load(void)
{
	struct table_ptr ptr = { sizeof(idt) - 1, (u64)idt };

	__asm__ volatile("lidt %0" : : "m"(ptr));
}
