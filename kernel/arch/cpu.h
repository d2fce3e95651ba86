/*
 * The CPU this code runs on.
 *
 * GS points at this CPU's struct cpu while the CPU is in the kernel.  Other
 * layers keep what they need a CPU in arrays of MAX_CPUS, indexed by
 * cpu_id().  The kernel is not preemptible: a thread stays on its CPU until
 * it sleeps, so a value read here holds until the next point that sleeps.
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include "arch/x86_64/percpu.h"
#include "lib/compiler.h"
#include "lib/types.h"

#define MAX_CPUS 64

struct thread;

/* One bit a CPU. */
typedef u64 cpumask_t;

#define CPU_BIT(cpu) ((cpumask_t)1 << (cpu))

static inline unsigned
cpu_id(void)
{
	return PERCPU_READ(id);
}

/* Does a handler of an interrupt run here? */
static inline bool
in_interrupt(void)
{
	return PERCPU_READ(in_interrupt);
}

/* The thread that runs here; never NULL once sched_init() has run. */
static inline struct thread *
current(void)
{
	return PERCPU_READ(current);
}

/* CPUs that run threads. => any context */
cpumask_t cpus_online(void);
unsigned cpus_count(void);

/* From here on others may give this CPU work: it has its idle thread, or is the
 * only one.  => once */
void cpu_set_online(void);

#define for_each_cpu(cpu, mask)                                         \
	for (cpumask_t mask_ = (mask);                                  \
	     mask_ && ((cpu) = (unsigned)__builtin_ctzll(mask_), true); \
	     mask_ &= mask_ - 1)

/* Waits for the next interrupt, which it enables; returns with interrupts
 * enabled.  => holds: interrupts disabled by the caller, after its last look
 * at what it waits for */
void cpu_idle_wait(void);

/* Tells the CPU that this is a spinning loop. */
static inline void
cpu_relax(void)
{
	x86_pause();
}

/* Stops this CPU for good. */
__noreturn void cpu_halt(void);

#endif
