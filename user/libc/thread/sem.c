/*
 * Semaphores.
 *
 * Word 0 is the value, word 1 counts the threads that may sleep on it, word 2 says
 * whether other processes take part.
 */
#include <errno.h>
#include <limits.h>
#include <semaphore.h>

#include "pthread_impl.h"

#define VALUE(s)   ((s)->__words[0])
#define WAITERS(s) ((s)->__words[1])
#define SHARED(s)  ((s)->__words[2])

static int
fail(int error)
{
	errno = error;
	return -1;
}

int
sem_init(sem_t *s, int shared, unsigned int value)
{
	if (value > INT_MAX)
		return fail(EINVAL);
	*s = (sem_t){ .__words = { (int)value, 0, shared != 0 } };
	return 0;
}

int
sem_destroy(sem_t *s)
{
	(void)s;
	return 0;
}

int
sem_getvalue(sem_t *restrict s, int *restrict value)
{
	*value = __atomic_load_n(&VALUE(s), __ATOMIC_RELAXED);
	return 0;
}

int
sem_post(sem_t *s)
{
	int value = __atomic_load_n(&VALUE(s), __ATOMIC_RELAXED);
	bool shared = SHARED(s), waited;

	do {
		if (value == INT_MAX)
			return fail(EOVERFLOW);
		waited = __atomic_load_n(&WAITERS(s), __ATOMIC_SEQ_CST) != 0;
	} while (!__atomic_compare_exchange_n(&VALUE(s), &value, value + 1, 1,
	    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	/* A waiter that came since then has seen the new value. */
	if (waited)
		__futex_wake(&VALUE(s), 1, shared);
	return 0;
}

static bool
take(sem_t *s)
{
	int value = __atomic_load_n(&VALUE(s), __ATOMIC_RELAXED);

	while (value > 0)
		if (__atomic_compare_exchange_n(&VALUE(s), &value, value - 1, 1,
			__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			return true;
	return false;
}

int
sem_trywait(sem_t *s)
{
	return take(s) ? 0 : fail(EAGAIN);
}

static void
leave(void *s)
{
	__atomic_sub_fetch(&WAITERS((sem_t *)s), 1, __ATOMIC_SEQ_CST);
}

static int
wait_until(sem_t *s, clockid_t clock, const struct timespec *until)
{
	struct __cleanup cleanup;
	int result = 0;

	__pthread_testcancel();
	if (take(s))
		return 0;
	if (until != NULL && !is_valid_time(until))
		return fail(EINVAL);
	__atomic_add_fetch(&WAITERS(s), 1, __ATOMIC_SEQ_CST);
	__pthread_cleanup_push(&cleanup, leave, s);
	while (!take(s)) {
		result = __futex_wait_until_cp(&VALUE(s), 0, SHARED(s), clock,
		    until);
		if (result == ETIMEDOUT || result == EINTR)
			break;
		result = 0;
	}
	__pthread_cleanup_pop(&cleanup, 1);
	return result == 0 ? 0 : fail(result);
}

int
sem_wait(sem_t *s)
{
	return wait_until(s, CLOCK_MONOTONIC, NULL);
}

int
sem_timedwait(sem_t *restrict s, const struct timespec *restrict until)
{
	return wait_until(s, CLOCK_REALTIME, until);
}

int
sem_clockwait(sem_t *restrict s, clockid_t clock,
    const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return fail(EINVAL);
	return wait_until(s, clock, until);
}
