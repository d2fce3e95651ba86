/* Words, counts and references of which each CPU has its part. */
#include "mm/percpu.h"
#include "arch/atomic.h"
#include "debug/ktest.h"
#include "mm/cpuref.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "sync/rcu.h"
#include "time/clock.h"

#define MANY     1500 /* words: several chunks */
#define WORKERS  4
#define ROUNDS   20000
#define LIMIT    100
#define PATIENCE (60 * NSEC_PER_SEC)

static struct {
	struct cpucount count;
	struct cpuref ref;
	u32 running; /* [a] */
	u32 over;    /* [a] times that the limit was passed */
	u32 last;    /* [a] puts that were the last */
	bool stop;   /* [a] */
} t;

static u64
free_pages(void)
{
	struct page_stats st;

	page_stats_read(&st);
	return st.free;
}

static void
run_workers(void (*fn)(void *))
{
	for (unsigned i = 0; i < WORKERS; i++)
		if (!kthread_run("worker", fn, NULL))
			atomic_add(&t.running, 1);
	check(atomic_load(&t.running));
}

static void
wait_for_workers(void)
{
	ktime_t end = clock_monotonic() + PATIENCE;

	while (atomic_load(&t.running) && clock_monotonic() < end)
		(void)!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false);
	check(atomic_load(&t.running) == 0);
}

KTEST(words_of_cpus_come_back)
{
	static struct percpu *p[MANY];
	u64 before;
	unsigned n = 0;

	percpu_free(percpu_alloc()); /* a chunk stays */
	before = free_pages();
	while (n < MANY && (p[n] = percpu_alloc())) {
		check(percpu_sum(p[n]) == 0);
		percpu_add(p[n], n + 1);
		n++;
	}
	check(n == MANY);
	for (unsigned i = 0; i < n; i++)
		if (percpu_sum(p[i]) != i + 1)
			check(!"a word is its owner's alone");
	for (unsigned i = 0; i < n; i++)
		percpu_free(p[i]);
	check(free_pages() == before);
}

/* Counts up to the limit and down again, beside others who do so. */
static void
counter(void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < ROUNDS; i++) {
		s64 n = 0;

		while (n < LIMIT && cpucount_add(&t.count, 1, LIMIT))
			n++;
		/* All that others have counted now is below the limit too. */
		if (cpucount_read(&t.count) > LIMIT + WORKERS)
			atomic_add(&t.over, 1);
		cpucount_sub(&t.count, n);
		sched_point();
	}
	atomic_sub(&t.running, 1);
}

KTEST(a_limit_holds_for_all_cpus)
{
	check(cpucount_init(&t.count) == 0);
	for (unsigned i = 0; i < LIMIT; i++)
		check(cpucount_add(&t.count, 1, LIMIT));
	check(!cpucount_add(&t.count, 1, LIMIT));
	check(cpucount_read(&t.count) == LIMIT);
	cpucount_sub(&t.count, LIMIT);
	run_workers(counter);
	wait_for_workers();
	check(t.over == 0);
	check(cpucount_read(&t.count) == 0);
	check(cpucount_add(&t.count, 1, 1));
	cpucount_fini(&t.count);
}

/* Takes references and drops them, on whichever CPU it is by then. */
static void
holder(void *arg)
{
	(void)arg;
	do {
		bool live;

		rcu_section_begin();
		live = cpuref_get_live(&t.ref);
		rcu_section_end();
		if (!live)
			break;
		cpuref_get(&t.ref);
		sched_point();
		if (cpuref_put(&t.ref))
			atomic_add(&t.last, 1);
		if (cpuref_put(&t.ref))
			atomic_add(&t.last, 1);
		sched_point();
	} while (!atomic_load(&t.stop));
	atomic_sub(&t.running, 1);
}

KTEST(the_last_reference_is_one)
{
	check(cpuref_init(&t.ref) == 0);
	cpuref_spread(&t.ref);
	run_workers(holder);
	for (unsigned i = 0; i < 20; i++) {
		(void)!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false);
		cpuref_gather(&t.ref);
		rcu_wait();
		cpuref_gathered(&t.ref);
		check(t.last == 0);
		if (i < 19)
			cpuref_spread(&t.ref);
	}
	if (cpuref_put(&t.ref))
		atomic_add(&t.last, 1);
	/* They go on until one finds none, or are told to end. */
	(void)!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC, false);
	atomic_store(&t.stop, true);
	wait_for_workers();
	check(t.last == 1);
	check(!cpuref_get_exact(&t.ref));
	cpuref_fini(&t.ref);
}

KTEST(what_is_closed_gives_no_reference)
{
	check(cpuref_init(&t.ref) == 0);
	cpuref_get(&t.ref);
	check(!cpuref_close(&t.ref, 1));
	check(cpuref_close(&t.ref, 2));
	check(!cpuref_get_live(&t.ref));
	cpuref_get(&t.ref); /* who has one may have more */
	check(!cpuref_put(&t.ref));
	check(!cpuref_put(&t.ref));
	check(cpuref_put(&t.ref));
	cpuref_fini(&t.ref);
}
