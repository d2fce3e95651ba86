/*
 * CPU time as a clock: of a process or of a thread, and timers on it.
 */
#ifndef PROC_CPUTIMER_H
#define PROC_CPUTIMER_H

#include "lib/rbtree.h"
#include "lib/types.h"
#include "sync/spinlock.h"

struct process;
struct thread;

enum cpu_time {
	CPU_ALL,
	CPU_USER,
	CPU_TIMES
};

extern struct lock_role cpu_timer_role; /* cpu_timers.lock */

/* Armed timers of a process's clocks; those of its threads' clocks are in the threads,
 * by the same lock. */
struct cpu_timers {
	struct spinlock lock;
	struct rb_tree tree[CPU_TIMES] LOCK_ROLE(cpu_timer_role);
	ktime_t
	    check; /* none expires before; 0: there are none. [a] to others */
};

struct cpu_clock {
	struct process *process; /* owned reference */
	u64 thread;              /* .order of the thread; 0: all of them */
	enum cpu_time what;
};

/* The clock of an id as Linux builds it (clock_getcpuclockid(3)), or of
 * CLOCK_PROCESS_CPUTIME_ID and CLOCK_THREAD_CPUTIME_ID.  Threads are those of the
 * current process. => errors: -EINVAL: there is none */
int cpu_clock_get(int id, struct cpu_clock *c) __must_check;
void cpu_clock_put(struct cpu_clock *c);
/* Is the id one of those? */
bool cpu_clock_is(int id);

/* ns. => returns: false: its thread has ended => holds: neither process lock */
bool cpu_clock_read(const struct cpu_clock *c, s64 *ns);

struct cpu_timer {
	struct cpu_clock clock; /* [I] */
	struct rb_node node LOCK_ROLE(cpu_timer_role);
	u64 at LOCK_ROLE(cpu_timer_role);               /* ns of its clock */
	struct rb_tree *tree LOCK_ROLE(cpu_timer_role); /* NULL: not armed */
	/* => holds: the lock of the clock's timers, a spinlock */
	void (*fire)(struct cpu_timer *t); /* [I] */
};

/* Takes the clock over. */
void cpu_timer_init(struct cpu_timer *t, const struct cpu_clock *c,
    void (*fire)(struct cpu_timer *t));
/* Fires once when the clock shows `at`, at a tick; at once if it does.  Not if its
 * thread has ended. */
void cpu_timer_arm(struct cpu_timer *t, s64 at);
/* After it returns fire() neither runs nor will run. */
void cpu_timer_disarm(struct cpu_timer *t);

/* Sleeps until the clock shows `until`. => returns: 0 or -ERESTARTSYS */
int cpu_clock_sleep(struct cpu_clock *c, s64 until) __must_check;

void cpu_timers_init(struct cpu_timers *c);
/* Must cpu_timers_run() run at this tick of t, which is p's? => any context */
bool cpu_timers_due(const struct process *p, const struct thread *t);
/* Fires those that have expired. => sleeps; never twice at a time */
void cpu_timers_run(struct process *p);
/* t leaves its process: its clock stands still. => holds: the process lock */
void cpu_timers_leave(struct thread *t);

#endif
