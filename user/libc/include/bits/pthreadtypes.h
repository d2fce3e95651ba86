/*
 * The types of <pthread.h> that <sys/types.h> declares too, of the sizes that the
 * Linux x86-64 ABI gives them. All zero is a valid start for each but the barrier.
 */
#ifndef _BITS_PTHREADTYPES_H
#define _BITS_PTHREADTYPES_H

typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;

typedef union {
	char __size[56];
	long __align;
} pthread_attr_t;

typedef union {
	char __size[4];
	int __align;
} pthread_mutexattr_t;

typedef union {
	char __size[4];
	int __align;
} pthread_condattr_t;

typedef union {
	char __size[8];
	long __align;
} pthread_rwlockattr_t;

typedef union {
	char __size[4];
	int __align;
} pthread_barrierattr_t;

/* The first word is the kind, for static initializers. */
typedef union {
	int __kind[10];
	long __align;
} pthread_mutex_t;

typedef union {
	char __size[48];
	long __align;
} pthread_cond_t;

typedef union {
	char __size[56];
	long __align;
} pthread_rwlock_t;

typedef union {
	char __size[32];
	long __align;
} pthread_barrier_t;

#endif
