/*
 * Sleeping locks: the mutex, and the rwlock for many readers or one writer.
 *
 * Waiters sleep; a holder may sleep too.  Neither may be taken in interrupts
 * or under a spinlock.  Not recursive.
 */
#ifndef SCHED_MUTEX_H
#define SCHED_MUTEX_H

#include "arch/cpu.h"
#include "sched/waitq.h"

struct CAPABILITY("mutex") mutex {
	struct thread *owner; /* [a] NULL: free */
	struct waitq waitq;
	LOCKDEP_CLASS_MEMBER
};

void mutex_init(struct mutex *m, enum lock_class class);
void mutex_lock(struct mutex *m) ACQUIRE(m);
/* => returns: 0 with the lock, or -ERESTARTSYS without it */
bool mutex_trylock(struct mutex *m) TRY_ACQUIRE(true, m);
void mutex_unlock(struct mutex *m) RELEASE(m);

static inline void
assert_mutex_held(const struct mutex *m) ASSERT_CAPABILITY(m)
{
	assert(atomic_load(&m->owner) == current());
}

/* As spin_unshared(). */
static inline void
mutex_unshared(const struct mutex *m) ASSERT_CAPABILITY(m)
{
	(void)m;
}

/* state: -1 one writer, 0 free, n > 0 readers.  Waiting writers keep new
 * readers out, so that neither side starves. */
struct CAPABILITY("rwlock") rwlock {
	s32 state;           /* [a] */
	u32 writers_waiting; /* [a] */
	struct waitq waitq;
	LOCKDEP_CLASS_MEMBER
};

void rwlock_init(struct rwlock *rw, enum lock_class class);
void read_lock(struct rwlock *rw) ACQUIRE_SHARED(rw);
bool read_trylock(struct rwlock *rw) TRY_ACQUIRE_SHARED(true, rw);
void read_unlock(struct rwlock *rw) RELEASE_SHARED(rw);
void write_lock(struct rwlock *rw) ACQUIRE(rw);
void write_unlock(struct rwlock *rw) RELEASE(rw);

/* As spin_unshared(). */
static inline void
rwlock_unshared(const struct rwlock *rw) ASSERT_CAPABILITY(rw)
{
	(void)rw;
}

#endif
