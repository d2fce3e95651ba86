/* System V semaphores. */
#ifndef ABI_SEM_H
#define ABI_SEM_H

#include "abi/ipc.h"

#define SEM_UNDO 010000 /* sembuf.sem_flg */

/* semctl */
#define GETPID       11
#define GETVAL       12
#define GETALL       13
#define GETNCNT      14
#define GETZCNT      15
#define SETVAL       16
#define SETALL       17
#define SEM_STAT     18
#define SEM_INFO     19
#define SEM_STAT_ANY 20

#define SEMVMX 32767  /* the highest value */
#define SEMAEM SEMVMX /* and change at exit */
#define SEMUSZ 20     /* of what Linux once had */

struct sembuf {
	uint16_t sem_num;
	int16_t sem_op;
	int16_t sem_flg;
};

struct semid_ds {
	struct ipc_perm sem_perm;
	int64_t sem_otime;
	uint64_t unused1;
	int64_t sem_ctime;
	uint64_t unused2;
	uint64_t sem_nsems;
	uint64_t unused3[2];
};
_Static_assert(sizeof(struct semid_ds) == 104, "ABI");

struct seminfo {
	int32_t semmap, semmni, semmns, semmnu, semmsl, semopm, semume;
	int32_t semusz; /* SEM_INFO: sets */
	int32_t semvmx;
	int32_t semaem; /* SEM_INFO: semaphores */
};
_Static_assert(sizeof(struct seminfo) == 40, "ABI");

#endif
