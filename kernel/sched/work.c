/*
 * Deferred work: a pool of threads for each CPU.
 *
 * work.cpu names the pool whose lock covers the work, as timer.cpu does for timers.
 * A work moves to the pool of the CPU that queues it, except while it runs: then it
 * waits where it runs, and the pool passes it over until it has ended.
 *
 * A pool begins with one thread, and one that takes a work makes sure that another
 * is idle: if the work sleeps, what comes behind it goes on.  There are MAX_WORKERS
 * for what sleeps a lot; then works wait.
 *
 * The threads come before all others, as an interrupt would: a work is short.  No
 * program's thread is as urgent, and what limits those does not concern them.
 */
#include "sched/work.h"

#include "abi/sched.h"
#include "arch/cpu.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/waitq.h"
#include "sync/spinlock.h"

#define MAX_WORKERS 4
/* A work's .cpu before it was first queued, and while it goes to another pool. */
#define NEVER  (UINT32_MAX - 1)
#define MOVING UINT32_MAX

static struct pool {
	struct spinlock lock;                     /* irq-safe */
	struct list waiting LOCK_ROLE(work_role); /* of struct work */
	struct work *running[MAX_WORKERS] LOCK_ROLE(work_role);
	u32 workers LOCK_ROLE(work_role); /* a bit for each that there is */
	u32 nidle LOCK_ROLE(work_role);
	struct waitq idle; /* workers */
} __aligned(64) pools[MAX_CPUS];

static struct waitq ended = WAITQ_INIT(ended); /* who cancels what runs */

struct lock_role work_role;

static irqflags_t
pool_lock(struct pool *p) ACQUIRE(work_role)
NO_THREAD_SAFETY_ANALYSIS
{
	return spin_lock_irqsave(&p->lock);
}

static void
pool_unlock(struct pool *p, irqflags_t flags) RELEASE(work_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock_irqrestore(&p->lock, flags);
}

/* Takes the lock of the pool that w is, or was last, in. */
static struct pool *
pool_lock_of(struct work *w, irqflags_t *flags) ACQUIRE(work_role)
NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		u32 cpu = atomic_load(&w->cpu);

		if (cpu != MOVING) {
			struct pool *p = &pools[cpu];

			*flags = pool_lock(p);
			if (cpu == atomic_load(&w->cpu))
				return p;
			pool_unlock(p, *flags);
		}
		cpu_relax();
	}
}

static bool
is_running(const struct pool *p, const struct work *w) REQUIRES(work_role)
{
	for (u32 i = 0; i < MAX_WORKERS; i++)
		if (p->running[i] == w)
			return true;
	return false;
}

/* --- Queueing -------------------------------------------------------------------- */

void
work_init(struct work *w, void (*fn)(struct work *w))
{
	*w = (struct work){ .fn = fn, .cpu = NEVER };
	list_init(&w->node);
}

/* Takes the lock of this CPU's pool, in which w, which is MOVING, is from here on.
 * => holds: interrupts off */
static struct pool *
arrive(struct work *w, irqflags_t *flags) ACQUIRE(work_role)
NO_THREAD_SAFETY_ANALYSIS
{
	struct pool *p = &pools[cpu_id()];

	*flags = pool_lock(p);
	atomic_store(&w->cpu, cpu_id());
	return p;
}

bool
work_queue(struct work *w)
{
	irqflags_t flags = irq_save(), inner;
	struct pool *p;
	u32 never = NEVER;
	bool queued;

	p = atomic_cas(&w->cpu, &never, MOVING) ? arrive(w, &inner) :
						  pool_lock_of(w, &inner);
	queued = list_empty(&w->node);
	if (queued && p != &pools[cpu_id()] && !is_running(p, w)) {
		atomic_store(&w->cpu, MOVING);
		pool_unlock(p, inner);
		p = arrive(w, &inner);
	}
	if (queued)
		list_add_tail(&p->waiting, &w->node);
	pool_unlock(p, inner);
	irq_restore(flags); /* on this CPU until here */
	if (queued)
		wake_one(&p->idle);
	return queued;
}

/* => returns: does it run? */
static bool
withdraw(struct work *w, bool *waited)
{
	irqflags_t flags;
	struct pool *p;
	bool runs;

	if (atomic_load(&w->cpu) == NEVER)
		return false;
	p = pool_lock_of(w, &flags);
	runs = is_running(p, w);
	if (!list_empty(&w->node)) {
		list_remove(&w->node);
		*waited = true;
	}
	pool_unlock(p, flags);
	return runs;
}

bool
work_cancel(struct work *w)
{
	bool waited = false;

	wait_event(&ended, !withdraw(w, &waited));
	return waited;
}

static void
queue_timed(struct timer *t)
{
	(void)work_queue(&container_of(t, struct timed_work, timer)->work);
}

void
timed_work_init(struct timed_work *t, void (*fn)(struct work *w))
{
	work_init(&t->work, fn);
	timer_init(&t->timer, queue_timed);
}

void
timed_work_set(struct timed_work *t, ktime_t deadline)
{
	timer_arm(&t->timer, deadline);
}

void
timed_work_clear(struct timed_work *t)
{
	timer_disarm(&t->timer);
}

void
timed_work_cancel(struct timed_work *t)
{
	(void)timer_cancel(&t->timer);
	(void)work_cancel(&t->work);
	(void)timer_cancel(&t->timer); /* if the work has set it */
}

/* --- The threads ----------------------------------------------------------------- */

static struct work *
next_work(struct pool *p) REQUIRES(work_role)
{
	struct work *w;

	list_for_each(w, &p->waiting, node)
		if (!is_running(p, w))
			return w;
	return NULL;
}

static int start_worker(unsigned cpu);

/* Runs one work. => returns: false: none waits */
static bool
run_next(struct pool *p, u32 me)
{
	irqflags_t flags = pool_lock(p);
	struct work *w = next_work(p);
	bool alone = !p->nidle;

	p->running[me] = w;
	if (w)
		list_remove(&w->node);
	pool_unlock(p, flags);
	if (!w)
		return false;
	if (alone)
		(void)start_worker((unsigned)(p - pools));
	w->fn(w);

	flags = pool_lock(p);
	p->running[me] = NULL; /* w may be gone */
	pool_unlock(p, flags);
	wake_all(&ended);
	return true;
}

/* => returns: does something wait for a worker? */
static bool
count_idle(struct pool *p, s32 n)
{
	irqflags_t flags = pool_lock(p);
	bool waits = next_work(p);

	p->nidle += (u32)n;
	pool_unlock(p, flags);
	return waits;
}

static void
work_thread(void *arg)
{
	u32 me = (u32)(uintptr_t)arg;
	struct pool *p = &pools[cpu_id()];
	struct sched_setting first = { .policy = SCHED_FIFO,
		.rt_prio = RT_PRIO_KERNEL };

	sched_change(current(), &first);
	for (;;) {
		while (run_next(p, me))
			sched_point();
		(void)count_idle(p, 1);
		(void)WAIT_EVENT(&p->idle, count_idle(p, 0), WAIT_EXCLUSIVE,
		    KTIME_FOREVER);
		(void)count_idle(p, -1);
	}
}

/* One more, if it may be and there is memory. */
static int
start_worker(unsigned cpu)
{
	struct pool *p = &pools[cpu];
	irqflags_t flags = pool_lock(p);
	u32 me = (u32)__builtin_ctz(~p->workers);
	int err;

	if (me < MAX_WORKERS)
		p->workers |= 1u << me;
	pool_unlock(p, flags);
	if (me >= MAX_WORKERS)
		return 0;
	err = kthread_run_on("worker", work_thread, (void *)(uintptr_t)me,
	    CPU_BIT(cpu));
	if (err) {
		flags = pool_lock(p);
		p->workers &= ~(1u << me);
		pool_unlock(p, flags);
	}
	return err;
}

int
work_start(void)
{
	cpumask_t cpus = cpus_online();
	int err = 0;

	for (unsigned cpu = 0; cpu < MAX_CPUS; cpu++) {
		spin_init(&pools[cpu].lock, LC_WORK);
		list_init(&pools[cpu].waiting);
		waitq_init(&pools[cpu].idle);
	}
	for (unsigned cpu = 0; cpu < MAX_CPUS && !err; cpu++)
		if (cpus & CPU_BIT(cpu))
			err = start_worker(cpu);
	return err;
}
