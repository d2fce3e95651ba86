/*
 * Spinlocks, for sections that fit a screen and never sleep.
 *
 * Two ways to take one:
 *  - spin_lock(): for data no interrupt handler touches.  Interrupts stay on.
 *  - spin_lock_irqsave(): for data an interrupt handler touches as well.
 * A lock is always taken in the same way.  The kernel is not preemptible, so
 * a holder is never switched out.
 *
 * In debug builds each lock knows its class (sync/lockorder.def), and every
 * acquisition is checked against the locks that this CPU holds already.
 */
#ifndef SYNC_SPINLOCK_H
#define SYNC_SPINLOCK_H

#include "arch/atomic.h"
#include "arch/irqflags.h"
#include "sync/lockdep.h"

struct CAPABILITY("spinlock") spinlock {
	u32 held; /* [a] 0 free, 1 held */
	LOCKDEP_CLASS_MEMBER
};

#define SPINLOCK_INIT(class_)                         \
	{                                             \
		.held = 0, LOCKDEP_CLASS_INIT(class_) \
	}

static inline void
spin_init(struct spinlock *lock, enum lock_class class)
{
	lock->held = 0;
	lockdep_set_class(lock, class);
}

/* The contended path: spins until *lock is ours. */
void spin_lock_slow(struct spinlock *lock);

static inline void
spin_lock(struct spinlock *lock) ACQUIRE(lock)
NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(lock);
	if (unlikely(atomic_xchg(&lock->held, 1)))
		spin_lock_slow(lock);
}

static inline bool
spin_trylock(struct spinlock *lock)
    TRY_ACQUIRE(true, lock) NO_THREAD_SAFETY_ANALYSIS
{
	if (atomic_xchg(&lock->held, 1))
		return false;
	lockdep_acquire_try(lock);
	return true;
}

static inline void
spin_unlock(struct spinlock *lock) RELEASE(lock)
NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_release(lock);
	store_release(&lock->held, 0);
}

/* Two of a class whose order is ADDRESS (sync/lockorder.def); they may be one. */
static inline void
spin_lock_two(struct spinlock *a, struct spinlock *b) NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(a < b ? a : b);
	if (a != b)
		spin_lock(a < b ? b : a);
}

static inline void
spin_unlock_two(struct spinlock *a,
    struct spinlock *b) NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(a);
	if (a != b)
		spin_unlock(b);
}

/* Masks interrupts on this CPU, then takes the lock.
 * => returns: the interrupt state for spin_unlock_irqrestore() */
static inline irqflags_t
spin_lock_irqsave(struct spinlock *lock) ACQUIRE(lock)
NO_THREAD_SAFETY_ANALYSIS
{
	irqflags_t flags = irq_save();

	spin_lock(lock);
	return flags;
}

static inline void
spin_unlock_irqrestore(struct spinlock *lock, irqflags_t flags) RELEASE(lock)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(lock);
	irq_restore(flags);
}

/* The lock's object is nobody else's yet, or no longer: as good as to hold it. */
static inline void
spin_unshared(const struct spinlock *lock) ASSERT_CAPABILITY(lock)
{
	(void)lock;
}

static inline void
assert_spin_held(const struct spinlock *lock) ASSERT_CAPABILITY(lock)
{
	assert(atomic_load(&lock->held));
}

#endif
