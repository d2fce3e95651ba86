/* System V semaphores. */
#ifndef IPC_SYSV_SEM_H
#define IPC_SYSV_SEM_H

#include "abi/sem.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct text;

/* kernel.sem, and kernel.sem_next_id. */
#define SEM_LIMITS 4
enum sem_limit {
	SEM_MSL, /* semaphores of a set */
	SEM_MNS, /* of all sets */
	SEM_OPM, /* operations of a call */
	SEM_MNI  /* sets */
};
u64 sem_limit(enum sem_limit which);
/* Values are checked. => errors: -EINVAL */
int sem_limits_set(const u64 limits[SEM_LIMITS]) __must_check;
extern s64 *const sem_next_id;

/* At boot. */
void sem_init(void);

/* semget(2). */
long sem_get(s32 key, int n, int flags);

/* semtimedop(2) with operations that have been copied in.
 * => sleeps => errors: of semop(2) */
long sem_operate(int id, const struct sembuf *ops, unsigned n,
    ktime_t deadline);

/* The commands of semctl(2); how: as ipc_call().  Of a single semaphore: */
enum sem_figure {
	SEM_VALUE,
	SEM_PID,
	SEM_WAIT_ZERO, /* who waits for it to become zero */
	SEM_WAIT_MORE  /* or larger */
};
long sem_get_one(int id, int number, enum sem_figure which);
long sem_set_one(int id, int number, int value);
/* Of all: of a set's, n of them, into an array of kmalloc()'s; and from one.
 * => errors: -EINVAL, -EIDRM, -EACCES, -ENOMEM */
struct sem_values {
	u16 *values;
	u32 n;
};
long sem_get_all(int id, struct sem_values *v);
/* How many are to be set. */
long sem_prepare_all(int id, struct sem_values *v);
/* => errors: also -ERANGE */
long sem_set_all(int id, struct sem_values *v);
/* => returns: the id */
long sem_stat(int id, unsigned how, struct semid_ds *ds);
long sem_set_perm(int id, struct semid_ds *ds);
long sem_remove(int id);
/* usage: SEM_INFO. => returns: the highest index in use */
long sem_info(bool usage, struct seminfo *info);

/* The record of /proc/sysvipc/sem at t->at. */
void sem_show(struct text *t);

#endif
