/*
 * The one source of time.
 *
 * Monotonic time is nanoseconds since boot; wall time is monotonic time plus
 * an offset that clock_settime() changes.
 */
#ifndef TIME_CLOCK_H
#define TIME_CLOCK_H

#include "lib/types.h"

#define NSEC_PER_SEC  1000000000L
#define NSEC_PER_MSEC 1000000L
#define NSEC_PER_USEC 1000L

/* A time that is ns later, which may be never. */
static inline s64
time_after(s64 at, s64 ns)
{
	s64 sum;

	return __builtin_add_overflow(at, ns, &sum) ? INT64_MAX : sum;
}

/* Of a grid of times, an interval apart from `at` on: the first after now, and how many
 * between `at` and that there are. */
static inline s64
time_next(s64 at, s64 interval, s64 now, s64 *missed)
{
	*missed = now > at ? (now - at) / interval : 0;
	return now < at ? at : time_after(at + *missed * interval, interval);
}

/* => any context */
ktime_t clock_monotonic(void);

/* ns since 1970 UTC; may step.  Also what file times are taken from. */
s64 clock_realtime(void);

/* Steps the wall clock. */
void clock_set_realtime(s64 ns);

/* Wall time minus monotonic time, ns. */
s64 clock_realtime_offset(void);

/* Called after each step of the wall clock (the vdso's copy); implemented in
 * vm/vdso.c. */
void clock_changed(void);

/* Sets the wall clock from the machine's. => once, at boot */
void clock_init(void);

#endif
