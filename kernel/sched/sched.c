/*
 * The scheduler.
 *
 * Who is next on a CPU is sched/runq.c's, and on which CPU a thread runs is
 * sched/balance.c's.
 *
 * The kernel is not preemptible: the tick and wake-ups only set WORK_RESCHED,
 * which is looked at on the way to user space, in sched_point(), and by the
 * idle loop.  The tick runs while a CPU is not idle.
 *
 * Invariants:
 *  1. a thread's .queued, .vruntime and its leaving of a sleep are under the
 *     lock of the run queue of thread->cpu; who locks by thread->cpu checks it
 *     again afterwards;
 *  2. schedule() holds that lock across the switch; the next thread releases
 *     it, so nobody sees a thread asleep whose registers are not saved yet;
 *  3. only the CPU itself changes rq->current.
 */
#include "sched/runq.h"

#include "abi/errno.h"
#include "abi/sched.h"
#include "arch/muldiv.h"
#include "arch/smp.h"
#include "arch/trap.h"
#include "sched/load.h"
#include "sched/waitq.h"
#include "sync/rcu.h"
#include "time/clock.h"

/* How far ahead of the next a thread that yields must be to lose the CPU: two
 * that only yield would switch at each call (1,330 instructions, else 190).  But a
 * call counts as so much CPU time: who has nothing to do gets behind who has. */
#define YIELD_GRAN    (100 * NSEC_PER_USEC)
#define YIELD_COST    (4 * NSEC_PER_USEC)
#define BALANCE_TICKS 10
#define ROTATE_TICKS  30

static struct thread idle_threads[MAX_CPUS];

/* --- Switching ---------------------------------------------------------------- */

/* The second half of a switch, on the stack of the thread switched to. */
static void
finish_switch(void) RELEASE(runq_role)
{
	struct runq *rq = &runqs[cpu_id()];
	struct thread *prev = rq->prev;
	bool move = prev != rq->idle && prev->state == THREAD_RUNNABLE &&
	    !prev->queued && prev != rq->current;
	bool dead = prev->state == THREAD_DEAD;

	rq_unlock(rq);
	vm_switch_done();
	if (unlikely(move))
		runq_place(prev, balance_choose(prev));
	if (unlikely(dead))
		thread_put(prev);
}

void
thread_entry_c(void)
{
	role_unshared(&runq_role); /* taken by who switched here */
	finish_switch();
	watch_enter();
	irq_enable();
}

static void
switch_to(struct runq *rq, struct thread *prev, struct thread *next)
    RELEASE(runq_role)
{
	/* Full barriers, for grace periods (sync/rcu.c). */
	if (next == rq->idle)
		(void)atomic_xchg(&rq->idles, 1);
	else if (prev == rq->idle) {
		(void)atomic_xchg(&rq->idles, 0);
		rq->times.idle += (u64)(next->ran_since - rq->idle_since);
		timer_arm(&rq->tick, next->ran_since + SCHED_TICK_NS);
	}
	if (next == rq->idle) {
		rq->idle_since = next->ran_since;
		timer_cancel(&rq->tick);
	}
	atomic_add_own(&rq->switches, 1);
	rq->prev = prev;
	atomic_store(&rq->current, next);
	atomic_store(&rq->running, next == rq->idle ? 0 : next->weight);
	runq_tell_surplus(rq);
	lockdep_switch(next);
	vm_switch(prev, next);
	arch_switch(&prev->arch, &next->arch, next);
	finish_switch();
}

/* Switches to the thread that is to run next. rq is this CPU's.
 * => holds: interrupts off */
static void
switch_to_next(struct runq *rq, ktime_t now) RELEASE(runq_role)
{
	struct thread *prev = rq->current, *next = runq_next(rq);
	bool stays = false; /* prev waits in this queue, or goes on */

	atomic_and(&prev->work, ~WORK_RESCHED);
	if (prev->state == THREAD_RUNNABLE) {
		atomic_add_own(&prev->nivcsw, 1);
		stays = prev != rq->idle && prev->affinity & CPU_BIT(cpu_id());
	} else {
		atomic_add_own(&prev->nvcsw, 1);
	}
	if (stays && (!next || runq_goes_first(rq, prev, next)))
		next = prev;
	else if (next)
		runq_dequeue(rq, next);
	else
		next = rq->idle;
	if (unlikely(stays && prev->rt_prio && next != prev))
		stays = !balance_rt_elsewhere(prev);
	/* After the other left: a tree of one is cheaper to change. */
	if (stays && next != prev)
		runq_enqueue(rq, prev);
	next->ran_since = now;
	if (next != prev) {
		if (prev->rseq)
			atomic_or(&prev->work, WORK_RSEQ);
		switch_to(rq, prev, next);
	} else {
		rq_unlock(rq);
	}
}

void
schedule(void)
{
	irqflags_t flags;
	struct runq *rq;
	ktime_t now;

	watch_point();
	rcu_poll();
	if (unlikely(atomic_load(&balance_rt_waiting)))
		balance_pull_rt();
	flags = irq_save();
	rq = &runqs[cpu_id()];
	now = clock_monotonic();
	lockdep_assert_may_sleep("schedule()");
	rcu_assert_may_sleep();
	rcu_quiescent();
	rq_lock(rq);
	runq_charge(rq, now);
	switch_to_next(rq, now);
	watch_enter();
	irq_restore(flags);
}

/* => returns: next is to run now */
static bool
yields(struct runq *rq, struct thread *t, const struct thread *next)
    REQUIRES(runq_role)
{
	if (t->rt_prio) {
		runq_end_turn(rq, t);
		return next && runq_goes_first(rq, next, t);
	}
	t->vruntime += YIELD_COST;
	return next && (s64)(t->vruntime - next->vruntime) > YIELD_GRAN;
}

void
sched_yield_now(void)
{
	irqflags_t flags = irq_save();
	struct runq *rq = &runqs[cpu_id()];
	bool ahead = false;

	if (atomic_load(&rq->nwaiting)) {
		rq_lock(rq);
		runq_charge(rq, clock_monotonic());
		ahead = yields(rq, rq->current, runq_next(rq));
		rq_unlock(rq);
	}
	irq_restore(flags);
	if (ahead)
		schedule();
}

/* --- Waking --------------------------------------------------------------------- */

bool
thread_wake_states(struct thread *t, unsigned states)
{
	irqflags_t flags;
	struct runq *rq;
	bool asleep;

	if (!(STATE_BIT(atomic_load(&t->state)) & states))
		return false;
	rq = rq_lock_of(t, &flags);
	asleep = STATE_BIT(atomic_load(&t->state)) & states;
	if (asleep)
		atomic_store(&t->state, THREAD_RUNNABLE);
	if (unlikely(asleep && t->rt_prio))
		atomic_store(&t->rt_ran, 0);
	/* It may still be on its way to schedule(), which then returns. */
	if (asleep && rq->current != t) {
		unsigned cpu = balance_choose(t);
		/* Mostly it stays where it was, whose lock is held. */
		bool here = cpu == t->cpu;
		bool kick = here && runq_place_locked(rq, t);

		rq_unlock(rq);
		if (!here)
			runq_place(t, cpu);
		else if (kick)
			smp_kick(cpu);
		irq_restore(flags);
		return true;
	}
	rq_unlock_irq(rq, flags);
	return asleep;
}

bool
thread_wake(struct thread *t)
{
	return thread_wake_states(t,
	    STATE_BIT(THREAD_SLEEPING) | STATE_BIT(THREAD_SLEEPING_INTR) |
		STATE_BIT(THREAD_SLEEPING_KILL));
}

void
thread_start(struct thread *t)
{
	thread_get(t);
	atomic_store(&t->state, THREAD_RUNNABLE);
	runq_place(t, balance_choose(t));
}

void
thread_notify(struct thread *t, u32 work)
{
	atomic_or(&t->work, work);
	if (t != current() &&
	    atomic_load(&runqs[atomic_load(&t->cpu)].current) == t)
		smp_kick(atomic_load(&t->cpu));
}

/* --- Quiescent states (sync/rcu.h) ---------------------------------------------- */

cpumask_t
rcu_idle_cpus(void)
{
	return balance_idle(cpus_online());
}

void
rcu_hurry(cpumask_t cpus)
{
	unsigned cpu;

	for_each_cpu(cpu, cpus) {
		struct runq *rq = &runqs[cpu];
		irqflags_t flags = irq_save();

		rq_lock(rq);
		atomic_or(&rq->current->work, WORK_RESCHED);
		rq_unlock_irq(rq, flags);
		smp_kick(cpu);
	}
}

struct rcu_waiter {
	struct rcu_head rcu;
	bool done; /* [a] it is over; the waiter goes */
};

static struct waitq rcu_waiters = WAITQ_INIT(rcu_waiters);

static void
end_wait(struct rcu_head *h)
{
	atomic_store(&container_of(h, struct rcu_waiter, rcu)->done, true);
	wake_all(&rcu_waiters);
}

#define HURRY_NS (NSEC_PER_MSEC / 2)

void
rcu_wait(void)
{
	struct rcu_waiter w = { 0 };

	rcu_call(&w.rcu, end_wait);
	rcu_hand_over();
	/* First the grace period that is under way, then the one that follows. */
	do {
		rcu_hurry(atomic_load(&rcu_wanted.cpus));
		rcu_poll();
	} while (WAIT_EVENT(&rcu_waiters, atomic_load(&w.done), 0,
	    clock_monotonic() + HURRY_NS));
}

void
rcu_hold_up(void)
{
	atomic_or(&current()->work, WORK_RCU);
}

void
sched_relieve_rcu(void)
{
	atomic_and(&current()->work, ~WORK_RCU);
	while (rcu_is_crowded() && !thread_killed()) {
		(void)!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false);
		rcu_poll();
	}
}

/* --- The tick ------------------------------------------------------------------ */

void
sched_account_tick(bool user)
{
	runqs[cpu_id()].user_tick = user;
}

static void
tick_account(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	if (rq->user_tick) {
		atomic_add_own(&t->uticks, 1);
		*(t->nice > 0 ? &rq->times.nice :
				&rq->times.user) += SCHED_TICK_NS;
	} else if (t != rq->idle) {
		atomic_add_own(&t->sticks, 1);
		rq->times.system += SCHED_TICK_NS;
	}
}

/* Ends turns and periods of real-time threads. */
static void
tick_rt(struct runq *rq, struct thread *t, ktime_t now) REQUIRES(runq_role)
{
	if (t->policy == SCHED_RR &&
	    ++t->rr_ticks >= atomic_load(&rt_limits.rr_ticks)) {
		t->rr_ticks = 0;
		runq_end_turn(rq, t);
	}
	if (now >= rq->rt_period_end) {
		rq->rt_ns -= min(rq->rt_ns, atomic_load(&rt_limits.runtime_ns));
		rq->rt_period_end = now +
		    (ktime_t)atomic_load(&rt_limits.period_ns);
	}
}

static void
tick_balance(struct runq *rq)
{
	if (atomic_load(&balance_rt_waiting))
		balance_pull_rt();
	if (++rq->ticks % BALANCE_TICKS == 0)
		(void)balance_pull(rq->ticks % ROTATE_TICKS == 0);
}

static void
tick(struct timer *timer)
{
	struct runq *rq = &runqs[cpu_id()];
	ktime_t now = clock_monotonic();
	struct thread *t, *next;
	int helper;

	rq_lock(rq);
	runq_charge(rq, now);
	helper = balance_helper(rq);
	t = rq->current;
	tick_account(rq, t);
	tick_rt(rq, t, now);
	next = runq_next(rq);
	if (next && runq_goes_first(rq, next, t))
		atomic_or(&t->work, WORK_RESCHED);
	if (rq->user_tick)
		rcu_quiescent();
	if (rcu_tick())
		atomic_or(&t->work, WORK_RESCHED);
	rq_unlock(rq);

	if (helper >= 0)
		smp_kick((unsigned)helper);
	process_tick(t, rq->user_tick, SCHED_TICK_NS);
	load_update(now);
	tick_balance(rq);
	timer_arm(timer, now + SCHED_TICK_NS);
}

/* --- Figures ------------------------------------------------------- */

int
sched_sleep_until(ktime_t deadline, bool interruptible)
{
	struct waitq q = WAITQ_INIT(q);
	int err = WAIT_EVENT(&q, false, interruptible ? WAIT_INTERRUPTIBLE : 0,
	    deadline);

	return err == -ETIMEDOUT ? 0 : err;
}

unsigned
sched_nr_running(void)
{
	unsigned n = 0, cpu;
	cpumask_t idle = balance_idle(cpus_online());

	for_each_cpu(cpu, cpus_online())
		n += atomic_load(&runqs[cpu].nwaiting) + !(idle & CPU_BIT(cpu));
	return n;
}

void
sched_cpu_times(unsigned cpu, struct cpu_times *t)
{
	struct runq *rq = &runqs[cpu];
	irqflags_t flags = irq_save();

	rq_lock(rq);
	*t = rq->times;
	if (rq->current == rq->idle)
		t->idle += (u64)max(clock_monotonic() - rq->idle_since,
		    (ktime_t)0);
	rq_unlock_irq(rq, flags);
}

u64
sched_nr_switches(void)
{
	u64 n = 0;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		n += atomic_load(&runqs[cpu].switches);
	return n;
}

void
sched_charge_current(void)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(current(), &flags);

	runq_charge(rq, clock_monotonic());
	rq_unlock_irq(rq, flags);
}

void
thread_times(struct thread *t, u64 *user_ns, u64 *system_ns)
{
	/* Until now, and so that whoever asks afterwards is not told less. */
	if (t == current())
		sched_charge_current();
	thread_times_charged(t, user_ns, system_ns);
}

/* --- Boot ------------------------------------------------------------------------ */

void
sched_init_cpu(void)
{
	struct runq *rq = &runqs[cpu_id()];
	struct thread *t = &idle_threads[cpu_id()];

	role_unshared(&runq_role);
	ref_init(&t->refs, 1);
	t->state = THREAD_RUNNABLE;
	t->weight = NICE_0_WEIGHT;
	t->affinity = ~0UL;
	t->cpu = cpu_id();
	t->arch.kstack = this_cpu()->idle_stack;
	t->ran_since = rq->idle_since = clock_monotonic();
	t->name[0] = 'i', t->name[1] = 'd', t->name[2] = 'l', t->name[3] = 'e';
	list_init(&t->process_node);
	list_init(&t->sigqueue);
	rq->idle = rq->current = t;
	timer_init(&rq->tick, tick);
	arch_adopt_current(t, &t->arch);
	lockdep_switch(t);
	(void)atomic_xchg(&rq->idles, 1);
}
