/* Times of the ABI to and from the kernel's nanoseconds. */
#ifndef SYSCALL_TIMECONV_H
#define SYSCALL_TIMECONV_H

#include "abi/errno.h"
#include "abi/time.h"
#include "lib/compiler.h"
#include "lib/types.h"
#include "sched/waitq.h"
#include "time/clock.h"

static inline struct timespec
timespec_from_ns(s64 ns)
{
	u64 second = NSEC_PER_SEC;

	/* Unsigned, a division is a multiplication and a shift. */
	if (likely(ns >= 0))
		return (struct timespec){ (long)((u64)ns / second),
			(long)((u64)ns % second) };
	return (struct timespec){ -(long)((u64) - (ns + 1) / second) - 1,
		(long)(second - 1 - (u64) - (ns + 1) % second) };
}

/* Seconds and nanoseconds, cut off at what 64 bits of ns hold. */
static inline s64
ns_from_parts(long sec, long nsec)
{
	s64 ns;

	if (__builtin_mul_overflow(sec, NSEC_PER_SEC, &ns) ||
	    __builtin_add_overflow(ns, nsec, &ns))
		return sec < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

/* The time that is `ns` from now, as a deadline of wait_event(); 0 stays 0
 * ("do not wait"). */
static inline ktime_t
deadline_after(s64 ns)
{
	ktime_t deadline;

	if (ns <= 0)
		return 0;
	if (__builtin_add_overflow(clock_monotonic(), ns, &deadline))
		return KTIME_FOREVER;
	return deadline;
}

#endif
