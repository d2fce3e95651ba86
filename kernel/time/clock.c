/*
 * Wall time: the monotonic clock plus an offset.
 *
 * The offset is one word, read and written whole, so it needs no lock.
 */
#include "time/clock.h"

#include "arch/atomic.h"
#include "arch/timer.h"
#include "debug/log.h"

static s64 realtime_offset; /* [a] ns */

ktime_t
clock_monotonic(void)
{
	return arch_clock_ns();
}

s64
clock_realtime(void)
{
	return arch_clock_ns() + atomic_load(&realtime_offset);
}

void
clock_set_realtime(s64 ns)
{
	atomic_store(&realtime_offset, ns - arch_clock_ns());
	clock_changed();
}

s64
clock_realtime_offset(void)
{
	return atomic_load(&realtime_offset);
}

void
clock_init(void)
{
	s64 ns = arch_wall_clock_ns();

	if (ns == INT64_MIN) {
		log_warn(
		    "rtc: its date is not between 1970 and 2232; it is 1970");
		ns = 0;
	}
	clock_set_realtime(ns + arch_clock_ns());
}
