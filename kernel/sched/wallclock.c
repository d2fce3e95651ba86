/*
 * The wall clock: setting it, sleeping by it, timers by it.
 *
 * Who sets it tells those that have a timer, one after the other and BATCH of them
 * without a break: the list turns until its first was told of this setting.  Who comes
 * meanwhile comes last, and has been.
 */
#include "sched/wallclock.h"

#include "abi/errno.h"
#include "sched/sched.h"

#define BATCH 32

static struct {
	struct spinlock lock;
	struct list watches OWN_LOCK(lock);
	u32 settings OWN_LOCK(lock);
} watched = { .lock = SPINLOCK_INIT(LC_WALLCLOCK),
	.watches = LIST_INIT(watched.watches) };

struct waitq wallclock_set = WAITQ_INIT(wallclock_set);

void
wall_watch_init(struct wall_watch *w, void (*is_set)(struct wall_watch *w))
{
	*w = (struct wall_watch){ .is_set = is_set };
	list_init(&w->node);
}

void
wallclock_watch(struct wall_watch *w)
{
	spin_lock(&watched.lock);
	if (list_empty(&w->node)) {
		w->told = watched.settings;
		list_add_tail(&watched.watches, &w->node);
	}
	spin_unlock(&watched.lock);
}

void
wallclock_unwatch(struct wall_watch *w)
{
	spin_lock(&watched.lock);
	if (!list_empty(&w->node))
		list_remove(&w->node);
	spin_unlock(&watched.lock);
}

void
wallclock_arm(struct timer *t, s64 ns)
{
	s64 offset;

	/* Who sets the clock after we have looked arms it after us. */
	do {
		offset = clock_realtime_offset();
		timer_arm(t, wallclock_deadline(ns));
		memory_barrier();
	} while (clock_realtime_offset() != offset);
}

/* => returns: does somebody not know yet? */
static bool
tell_some(void)
{
	struct wall_watch *w;
	unsigned n;

	spin_lock(&watched.lock);
	for (n = 0; n < BATCH && !list_empty(&watched.watches); n++) {
		w = list_first(&watched.watches, struct wall_watch, node);
		if (w->told == watched.settings)
			break;
		w->told = watched.settings;
		list_remove(&w->node);
		list_add_tail(&watched.watches, &w->node);
		w->is_set(w);
	}
	spin_unlock(&watched.lock);
	return n == BATCH;
}

void
wallclock_set_to(s64 ns)
{
	clock_set_realtime(ns);
	wake_all(&wallclock_set);
	spin_lock(&watched.lock);
	watched.settings++;
	spin_unlock(&watched.lock);
	while (tell_some())
		sched_point();
}

int
wallclock_sleep(s64 ns)
{
	int err;

	/* The deadline is evaluated for each sleep; one that has passed by a
	 * clock that was then set back is none. */
	do
		err = WAIT_EVENT(&wallclock_set, clock_realtime() >= ns,
		    WAIT_INTERRUPTIBLE, wallclock_deadline(ns));
	while (err == -ETIMEDOUT);
	return err;
}
