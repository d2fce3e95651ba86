/* Deferred work: once at a time, none lost, cancelled for good. */
#include "sched/work.h"
#include "arch/atomic.h"
#include "debug/ktest.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/waitq.h"
#include "time/clock.h"

#define CALLERS 8
#define CALLS   3000

static struct {
	struct work work;
	u32 inside, twice; /* [a] */
	u32 asked, seen;   /* [a] asked at the beginning of the last run */
	u32 runs, done;    /* [a] */
	struct waitq waitq;
} one = { .waitq = WAITQ_INIT(one.waitq) };

static void
run_one(struct work *w)
{
	(void)w;
	if (atomic_fetch_add(&one.inside, 1))
		atomic_add(&one.twice, 1);
	atomic_store(&one.seen, atomic_load(&one.asked));
	if (atomic_fetch_add(&one.runs, 1) % 16 == 0)
		sched_yield_now();
	atomic_sub(&one.inside, 1);
	wake_all(&one.waitq);
}

static void
call(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < CALLS; i++) {
		atomic_add(&one.asked, 1);
		(void)work_queue(&one.work);
		if (i % 64 == 0)
			sched_yield_now();
	}
	atomic_add(&one.done, 1);
	wake_all(&one.waitq);
}

KTEST(work_runs_once_at_a_time)
{
	work_init(&one.work, run_one);
	for (unsigned i = 0; i < CALLERS; i++)
		check(!kthread_run("call", call, NULL));
	wait_event(&one.waitq, atomic_load(&one.done) == CALLERS);
	/* Each request is followed by a run that begins after it. */
	wait_event(&one.waitq, atomic_load(&one.seen) == CALLERS * CALLS);
	check(!work_cancel(&one.work));
	check(!one.inside && !one.twice && one.runs <= CALLERS * CALLS);
}

/* A work that sleeps, and one behind it. */
static struct {
	struct work sleeper, other;
	struct waitq waitq;
	bool may_end, entered, ended; /* [a] */
	u32 others;                   /* [a] */
} pair = { .waitq = WAITQ_INIT(pair.waitq) };

static void
sleep_long(struct work *w)
{
	(void)w;
	atomic_store(&pair.entered, true);
	wake_all(&pair.waitq);
	wait_event(&pair.waitq, atomic_load(&pair.may_end));
	sched_yield_now();
	atomic_store(&pair.ended, true);
}

static void
run_other(struct work *w)
{
	(void)w;
	atomic_add(&pair.others, 1);
	wake_all(&pair.waitq);
}

static void
let_end(void *arg)
{
	(void)arg;
	(void)!sched_sleep_until(clock_monotonic() + 5 * NSEC_PER_MSEC, false);
	atomic_store(&pair.may_end, true);
	wake_all(&pair.waitq);
}

KTEST(work_that_sleeps_holds_nobody_up)
{
	irqflags_t flags;

	work_init(&pair.sleeper, sleep_long);
	work_init(&pair.other, run_other);
	flags = irq_save(); /* both on one CPU */
	check(work_queue(&pair.sleeper));
	check(work_queue(&pair.other));
	check(!work_queue(&pair.other));
	irq_restore(flags);
	wait_event(&pair.waitq,
	    atomic_load(&pair.entered) && atomic_load(&pair.others) == 1);
	/* What runs is waited for, and what waits does not run. */
	check(work_queue(&pair.sleeper));
	check(!kthread_run("let", let_end, NULL));
	check(work_cancel(&pair.sleeper));
	check(atomic_load(&pair.ended));
}

/* A work that frees what it is in. */
struct owner {
	struct timed_work due;
};

static u32 freed; /* [a] */
static struct waitq freed_waitq = WAITQ_INIT(freed_waitq);

static void
free_owner(struct work *w)
{
	kfree(container_of(w, struct owner, due.work));
	atomic_add(&freed, 1);
	wake_all(&freed_waitq);
}

KTEST(timed_works)
{
	ktime_t now = clock_monotonic();
	struct owner *o;

	for (unsigned i = 0; i < 64; i++) {
		o = kmalloc(sizeof(*o));
		timed_work_init(&o->due, free_owner);
		timed_work_set(&o->due, now + i * NSEC_PER_MSEC / 8);
	}
	wait_event(&freed_waitq, atomic_load(&freed) == 64);
	check(clock_monotonic() >= now + 63 * NSEC_PER_MSEC / 8);

	o = kmalloc(sizeof(*o));
	timed_work_init(&o->due, free_owner);
	timed_work_set(&o->due, clock_monotonic() + NSEC_PER_SEC / 100);
	timed_work_clear(&o->due);
	timed_work_set(&o->due, clock_monotonic() + 3600 * NSEC_PER_SEC);
	timed_work_cancel(&o->due);
	check(atomic_load(&freed) == 64);
	kfree(o);
}
