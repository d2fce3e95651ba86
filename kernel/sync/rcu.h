/*
 * Read-copy-update: reading what others replace and free, without a lock.
 *
 * A writer unlinks an object and hands it to rcu_call(), which frees it after a
 * grace period: when every CPU has been in a quiescent state, in which it uses
 * nothing that it found in a section.  The kernel is not preemptible, so that
 * needs no counting: quiescent are a switch of threads, the idle loop, and user
 * mode.
 *
 * A reader marks a section.  In it, it follows a pointer by rcu_read(), and may
 * use the object, or take a reference by ref_get_unless_zero(), until the
 * section ends.  A section does not sleep; interrupt handlers have none.
 *
 * docs/lifetimes.md says which objects are read so.
 */
#ifndef SYNC_RCU_H
#define SYNC_RCU_H

#include "arch/atomic.h"
#include "arch/cpu.h"

/* Calls fn(h) after a grace period, which lasts about two ticks: in a thread,
 * where it may not sleep.
 * => any context but interrupts => holds: no lock of the allocators' */
void rcu_call(struct rcu_head *h, void (*fn)(struct rcu_head *h));

/* Waits for a grace period. => sleeps. Implemented by sched/sched.c. */
void rcu_wait(void);

/* Is so much waiting that who adds to it is to wait too? */
bool rcu_is_crowded(void);

/* The pointers: who reads one sees what its object held when it was set. */
#define rcu_read(p)   load_acquire(p)
#define rcu_set(p, v) store_release((p), (v))

#ifdef DEBUG
void rcu_section_begin(void);
void rcu_section_end(void);
/* Panics inside a section: called before each sleep. */
void rcu_assert_may_sleep(void);
#else
static inline void
rcu_section_begin(void)
{
	barrier();
}

static inline void
rcu_section_end(void)
{
	barrier();
}

static inline void
rcu_assert_may_sleep(void)
{
}
#endif

/* --- For the scheduler -------------------------------------------------------- */

/* What is asked of CPUs, to look at without the lock. */
extern struct rcu_wanted {
	cpumask_t cpus;        /* [a] to pass a quiescent state */
	struct rcu_head *done; /* [a] to free what has waited long enough */
} rcu_wanted;

struct rcu_list {
	struct rcu_head *first, **end; /* end: NULL: nothing was there yet */
};

/* What each CPU puts down on its own, to hand over together. */
struct rcu_own {
	struct rcu_list list;
	u32 n;    /* in it */
	bool due; /* a tick has found it: it is to be handed over */
} __aligned(64);
extern struct rcu_own rcu_own[MAX_CPUS]; /* [p] */

/* The CPUs that are in their idle loop: each has said so, and takes that back, by
 * an atomic operation.  Implemented by sched/sched.c. */
cpumask_t rcu_idle_cpus(void);
/* Lets the current thread wait, on its way to user space, until that is over.
 * Implemented there too. */
void rcu_hold_up(void);
/* Makes the CPUs pass a quiescent state soon.  Implemented there too. */
void rcu_hurry(cpumask_t cpus);

void rcu_report(void);
void rcu_run(void);
void rcu_hand_over(void);

/* This CPU is in a quiescent state. => any context */
static inline void
rcu_quiescent(void)
{
	if (unlikely(atomic_load(&rcu_wanted.cpus) & CPU_BIT(cpu_id())))
		rcu_report();
}

/* Hands over what is due, and frees some of what has waited long enough.
 * => holds: no lock */
static inline void
rcu_poll(void)
{
	if (unlikely(atomic_load(&rcu_wanted.done) != NULL) ||
	    unlikely(rcu_own[cpu_id()].due))
		rcu_run();
}

/* The same before this CPU may be idle for long. */
static inline void
rcu_poll_idle(void)
{
	if (rcu_own[cpu_id()].n)
		rcu_hand_over();
	rcu_poll();
}

/* Is this CPU to pass a quiescent state, or rcu_poll()? */
static inline bool
rcu_wants_cpu(void)
{
	return (atomic_load(&rcu_wanted.cpus) & CPU_BIT(cpu_id())) ||
	    atomic_load(&rcu_wanted.done) != NULL;
}

/* The same at a tick, since which nothing that was put down is to wait. */
static inline bool
rcu_tick(void)
{
	struct rcu_own *own = &rcu_own[cpu_id()];

	if (own->n)
		own->due = true;
	return own->due || rcu_wants_cpu();
}

#endif
