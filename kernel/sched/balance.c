/*
 * Threads among CPUs.
 *
 * A CPU's queue is its own.  A woken thread goes to an idle CPU if its own is
 * busy, which it claims, so that the next to wake goes to another; a CPU with
 * nothing to do takes a waiting thread from the queue with the greatest load that
 * has one for it.  A busy one does so at every BALANCE_TICKS-th tick when the two
 * are more even afterwards, and now and then when one of an odd number changes
 * sides: else three threads on two CPUs would have a half, a half and a whole.  An
 * idle CPU has no tick: a busy one whose threads wait, though they might run there,
 * wakes it at its own tick.
 *
 * The load of a CPU is the weight of its threads.  A real-time one weighs more than
 * any that shares, and the more the more urgent it is: it wakes on the CPU where
 * the least runs, if that is less than itself; one that is preempted goes where it
 * can run at once; and a CPU looks for one that waits elsewhere whenever it
 * switches and at its tick.
 */
#include "lib/assert.h"
#include "lib/hash.h"
#include "sched/runq.h"
#include "sync/rcu.h"

#define MAX_LOOKS 32 /* at waiting threads, for one that may move */

u32 balance_rt_waiting;
static u64 seed; /* [I] 0: none */

void
sched_set_seed(u64 value)
{
	seed = value;
}

/* --- Where a thread wakes --- */

/* The CPU of `cpus` where the least runs that is less than `weight`, or -1. */
static int
least_running(cpumask_t cpus, u32 weight)
{
	int best = -1;
	unsigned cpu;

	for_each_cpu(cpu, cpus) {
		u32 runs = atomic_load(&runqs[cpu].running);

		if (runs < weight) {
			weight = runs;
			best = (int)cpu;
		}
	}
	return best;
}

/* => returns: it was idle, and nobody else has claimed it */
static bool
claim(unsigned cpu)
{
	u32 *idles;

	assert(cpu < MAX_CPUS);
	idles = &runqs[cpu].idles;
	return atomic_load(idles) && atomic_xchg(idles, 0);
}

cpumask_t
balance_idle(cpumask_t cpus)
{
	cpumask_t idle = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus)
		if (atomic_load(&runqs[cpu].idles))
			idle |= CPU_BIT(cpu);
	return idle;
}

/* The first of the CPUs that can be claimed, or -1. */
static int
claim_first(cpumask_t cpus)
{
	unsigned cpu;

	for_each_cpu(cpu, cpus)
		if (claim(cpu))
			return (int)cpu;
	return -1;
}

unsigned
balance_choose(struct thread *t)
{
	cpumask_t allowed = atomic_load(&t->affinity) & cpus_online();
	cpumask_t among = allowed;
	u32 last = atomic_load(&t->cpu);
	bool here = allowed & CPU_BIT(last);
	int cpu = -1;

	if (!allowed)
		return last;
	if (seed)
		among &= hash_u64(seed ^ (u64)t->tid ^
		    atomic_load(&runqs[last].switches));
	if (among & CPU_BIT(last) && claim(last))
		return last;
	cpu = claim_first(among & ~CPU_BIT(last));
	if (cpu >= 0)
		return (unsigned)cpu;
	if (unlikely(atomic_load(&t->rt_prio)) &&
	    !(here && atomic_load(&runqs[last].running) < RT_WEIGHT))
		cpu = least_running(allowed, atomic_load(&t->weight));
	if (cpu >= 0)
		return (unsigned)cpu;
	return here ? last : (unsigned)__builtin_ctzl(allowed);
}

bool
balance_rt_elsewhere(const struct thread *t)
{
	cpumask_t others = t->affinity & cpus_online() & ~CPU_BIT(cpu_id());

	return least_running(others, t->weight) >= 0;
}

/* --- What a CPU takes --- */

/* A waiting thread that may run on one of the CPUs and weighs more than `above` and
 * less than `below`, or NULL. */
static struct thread *
movable(struct runq *rq, cpumask_t cpus, u64 above, u64 below)
    REQUIRES(runq_role)
{
	struct rb_node *n;
	unsigned looks = 0;

	rb_for_each(n, &rq->tree) {
		struct thread *t = rb_entry(n, struct thread, rq_node);

		if (t->affinity & cpus && t->weight > above &&
		    t->weight < below)
			return t;
		if (++looks == MAX_LOOKS)
			break;
	}
	return NULL;
}

int
balance_helper(struct runq *rq)
{
	cpumask_t idle = rq->leftmost ? balance_idle(cpus_online()) : 0;
	struct thread *t = idle ? movable(rq, idle, 0, UINT64_MAX) : NULL;

	return t ? __builtin_ctzl(t->affinity & idle) : -1;
}

/* Moves one such thread from another CPU here. => returns: whether one came */
static bool
take(unsigned cpu, u64 above, u64 below)
{
	struct runq *rq = &runqs[cpu];
	irqflags_t flags = irq_save();
	struct thread *t;

	rq_lock(rq);
	t = movable(rq, CPU_BIT(cpu_id()), above, below);
	if (t)
		runq_dequeue(rq, t);
	rq_unlock(rq);
	if (t)
		runq_place(t, cpu_id());
	irq_restore(flags);
	return t;
}

static u64
load_of(unsigned cpu)
{
	return atomic_load(&runqs[cpu].waiting) +
	    atomic_load(&runqs[cpu].running);
}

/* The CPU among `cpus` with the greatest load above `load`, and one that waits, or
 * -1. */
static int
busiest(cpumask_t cpus, u64 load)
{
	unsigned cpu;
	int best = -1;

	for_each_cpu(cpu, cpus) {
		u64 l;

		if (!atomic_load(&runqs[cpu].surplus))
			continue;
		l = load_of(cpu);
		if (l > load) {
			load = l;
			best = (int)cpu;
		}
	}
	return best;
}

bool
balance_pull(bool rotate)
{
	cpumask_t from = cpus_online() & ~CPU_BIT(cpu_id());
	u64 mine = load_of(cpu_id());
	int cpu;

	while ((cpu = busiest(from, mine)) >= 0) {
		u64 load = load_of((unsigned)cpu);

		if (load > mine && take((unsigned)cpu, 0, load - mine + rotate))
			return true;
		from &= ~CPU_BIT(cpu);
	}
	return false;
}

void
balance_pull_rt(void)
{
	struct runq *here = &runqs[cpu_id()];
	struct thread *me = current();
	u32 most = atomic_load(&here->urgent);
	int best = -1;
	unsigned cpu;

	if (atomic_load(&me->state) == THREAD_RUNNABLE && me != here->idle)
		most = max(most, atomic_load(&me->weight));
	for_each_cpu(cpu, cpus_online()) {
		u32 urgent = atomic_load(&runqs[cpu].urgent);

		if (urgent > most) {
			most = urgent;
			best = (int)cpu;
		}
	}
	if (best >= 0)
		(void)take((unsigned)best, max((u32)RT_WEIGHT, most - 1),
		    UINT64_MAX);
}

/* --- A CPU with nothing to do --- */

/* Whoever claimed this CPU is not coming here any more. */
static void
unclaim(void)
{
	struct runq *rq = &runqs[cpu_id()];

	if (!atomic_load(&rq->idles))
		(void)atomic_xchg(&rq->idles, 1);
}

void
sched_idle_loop(void)
{
	struct runq *rq = &runqs[cpu_id()];

	for (;;) {
		rcu_quiescent();
		rcu_poll_idle();
		if (!atomic_load(&rq->nwaiting) && !balance_pull(false)) {
			irq_disable();
			unclaim();
			if (!(READ_ONCE(current()->work) & WORK_RESCHED) &&
			    !rcu_wants_cpu())
				cpu_idle_wait();
			watch_enter();
			irq_enable();
		}
		if (atomic_load(&rq->nwaiting))
			schedule();
		else
			atomic_and(&current()->work, ~WORK_RESCHED);
	}
}
