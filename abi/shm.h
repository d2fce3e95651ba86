/* System V shared memory. */
#ifndef ABI_SHM_H
#define ABI_SHM_H

#include "abi/ipc.h"

/* shmget */
#define SHM_HUGETLB   04000
#define SHM_NORESERVE 010000

/* shmat */
#define SHM_RDONLY 010000
#define SHM_RND    020000
#define SHM_REMAP  040000
#define SHM_EXEC   0100000
#define SHMLBA     4096UL

/* shmctl */
#define SHM_LOCK     11
#define SHM_UNLOCK   12
#define SHM_STAT     13
#define SHM_INFO     14
#define SHM_STAT_ANY 15

/* In ipc_perm.mode. */
#define SHM_DEST   01000
#define SHM_LOCKED 02000

struct shmid_ds {
	struct ipc_perm shm_perm;
	uint64_t shm_segsz;
	int64_t shm_atime, shm_dtime, shm_ctime;
	int32_t shm_cpid, shm_lpid;
	uint64_t shm_nattch;
	uint64_t unused[2];
};
_Static_assert(sizeof(struct shmid_ds) == 112, "ABI");

struct shminfo { /* IPC_INFO */
	uint64_t shmmax, shmmin, shmmni, shmseg, shmall;
	uint64_t unused[4];
};
_Static_assert(sizeof(struct shminfo) == 72, "ABI");

struct shm_info { /* SHM_INFO */
	int32_t used_ids;
	uint64_t shm_tot, shm_rss, shm_swp;
	uint64_t swap_attempts, swap_successes;
};
_Static_assert(sizeof(struct shm_info) == 48, "ABI");

#endif
