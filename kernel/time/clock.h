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

/* ns since 1970 UTC; may step. */
s64 clock_realtime(void);

/* Steps the wall clock. */
void clock_set_realtime(s64 ns);

/* Wall time of the last tick, for file times: cheap, at most a tick old. */
s64 clock_realtime_coarse(void);

#endif
