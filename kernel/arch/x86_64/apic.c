/*
 * The local APIC: x2APIC mode where the CPU has it, else memory-mapped
 * (SDM 3A 10.4, 10.12).
 */
#include "arch/x86_64/apic.h"

#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/x86_64/acpi.h"
#include "arch/x86_64/cpufeat.h"
#include "lib/assert.h"

#define REG_ID           0x20
#define REG_TPR          0x80
#define REG_EOI          0xb0
#define REG_SPURIOUS     0xf0
#define REG_ICR_LOW      0x300
#define REG_ICR_HIGH     0x310
#define REG_LVT_TIMER    0x320
#define REG_LVT_LINT0    0x350
#define REG_LVT_LINT1    0x360
#define REG_LVT_ERROR    0x370
#define REG_TIMER_INIT   0x380
#define REG_TIMER_COUNT  0x390
#define REG_TIMER_DIVIDE 0x3e0

#define LVT_MASKED       (1u << 16)
#define LVT_TSC_DEADLINE (2u << 17)
#define LVT_NMI          0x400u
#define SPURIOUS_ENABLE  0x100u
#define ICR_PENDING      (1u << 12)
#define ICR_ASSERT       (1u << 14)
#define ICR_ALL_BUT_SELF (3u << 18)
#define DIVIDE_BY_1      0xb
#define APIC_BASE_ENABLE (1u << 11)
#define APIC_BASE_X2APIC (1u << 10)

#define APIC_VA KVA_BASE /* the first page of kernel virtual space */

static volatile u32 *regs; /* [I] NULL in x2APIC mode */

static u32
read(u32 reg)
{
	if (!regs)
		return (u32)rdmsr(MSR_X2APIC + reg / 16);
	return regs[reg / 4];
}

static void
write(u32 reg, u32 value)
{
	if (!regs)
		wrmsr(MSR_X2APIC + reg / 16, value);
	else
		regs[reg / 4] = value;
}

void
apic_init(void)
{
	if (cpu_features.x2apic)
		return;
	int err = kva_map_page(APIC_VA, acpi.lapic, KMAP_WRITE | KMAP_DEVICE);

	assert(!err);
	regs = (volatile u32 *)APIC_VA;
}

void
apic_enable(void)
{
	u64 base = rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE;

	wrmsr(MSR_APIC_BASE, base | (regs ? 0 : APIC_BASE_X2APIC));
	write(REG_SPURIOUS, SPURIOUS_ENABLE | VEC_SPURIOUS);
	write(REG_TPR, 0);
	write(REG_LVT_LINT0, LVT_MASKED);
	write(REG_LVT_LINT1, LVT_NMI);
	write(REG_LVT_ERROR, LVT_MASKED);
	write(REG_LVT_TIMER, LVT_MASKED);
	write(REG_TIMER_DIVIDE, DIVIDE_BY_1);
}

u32
apic_id(void)
{
	return regs ? read(REG_ID) >> 24 : read(REG_ID);
}

void
apic_eoi(void)
{
	write(REG_EOI, 0);
}

static void
send(u32 dest, u32 low)
{
	irqflags_t flags;

	if (!regs) {
		wrmsr(MSR_X2APIC + REG_ICR_LOW / 16, (u64)dest << 32 | low);
		return;
	}
	flags = irq_save();
	while (read(REG_ICR_LOW) & ICR_PENDING)
		x86_pause();
	write(REG_ICR_HIGH, dest << 24);
	write(REG_ICR_LOW, low);
	irq_restore(flags);
}

void
apic_ipi(u32 dest, unsigned vector)
{
	send(dest, vector | ICR_ASSERT);
}

void
apic_ipi_mode(u32 dest, u32 mode)
{
	send(dest, mode | ICR_ASSERT);
}

void
apic_ipi_others(u32 mode)
{
	send(0, mode | ICR_ASSERT | ICR_ALL_BUT_SELF);
}

void
apic_timer_free_run(void)
{
	write(REG_LVT_TIMER, LVT_MASKED);
	write(REG_TIMER_INIT, ~0u);
}

u32
apic_timer_count(void)
{
	return read(REG_TIMER_COUNT);
}

void
apic_timer_oneshot(u32 ticks)
{
	write(REG_LVT_TIMER, VEC_TIMER);
	write(REG_TIMER_INIT, ticks);
}

void
apic_timer_deadline_mode(void)
{
	write(REG_LVT_TIMER, VEC_TIMER | LVT_TSC_DEADLINE);
	/* The mode must be set before the MSR is written (SDM 3A 10.5.4.1). */
	__asm__ volatile("mfence" : : : "memory");
}
