/*
 * Condition variables.
 *
 * A signal has to reach a thread that was waiting when it was sent, not one that
 * came later. So within a process each waiter has a record on its stack, in a queue
 * in order of arrival; a signal takes the first record off the queue and wakes just
 * that thread, by a word in its record. A waiter that gives up, by time or
 * cancellation, takes its record off itself; if it finds that a signal did so
 * first, it was signalled and passes that on or reports it.
 *
 * Between processes there can be no records on stacks: there a counter of signals
 * is the word that is waited for, and a signal wakes all waiters, which POSIX
 * permits as spurious wakeups.
 */
#include <errno.h>
#include <limits.h>

#include "pthread_impl.h"

struct waiter {
	struct waiter *next, *prev;
	volatile int signalled;
};

/* pthread_cond_t */
struct cond {
	volatile int lock; /* guards the queue */
	volatile int sequence;
	unsigned char shared, monotonic;
	struct waiter *first, *last;
};
_Static_assert(sizeof(struct cond) <= sizeof(pthread_cond_t), "ABI");

/* pthread_condattr_t */
#define ATTR_SHARED    1
#define ATTR_MONOTONIC 2

struct wait {
	struct cond *c;
	pthread_mutex_t *m;
	struct waiter w;
};

static struct cond *
cond_of(pthread_cond_t *c)
{
	return (struct cond *)c;
}

static void
enqueue(struct cond *c, struct waiter *w)
{
	__lock(&c->lock);
	w->next = NULL;
	w->prev = c->last;
	if (c->last != NULL)
		c->last->next = w;
	else
		c->first = w;
	c->last = w;
	__unlock(&c->lock);
}

static void
unlink_waiter(struct cond *c, struct waiter *w)
{
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		c->first = w->next;
	if (w->next != NULL)
		w->next->prev = w->prev;
	else
		c->last = w->prev;
}

/* => returns: true if a signal had come before */
static bool
give_up(struct cond *c, struct waiter *w)
{
	bool signalled;

	__lock(&c->lock);
	signalled = w->signalled;
	if (!signalled)
		unlink_waiter(c, w);
	__unlock(&c->lock);
	return signalled;
}

/* The thread is cancelled while it waits. */
static void
on_cancel(void *argument)
{
	struct wait *wait = argument;

	if (!wait->c->shared && give_up(wait->c, &wait->w))
		pthread_cond_signal((pthread_cond_t *)wait->c);
	__pthread_mutex_lock(wait->m);
}

static int
sleep_private(struct wait *wait, clockid_t clock, const struct timespec *until)
{
	int result = 0;

	while (!__atomic_load_n(&wait->w.signalled, __ATOMIC_ACQUIRE) &&
	    result != ETIMEDOUT)
		result = __futex_wait_until_cp(&wait->w.signalled, 0, false,
		    clock, until);
	if (__atomic_load_n(&wait->w.signalled, __ATOMIC_ACQUIRE))
		return 0;
	return give_up(wait->c, &wait->w) ? 0 : ETIMEDOUT;
}

static int
sleep_shared(struct wait *wait, int sequence, clockid_t clock,
    const struct timespec *until)
{
	int result = __futex_wait_until_cp(&wait->c->sequence, sequence, true,
	    clock, until);

	return result == ETIMEDOUT ? ETIMEDOUT : 0;
}

int
__pthread_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *m,
    clockid_t clock, const struct timespec *until)
{
	struct wait wait = { .c = cond_of(cond), .m = m };
	struct __cleanup cleanup;
	int sequence, result, error;

	if (until != NULL && !is_valid_time(until))
		return EINVAL;
	__pthread_testcancel();
	sequence = __atomic_load_n(&wait.c->sequence, __ATOMIC_RELAXED);
	if (!wait.c->shared)
		enqueue(wait.c, &wait.w);
	result = __pthread_mutex_unlock(m);
	if (result != 0) {
		if (!wait.c->shared)
			give_up(wait.c, &wait.w);
		return result;
	}
	__pthread_cleanup_push(&cleanup, on_cancel, &wait);
	result = wait.c->shared ? sleep_shared(&wait, sequence, clock, until) :
				  sleep_private(&wait, clock, until);
	__pthread_cleanup_pop(&cleanup, 0);
	error = __pthread_mutex_lock(m);
	return error != 0 ? error : result;
}

int
pthread_cond_wait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m)
{
	return __pthread_cond_wait_until(c, m, CLOCK_MONOTONIC, NULL);
}

int
pthread_cond_timedwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
    const struct timespec *restrict until)
{
	return __pthread_cond_wait_until(c, m,
	    cond_of(c)->monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, until);
}

int
pthread_cond_clockwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m,
    clockid_t clock, const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return __pthread_cond_wait_until(c, m, clock, until);
}

/* The record may be gone once `signalled` is seen: the wake is by address only. */
static void
wake_first(struct cond *c)
{
	struct waiter *w = c->first;

	unlink_waiter(c, w);
	__atomic_store_n(&w->signalled, 1, __ATOMIC_RELEASE);
	__futex_wake(&w->signalled, 1, false);
}

static void
wake_shared(struct cond *c)
{
	__atomic_add_fetch(&c->sequence, 1, __ATOMIC_RELEASE);
	__futex_wake(&c->sequence, INT_MAX, true);
}

int
pthread_cond_signal(pthread_cond_t *cond)
{
	struct cond *c = cond_of(cond);

	if (c->shared) {
		wake_shared(c);
		return 0;
	}
	__lock(&c->lock);
	if (c->first != NULL)
		wake_first(c);
	__unlock(&c->lock);
	return 0;
}

int
pthread_cond_broadcast(pthread_cond_t *cond)
{
	struct cond *c = cond_of(cond);

	if (c->shared) {
		wake_shared(c);
		return 0;
	}
	__lock(&c->lock);
	while (c->first != NULL)
		wake_first(c);
	__unlock(&c->lock);
	return 0;
}

int
pthread_cond_init(pthread_cond_t *restrict cond,
    const pthread_condattr_t *restrict attr)
{
	int flags = attr == NULL ? 0 : attr->__align;

	*cond_of(cond) = (struct cond){ .shared = (flags & ATTR_SHARED) != 0,
		.monotonic = (flags & ATTR_MONOTONIC) != 0 };
	return 0;
}

int
pthread_cond_destroy(pthread_cond_t *c)
{
	(void)c;
	return 0;
}

int
pthread_condattr_init(pthread_condattr_t *a)
{
	a->__align = 0;
	return 0;
}

int
pthread_condattr_destroy(pthread_condattr_t *a)
{
	(void)a;
	return 0;
}

int
pthread_condattr_getclock(const pthread_condattr_t *restrict a,
    clockid_t *restrict clock)
{
	*clock = a->__align & ATTR_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
	return 0;
}

int
pthread_condattr_setclock(pthread_condattr_t *a, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	a->__align = (a->__align & ~ATTR_MONOTONIC) |
	    (clock == CLOCK_MONOTONIC ? ATTR_MONOTONIC : 0);
	return 0;
}

int
pthread_condattr_getpshared(const pthread_condattr_t *restrict a,
    int *restrict shared)
{
	*shared = a->__align & ATTR_SHARED;
	return 0;
}

int
pthread_condattr_setpshared(pthread_condattr_t *a, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	a->__align = (a->__align & ~ATTR_SHARED) | shared;
	return 0;
}
