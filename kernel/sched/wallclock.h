/*
 * Sleeping until a time of the wall clock, which may be set meanwhile.
 */
#ifndef SCHED_WALLCLOCK_H
#define SCHED_WALLCLOCK_H

#include "sched/waitq.h"
#include "time/clock.h"

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

/* Sleeps until the wall clock shows ns. => returns: 0 or -ERESTARTSYS */
int wallclock_sleep(s64 ns) __must_check;

#endif
