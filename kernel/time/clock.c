/*
 * Wall time: the monotonic clock plus an offset.
 *
 * The offset is one word, read and written whole, so it needs no lock.
 */
#include "time/clock.h"

#include "arch/atomic.h"
#include "arch/timer.h"

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
	clock_set_realtime(arch_wall_clock_ns() + arch_clock_ns());
}
