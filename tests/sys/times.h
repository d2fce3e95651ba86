/* Times in nanoseconds, for tests of timers. */
#ifndef TESTS_SYS_TIMES_H
#define TESTS_SYS_TIMES_H

#include <time.h>

#define MS 1000000L

static inline struct itimerspec
spec(long ns, long interval)
{
	return (struct itimerspec){
		.it_value = { ns / 1000000000, ns % 1000000000 },
		.it_interval = { interval / 1000000000, interval % 1000000000 },
	};
}

static inline long
ns_of(const struct timespec *ts)
{
	return ts->tv_sec * 1000000000 + ts->tv_nsec;
}

static inline long
now(int clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ns_of(&ts);
}

#endif
