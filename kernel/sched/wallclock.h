/*
 * Waiting until a time of the wall clock, which may be set meanwhile: asleep, or with
 * a timer.
 */
#ifndef SCHED_WALLCLOCK_H
#define SCHED_WALLCLOCK_H

#include "sched/waitq.h"
#include "time/clock.h"
#include "time/timer.h"

/* Woken when the clock is set: who waits for a time of it looks again. */
extern struct waitq wallclock_set;

/* Sets the wall clock. */
void wallclock_set_to(s64 ns);

/* The monotonic time at which the wall clock will show ns, as things stand. */
static inline ktime_t
wallclock_deadline(s64 ns)
{
	s64 at;

	if (__builtin_sub_overflow(ns, clock_realtime_offset(), &at))
		return KTIME_FOREVER;
	return max(at, (ktime_t)1);
}

/* Who has a timer for a time of the clock is told when it is set. */
struct wall_watch {
	struct list node; /* by the lock of wallclock.c; empty: is not told */
	u32 told;         /* the same: of which setting */
	/* => holds: that lock, a spinlock: may arm a timer, and wake */
	void (*is_set)(struct wall_watch *w); /* [I] */
};

void wall_watch_init(struct wall_watch *w,
    void (*is_set)(struct wall_watch *w));
void wallclock_watch(struct wall_watch *w);
/* After it returns is_set() neither runs nor will run. */
void wallclock_unwatch(struct wall_watch *w);
/* Arms a timer, whose watch is told, for the time when the clock will show ns. */
void wallclock_arm(struct timer *t, s64 ns);

/* Sleeps until the wall clock shows ns. => returns: 0 or -ERESTARTSYS */
int wallclock_sleep(s64 ns) __must_check;

#endif
