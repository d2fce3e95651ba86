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
