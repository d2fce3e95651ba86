/*
 * Threads among CPUs.
 *
 * A CPU's queue is its own.  A woken thread goes to an idle CPU if its own is
 * busy; a CPU with nothing to do takes a waiting thread from the longest
 * queue that has one for it; and a busy one does so at every BALANCE_TICKS-th tick
 * when the other has at least two more.  An idle CPU has no tick: a busy one whose
 * threads wait, though they might run there, wakes it at its own tick.
 */
#include "lib/hash.h"
#include "sched/runq.h"
#include "sync/rcu.h"

#define MAX_LOOKS 32 /* at waiting threads, for one that may move */

cpumask_t idle_mask;
static u64 seed; /* [I] 0: none */

void
sched_set_seed(u64 value)
{
	seed = value;
}

unsigned
balance_choose(struct thread *t)
{
	cpumask_t allowed = atomic_load(&t->affinity) & cpus_online();
	cpumask_t idle = atomic_load(&idle_mask) & allowed;
	u32 last = atomic_load(&t->cpu);

	if (!allowed)
		return last;
	if (seed)
		idle &= hash_u64(seed ^ (u64)t->tid ^
		    atomic_load(&runqs[last].switches));
	if (idle & CPU_BIT(last))
		return last;
	if (idle)
		return (unsigned)__builtin_ctzl(idle);
	if (allowed & CPU_BIT(last))
		return last;
	return (unsigned)__builtin_ctzl(allowed);
}

/* A waiting thread that may run on one of the CPUs, or NULL. */
static struct thread *
movable(struct runq *rq, cpumask_t cpus) REQUIRES(runq_role)
{
	struct rb_node *n;
	unsigned looks = 0;

	rb_for_each(n, &rq->tree) {
		struct thread *t = rb_entry(n, struct thread, rq_node);

		if (t->affinity & cpus)
			return t;
		if (++looks == MAX_LOOKS)
			break;
	}
	return NULL;
}

int
balance_helper(struct runq *rq) REQUIRES(runq_role)
{
	cpumask_t idle = atomic_load(&idle_mask);
	struct thread *t = idle && rq->leftmost ? movable(rq, idle) : NULL;

	return t ? __builtin_ctzl(t->affinity & idle) : -1;
}

/* The CPU among `cpus` with the longest queue of at least `least`, or -1. */
static int
busiest(cpumask_t cpus, u32 least)
{
	unsigned cpu;
	int best = -1;

	for_each_cpu(cpu, cpus) {
		u32 n = atomic_load(&runqs[cpu].nwaiting);

		if (n >= least) {
			least = n + 1;
			best = (int)cpu;
		}
	}
	return best;
}

bool
balance_pull(u32 least)
{
	cpumask_t from = cpus_online() & ~CPU_BIT(cpu_id());
	struct thread *t = NULL;
	int cpu;

	while (!t && (cpu = busiest(from, least)) >= 0) {
		struct runq *rq = &runqs[cpu];
		irqflags_t flags = irq_save();

		rq_lock(rq);
		t = movable(rq, CPU_BIT(cpu_id()));
		if (t)
			runq_dequeue(rq, t);
		rq_unlock(rq);
		if (t)
			runq_place(t, cpu_id());
		irq_restore(flags);
		from &= ~CPU_BIT(cpu);
	}
	return t != NULL;
}

void
sched_idle_loop(void)
{
	for (;;) {
		rcu_quiescent();
		rcu_poll();
		if (!atomic_load(&runqs[cpu_id()].nwaiting) &&
		    !balance_pull(1)) {
			irq_disable();
			if (!(READ_ONCE(current()->work) & WORK_RESCHED) &&
			    !rcu_wants_cpu())
				cpu_idle_wait();
			watch_enter();
			irq_enable();
		}
		if (atomic_load(&runqs[cpu_id()].nwaiting))
			schedule();
		else
			atomic_and(&current()->work, ~WORK_RESCHED);
	}
}
