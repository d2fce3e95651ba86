/*
 * Address spaces on CPUs.
 *
 * Each CPU has one space loaded (cpu->active, which it holds a reference to),
 * or none.  A kernel thread, and an exiting process, run lazily: they keep what is
 * loaded but do not use it.  Reloading CR3 is dear (2.4 us and a cold TLB under
 * TCG), so going from a thread to the idle thread and back costs none.
 *
 * Flushing: vm->tlb_gen counts the changes that made translations wrong; a CPU
 * that has the space loaded notes the generation it has flushed up to.  Who
 * changed entries raises tlb_gen, interrupts the CPUs that use the space, and
 * waits until each has caught up.  A lazy CPU is left alone: it looks at
 * tlb_gen before it uses the space again.
 *
 * The races, each closed by a full barrier between the two steps:
 *  - flusher: change entries, raise tlb_gen | read vm->cpus, lazy.
 *    CPU that loads: set its bit in vm->cpus | load CR3, read tlb_gen.
 *    CPU that stops being lazy: clear lazy | read tlb_gen.
 * So either the flusher sees the CPU, or the CPU sees the new generation.
 */
#include "vm/tlb.h"

#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "arch/mmu.h"
#include "arch/smp.h"
#include "sched/sched.h"
#include "vm/vmspace.h"

#define SINGLE_PAGES_MAX 16 /* beyond this a whole flush is cheaper */

static struct tlb_cpu {
	/* [a] whose translations are used; owned reference; NULL: kernel's */
	struct vmspace *active;
	struct vmspace *loaded; /* [a] whose tables CR3 names: a moment later */
	bool lazy;              /* [a] */
	u64 seen;               /* [a] generation of active flushed up to */
	struct vmspace *leaving; /* whose reference is to be dropped */
	u64 interrupts;          /* [a] shootdowns answered */
} __aligned(64) cpus[MAX_CPUS];  /* [p] to write */

/* => holds: interrupts off */
static void
catch_up(struct tlb_cpu *c)
{
	u64 gen = atomic_load(&c->active->tlb_gen);

	if (c->seen == gen)
		return;
	tlb_flush_local();
	store_release(&c->seen, gen);
}

/* => holds: interrupts off */
static void
load(struct tlb_cpu *c, struct vmspace *vm)
{
	struct vmspace *old = c->active;
	cpumask_t me = CPU_BIT(cpu_id());

	if (old == vm) {
		if (c->lazy) {
			(void)atomic_xchg(&c->lazy, false);
			catch_up(c);
		}
		return;
	}
	ref_get(&vm->refs);
	atomic_or(&vm->cpus, me);
	/* In this order: is_behind() would take the new space's generation for
	 * the old one's. */
	atomic_store(&c->active, vm);
	store_release(&c->seen, atomic_load(&vm->tlb_gen));
	(void)atomic_xchg(&c->lazy, false);
	mmu_load(READ_ONCE(vm->pt.root)); /* [I] */
	atomic_store(&c->loaded, vm);
	if (c->seen != atomic_load(&vm->tlb_gen))
		catch_up(c);
	if (old) {
		atomic_and(&old->cpus, ~me);
		c->leaving = old;
	}
}

/* Lets go of the space that load() replaced.  Not in load() itself, which may
 * run under the run-queue lock: freeing takes locks that interrupts find held. */
void
vm_switch_done(void)
{
	struct tlb_cpu *c = &cpus[cpu_id()];
	struct vmspace *old = c->leaving;

	if (likely(!old))
		return;
	c->leaving = NULL;
	vmspace_drop(old);
}

void
vm_switch(struct thread *prev, struct thread *next)
{
	struct tlb_cpu *c = &cpus[cpu_id()];
	struct vmspace *vm = OWNED(struct vmspace, next->vm);

	(void)prev;
	if (vm)
		load(c, vm);
	else
		atomic_store(&c->lazy, true);
}

void
vm_activate(struct vmspace *vm)
{
	irqflags_t flags = irq_save();
	struct tlb_cpu *c = &cpus[cpu_id()];

	if (vm)
		load(c, vm);
	else
		atomic_store(&c->lazy, true);
	vm_switch_done();
	irq_restore(flags);
}

void
vm_shootdown_interrupt(void)
{
	struct tlb_cpu *c = &cpus[cpu_id()];

	if (c->active)
		catch_up(c);
	(void)atomic_fetch_add(&c->interrupts, 1); /* a full barrier too */
}

/* Must the flusher of generation gen still wait for this CPU? */
static bool
is_behind(const struct tlb_cpu *c, struct vmspace *vm, u64 gen, bool tables)
{
	u64 seen = load_acquire(&c->seen);

	/* Asked after it, so that it is not another space's generation. On its way
	 * to another space the CPU may still look into these tables. */
	if (atomic_load(&c->active) != vm)
		return tables && atomic_load(&c->loaded) == vm;
	if (!tables && atomic_load(&c->lazy))
		return false;
	return seen < gen;
}

static void
flush_others(struct vmspace *vm, u64 gen, bool tables)
{
	cpumask_t others = atomic_load(&vm->cpus) & ~CPU_BIT(cpu_id());
	cpumask_t kick = 0;
	unsigned cpu, spins = 0;

	for_each_cpu(cpu, others)
		if (is_behind(&cpus[cpu], vm, gen, tables))
			kick |= CPU_BIT(cpu);
	if (!kick)
		return;
	assert(irqs_enabled()); /* two flushers must answer each other */
	smp_send_shootdown(kick);
	for_each_cpu(cpu, kick)
		while (is_behind(&cpus[cpu], vm, gen, tables))
			if (++spins > 1000)
				cpu_relax();
}

static u64
next_gen(struct vmspace *vm)
{
	return atomic_fetch_add(&vm->tlb_gen, 1) + 1;
}

/* The kernel is not preempted, so the CPU stays the same; but an interrupt may
 * catch up to a generation in the meantime. */
static void
flush_here(struct vmspace *vm, vaddr_t start, vaddr_t end, u64 gen)
{
	irqflags_t flags = irq_save();
	struct tlb_cpu *c = &cpus[cpu_id()];

	if (c->active == vm && c->seen < gen) {
		if (c->seen == gen - 1 &&
		    (end - start) / PAGE_SIZE <= SINGLE_PAGES_MAX) {
			for (vaddr_t va = start; va < end; va += PAGE_SIZE)
				tlb_flush_page_local(va);
			store_release(&c->seen, gen);
		} else {
			catch_up(c);
		}
	}
	irq_restore(flags);
}

void
tlb_flush_range(struct vmspace *vm, vaddr_t start, vaddr_t end)
{
	u64 gen = next_gen(vm);

	flush_here(vm, start, end, gen);
	if (atomic_load(&vm->cpus) & ~CPU_BIT(cpu_id()))
		flush_others(vm, gen, false);
}

void
tlb_flush_tables(struct vmspace *vm)
{
	u64 gen = next_gen(vm);

	flush_here(vm, 0, USER_END, gen);
	flush_others(vm, gen, true);
}

void
tlb_barrier_all(void)
{
	cpumask_t others = cpus_online() & ~CPU_BIT(cpu_id());
	u64 before[MAX_CPUS];
	unsigned cpu, spins = 0;

	memory_barrier();
	if (!others)
		return;
	assert(irqs_enabled());
	for_each_cpu(cpu, others)
		before[cpu] = atomic_load(&cpus[cpu].interrupts);
	smp_send_shootdown(others);
	for_each_cpu(cpu, others)
		while (atomic_load(&cpus[cpu].interrupts) == before[cpu])
			if (++spins > 1000)
				cpu_relax();
	memory_barrier();
}
