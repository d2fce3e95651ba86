/*
 * Barriers.
 *
 * Threads count themselves in; the last of a round begins the next one (`round` is
 * the word that the others sleep on). `inside` counts those that have not left the
 * function yet: a thread may destroy the barrier as soon as it got through itself,
 * and destroying waits for the rest.
 */
#include <errno.h>
#include <limits.h>

#include "pthread_impl.h"

/* pthread_barrier_t */
struct barrier {
	volatile int lock;
	volatile int round;
	volatile int inside;
	unsigned int count;   /* a round */
	unsigned int arrived; /* in this round */
	int shared;
};
_Static_assert(sizeof(struct barrier) <= sizeof(pthread_barrier_t), "ABI");

static struct barrier *
barrier_of(pthread_barrier_t *b)
{
	return (struct barrier *)b;
}

/* The library's lock wakes within the process only, so it cannot serve here. */
static void
lock_shared(struct barrier *b)
{
	int seen = LOCK_FREE;

	if (__atomic_compare_exchange_n(&b->lock, &seen, LOCK_HELD, 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&b->lock, LOCK_WAITED, __ATOMIC_ACQUIRE))
		__futex_wait_until(&b->lock, LOCK_WAITED, b->shared,
		    CLOCK_MONOTONIC, NULL);
}

static void
unlock_shared(struct barrier *b)
{
	if (__atomic_exchange_n(&b->lock, LOCK_FREE, __ATOMIC_RELEASE) ==
	    LOCK_WAITED)
		__futex_wake(&b->lock, 1, b->shared);
}

int
pthread_barrier_wait(pthread_barrier_t *barrier)
{
	struct barrier *b = barrier_of(barrier);
	bool shared = b->shared;
	bool last;
	int round;

	lock_shared(b);
	round = b->round;
	__atomic_add_fetch(&b->inside, 1, __ATOMIC_RELAXED);
	last = ++b->arrived == b->count;
	if (last) {
		b->arrived = 0;
		__atomic_add_fetch(&b->round, 1, __ATOMIC_RELEASE);
		__futex_wake(&b->round, INT_MAX, shared);
	}
	unlock_shared(b);
	while (__atomic_load_n(&b->round, __ATOMIC_ACQUIRE) == round)
		__futex_wait_until(&b->round, round, shared, CLOCK_MONOTONIC,
		    NULL);
	if (__atomic_sub_fetch(&b->inside, 1, __ATOMIC_RELEASE) == 0)
		__futex_wake(&b->inside, 1, shared);
	return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

int
pthread_barrier_init(pthread_barrier_t *restrict barrier,
    const pthread_barrierattr_t *restrict attr, unsigned int count)
{
	if (count == 0)
		return EINVAL;
	*barrier_of(barrier) = (struct barrier){ .count = count,
		.shared = attr != NULL && attr->__align };
	return 0;
}

int
pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	struct barrier *b = barrier_of(barrier);
	int inside;

	while ((inside = __atomic_load_n(&b->inside, __ATOMIC_ACQUIRE)) != 0)
		__futex_wait_until(&b->inside, inside, b->shared,
		    CLOCK_MONOTONIC, NULL);
	return 0;
}

int
pthread_barrierattr_init(pthread_barrierattr_t *a)
{
	a->__align = 0;
	return 0;
}

int
pthread_barrierattr_destroy(pthread_barrierattr_t *a)
{
	(void)a;
	return 0;
}

int
pthread_barrierattr_getpshared(const pthread_barrierattr_t *restrict a,
    int *restrict shared)
{
	*shared = a->__align;
	return 0;
}

int
pthread_barrierattr_setpshared(pthread_barrierattr_t *a, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	a->__align = shared;
	return 0;
}
