/*
 * The order of a run queue.
 *
 * Real-time threads come first, by priority, and those of one priority by turns:
 * who wakes comes last, who was preempted keeps its turn, and who yields or, by
 * SCHED_RR, has run for a slice gets another.
 *
 * The others share.  Fair time sharing: each thread has a virtual run time, its CPU time scaled by
 * 1024 / weight; the one that has had least is next.  The tree holds the threads
 * that wait; the running one is not in it.  A thread that slept is put no further
 * back than SLEEPER_CREDIT before the others, so that it runs soon but cannot save
 * time up.
 */
#include "sched/runq.h"

#include "arch/smp.h"
#include "sched/sched.h"

#define WAKEUP_GRAN    (2 * NSEC_PER_MSEC) /* lead that preempts on wake-up */
#define SLEEPER_CREDIT (6 * NSEC_PER_MSEC)
/* Nobody gets so far ahead.  Who seems to be has slept until the others' numbers had
 * gone halfway round: that takes 313 days of one with SCHED_IDLE. */
#define MAX_LEAD (1UL << 50)

struct rt_limits rt_limits = { .period_ns = NSEC_PER_SEC,
	.runtime_ns = 950 * NSEC_PER_MSEC,
	.rr_ticks = RR_TICKS };

struct runq runqs[MAX_CPUS] = { [0 ... MAX_CPUS - 1] = {
				    .lock = SPINLOCK_INIT(LC_RUNQ) } };

static struct thread *
first_of(struct runq *rq)
{
	struct rb_node *n = rb_first(&rq->tree);

	return n ? rb_entry(n, struct thread, rq_node) : NULL;
}

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&runq_role); /* held, by who changes a tree */
	return runq_before(rb_entry(a, struct thread, rq_node),
	    rb_entry(b, struct thread, rq_node));
}

/* A real-time thread came (n 1) or left (-1). */
static void
tell_urgent(struct runq *rq, int n) REQUIRES(runq_role)
{
	const struct thread *t = rq->leftmost;

	atomic_store(&rq->urgent, t && t->rt_prio ? t->weight : 0);
	atomic_add(&balance_rt_waiting, (u32)n);
}

/* What others may know of the queue. */
static inline void
tell(struct runq *rq, const struct thread *t, int n) REQUIRES(runq_role)
{
	atomic_store(&rq->nwaiting, rq->nwaiting + (u32)n);
	atomic_store(&rq->waiting, rq->waiting + (u64)((s64)t->weight * n));
	runq_tell_surplus(rq);
	if (unlikely(t->rt_prio))
		tell_urgent(rq, n);
}

void
runq_enqueue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_insert(&rq->tree, &t->rq_node, less);
	t->queued = true;
	if (!rq->leftmost || runq_before(t, rq->leftmost))
		rq->leftmost = t;
	tell(rq, t, 1);
}

void
runq_dequeue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_erase(&rq->tree, &t->rq_node);
	t->queued = false;
	if (rq->leftmost == t)
		rq->leftmost = first_of(rq);
	tell(rq, t, -1);
}

struct thread *
runq_next_rt(struct runq *rq) REQUIRES(runq_role)
{
	bool first = runq_is_limited(rq->leftmost) && runq_rt_spent(rq);
	struct rb_node *n = first ? rq->tree.root : NULL;
	struct thread *shares = NULL;

	while (n) {
		struct thread *t = rb_entry(n, struct thread, rq_node);

		if (!t->rt_prio)
			shares = t;
		n = n->child[t->rt_prio != 0];
	}
	return shares ? shares : rq->leftmost;
}

void
runq_charge(struct runq *rq, ktime_t now) REQUIRES(runq_role)
{
	struct thread *t = rq->current;
	u64 ran = (u64)(now - t->ran_since);

	if (now <= t->ran_since)
		return;
	t->ran_since = now;
	atomic_add_own(&t->runtime_ns, ran);
	if (t == rq->idle)
		return;
	if (unlikely(t->rt_prio)) {
		atomic_store(&t->rt_ran, t->rt_ran + ran);
		if (runq_is_limited(t))
			rq->rt_ns += ran;
		return;
	}
	t->vruntime += t->weight == NICE_0_WEIGHT ?
	    ran :
	    ran * NICE_0_WEIGHT / t->weight;
	u64 low = t->vruntime;

	if (rq->leftmost && !rq->leftmost->rt_prio &&
	    (s64)(rq->leftmost->vruntime - low) < 0)
		low = rq->leftmost->vruntime;
	if ((s64)(low - rq->min_vruntime) > 0)
		atomic_store(&rq->min_vruntime, low);
}

/* --- Placing --- */

/* Must the running thread of rq make way for t? */
static bool
preempts(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	if (rq->current == rq->idle)
		return true;
	if (unlikely(rq->current->rt_prio | t->rt_prio))
		return runq_goes_first(rq, t, rq->current);
	return (s64)(rq->current->vruntime - t->vruntime) > WAKEUP_GRAN;
}

bool
runq_place_locked(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	u64 least = rq->min_vruntime - SLEEPER_CREDIT;

	if (unlikely(t->rt_prio))
		runq_end_turn(rq, t);
	else if (t->vruntime - least > MAX_LEAD) /* or behind it */
		t->vruntime = least;
	runq_enqueue(rq, t);
	if (!preempts(rq, t))
		return false;
	atomic_or(&rq->current->work, WORK_RESCHED);
	return true;
}

static void
lock_two(struct runq *a, struct runq *b) ACQUIRE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock_two(&a->lock, &b->lock);
}

static void
unlock_two(struct runq *a, struct runq *b) RELEASE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock_two(&a->lock, &b->lock);
}

/* Both locks: who has found that t belongs to the old queue relies on that until he
 * gives its lock back. */
void
runq_place(struct thread *t, unsigned cpu)
{
	struct runq *rq = &runqs[cpu], *old = &runqs[atomic_load(&t->cpu)];
	irqflags_t flags = irq_save();
	bool kick;

	lock_two(rq, old);
	if (rq != old)
		t->vruntime += rq->min_vruntime - old->min_vruntime;
	atomic_store(&t->cpu, cpu);
	/* Its CPUs were changed since this one was chosen: it goes on from here before
	 * it comes to user mode. */
	if (unlikely(!(t->affinity & CPU_BIT(cpu))))
		atomic_or(&t->work, WORK_RESCHED);
	kick = runq_place_locked(rq, t);
	unlock_two(rq, old);
	irq_restore(flags);
	if (kick)
		smp_kick(cpu);
}
