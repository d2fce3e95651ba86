/*
 * The scheduler: which thread runs on which CPU.
 *
 * Each CPU has a run queue ordered by weighted run time; the one that has had
 * least runs next.  Kernel code is never preempted: it gives up the CPU where
 * it sleeps, and at sched_point().
 */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "abi/sched.h"
#include "arch/watch.h"
#include "sched/thread.h"
#include "time/clock.h"

#define SCHED_TICK_NS (10 * NSEC_PER_MSEC)

/* Hooks implemented above this layer. */

/* The CPU goes from prev to next: translate with next's address space.
 * => holds: interrupts off, run-queue lock */
void vm_switch(struct thread *prev, struct thread *next);
/* After the switch. => holds: interrupts off, no lock */
void vm_switch_done(void);
/* A tick of ns found t running, in user mode or not. => interrupt context */
void process_tick(struct thread *t, bool user, s64 ns);
/* Frees what the process layer keeps in a thread, on the last put. */
void process_thread_free(struct thread *t);

/* The boot code of this CPU becomes its idle thread. */
void sched_init_cpu(void);
__noreturn void sched_idle_loop(void);

/* Gives the CPU to another thread; the caller has set its own state.
 * => sleeps unless the state is RUNNABLE */
void schedule(void);

/* sched_yield(2): lets another thread run, unless this one is owed CPU time. */
void sched_yield_now(void);

/* Is it another thread's turn? */
static inline bool
sched_is_due(void)
{
	return unlikely(READ_ONCE(current()->work) & WORK_RESCHED);
}

/* In long kernel loops: lets another thread run if its turn has come.
 * => sleeps */
static inline void
sched_point(void)
{
	watch_point();
	if (sched_is_due())
		schedule();
}

/* Sleeps until an absolute monotonic time, ns.
 * => returns: 0, or -ERESTARTSYS when interruptible and a signal came */
int sched_sleep_until(ktime_t deadline, bool interruptible) __must_check;

/* Waits until less is waiting for a grace period, or a fatal signal comes. */
void sched_relieve_rcu(void);
/* Gives a thread that is being created the current one's settings. */
void sched_inherit(struct thread *t);
/* What a kernel thread that does not run yet begins with: nothing of its maker's. */
void sched_init_kthread(struct thread *t, cpumask_t cpus);
/* => errors: -EINVAL no online CPU in the mask */
int sched_set_affinity(struct thread *t, cpumask_t mask) __must_check;
void sched_set_nice(struct thread *t, int nice);

/* Above what programs may have, and not limited: threads that stand in for interrupts. */
#define RT_PRIO_KERNEL (RT_PRIO_MAX + 1)

/* How a thread is scheduled. */
struct sched_setting {
	u8 policy;  /* SCHED_OTHER, BATCH, IDLE, FIFO or RR */
	u8 rt_prio; /* 1 .. 99 for FIFO and RR, or RT_PRIO_KERNEL; else 0 */
	s8 nice;    /* -20 .. 19 */
	bool reset_on_fork;
};
void sched_read(struct thread *t, struct sched_setting *s);
void sched_change(struct thread *t, const struct sched_setting *s);

/* What real-time threads may have of each period of a CPU while others wait, and
 * the slice of SCHED_RR. [a] */
#define RR_TICKS 10
extern struct rt_limits {
	u64 period_ns, runtime_ns; /* UINT64_MAX: all of it */
	u32 rr_ticks;              /* of SCHED_TICK_NS, 1 .. 255 */
} rt_limits;

/* Runnable threads now; load averages over 1, 5, 15 minutes << LOAD_SHIFT. */
#define LOAD_SHIFT 11
unsigned sched_nr_running(void);
void sched_loadavg(u64 avg[3]);

/* Times of a CPU, ns, and switches of all CPUs, for /proc/stat. */
struct cpu_times {
	u64 user, nice, system, idle;
};
void sched_cpu_times(unsigned cpu, struct cpu_times *t);
u64 sched_nr_switches(void);

/* seed=N: perturbs placement and slices reproducibly. */
void sched_set_seed(u64 seed);

#endif
