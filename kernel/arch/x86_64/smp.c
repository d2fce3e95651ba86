/*
 * Starting the other CPUs, and interrupting them.
 *
 * The boot CPU starts one CPU at a time by INIT and STARTUP (SDM 3A 8.4.4),
 * and waits until that one says it is there.  A CPU that does not answer is
 * left out.  What each needs is set up before the first starts, from boot
 * memory.
 */
#include "arch/smp.h"

#include "arch/atomic.h"
#include "arch/boot.h"
#include "arch/layout.h"
#include "arch/mmu.h"
#include "arch/thread.h"
#include "arch/timer.h"
#include "arch/x86_64/acpi.h"
#include "arch/x86_64/apic.h"
#include "arch/x86_64/boot_cpu.h"
#include "arch/x86_64/cpufeat.h"
#include "arch/x86_64/mmu_boot.h"
#include "arch/x86_64/regs.h"
#include "arch/x86_64/smp_boot.h"
#include "lib/assert.h"
#include "lib/string.h"

#define START_TIMEOUT_NS 1000000000L

extern char trampoline_start[], trampoline_end[];
extern u64 trampoline_pml4, trampoline_cpu, trampoline_entry, trampoline_efer;
extern u64 boot_pml4[];

void ap_entry(void);
__noreturn void smp_ap_main(void);

static struct {
	struct cpu *cpus[MAX_CPUS]; /* [I] once online */
	cpumask_t online;           /* [a] */
	unsigned count;             /* [a] */
} smp;

cpumask_t
cpus_online(void)
{
	return atomic_load(&smp.online);
}

unsigned
cpus_count(void)
{
	return atomic_load(&smp.count);
}

/* Maps npages fresh frames at va. */
static void
map_stack(vaddr_t va, u64 npages)
{
	paddr_t pa = boot_alloc_pages(npages);

	for (u64 i = 0; i < npages; i++) {
		int err = kva_map_page(va + i * PAGE_SIZE, pa + i * PAGE_SIZE,
		    KMAP_WRITE);

		assert(!err);
	}
}

/* The stacks of a CPU, in an area of its own in kernel virtual space with an
 * unmapped page below each: the idle thread's, and the interrupt stacks, whose
 * top word is the struct cpu (entry.S). */
void
cpu_init_stacks(struct cpu *cpu)
{
	vaddr_t va = KVA_CPU_AREAS + cpu->id * KVA_CPU_AREA_SIZE + PAGE_SIZE;

	map_stack(va, KSTACK_SIZE / PAGE_SIZE);
	cpu->idle_stack = va;
	cpu->kstack_top = va + KSTACK_SIZE;
	va = cpu->kstack_top + PAGE_SIZE;
	for (unsigned i = 0; i < 3; i++, va += 2 * PAGE_SIZE) {
		u64 *top = (u64 *)(va + PAGE_SIZE) - 2;

		map_stack(va, 1);
		*top = (u64)cpu;
		cpu->tss.ist[i] = (u64)top;
	}
}

void
smp_prepare(void)
{
	for (unsigned i = 1; i < acpi.ncpus; i++) {
		struct cpu *cpu = phys_to_virt(boot_alloc_pages(1));

		_Static_assert(sizeof(*cpu) <= PAGE_SIZE, "one page a CPU");
		cpu->self = cpu;
		cpu->id = i;
		cpu_init_stacks(cpu);
		smp.cpus[i] = cpu;
	}
}

/* Everything a CPU needs before it can take interrupts. */
void
cpu_init_self(struct cpu *cpu)
{
	gdt_load(cpu);
	wrmsr(MSR_GS_BASE, (u64)cpu); /* a segment load may have cleared it */
	idt_load();
	cpu_setup();
	apic_enable();
	cpu->apic_id = apic_id();
	smp.cpus[cpu->id] = cpu;
}

void
cpu_set_online(void)
{
	atomic_add(&smp.count, 1);
	atomic_or(&smp.online, CPU_BIT(cpu_id()));
}

void
smp_ap_main(void)
{
	cpu_init_self(this_cpu());
	kernel_main_ap();
}

static void
start_one(struct cpu *cpu, u32 id)
{
	ktime_t end;

	*(u64 *)phys_to_virt(TRAMPOLINE +
	    (u64)((char *)&trampoline_cpu - trampoline_start)) = (u64)cpu;
	memory_barrier();
	apic_ipi_mode(id, APIC_INIT);
	for (unsigned try = 0; try < 2; try++) {
		apic_ipi_mode(id, APIC_STARTUP | TRAMPOLINE >> 12);
		end = arch_clock_ns() + START_TIMEOUT_NS;
		while (arch_clock_ns() < end)
			if (cpus_online() & CPU_BIT(cpu->id))
				return;
	}
}

void
smp_start(unsigned limit)
{
	char *t = phys_to_virt(TRAMPOLINE);

	memcpy(t, trampoline_start,
	    (size_t)(trampoline_end - trampoline_start));
	*(u64 *)(t + ((char *)&trampoline_pml4 - trampoline_start)) =
	    image_to_phys(boot_pml4);
	*(u64 *)(t +
	    ((char *)&trampoline_entry - trampoline_start)) = (u64)ap_entry;
	*(u64 *)(t +
	    ((char *)&trampoline_efer - trampoline_start)) = rdmsr(MSR_EFER) &
	    ~(u64)EFER_LMA;

	for (unsigned i = 0; i < acpi.ncpus && cpus_count() < limit; i++) {
		struct cpu *cpu;

		if (acpi.apic_ids[i] == this_cpu()->apic_id)
			continue;
		cpu = smp.cpus[cpus_count()];
		start_one(cpu, acpi.apic_ids[i]);
		if (!(cpus_online() & CPU_BIT(cpu->id)))
			return; /* its memory stays: it may yet wake up */
	}
}

void
smp_kick(unsigned cpu)
{
	if (cpu != cpu_id())
		apic_ipi(smp.cpus[cpu]->apic_id, VEC_RESCHED);
}

void
smp_send_shootdown(cpumask_t mask)
{
	unsigned cpu;

	for_each_cpu(cpu, mask)
		apic_ipi(smp.cpus[cpu]->apic_id, VEC_SHOOTDOWN);
}

void
smp_stop_others(void)
{
	if (cpus_count() > 1)
		apic_ipi_others(APIC_NMI);
}

void
cpu_idle_wait(void)
{
	x86_sti_hlt();
}

void
cpu_halt(void)
{
	for (;;) {
		x86_cli();
		x86_hlt();
	}
}
