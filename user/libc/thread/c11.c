/*
 * <threads.h>: ISO C's threads are POSIX's under other names.
 */
#include <errno.h>
#include <threads.h>

#include "pthread_impl.h"

static int
result_of(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ENOMEM:
	case EAGAIN:
		return thrd_nomem;
	case ETIMEDOUT:
		return thrd_timedout;
	default:
		return thrd_error;
	}
}

/* Both kinds of function return their result in the same register. */
int
thrd_create(thrd_t *t, thrd_start_t start, void *argument)
{
	return result_of(__pthread_create(t, NULL,
	    (void *(*)(void *))(void (*)(void))start, argument));
}

_Noreturn void
thrd_exit(int result)
{
	__pthread_exit((void *)(long)result);
}

int
thrd_join(thrd_t t, int *result)
{
	void *value;
	int error = __pthread_join_until(t, &value, CLOCK_MONOTONIC, NULL);

	if (error == 0 && result != NULL)
		*result = (int)(long)value;
	return result_of(error);
}

int
thrd_detach(thrd_t t)
{
	return result_of(__pthread_detach(t));
}

thrd_t
thrd_current(void)
{
	return (thrd_t)__thread_self();
}

int
thrd_equal(thrd_t a, thrd_t b)
{
	return a == b;
}

int
thrd_sleep(const struct timespec *duration, struct timespec *left)
{
	long answer = __syscall_cp(SYS_nanosleep, duration, left);

	return answer == 0 ? 0 : answer == -EINTR ? -1 : -2;
}

void
thrd_yield(void)
{
	__syscall(SYS_sched_yield);
}

void
call_once(once_flag *flag, void (*function)(void))
{
	__pthread_once(flag, function);
}

int
mtx_init(mtx_t *m, int type)
{
	if (type & ~(mtx_recursive | mtx_timed))
		return thrd_error;
	*m = (mtx_t){ .__kind = { type & mtx_recursive ?
			      PTHREAD_MUTEX_RECURSIVE :
			      PTHREAD_MUTEX_NORMAL } };
	return thrd_success;
}

void
mtx_destroy(mtx_t *m)
{
	(void)m;
}

int
mtx_lock(mtx_t *m)
{
	return result_of(__pthread_mutex_lock(m));
}

int
mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict until)
{
	return result_of(__pthread_mutex_lock_until(m, CLOCK_REALTIME, until));
}

int
mtx_trylock(mtx_t *m)
{
	return result_of(pthread_mutex_trylock(m));
}

int
mtx_unlock(mtx_t *m)
{
	return result_of(__pthread_mutex_unlock(m));
}

int
cnd_init(cnd_t *c)
{
	return result_of(pthread_cond_init(c, NULL));
}

void
cnd_destroy(cnd_t *c)
{
	(void)c;
}

int
cnd_signal(cnd_t *c)
{
	return result_of(pthread_cond_signal(c));
}

int
cnd_broadcast(cnd_t *c)
{
	return result_of(pthread_cond_broadcast(c));
}

int
cnd_wait(cnd_t *c, mtx_t *m)
{
	return result_of(__pthread_cond_wait_until(c, m, CLOCK_MONOTONIC,
	    NULL));
}

int
cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m,
    const struct timespec *restrict until)
{
	return result_of(__pthread_cond_wait_until(c, m, CLOCK_REALTIME,
	    until));
}

int
tss_create(tss_t *key, tss_dtor_t destructor)
{
	return pthread_key_create(key, destructor) == 0 ? thrd_success :
							  thrd_error;
}

void
tss_delete(tss_t key)
{
	pthread_key_delete(key);
}

void *
tss_get(tss_t key)
{
	return pthread_getspecific(key);
}

int
tss_set(tss_t key, void *value)
{
	return result_of(pthread_setspecific(key, value));
}
