/*
 * Sleeping locks: the mutex, and the rwlock for many readers or one writer.
 *
 * Waiters sleep; a holder may sleep too.  Neither may be taken in interrupts
 * or under a spinlock.  Not recursive.  Whoever waits has the lock after those who
 * came before, and each of them after losing at most once to one who did not wait.
 */
#ifndef SCHED_MUTEX_H
#define SCHED_MUTEX_H

#include "arch/cpu.h"
#include "sched/waitq.h"

/* Who waits for a lock, in the order of coming. */
struct lock_queue {
	struct spinlock lock;                /* irq-safe */
	struct list sleepers OWN_LOCK(lock); /* mutex.c: struct sleeper */
};

#define LOCK_QUEUE_INIT(q)                          \
	{                                           \
		.lock = SPINLOCK_INIT(LC_WAITQ),    \
		.sleepers = LIST_INIT((q).sleepers) \
	}

struct CAPABILITY("mutex") mutex {
	struct thread *owner; /* [a] NULL: free */
	bool handover;        /* [a] the next owner is the first who waits */
	struct lock_queue queue;
	LOCKDEP_CLASS_MEMBER
};

void mutex_init(struct mutex *m, enum lock_class class);
void mutex_lock(struct mutex *m) ACQUIRE(m);
/* As mutex_lock(), while another of the class is held that may be taken after this one as
 * well: a lock around both, the gate, is held by all who take two of them so. */
void mutex_lock_gated(struct mutex *m) ACQUIRE(m);
bool mutex_trylock(struct mutex *m) TRY_ACQUIRE(true, m);
/* For calls that copy from or to user space under the lock, which may take long
 * when memory is short, or that ask a device. => returns: false: not locked, the thread is to end */
bool mutex_lock_killable(struct mutex *m) __must_check TRY_ACQUIRE(true, m);
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

/* state: -1 one writer, 0 free, n > 0 readers.  While a writer waits, or the lock is
 * to be handed over, no reader passes those who wait. */
struct CAPABILITY("rwlock") rwlock {
	s32 state;   /* [a] */
	u32 waiting; /* [a] RW_HANDOVER, and RW_WRITER for each that waits */
	struct lock_queue queue;
	LOCKDEP_CLASS_MEMBER
};

#define RW_HANDOVER 1u
#define RW_WRITER   2u

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
