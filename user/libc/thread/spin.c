/*
 * Spin locks: 0 free, 1 held. A waiter gives its turn up after some looks, so that
 * an owner that lost the CPU gets it back.
 */
#include <errno.h>

#include "pthread_impl.h"

#define LOOKS 100

int
pthread_spin_init(pthread_spinlock_t *l, int shared)
{
	(void)shared;
	*l = 0;
	return 0;
}

int
pthread_spin_destroy(pthread_spinlock_t *l)
{
	(void)l;
	return 0;
}

int
pthread_spin_trylock(pthread_spinlock_t *l)
{
	return __atomic_exchange_n(l, 1, __ATOMIC_ACQUIRE) ? EBUSY : 0;
}

int
pthread_spin_lock(pthread_spinlock_t *l)
{
	while (__atomic_exchange_n(l, 1, __ATOMIC_ACQUIRE)) {
		int looks = 0;

		while (__atomic_load_n(l, __ATOMIC_RELAXED))
			if (++looks % LOOKS == 0)
				__syscall(SYS_sched_yield);
	}
	return 0;
}

int
pthread_spin_unlock(pthread_spinlock_t *l)
{
	__atomic_store_n(l, 0, __ATOMIC_RELEASE);
	return 0;
}
