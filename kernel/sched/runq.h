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

#define NICE_0_WEIGHT 1024
/* More than that of any who shares; plus the priority. */
#define RT_WEIGHT 100000

struct runq {
	struct spinlock lock;                     /* by rq_lock() */
	struct rb_tree tree LOCK_ROLE(runq_role); /* who waits, in order */
	struct thread *leftmost LOCK_ROLE(runq_role);
	/* To others [a]: how many wait, their weight, that of the running one (0:
	 * idle) and of the first who waits, if it is real-time (else 0). */
	u32 nwaiting LOCK_ROLE(runq_role);
	u32 running LOCK_ROLE(runq_role);
	u32 urgent LOCK_ROLE(runq_role);
	u64 waiting LOCK_ROLE(runq_role);
	struct thread *current LOCK_ROLE(runq_role);
	struct thread *prev LOCK_ROLE(runq_role); /* was switched away from */
	u64 min_vruntime LOCK_ROLE(runq_role);    /* never goes back */
	u64 first_turn, last_turn LOCK_ROLE(runq_role); /* given out */
	u64 rt_ns LOCK_ROLE(runq_role); /* real-time, in this period */
	ktime_t rt_period_end LOCK_ROLE(runq_role);
	ktime_t idle_since LOCK_ROLE(runq_role);
	struct thread *idle; /* [I] */
	struct timer tick;
	u32 ticks;      /* [p] */
	bool user_tick; /* [p] mode that the timer interrupted */
	u64 switches;   /* [p] */
	struct cpu_times times LOCK_ROLE(runq_role);

	/* What other CPUs look at often has lines of its own.  It is in its idle
	 * thread, and nobody has claimed it. */
	u32 idles __aligned(64); /* [a] */
	/* Others wait beside the one that runs: not only one that it wakes for. */
	u32 surplus __aligned(64); /* [a], written under the lock */
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

/* Is it a's turn before b's? */
static inline bool
runq_before(const struct thread *a, const struct thread *b) REQUIRES(runq_role)
{
	if (unlikely(a->rt_prio != b->rt_prio))
		return a->rt_prio > b->rt_prio;
	return (s64)(a->vruntime - b->vruntime) < 0;
}

/* Have real-time threads had what they may have of this period? */
static inline bool
runq_rt_spent(const struct runq *rq) REQUIRES(runq_role)
{
	return rq->rt_ns >= atomic_load(&rt_limits.runtime_ns);
}

/* Does that hold for this one? */
static inline bool
runq_is_limited(const struct thread *t) REQUIRES(runq_role)
{
	return t->rt_prio && t->rt_prio != RT_PRIO_KERNEL;
}

/* The same, but those who share go first when the others have had enough. */
static inline bool
runq_goes_first(const struct runq *rq, const struct thread *a,
    const struct thread *b) REQUIRES(runq_role)
{
	if (unlikely(!a->rt_prio != !b->rt_prio) &&
	    runq_is_limited(a->rt_prio ? a : b) && runq_rt_spent(rq))
		return !a->rt_prio;
	return runq_before(a, b);
}

/* The same where the first is real-time. */
struct thread *runq_next_rt(struct runq *rq) REQUIRES(runq_role);

/* Who is to run next of those that wait, or NULL. */
static inline struct thread *
runq_next(struct runq *rq) REQUIRES(runq_role)
{
	struct thread *t = rq->leftmost;

	return unlikely(t && t->rt_prio) ? runq_next_rt(rq) : t;
}

/* t goes behind those of its priority. */
static inline void
runq_end_turn(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	t->vruntime = ++rq->last_turn;
}

/* Says whether others may take what waits: after a change of that, or of who runs. */
static inline void
runq_tell_surplus(struct runq *rq) REQUIRES(runq_role)
{
	u32 surplus = rq->nwaiting && rq->current != rq->idle;

	if (surplus != atomic_load(&rq->surplus))
		atomic_store(&rq->surplus, surplus);
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

/* Those of the CPUs that are in their idle thread and not claimed. */
cpumask_t balance_idle(cpumask_t cpus);

/* Where a thread that wakes is to run. */
unsigned balance_choose(struct thread *t);
/* An idle CPU that might run what waits here, or -1. */
int balance_helper(struct runq *rq) REQUIRES(runq_role);
/* Moves one thread here from the queue with the greatest load, if the two are more
 * even then; rotate: also if the other then is as much less as this one was.
 * => returns: whether one came => holds: interrupts off, or the idle thread */
bool balance_pull(bool rotate);

/* How many real-time threads wait on all CPUs. [a] */
extern u32 balance_rt_waiting;
/* Moves one here that is more urgent than what would run. */
void balance_pull_rt(void);
/* Could t run at once on another CPU than this? */
bool balance_rt_elsewhere(const struct thread *t) REQUIRES(runq_role);

#endif
