/*
 * A lock for the library's own data: one word, 0 free, 1 held, 2 held and perhaps
 * waited for. Not recursive, taken for a few instructions, never while calling the
 * program's functions.
 */
#ifndef INTERNAL_LOCK_H
#define INTERNAL_LOCK_H

#include "syscall.h"

#define LOCK_FREE   0
#define LOCK_HELD   1
#define LOCK_WAITED 2

/* FUTEX_WAIT, FUTEX_WAKE with FUTEX_PRIVATE_FLAG */
#define LOCK_FUTEX_WAIT 128
#define LOCK_FUTEX_WAKE 129

/* Sleep until the word is no longer `value`, or for no reason. */
static inline void
futex_wait(volatile int *word, int value)
{
	__syscall(SYS_futex, word, LOCK_FUTEX_WAIT, value, 0);
}

static inline void
futex_wake(volatile int *word, int nthreads)
{
	__syscall(SYS_futex, word, LOCK_FUTEX_WAKE, nthreads);
}

static inline void
__lock(volatile int *word)
{
	int seen = LOCK_FREE;

	if (__atomic_compare_exchange_n(word, &seen, LOCK_HELD, 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(word, LOCK_WAITED, __ATOMIC_ACQUIRE))
		futex_wait(word, LOCK_WAITED);
}

static inline void
__unlock(volatile int *word)
{
	if (__atomic_exchange_n(word, LOCK_FREE, __ATOMIC_RELEASE) ==
	    LOCK_WAITED)
		futex_wake(word, 1);
}

#endif
