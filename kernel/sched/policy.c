/*
 * What can be set for a thread: its niceness, its policy, its CPUs.
 */
#include "abi/errno.h"
#include "abi/sched.h"
#include "sched/runq.h"
#include "time/clock.h"

/* Weight by nice: each step is a factor of 1.25, so about 10% of CPU time. */
static const u32 weights[40] = { 88761, 71755, 56483, 46273, 36291, 29154,
	23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501,
	1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137,
	110, 87, 70, 56, 45, 36, 29, 23, 18, 15 };

/* What it used until now counts with the weight of then. */
static void
weigh(struct runq *rq, struct thread *t, int nice, u8 policy)
    REQUIRES(runq_role)
{
	if (rq->current == t)
		runq_charge(rq, clock_monotonic());
	atomic_store(&t->nice, (s8)nice);
	atomic_store(&t->policy, policy);
	t->weight = policy == SCHED_IDLE ? 3 : weights[nice + 20];
}

/* The new thread is nobody else's yet; the current one's settings others change. */
void
sched_inherit(struct thread *t)
{
	irqflags_t flags;
	struct thread *me = current();
	struct runq *rq = rq_lock_of(me, &flags);

	t->cpu = me->cpu;
	t->nice = me->nice;
	t->policy = me->policy;
	t->weight = me->weight;
	t->affinity = me->affinity;
	t->vruntime = me->vruntime;
	rq_unlock_irq(rq, flags);
}

void
sched_set_nice(struct thread *t, int nice)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	weigh(rq, t, nice, t->policy);
	rq_unlock_irq(rq, flags);
}

void
sched_set_policy(struct thread *t, u8 policy)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	weigh(rq, t, t->nice, policy);
	rq_unlock_irq(rq, flags);
}

int
sched_set_affinity(struct thread *t, cpumask_t mask)
{
	irqflags_t flags;
	struct runq *rq;
	bool move;

	if (!(mask & cpus_online()))
		return -EINVAL;
	rq = rq_lock_of(t, &flags);
	atomic_store(&t->affinity, mask);
	move = t->queued && !(mask & CPU_BIT(t->cpu));
	if (move)
		runq_dequeue(rq, t);
	else if (rq->current == t && !(mask & CPU_BIT(t->cpu)))
		atomic_or(&t->work, WORK_RESCHED);
	rq_unlock_irq(rq, flags);
	if (move)
		runq_place(t, balance_choose(t));
	else if (t == current())
		sched_point();
	else
		thread_notify(t, 0);
	return 0;
}

void
sched_bind(struct thread *t, cpumask_t cpus)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	atomic_store(&t->affinity, cpus);
	rq_unlock_irq(rq, flags);
}
