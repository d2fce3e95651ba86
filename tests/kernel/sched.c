/* Threads, locks and timers under contention. */
#include "sched/sched.h"
#include "arch/atomic.h"
#include "debug/ktest.h"
#include "sched/mutex.h"
#include "sched/runq.h"
#include "time/clock.h"
#include "time/timer.h"

#define THREADS 8
#define ROUNDS  2000

static struct {
	struct spinlock spin;
	struct mutex mutex;
	struct rwlock rwlock;
	u64 under_spin, under_mutex, under_rwlock; /* by their locks */
	u32 readers, writers;                      /* [a] inside the rwlock */
	u32 overlap, done;                         /* [a] */
	struct waitq waitq;
} shared = { .waitq = WAITQ_INIT(shared.waitq) };

static void
contend(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < ROUNDS; i++) {
		spin_lock(&shared.spin);
		shared.under_spin++;
		spin_unlock(&shared.spin);

		mutex_lock(&shared.mutex);
		u64 v = shared.under_mutex;

		if (i % 64 == 0)
			sched_yield_now();
		shared.under_mutex = v + 1;
		mutex_unlock(&shared.mutex);

		if (i % 8) {
			read_lock(&shared.rwlock);
			atomic_add(&shared.readers, 1);
			if (atomic_load(&shared.writers))
				atomic_add(&shared.overlap, 1);
			atomic_sub(&shared.readers, 1);
			read_unlock(&shared.rwlock);
		} else {
			write_lock(&shared.rwlock);
			if (atomic_fetch_add(&shared.writers, 1) ||
			    atomic_load(&shared.readers))
				atomic_add(&shared.overlap, 1);
			shared.under_rwlock++;
			atomic_sub(&shared.writers, 1);
			write_unlock(&shared.rwlock);
		}
	}
	atomic_add(&shared.done, 1);
	wake_all(&shared.waitq);
}

KTEST(locks_exclude)
{
	spin_init(&shared.spin, LC_FUTEX);
	mutex_init(&shared.mutex, LC_TTY);
	rwlock_init(&shared.rwlock, LC_VMSPACE);
	for (unsigned i = 0; i < THREADS; i++)
		check(!kthread_run("contend", contend, NULL));
	wait_event(&shared.waitq, atomic_load(&shared.done) == THREADS);
	check(shared.under_spin == THREADS * ROUNDS);
	check(shared.under_mutex == THREADS * ROUNDS);
	check(shared.under_rwlock == THREADS * ROUNDS / 8);
	check(!shared.overlap);
}

/* One who takes a lock again and again, and is not alone on its CPU while it has it,
 * lets others in all the same. */
enum hogged_lock {
	HOG_MUTEX,
	HOG_READ, /* against a writer */
	HOG_WRITE,
	HOG_LOCKS
};

static struct {
	enum hogged_lock which;
	struct mutex mutex;
	struct rwlock rwlock;
	u32 rounds;      /* [a] of the hog */
	bool stop, gone; /* [a] */
	struct waitq waitq;
} hogged = { .waitq = WAITQ_INIT(hogged.waitq) };

static void
take(enum hogged_lock which) NO_THREAD_SAFETY_ANALYSIS
{
	if (which == HOG_MUTEX)
		mutex_lock(&hogged.mutex);
	else if (which == HOG_READ)
		read_lock(&hogged.rwlock);
	else
		write_lock(&hogged.rwlock);
}

static void
give(enum hogged_lock which) NO_THREAD_SAFETY_ANALYSIS
{
	if (which == HOG_MUTEX)
		mutex_unlock(&hogged.mutex);
	else if (which == HOG_READ)
		read_unlock(&hogged.rwlock);
	else
		write_unlock(&hogged.rwlock);
}

static void
hog(void *arg)
{
	enum hogged_lock which = hogged.which == HOG_MUTEX ? HOG_MUTEX :
							     HOG_WRITE;

	(void)arg;
	while (!atomic_load(&hogged.stop)) {
		take(which);
		atomic_add(&hogged.rounds, 1);
		sched_yield_now();
		give(which);
	}
	atomic_store(&hogged.gone, true);
	wake_all(&hogged.waitq);
}

KTEST(locks_let_waiters_in)
{
	mutex_init(&hogged.mutex, LC_TTY);
	rwlock_init(&hogged.rwlock, LC_VMSPACE);
	for (hogged.which = 0; hogged.which < HOG_LOCKS; hogged.which++) {
		atomic_store(&hogged.stop, false);
		atomic_store(&hogged.gone, false);
		check(!kthread_run("hog", hog, NULL));
		for (unsigned i = 0; i < 20; i++) {
			u32 before = atomic_load(&hogged.rounds);

			while (atomic_load(&hogged.rounds) < before + 10)
				sched_yield_now();
			take(hogged.which);
			give(hogged.which);
		}
		atomic_store(&hogged.stop, true);
		wait_event(&hogged.waitq, atomic_load(&hogged.gone));
	}
	check(!atomic_load(&hogged.mutex.owner));
	check(!atomic_load(&hogged.rwlock.state));
	check(!atomic_load(&hogged.mutex.handover));
	check(!atomic_load(&hogged.rwlock.waiting));
}

/* Timers fire in the order of their deadlines, each once, none early. */
#define TIMERS 16
static struct {
	struct timer timer[TIMERS];
	ktime_t fired_at[TIMERS]; /* [a] */
	u32 order[TIMERS], n;     /* [a] all on one CPU */
} timers;

static void
timer_fired(struct timer *t)
{
	unsigned i = (unsigned)(t - timers.timer);

	timers.fired_at[i] = clock_monotonic();
	timers.order[timers.n++] = i;
}

KTEST(timers_keep_order)
{
	ktime_t now = clock_monotonic();

	for (unsigned i = 0; i < TIMERS; i++)
		timer_init(&timers.timer[i], timer_fired);
	for (unsigned i = 0; i < TIMERS; i++) {
		unsigned k = i * 7 % TIMERS;

		timer_arm(&timers.timer[k],
		    now + (20 + (ktime_t)k) * NSEC_PER_MSEC);
	}
	check(timer_cancel(&timers.timer[3]));
	check(!timer_cancel(&timers.timer[3]));
	while (atomic_load(&timers.n) < TIMERS - 1)
		check(!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false));
	for (unsigned i = 0; i + 1 < timers.n; i++)
		check(timers.order[i] < timers.order[i + 1]);
	for (unsigned i = 0; i < TIMERS; i++)
		check(i == 3 ||
		    timers.fired_at[i] >= READ_ONCE(timers.timer[i].deadline));
}

/* One timer that every CPU arms, disarms and cancels: it is on one queue, and none
 * of its callbacks comes after the last cancel. */
static struct {
	struct timer timer;
	u32 fired, done; /* [a] */
	struct waitq waitq;
} common = { .waitq = WAITQ_INIT(common.waitq) };

static void
common_fired(struct timer *t)
{
	(void)t;
	atomic_add(&common.fired, 1);
}

static void
arm_common(void *arg)
{
	check(!sched_set_affinity(current(), CPU_BIT((u64)arg)));
	for (unsigned i = 0; i < ROUNDS; i++) {
		ktime_t soon = clock_monotonic() + (i % 5) * 20000;

		if (i % 7 == 0)
			timer_disarm(&common.timer);
		else if (i % 11 == 0)
			(void)timer_cancel(&common.timer);
		else
			timer_arm(&common.timer, soon);
		sched_point();
	}
	atomic_add(&common.done, 1);
	wake_all(&common.waitq);
}

KTEST(one_timer_from_all_cpus)
{
	unsigned cpu, started = 0;
	u32 fired;

	timer_init(&common.timer, common_fired);
	for_each_cpu(cpu, cpus_online())
		started += !kthread_run("arm", arm_common, (void *)(u64)cpu);
	check(started == cpus_count());
	wait_event(&common.waitq, atomic_load(&common.done) == started);
	(void)timer_cancel(&common.timer);
	check(!READ_ONCE(common.timer.armed));
	fired = atomic_load(&common.fired);
	check(!sched_sleep_until(clock_monotonic() + 2 * NSEC_PER_MSEC, false));
	check(atomic_load(&common.fired) == fired);
	timer_arm(&common.timer, clock_monotonic());
	check(!sched_sleep_until(clock_monotonic() + 2 * NSEC_PER_MSEC, false));
	check(atomic_load(&common.fired) == fired + 1);
}

KTEST(affinity_is_obeyed)
{
	unsigned cpu;

	for_each_cpu(cpu, cpus_online()) {
		check(!sched_set_affinity(current(), CPU_BIT(cpu)));
		check(cpu_id() == cpu);
	}
	check(sched_set_affinity(current(), 0));
	check(!sched_set_affinity(current(), ~0UL));
}

/* Who slept for so long that the others' virtual time went halfway round is behind them
 * all the same. */
KTEST(virtual_time_goes_round)
{
	static struct thread t = { .weight = 1024 }, idle;
	static struct runq rq = { .current = &idle, .idle = &idle };
	const u64 slept[] = { 1, 1UL << 40, 1UL << 62, 1UL << 63, 3UL << 62 };

	role_unshared(&runq_role);
	for (unsigned i = 0; i < sizeof(slept) / sizeof(slept[0]); i++) {
		t.vruntime = rq.min_vruntime - slept[i];
		(void)runq_place_locked(&rq, &t);
		check((s64)(t.vruntime - rq.min_vruntime) < 0);
		runq_dequeue(&rq, &t);
	}
}
