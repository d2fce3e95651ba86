/*
 * Waiting for a word to change, up to a time.
 *
 * Absolute times are the kernel's business (FUTEX_WAIT_BITSET), so that a wait
 * that is interrupted and resumed does not drift.
 */
#include <errno.h>

#include "pthread_impl.h"

static int
wait_operation(bool shared, clockid_t clock)
{
	return FUTEX_WAIT_BITSET | (shared ? 0 : FUTEX_PRIVATE_FLAG) |
	    (clock == CLOCK_REALTIME ? FUTEX_CLOCK_REALTIME : 0);
}

/* The kernel refuses times before the epoch, which have long passed. */
static bool
has_passed(const struct timespec *until)
{
	return until != NULL && until->tv_sec < 0;
}

int
__futex_wait_until(volatile int *word, int value, bool shared, clockid_t clock,
    const struct timespec *until)
{
	if (has_passed(until))
		return ETIMEDOUT;
	return (int)-__syscall(SYS_futex, word, wait_operation(shared, clock),
	    value, until, NULL, -1);
}

int
__futex_wait_until_cp(volatile int *word, int value, bool shared,
    clockid_t clock, const struct timespec *until)
{
	if (has_passed(until)) {
		__pthread_testcancel();
		return ETIMEDOUT;
	}
	return (int)-__syscall_cp(SYS_futex, word,
	    wait_operation(shared, clock), value, until, NULL, -1);
}

void
__futex_wake(volatile int *word, int nthreads, bool shared)
{
	__syscall(SYS_futex, word,
	    FUTEX_WAKE | (shared ? 0 : FUTEX_PRIVATE_FLAG), nthreads);
}
