/*
 * The scheduler.
 *
 * Fair time sharing: each thread has a virtual run time, its CPU time scaled by
 * 1024 / weight; the thread of a CPU's run queue that has had least runs next.
 * The tree holds the threads that wait; the running one is not in it.  A thread
 * that slept is put no further back than SLEEPER_CREDIT before the others, so
 * that it runs soon but cannot save time up.
 *
 * A CPU's queue is its own.  A woken thread goes to an idle CPU if its own is
 * busy; a CPU with nothing to do takes a waiting thread from the longest
 * queue that has one for it; and a busy one does so at every BALANCE_TICKS-th tick
 * when the other has at least two more.  An idle CPU has no tick: a busy one whose
 * threads wait, though they might run there, wakes it at its own tick.
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
#include "sched/sched.h"

#include "abi/errno.h"
#include "abi/sched.h"
#include "arch/muldiv.h"
#include "arch/smp.h"
#include "arch/trap.h"
#include "lib/hash.h"
#include "sched/load.h"
#include "sched/waitq.h"
#include "sync/rcu.h"
#include "sync/spinlock.h"
#include "time/clock.h"
#include "time/timer.h"

#define TICK_NS     (10 * NSEC_PER_MSEC)
#define WAKEUP_GRAN (2 * NSEC_PER_MSEC) /* lead that preempts on wake-up */
/* How far ahead of the next a thread that yields must be to lose the CPU: two
 * that only yield would switch at each call (1,330 instructions, else 190).  But a
 * call counts as so much CPU time: who has nothing to do gets behind who has. */
#define YIELD_GRAN     (100 * NSEC_PER_USEC)
#define YIELD_COST     (4 * NSEC_PER_USEC)
#define SLEEPER_CREDIT (6 * NSEC_PER_MSEC)
#define BALANCE_TICKS  10
#define MAX_LOOKS      32 /* at waiting threads, for one that may move */
#define NICE_0_WEIGHT  1024

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

static struct runq runqs[MAX_CPUS] = { [0 ... MAX_CPUS - 1] = {
					   .lock = SPINLOCK_INIT(LC_RUNQ) } };
static struct thread idle_threads[MAX_CPUS];
static cpumask_t idle_mask; /* [a] CPUs in their idle thread */
static u64 seed;            /* [I] 0: none */

/* Weight by nice: each step is a factor of 1.25, so about 10% of CPU time. */
static const u32 weights[40] = { 88761, 71755, 56483, 46273, 36291, 29154,
	23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501,
	1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137,
	110, 87, 70, 56, 45, 36, 29, 23, 18, 15 };

/* --- Locks ------------------------------------------------------------------- */

static void
rq_lock(struct runq *rq) ACQUIRE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&rq->lock);
}

static void
rq_unlock(struct runq *rq) RELEASE(runq_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&rq->lock);
}

static void
rq_unlock_irq(struct runq *rq, irqflags_t flags) RELEASE(runq_role)
{
	rq_unlock(rq);
	irq_restore(flags);
}

/* Takes the lock of the run queue that t belongs to; rq_unlock_irq() ends it. */
static struct runq *
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

/* --- The queue --------------------------------------------------------------- */

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&runq_role); /* held, by who changes or looks at a tree */
	return (s64)(rb_entry(a, struct thread, rq_node)->vruntime -
		   rb_entry(b, struct thread, rq_node)->vruntime) < 0;
}

static struct thread *
first_of(struct runq *rq)
{
	struct rb_node *n = rb_first(&rq->tree);

	return n ? rb_entry(n, struct thread, rq_node) : NULL;
}

static void
enqueue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_insert(&rq->tree, &t->rq_node, less);
	t->queued = true;
	atomic_store(&rq->nwaiting, rq->nwaiting + 1);
	if (!rq->leftmost || less(&t->rq_node, &rq->leftmost->rq_node))
		rq->leftmost = t;
}

static void
dequeue(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	rb_erase(&rq->tree, &t->rq_node);
	t->queued = false;
	atomic_store(&rq->nwaiting, rq->nwaiting - 1);
	if (rq->leftmost == t)
		rq->leftmost = first_of(rq);
}

/* Charges the running thread for the time since the last call. */
static void
charge(struct runq *rq, ktime_t now) REQUIRES(runq_role)
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

/* --- Switching ---------------------------------------------------------------- */

static void place(struct thread *t, unsigned cpu);
static unsigned choose_cpu(struct thread *t);

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
		place(prev, choose_cpu(prev));
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
	cpumask_t me = CPU_BIT(cpu_id());

	if (next == rq->idle)
		atomic_or(&idle_mask, me);
	else if (prev == rq->idle) {
		atomic_and(&idle_mask, ~me);
		rq->times.idle += (u64)(next->ran_since - rq->idle_since);
		timer_arm(&rq->tick, next->ran_since + TICK_NS);
	}
	if (next == rq->idle) {
		rq->idle_since = next->ran_since;
		timer_cancel(&rq->tick);
	}
	atomic_add_own(&rq->switches, 1);
	rq->prev = prev;
	atomic_store(&rq->current, next);
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
	struct thread *prev = rq->current, *next = rq->leftmost;
	bool stays = false; /* prev waits in this queue, or goes on */

	atomic_and(&prev->work, ~WORK_RESCHED);
	if (prev->state == THREAD_RUNNABLE) {
		atomic_add_own(&prev->nivcsw, 1);
		stays = prev != rq->idle && prev->affinity & CPU_BIT(cpu_id());
	} else {
		atomic_add_own(&prev->nvcsw, 1);
	}
	if (stays && (!next || less(&prev->rq_node, &next->rq_node)))
		next = prev;
	else if (next)
		dequeue(rq, next);
	else
		next = rq->idle;
	/* After the other left: a tree of one is cheaper to change. */
	if (stays && next != prev)
		enqueue(rq, prev);
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
	flags = irq_save();
	rq = &runqs[cpu_id()];
	now = clock_monotonic();
	lockdep_assert_may_sleep("schedule()");
	rcu_assert_may_sleep();
	rcu_quiescent();
	rq_lock(rq);
	charge(rq, now);
	switch_to_next(rq, now);
	watch_enter();
	irq_restore(flags);
}

void
sched_yield_now(void)
{
	irqflags_t flags = irq_save();
	struct runq *rq = &runqs[cpu_id()];
	bool ahead = false;

	if (atomic_load(&rq->nwaiting)) {
		rq_lock(rq);
		charge(rq, clock_monotonic());
		rq->current->vruntime += YIELD_COST;
		ahead = rq->leftmost &&
		    (s64)(rq->current->vruntime - rq->leftmost->vruntime) >
			YIELD_GRAN;
		rq_unlock(rq);
	}
	irq_restore(flags);
	if (ahead)
		schedule();
}

/* --- Waking and placing --------------------------------------------------------- */

static unsigned
choose_cpu(struct thread *t)
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

/* Must the running thread of rq make way for t? */
static bool
preempts(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	if (rq->current == rq->idle)
		return true;
	return (s64)(rq->current->vruntime - t->vruntime) > WAKEUP_GRAN;
}

/* Queues a thread of this queue that is RUNNABLE and on none.
 * => returns: its CPU is to be kicked */
static bool
place_locked(struct runq *rq, struct thread *t) REQUIRES(runq_role)
{
	if ((s64)(rq->min_vruntime - SLEEPER_CREDIT - t->vruntime) > 0)
		t->vruntime = rq->min_vruntime - SLEEPER_CREDIT;
	enqueue(rq, t);
	if (!preempts(rq, t))
		return false;
	atomic_or(&rq->current->work, WORK_RESCHED);
	return true;
}

/* The same, on any queue. */
static void
place(struct thread *t, unsigned cpu)
{
	struct runq *rq = &runqs[cpu], *old = &runqs[atomic_load(&t->cpu)];
	irqflags_t flags = irq_save();
	bool kick;

	rq_lock(rq);
	if (rq != old)
		t->vruntime += rq->min_vruntime -
		    atomic_load(&old->min_vruntime);
	atomic_store(&t->cpu, cpu);
	kick = place_locked(rq, t);
	rq_unlock_irq(rq, flags);
	if (kick)
		smp_kick(cpu);
}

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
	/* It may still be on its way to schedule(), which then returns. */
	if (asleep && rq->current != t) {
		unsigned cpu = choose_cpu(t);
		/* Mostly it stays where it was, whose lock is held. */
		bool here = cpu == t->cpu;
		bool kick = here && place_locked(rq, t);

		rq_unlock(rq);
		if (!here)
			place(t, cpu);
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
	place(t, choose_cpu(t));
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
	return atomic_load(&idle_mask);
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

/* --- Idle and balancing ------------------------------------------------------- */

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

/* An idle CPU that might run what waits here, or -1. */
static int
idle_helper(struct runq *rq) REQUIRES(runq_role)
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

/* Moves one thread here from the longest queue with at least `least` waiting.
 * => returns: whether one came */
static bool
pull(u32 least)
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
			dequeue(rq, t);
		rq_unlock(rq);
		if (t)
			place(t, cpu_id());
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
		if (!atomic_load(&runqs[cpu_id()].nwaiting) && !pull(1)) {
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

/* --- The tick ------------------------------------------------------------------ */

void
sched_account_tick(bool user)
{
	runqs[cpu_id()].user_tick = user;
}

static void
tick(struct timer *timer)
{
	struct runq *rq = &runqs[cpu_id()];
	ktime_t now = clock_monotonic();
	struct thread *t;
	int helper;

	rq_lock(rq);
	charge(rq, now);
	helper = idle_helper(rq);
	t = rq->current;
	if (rq->user_tick) {
		atomic_add_own(&t->uticks, 1);
		*(t->nice > 0 ? &rq->times.nice : &rq->times.user) += TICK_NS;
	} else if (t != rq->idle) {
		atomic_add_own(&t->sticks, 1);
		rq->times.system += TICK_NS;
	}
	if (rq->leftmost && (s64)(t->vruntime - rq->leftmost->vruntime) > 0)
		atomic_or(&t->work, WORK_RESCHED);
	if (rq->user_tick)
		rcu_quiescent();
	if (rcu_wants_cpu())
		atomic_or(&t->work, WORK_RESCHED);
	rq_unlock(rq);

	if (helper >= 0)
		smp_kick((unsigned)helper);
	process_tick(t, rq->user_tick, TICK_NS);
	load_update(now);
	if (++rq->ticks % BALANCE_TICKS == 0)
		(void)pull(atomic_load(&rq->nwaiting) + 2);
	timer_arm(timer, now + TICK_NS);
}

/* --- Settings and figures ------------------------------------------------------- */

/* What it used until now counts with the weight of then. */
static void
weigh(struct runq *rq, struct thread *t, int nice, u8 policy)
    REQUIRES(runq_role)
{
	if (rq->current == t)
		charge(rq, clock_monotonic());
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
		dequeue(rq, t);
	else if (rq->current == t && !(mask & CPU_BIT(t->cpu)))
		atomic_or(&t->work, WORK_RESCHED);
	rq_unlock_irq(rq, flags);
	if (move)
		place(t, choose_cpu(t));
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
	cpumask_t idle = atomic_load(&idle_mask);

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

static void
charge_current(void)
{
	irqflags_t flags;
	struct runq *rq = rq_lock_of(current(), &flags);

	charge(rq, clock_monotonic());
	rq_unlock_irq(rq, flags);
}

void
thread_times(struct thread *t, u64 *user_ns, u64 *system_ns)
{
	u64 total, u = atomic_load(&t->uticks), s = atomic_load(&t->sticks);

	/* Until now, and so that whoever asks afterwards is not told less. */
	if (t == current())
		charge_current();
	total = atomic_load(&t->runtime_ns);
	/* The ticks say in which proportion, the run time how much. */
	*system_ns = u + s ? mul_div(total, s, u + s) : 0;
	*user_ns = total - *system_ns;
}

void
sched_set_seed(u64 value)
{
	seed = value;
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
	atomic_or(&idle_mask, CPU_BIT(cpu_id()));
}
