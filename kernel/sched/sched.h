/*
 * The scheduler: which thread runs on which CPU.
 *
 * Each CPU has a run queue ordered by weighted run time; the one that has had
 * least runs next.  Kernel code is never preempted: it gives up the CPU where
 * it sleeps, and at sched_point().
 */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "sched/thread.h"

/* Per-CPU set-up; the boot thread becomes the CPU's idle thread. */
void sched_init_cpu(void *idle_stack);
__noreturn void sched_idle_loop(void);

/* Gives the CPU to another thread; the caller has set its own state.
 * => sleeps unless the state is RUNNABLE */
void schedule(void);

/* sched_yield(2): to the back of the queue. */
void sched_yield_now(void);

/* In long kernel loops: lets another thread run if its turn has come.
 * => sleeps */
static inline void
sched_point(void)
{
	if (unlikely(READ_ONCE(current()->work) & WORK_RESCHED))
		schedule();
}

/* Sleeps until an absolute monotonic time, ns. => returns: 0 or
 * -ERESTARTSYS; no signal is looked at when !interruptible */
int sched_sleep_until(ktime_t deadline, bool interruptible);

/* => errors: -EINVAL no online CPU in the mask */
int sched_set_affinity(struct thread *t, cpumask_t mask);
void sched_set_nice(struct thread *t, int nice);

/* Called by the timer interrupt. */
void sched_tick(void);

/* Runnable threads now, and the load averages as fixed point << 11. */
unsigned sched_nr_running(void);
void sched_loadavg(u64 avg[3]);
/* Per-CPU times in ns for /proc/stat. */
struct cpu_times {
	u64 user, nice, system, idle;
};
void sched_cpu_times(unsigned cpu, struct cpu_times *t);
u64 sched_nr_switches(void);

#endif
