/*
 * The order of a run queue.
 *
 * Fair time sharing: each thread has a virtual run time, its CPU time scaled by
 * 1024 / weight; the one that has had least is next.  The tree holds the threads
 * that wait; the running one is not in it.  A thread that slept is put no further
 * back than SLEEPER_CREDIT before the others, so that it runs soon but cannot save
 * time up.
 */
#include "sched/runq.h"

#include "arch/smp.h"
#include "sched/sched.h"

#define WAKEUP_GRAN (2 * NSEC_PER_MSEC) /* lead that preempts on wake-up */

struct runq runqs[MAX_CPUS] = { [0 ... MAX_CPUS - 1] = {
				    .lock = SPINLOCK_INIT(LC_RUNQ) } };

static struct thread *
first_of(struct runq *rq)
{
	struct rb_node *n = rb_first(&rq->tree);

	return n ? rb_entry(n, struct thread, rq_node) : NULL;
}

void
runq_enqueue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_insert(&rq->tree, &t->rq_node, runq_before);
	t->queued = true;
	atomic_store(&rq->nwaiting, rq->nwaiting + 1);
	if (!rq->leftmost || runq_before(&t->rq_node, &rq->leftmost->rq_node))
		rq->leftmost = t;
}

void
runq_dequeue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_erase(&rq->tree, &t->rq_node);
	t->queued = false;
	atomic_store(&rq->nwaiting, rq->nwaiting - 1);
	if (rq->leftmost == t)
		rq->leftmost = first_of(rq);
}

/* Charges the running thread for the time since the last call. */
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
	t->vruntime += t->weight == NICE_0_WEIGHT ?
	    ran :
	    ran * NICE_0_WEIGHT / t->weight;
	u64 low = t->vruntime;

	if (rq->leftmost && (s64)(rq->leftmost->vruntime - low) < 0)
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
	return (s64)(rq->current->vruntime - t->vruntime) > WAKEUP_GRAN;
}

bool
runq_place_locked(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	if ((s64)(rq->min_vruntime - SLEEPER_CREDIT - t->vruntime) > 0)
		t->vruntime = rq->min_vruntime - SLEEPER_CREDIT;
	runq_enqueue(rq, t);
	if (!preempts(rq, t))
		return false;
	atomic_or(&rq->current->work, WORK_RESCHED);
	return true;
}

void
runq_place(struct thread *t, unsigned cpu)
{
	struct runq *rq = &runqs[cpu], *old = &runqs[atomic_load(&t->cpu)];
	irqflags_t flags = irq_save();
	bool kick;

	rq_lock(rq);
	if (rq != old)
		t->vruntime += rq->min_vruntime -
		    atomic_load(&old->min_vruntime);
	atomic_store(&t->cpu, cpu);
	kick = runq_place_locked(rq, t);
	rq_unlock_irq(rq, flags);
	if (kick)
		smp_kick(cpu);
}
