/*
 * The thread control block, at %fs:0. The psABI fixes its first word, which points
 * at itself, and the compiler the stack protector's canary at 0x28. A thread's TLS
 * blocks lie right below it.
 *
 * All that is behind `locale` serves <pthread.h>; thread/create.c has the theory.
 */
#ifndef INTERNAL_THREAD_H
#define INTERNAL_THREAD_H

#include <bits/locale_t.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct __cleanup;
struct block;

/* A thread's value of a key, valid while the key's generation is the same. */
struct key_value {
	uintptr_t generation;
	void *value;
};

/* What the kernel walks when a thread dies: the robust mutexes that it holds. */
struct robust_head {
	void *first;
	long futex_offset;
	void *pending;
};

/* The heap's cache of free blocks of one size; malloc/malloc.c. */
struct heap_bin {
	struct block *head;
	uint32_t count;
	uint32_t limit; /* a cache with more gives half of it back */
};
#define HEAP_NBINS 40

/*
 * What the library keeps for each thread. It is here, and not in variables of the
 * compiler's, so that linkers that know no thread-local storage can link programs.
 *
 * [c] only the thread itself; [t] the lock of the list of threads; [I] set before
 * the thread runs; [a] atomic.
 */
struct thread {
	struct thread *self;
	void *reserved[4];
	uintptr_t canary;
	int errno_value;
	volatile int
	    tid; /* [a] the kernel sets it to 0 when the thread is gone */
	locale_t locale;                  /* [c] null: the global one */
	struct heap_bin bins[HEAP_NBINS]; /* [c] */
	char message[40]; /* [c] strerror's and strsignal's last */

	struct thread *next, *prev; /* [t] */
	void *map;                  /* [I] null: not ours to unmap */
	size_t map_size;            /* [I] */
	void *stack;                /* [I] lowest usable byte */
	size_t stack_size;          /* [I] */
	size_t guard_size;          /* [I] */
	void *(*start)(void *);     /* [I] */
	void *argument;             /* [I] */
	void *result;               /* [c], the joiner's once tid is 0 */
	unsigned long mask;         /* [I] signals blocked at the start */
	volatile int gate;          /* [a] see thread/create.c */
	volatile int life;          /* [a] enum life */
	volatile int kill_lock;     /* guards `gone` */
	bool gone;                  /* its tid may no longer be used */

	volatile int cancelled;     /* [a] pthread_cancel was called */
	volatile int cancel_state;  /* [c] PTHREAD_CANCEL_DISABLE ... */
	volatile int cancel_type;   /* [c] PTHREAD_CANCEL_ASYNCHRONOUS ... */
	struct __cleanup *cleanups; /* [c] */
	struct key_value *values;   /* [c] null until a key is set */
	struct robust_head robust;  /* [c] first is null until it is needed */
};
_Static_assert(offsetof(struct thread, canary) == 0x28, "psABI");

static inline struct thread *
__thread_self(void)
{
	struct thread *self;

	__asm__("mov %%fs:0, %0" : "=r"(self));
	return self;
}

#endif
