/* What tests of System V semaphores share. */
#ifndef TESTS_SYS_SYSVSEM_H
#define TESTS_SYS_SYSVSEM_H

#include "tests/sys/sysv.h"
#include <sys/sem.h>

#ifndef SEM_STAT_ANY
#define SEM_STAT_ANY 20
#endif

union arg {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
	struct seminfo *info;
	void *any;
};

static int id;

/* One operation on one semaphore. */
static inline int
op(int set, int number, int change, int flags)
{
	struct sembuf b = { (unsigned short)number, (short)change,
		(short)flags };

	return semop(set, &b, 1);
}

static inline int
value(int set, int number)
{
	return semctl(set, number, GETVAL);
}

static inline int
set_value(int set, int number, int v)
{
	return semctl(set, number, SETVAL, (union arg){ .val = v });
}

static inline struct semid_ds
stat_of(int set)
{
	struct semid_ds ds;

	memset(&ds, 0xff, sizeof ds);
	if (semctl(set, 0, IPC_STAT, (union arg){ .buf = &ds }) < 0)
		memset(&ds, 0xff, sizeof ds);
	return ds;
}

static inline int
new_set(int n)
{
	return semget(IPC_PRIVATE, n, IPC_CREAT | 0600);
}

static inline void
end(int set)
{
	semctl(set, 0, IPC_RMID);
}

/* A child that does these, and ends with 0, or what errno was. */
static inline pid_t
child(int set, const struct sembuf *ops, size_t n)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct sembuf copy[8];

		memcpy(copy, ops, n * sizeof *ops);
		_exit(semop(set, copy, n) == 0 ? 0 : errno);
	}
	return pid;
}

#define CHILD(set, ...)                                           \
	({                                                        \
		const struct sembuf ops_[] = { __VA_ARGS__ };     \
		child((set), ops_, sizeof ops_ / sizeof ops_[0]); \
	})

/* The same, which has come to sleep. */
#define SLEEPER(set, ...)                                           \
	({                                                          \
		pid_t pid_ = CHILD(set, __VA_ARGS__);               \
		if (!sleeps(pid_))                                  \
			diag("child %d does not sleep", (int)pid_); \
		pid_;                                               \
	})

#endif
