/*
 * pthread_once: 0 not begun, 1 running, 2 running and waited for, 3 done. If the
 * function is cancelled it counts as not begun.
 */
#include <limits.h>

#include "pthread_impl.h"

enum {
	ONCE_IDLE,
	ONCE_RUNNING,
	ONCE_WAITED,
	ONCE_DONE
};

static void
finish(volatile int *once, int state)
{
	if (__atomic_exchange_n(once, state, __ATOMIC_RELEASE) == ONCE_WAITED)
		__futex_wake(once, INT_MAX, false);
}

static void
on_cancel(void *once)
{
	finish(once, ONCE_IDLE);
}

static void
run_once(volatile int *once, void (*function)(void))
{
	struct __cleanup cleanup;

	__pthread_cleanup_push(&cleanup, on_cancel, (void *)once);
	function();
	__pthread_cleanup_pop(&cleanup, 0);
	finish(once, ONCE_DONE);
}

int
__pthread_once(pthread_once_t *once_, void (*function)(void))
{
	volatile int *once = once_;
	int state;

	while ((state = __atomic_load_n(once, __ATOMIC_ACQUIRE)) != ONCE_DONE) {
		if (state == ONCE_IDLE &&
		    __atomic_compare_exchange_n(once, &state, ONCE_RUNNING, 0,
			__ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
			run_once(once, function);
			break;
		}
		if (state == ONCE_RUNNING &&
		    !__atomic_compare_exchange_n(once, &state, ONCE_WAITED, 0,
			__ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
			continue;
		if (state == ONCE_RUNNING || state == ONCE_WAITED)
			__futex_wait_until(once, ONCE_WAITED, false,
			    CLOCK_MONOTONIC, NULL);
	}
	return 0;
}

weak_alias(__pthread_once, pthread_once);
