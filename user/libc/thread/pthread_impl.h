/*
 * Threads, from inside.
 */
#ifndef LIBC_THREAD_PTHREAD_IMPL_H
#define LIBC_THREAD_PTHREAD_IMPL_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "libc.h"
#include "lock.h"
#include "syscall.h"
#include "thread.h"

#define FUTEX_WAIT           0
#define FUTEX_WAKE           1
#define FUTEX_WAIT_BITSET    9
#define FUTEX_PRIVATE_FLAG   128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_WAITERS        0x80000000U
#define FUTEX_OWNER_DIED     0x40000000U
#define FUTEX_TID_MASK       0x3fffffffU

#define SIGNAL_CANCEL 32
#define SIGNAL_SETXID 33

#define NSEC_PER_SEC 1000000000L

/* The kind of a mutex: its type in the lower bits. */
#define KIND_MASK   3
#define KIND_ROBUST 16
#define KIND_SHARED 32

enum life {
	LIFE_JOINABLE,
	LIFE_DETACHED,
	LIFE_EXITED
};

/* pthread_attr_t; all zero is the default. */
struct attr {
	size_t stack_size; /* 0: DEFAULT_STACK_SIZE */
	void *stack;       /* lowest byte; null: the library's own */
	size_t
	    guard_size; /* one less than the size, so that 0 is the default */
	cpu_set_t *affinity;
	size_t affinity_size;
	unsigned char detached, explicit_sched, scope, no_guard;
	int policy;
	int priority;
};
_Static_assert(sizeof(struct attr) <= sizeof(pthread_attr_t), "ABI");

#define DEFAULT_STACK_SIZE ((size_t)8 << 20)
#define MIN_STACK_SIZE     ((size_t)16384)
#define PAGE_SIZE_         ((size_t)4096)

static inline struct thread *
thread_of(pthread_t t)
{
	return (struct thread *)t;
}

static inline bool
is_valid_time(const struct timespec *t)
{
	return t->tv_nsec >= 0 && t->tv_nsec < NSEC_PER_SEC;
}

/*
 * Sleep while *word is `value`, until a time of a clock if there is one.
 * => returns: 0, EAGAIN, EINTR, ETIMEDOUT, EINVAL
 * The second is a cancellation point.
 */
int __futex_wait_until(volatile int *word, int value, bool shared,
    clockid_t clock, const struct timespec *until);
int __futex_wait_until_cp(volatile int *word, int value, bool shared,
    clockid_t clock, const struct timespec *until);
void __futex_wake(volatile int *word, int nthreads, bool shared);

/* The list of threads: a ring that begins with the one asking. */
extern volatile int __threads_lock;
extern int __nthreads;

/* The first thread's list fields are made when a second one comes. */
void __thread_list_init(void);

/* What pthread_exit does with keys; null if no key was ever made. */
void __run_key_destructors(void) __attribute__((__weak__));
void __malloc_thread_exit(void) __attribute__((__weak__));

/* In clone.S. fn(arg) runs on the new stack. => returns: a tid or -errno */
long __thread_clone(unsigned long flags, void *stack, volatile int *parent_tid,
    volatile int *child_tid, struct thread *tls, void (*fn)(void *), void *arg);
/* Unmaps the memory, which may contain the stack, and ends the thread. */
_Noreturn void __thread_unmap_and_exit(void *map, size_t size);

/* All signals, for the library's own use: see setid.c. */
#define ALL_BUT_SETXID (~(1UL << (SIGNAL_SETXID - 1)))

/* Makes this process ready for __setid_all: before there is a second thread. */
void __setid_prepare(void);

/* In a child of fork: of the threads only the caller is left. */
void __thread_fork_child(void);

int __pthread_mutex_lock(pthread_mutex_t *m);
int __pthread_mutex_unlock(pthread_mutex_t *m);
int __pthread_mutex_lock_until(pthread_mutex_t *m, clockid_t clock,
    const struct timespec *until);
_Noreturn void __pthread_exit(void *result);
int __pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*start)(void *), void *argument);
int __pthread_join_until(pthread_t thread, void **result, clockid_t clock,
    const struct timespec *until);
int __pthread_detach(pthread_t thread);
void __pthread_testcancel(void);
int __pthread_setcancelstate(int state, int *old);
int __pthread_once(pthread_once_t *once, void (*function)(void));
int __pthread_cond_wait_until(pthread_cond_t *c, pthread_mutex_t *m,
    clockid_t clock, const struct timespec *until);

#endif
