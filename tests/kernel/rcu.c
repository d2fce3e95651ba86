/* Grace periods: what readers hold is not freed; what nobody holds is, soon. */
#include "sync/rcu.h"
#include "arch/atomic.h"
#include "debug/ktest.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"

#define READERS  3
#define UPDATES  400
#define GOOD     0x5afe5afe5afe5afeUL
#define GONE     0xdeaddeaddeaddeadUL
#define PATIENCE (20 * NSEC_PER_SEC)

struct thing {
	struct rcu_head rcu;
	u64 value;
};

static struct {
	struct thing *now; /* read in sections */
	u32 freed;         /* [a] */
	u32 bad;           /* [a] seen after they were freed */
	u32 readers;       /* [a] */
	bool stop;         /* [a] */
} t;

static void
thing_free(struct rcu_head *h)
{
	struct thing *thing = container_of(h, struct thing, rcu);

	atomic_store(&thing->value, GONE);
	kfree(thing);
	atomic_add(&t.freed, 1);
}

/* Looks at the thing for long enough that others replace it meanwhile. */
static void
reader(void *arg)
{
	(void)arg;
	while (!atomic_load(&t.stop)) {
		struct thing *thing;

		rcu_section_begin();
		thing = rcu_read(&t.now);
		for (unsigned i = 0; i < 200; i++)
			if (atomic_load(&thing->value) != GOOD)
				atomic_add(&t.bad, 1);
		rcu_section_end();
		sched_point();
	}
	atomic_sub(&t.readers, 1);
}

static bool
replace(void)
{
	struct thing *old = t.now, *thing = kmalloc(sizeof(*thing));

	if (!thing)
		return false;
	thing->value = GOOD;
	rcu_set(&t.now, thing);
	if (old)
		rcu_call(&old->rcu, thing_free);
	return true;
}

static bool
wait_until(u32 *word, u32 wanted)
{
	ktime_t end = clock_monotonic() + PATIENCE;

	while (atomic_load(word) != wanted && clock_monotonic() < end)
		(void)!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false);
	return atomic_load(word) == wanted;
}

KTEST(readers_keep_what_they_see)
{
	u32 started = 0;

	check(replace());
	t.readers = READERS;
	for (unsigned i = 0; i < READERS; i++)
		started += !kthread_run("reader", reader, NULL);
	check(started == READERS);
	for (unsigned i = 0; i < UPDATES; i++) {
		check(replace());
		if (i % 16 == 0)
			(void)!sched_sleep_until(clock_monotonic() +
				NSEC_PER_MSEC,
			    false);
	}
	/* All but the present one go, though readers never cease. */
	check(wait_until(&t.freed, UPDATES));
	atomic_store(&t.stop, true);
	check(wait_until(&t.readers, 0));
	check(t.bad == 0);
	check(atomic_load(&t.now->value) == GOOD);
	kfree(t.now);
	t.now = NULL;
}
