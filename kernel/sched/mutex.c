/*
 * Sleeping locks.
 *
 * The free case is one atomic operation.  A waiter queues itself and tries
 * again whenever woken: the lock is not handed over, so a running thread may
 * take it first, which is what throughput wants; wake order keeps it fair enough.
 */
#include "sched/mutex.h"

#include "sched/sched.h"

void
mutex_init(struct mutex *m, enum lock_class class)
{
	m->owner = NULL;
	waitq_init(&m->waitq);
	lockdep_set_class(m, class);
}

bool
mutex_trylock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	struct thread *free = NULL;

	if (!atomic_cas(&m->owner, &free, current()))
		return false;
	lockdep_acquire_try(m);
	return true;
}

static bool
mutex_take(struct mutex *m)
{
	struct thread *free = NULL;

	return atomic_cas(&m->owner, &free, current());
}

void
mutex_lock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(m);
	if (likely(mutex_take(m)))
		return;
	assert(atomic_load(&m->owner) != current());
	(void)WAIT_EVENT(&m->waitq, mutex_take(m), WAIT_EXCLUSIVE,
	    KTIME_FOREVER);
}

void
mutex_unlock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	assert(atomic_load(&m->owner) == current());
	lockdep_release(m);
	(void)atomic_xchg(&m->owner, NULL);
	wake_one(&m->waitq);
}

void
rwlock_init(struct rwlock *rw, enum lock_class class)
{
	rw->state = 0;
	rw->writers_waiting = 0;
	waitq_init(&rw->waitq);
	lockdep_set_class(rw, class);
}

static bool
read_take(struct rwlock *rw)
{
	s32 s = atomic_load(&rw->state);

	while (s >= 0 && !atomic_load(&rw->writers_waiting))
		if (atomic_cas(&rw->state, &s, s + 1))
			return true;
	return false;
}

static bool
write_take(struct rwlock *rw)
{
	s32 free = 0;

	return atomic_cas(&rw->state, &free, -1);
}

void
read_lock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(rw);
	if (likely(read_take(rw)))
		return;
	wait_event(&rw->waitq, read_take(rw));
}

bool
read_trylock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	if (!read_take(rw))
		return false;
	lockdep_acquire_try(rw);
	return true;
}

void
read_unlock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	s32 old;

	lockdep_release(rw);
	old = atomic_fetch_sub(&rw->state, 1);
	assert(old > 0);
	if (old == 1)
		wake_all(&rw->waitq);
}

void
write_lock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(rw);
	if (likely(write_take(rw)))
		return;
	atomic_add(&rw->writers_waiting, 1);
	wait_event(&rw->waitq, write_take(rw));
	atomic_sub(&rw->writers_waiting, 1);
}

void
write_unlock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_release(rw);
	assert(atomic_load(&rw->state) == -1);
	(void)atomic_xchg(&rw->state, 0);
	wake_all(&rw->waitq);
}
