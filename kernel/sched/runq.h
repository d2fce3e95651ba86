/*
 * The run queues: which thread is next on a CPU.  For the files of the scheduler
 * alone; others have sched/sched.h.
 *
 * Key: [p] this CPU only, interrupts off; [I] immutable once set up; [a] atomic.
 */
#ifndef SCHED_RUNQ_H
#define SCHED_RUNQ_H

#include "sched/sched.h"
#include "sync/spinlock.h"
#include "time/clock.h"
#include "time/timer.h"

#define NICE_0_WEIGHT  1024
#define SLEEPER_CREDIT (6 * NSEC_PER_MSEC)

struct runq {
	struct spinlock lock;                     /* by rq_lock() */
	struct rb_tree tree LOCK_ROLE(runq_role); /* who waits, by vruntime */
	struct thread *leftmost LOCK_ROLE(runq_role);
	u32 nwaiting LOCK_ROLE(runq_role); /* in the tree; [a] to others */
	struct thread *current LOCK_ROLE(runq_role);
	struct thread *prev LOCK_ROLE(runq_role); /* was switched away from */
	u64 min_vruntime LOCK_ROLE(runq_role);    /* never goes back */
	ktime_t idle_since LOCK_ROLE(runq_role);
	struct thread *idle; /* [I] */
	struct timer tick;
	u32 ticks;      /* [p] */
	bool user_tick; /* [p] mode that the timer interrupted */
	u64 switches;   /* [p] */
	struct cpu_times times LOCK_ROLE(runq_role);
} __aligned(64);

extern struct runq runqs[MAX_CPUS];

static inline void
rq_lock(struct runq *rq) ACQUIRE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&rq->lock);
}

static inline void
rq_unlock(struct runq *rq) RELEASE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&rq->lock);
}

static inline void
rq_unlock_irq(struct runq *rq, irqflags_t flags) RELEASE(runq_role)
{
	rq_unlock(rq);
	irq_restore(flags);
}

/* Takes the lock of the run queue that t belongs to; rq_unlock_irq() ends it. */
static inline struct runq *
rq_lock_of(struct thread *t, irqflags_t *flags) ACQUIRE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	*flags = irq_save();
	for (;;) {
		u32 cpu = atomic_load(&t->cpu);
		struct runq *rq = &runqs[cpu];

		rq_lock(rq);
		if (cpu == atomic_load(&t->cpu))
			return rq;
		rq_unlock(rq);
	}
}

/* --- The order --- */

/* Does a run before b? */
static inline bool
runq_before(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&runq_role); /* held, by who changes or looks at a tree */
	return (s64)(rb_entry(a, struct thread, rq_node)->vruntime -
		   rb_entry(b, struct thread, rq_node)->vruntime) < 0;
}

void runq_enqueue(struct runq *rq, struct thread *t) REQUIRES(runq_role);
void runq_dequeue(struct runq *rq, struct thread *t) REQUIRES(runq_role);

/* Charges the running thread for the time since the last call. */
void runq_charge(struct runq *rq, ktime_t now) REQUIRES(runq_role);

/* Puts a thread that is RUNNABLE and on no queue onto that of a CPU. */
void runq_place(struct thread *t, unsigned cpu);
/* The same on this queue, which is its own.
 * => returns: its CPU is to be kicked */
bool runq_place_locked(struct runq *rq, struct thread *t) REQUIRES(runq_role);

/* --- Among CPUs (sched/balance.c) --- */

extern cpumask_t idle_mask; /* [a] CPUs in their idle thread */

/* Where a thread that wakes is to run. */
unsigned balance_choose(struct thread *t);
/* An idle CPU that might run what waits here, or -1. */
int balance_helper(struct runq *rq) REQUIRES(runq_role);
/* Moves one thread here from the longest queue with at least `least` waiting.
 * => returns: whether one came => holds: interrupts off, or the idle thread */
bool balance_pull(u32 least);

#endif
