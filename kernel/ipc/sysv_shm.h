/* System V shared memory. */
#ifndef IPC_SYSV_SHM_H
#define IPC_SYSV_SHM_H

#include "abi/shm.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct text;

/* kernel.shmmax, shmall: bytes of a segment, pages of all. [a] */
struct shm_limits {
	u64 max, all;
};
extern struct shm_limits shm_limits;
/* kernel.shmmni, shm_next_id. */
extern u64 *const shm_segments_max;
extern s64 *const shm_next_id;
/* kernel.shm_rmid_forced: a segment goes with its maker, or when nobody has it any
 * more. [a] */
extern u64 shm_rmid_forced;
/* It has been set. => sleeps */
void shm_rmid_changed(void);

/* At boot. */
void shm_init(void);

/* shmget(2). */
long shm_get(s32 key, size_t size, int flags);
/* shmat(2): where it is. => sleeps */
int shm_attach(int id, vaddr_t addr, int flags, vaddr_t *out) __must_check;

/* The commands of shmctl(2); how: as ipc_call(). => returns: the id */
long shm_stat(int id, unsigned how, struct shmid_ds *ds);
long shm_set(int id, struct shmid_ds *ds);
long shm_remove(int id);
long shm_lock(int id, bool lock);
/* => returns: the highest index in use */
long shm_limits_info(struct shminfo *info);
long shm_usage_info(struct shm_info *info);

/* The record of /proc/sysvipc/shm at t->at. */
void shm_show(struct text *t);

#endif
