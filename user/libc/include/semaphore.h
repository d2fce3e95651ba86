#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <bits/timespec.h>

#if __POSIX_VISIBLE
#include <fcntl.h>
#endif

__BEGIN_DECLS

typedef union {
	volatile int __words[4];
	char __size[32];
	long __align;
} sem_t;

#define SEM_FAILED ((sem_t *)0)

int sem_close(sem_t *);
int sem_destroy(sem_t *);
int sem_getvalue(sem_t *__restrict, int *__restrict);
int sem_init(sem_t *, int, unsigned int);
sem_t *sem_open(const char *, int, ...);
int sem_post(sem_t *);
int sem_timedwait(sem_t *__restrict, const struct timespec *__restrict);
int sem_trywait(sem_t *);
int sem_unlink(const char *);
int sem_wait(sem_t *);
int sem_clockwait(sem_t *__restrict, __clockid_t,
    const struct timespec *__restrict);

__END_DECLS

#endif
