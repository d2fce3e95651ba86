/*
 * Read-write locks.
 *
 * `state` counts the readers, or is WRITER. Readers are preferred, as is usual, so
 * that a reader may take the lock again. Who must wait counts itself in `waiters`
 * and sleeps on `state`; who frees the lock wakes the sleepers if there are any: all
 * of them after a writer, since several readers may go on.
 */
#include <errno.h>
#include <limits.h>

#include "pthread_impl.h"

#define WRITER      INT_MAX
#define READERS_MAX (INT_MAX - 1)

/* pthread_rwlock_t */
struct rwlock {
	volatile int state;
	volatile int waiters;
	volatile int owner; /* the writer's tid */
	int shared;
};
_Static_assert(sizeof(struct rwlock) <= sizeof(pthread_rwlock_t), "ABI");

static struct rwlock *
rwlock_of(pthread_rwlock_t *l)
{
	return (struct rwlock *)l;
}

static int
try_read(struct rwlock *l)
{
	int state = __atomic_load_n(&l->state, __ATOMIC_RELAXED);

	do {
		if (state == WRITER)
			return EBUSY;
		if (state == READERS_MAX)
			return EAGAIN;
	} while (!__atomic_compare_exchange_n(&l->state, &state, state + 1, 1,
	    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return 0;
}

static int
try_write(struct rwlock *l)
{
	int state = 0;

	if (!__atomic_compare_exchange_n(&l->state, &state, WRITER, 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return EBUSY;
	l->owner = __thread_self()->tid;
	return 0;
}

/* Take it by `attempt`, which fails while state is as `blocked` says. */
static int
wait_for(struct rwlock *l, int (*attempt)(struct rwlock *), bool writing,
    clockid_t clock, const struct timespec *until)
{
	int result = attempt(l);

	if (result != EBUSY)
		return result;
	if (l->state == WRITER && l->owner == __thread_self()->tid)
		return EDEADLK;
	if (until != NULL && !is_valid_time(until))
		return EINVAL;
	__atomic_add_fetch(&l->waiters, 1, __ATOMIC_SEQ_CST);
	while ((result = attempt(l)) == EBUSY) {
		int state = __atomic_load_n(&l->state, __ATOMIC_SEQ_CST);

		if (writing ? state == 0 : state != WRITER)
			continue;
		if (__futex_wait_until(&l->state, state, l->shared, clock,
			until) == ETIMEDOUT) {
			result = ETIMEDOUT;
			break;
		}
	}
	__atomic_sub_fetch(&l->waiters, 1, __ATOMIC_SEQ_CST);
	return result;
}

int
pthread_rwlock_tryrdlock(pthread_rwlock_t *l)
{
	return try_read(rwlock_of(l));
}

int
pthread_rwlock_trywrlock(pthread_rwlock_t *l)
{
	return try_write(rwlock_of(l));
}

int
pthread_rwlock_rdlock(pthread_rwlock_t *l)
{
	return wait_for(rwlock_of(l), try_read, false, CLOCK_MONOTONIC, NULL);
}

int
pthread_rwlock_wrlock(pthread_rwlock_t *l)
{
	return wait_for(rwlock_of(l), try_write, true, CLOCK_MONOTONIC, NULL);
}

int
pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict l,
    const struct timespec *restrict until)
{
	return wait_for(rwlock_of(l), try_read, false, CLOCK_REALTIME, until);
}

int
pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict l,
    const struct timespec *restrict until)
{
	return wait_for(rwlock_of(l), try_write, true, CLOCK_REALTIME, until);
}

int
pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict l, clockid_t clock,
    const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return wait_for(rwlock_of(l), try_read, false, clock, until);
}

int
pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict l, clockid_t clock,
    const struct timespec *restrict until)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	return wait_for(rwlock_of(l), try_write, true, clock, until);
}

int
pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
	struct rwlock *l = rwlock_of(lock);
	bool shared = l->shared;
	int left;

	if (l->state == WRITER) {
		l->owner = 0;
		left = 0;
		__atomic_store_n(&l->state, 0, __ATOMIC_SEQ_CST);
	} else {
		left = __atomic_sub_fetch(&l->state, 1, __ATOMIC_SEQ_CST);
	}
	if (left == 0 && __atomic_load_n(&l->waiters, __ATOMIC_SEQ_CST) != 0)
		__futex_wake(&l->state, INT_MAX, shared);
	return 0;
}

int
pthread_rwlock_init(pthread_rwlock_t *restrict l,
    const pthread_rwlockattr_t *restrict attr)
{
	*rwlock_of(l) = (struct rwlock){ .shared = attr != NULL &&
		    attr->__size[0] };
	return 0;
}

int
pthread_rwlock_destroy(pthread_rwlock_t *l)
{
	return rwlock_of(l)->state != 0 ? EBUSY : 0;
}

int
pthread_rwlockattr_init(pthread_rwlockattr_t *a)
{
	a->__align = 0;
	return 0;
}

int
pthread_rwlockattr_destroy(pthread_rwlockattr_t *a)
{
	(void)a;
	return 0;
}

int
pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *restrict a,
    int *restrict shared)
{
	*shared = a->__size[0];
	return 0;
}

int
pthread_rwlockattr_setpshared(pthread_rwlockattr_t *a, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	a->__size[0] = (char)shared;
	return 0;
}

/* The preference is remembered; readers are preferred whatever it says. */
int
pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *restrict a,
    int *restrict kind)
{
	*kind = a->__size[1];
	return 0;
}

int
pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *a, int kind)
{
	if (kind < PTHREAD_RWLOCK_PREFER_READER_NP ||
	    kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
		return EINVAL;
	a->__size[1] = (char)kind;
	return 0;
}
