/* For host tests of kernel code: one CPU and one thread. */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include "lib/compiler.h"
#include "lib/types.h"

#define MAX_CPUS     1
#define CPU_BIT(cpu) ((cpumask_t)1 << (cpu))

struct thread;
typedef u64 cpumask_t;

extern struct thread *shim_thread;

static inline struct thread *
current(void)
{
	return shim_thread;
}

static inline unsigned
cpu_id(void)
{
	return 0;
}

static inline cpumask_t
cpus_online(void)
{
	return 1;
}

static inline unsigned
cpus_count(void)
{
	return 1;
}

#define for_each_cpu(cpu, mask) \
	for ((cpu) = 0; (cpu) < ((mask) ? 1U : 0U); (cpu)++)

static inline void
cpu_relax(void)
{
}

#endif
