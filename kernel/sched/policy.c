/*
 * What can be set for a thread: its niceness, its policy, its CPUs.
 */
#include "abi/errno.h"
#include "abi/sched.h"
#include "arch/smp.h"
#include "sched/runq.h"
#include "time/clock.h"

/* Weight by nice: each step is a factor of 1.25, so about 10% of CPU time. */
static const u32 weights[40] = { 88761, 71755, 56483, 46273, 36291, 29154,
	23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501,
	1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137,
	110, 87, 70, 56, 45, 36, 29, 23, 18, 15 };

static u32
weight_of(const struct sched_setting *s)
{
	if (s->rt_prio)
		return RT_WEIGHT + s->rt_prio;
	return s->policy == SCHED_IDLE ? 3 : weights[s->nice + 20];
}

/* A thread that becomes real-time, or more urgent, comes behind those of its new
 * priority, one that becomes less urgent before them (POSIX, sched_setscheduler). */
static void
take_turn(struct runq *rq, struct thread *t, u8 rt_prio) REQUIRES(runq_role)
{
	if (rt_prio > t->rt_prio)
		runq_end_turn(rq, t);
	else if (rt_prio && rt_prio < t->rt_prio)
		t->vruntime = --rq->first_turn;
	else if (rt_prio < t->rt_prio)
		t->vruntime = rq->min_vruntime;
}

static void
get_setting(const struct thread *t, struct sched_setting *s) REQUIRES(runq_role)
{
	*s = (struct sched_setting){ .policy = t->policy,
		.rt_prio = t->rt_prio,
		.nice = t->nice,
		.reset_on_fork = t->reset_on_fork };
}

static void
put_setting(struct thread *t, const struct sched_setting *s) REQUIRES(runq_role)
{
	atomic_store(&t->nice, s->nice);
	atomic_store(&t->policy, s->policy);
	atomic_store(&t->rt_prio, s->rt_prio);
	atomic_store(&t->weight, weight_of(s));
	t->reset_on_fork = s->reset_on_fork;
	t->rr_ticks = 0;
}

/* Changes how t is scheduled; what it used until now counts as it was.
 * => returns: its CPU is to be kicked */
static bool
change(struct runq *rq, struct thread *t, const struct sched_setting *s)
    REQUIRES(runq_role)
{
	bool queued = t->queued, running = rq->current == t;
	struct thread *next;

	if (running)
		runq_charge(rq, clock_monotonic());
	if (queued)
		runq_dequeue(rq, t);
	take_turn(rq, t, s->rt_prio);
	put_setting(t, s);
	if (queued)
		runq_enqueue(rq, t);
	if (running)
		atomic_store(&rq->running, t->weight);
	next = queued || running ? runq_next(rq) : NULL;
	if (!next || !runq_goes_first(rq, next, rq->current))
		return false;
	atomic_or(&rq->current->work, WORK_RESCHED);
	return true;
}

static void
change_and_kick(struct runq *rq, struct thread *t,
    const struct sched_setting *s, irqflags_t flags) RELEASE(runq_role)
{
	bool kick = change(rq, t, s);
	u32 cpu = t->cpu;

	rq_unlock(rq);
	if (kick && cpu != cpu_id())
		smp_kick(cpu);
	irq_restore(flags);
}

void
sched_read(struct thread *t, struct sched_setting *s)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	get_setting(t, s);
	rq_unlock_irq(rq, flags);
}

void
sched_change(struct thread *t, const struct sched_setting *s)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	change_and_kick(rq, t, s, flags);
}

void
sched_set_nice(struct thread *t, int nice)
{
	irqflags_t flags;
	struct runq *rq;
	struct sched_setting s;

	if (atomic_load(&t->nice) == nice)
		return;
	rq = rq_lock_of(t, &flags);
	get_setting(t, &s);
	s.nice = (s8)nice;
	change_and_kick(rq, t, &s, flags);
}

/* What a child has of its parent's. */
static void
inherit(const struct thread *parent, struct sched_setting *s)
    REQUIRES(runq_role)
{
	get_setting(parent, s);
	if (!s->reset_on_fork)
		return;
	s->reset_on_fork = false;
	if (s->rt_prio) {
		s->policy = SCHED_OTHER;
		s->rt_prio = 0;
		s->nice = 0;
	}
	s->nice = max(s->nice, (s8)0);
}

/* The new thread is nobody else's yet; the current one's settings others change. */
void
sched_inherit(struct thread *t)
{
	irqflags_t flags;
	struct thread *me = current();
	struct runq *rq = rq_lock_of(me, &flags);
	struct sched_setting s;

	inherit(me, &s);
	put_setting(t, &s);
	t->cpu = me->cpu;
	t->affinity = me->affinity;
	t->vruntime = me->rt_prio ? rq->min_vruntime : me->vruntime;
	rq_unlock_irq(rq, flags);
}

void
sched_init_kthread(struct thread *t, cpumask_t cpus)
{
	const struct sched_setting normal = { .policy = SCHED_OTHER };
	irqflags_t flags;
	struct runq *rq = rq_lock_of(t, &flags);

	put_setting(t, &normal);
	atomic_store(&t->affinity, cpus);
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
