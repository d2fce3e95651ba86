/* The race detector: a planted race is found, and what is marked as meant to race
 * is not reported. */
#ifdef KCSAN

#include "debug/kcsan.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "debug/ktest.h"
#include "sched/sched.h"
#include "sched/waitq.h"

#define ROUNDS 100000

static struct {
	u64 word;       /* what races */
	u32 left;       /* [a] threads that run */
	bool is_marked; /* [I] */
	struct waitq waitq;
} shared;

static void
race_plain(void)
{
	shared.word++;
	barrier();
}

static void
race_marked(void)
{
	WRITE_ONCE(shared.word, READ_ONCE(shared.word) + 1);
}

static void
race(void *arg)
{
	int err = sched_set_affinity(current(), CPU_BIT((u64)arg));

	check(!err);
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (shared.is_marked)
			race_marked();
		else
			race_plain();
		sched_point();
	}
	atomic_sub(&shared.left, 1);
	wake_all(&shared.waitq);
}

/* => returns: the races found while two CPUs count */
static unsigned
races(bool is_marked)
{
	waitq_init(&shared.waitq);
	shared.is_marked = is_marked;
	atomic_store(&shared.left, 2);
	(void)kcsan_expect(&shared.word, sizeof(shared.word));
	for (u64 cpu = 0; cpu < 2; cpu++)
		check(!kthread_run("race", race, (void *)cpu));
	wait_event(&shared.waitq, !atomic_load(&shared.left));
	return kcsan_expect(NULL, 0);
}

KTEST(kcsan_finds_a_race)
{
	if (cpus_count() < 2)
		return;
	check(races(false) > 0);
	check(races(true) == 0);
}

#endif
