#ifndef _SYS_SEM_H
#define _SYS_SEM_H

#include <bits/timespec.h>
#include <sys/ipc.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

typedef __pid_t pid_t;
typedef __time_t time_t;

struct semid_ds {
	struct ipc_perm sem_perm;
	time_t sem_otime;
	unsigned long __reserved1;
	time_t sem_ctime;
	unsigned long __reserved2;
	unsigned long sem_nsems;
	unsigned long __reserved3[2];
};

struct sembuf {
	unsigned short sem_num;
	short sem_op;
	short sem_flg;
};

#define SEM_UNDO 0x1000
#define GETPID   11
#define GETVAL   12
#define GETALL   13
#define GETNCNT  14
#define GETZCNT  15
#define SETVAL   16
#define SETALL   17

#if __GNU_VISIBLE
#define SEM_STAT     18
#define SEM_INFO     19
#define SEM_STAT_ANY 20

/* semctl(IPC_INFO), semctl(SEM_INFO) */
struct seminfo {
	int semmap, semmni, semmns, semmnu, semmsl, semopm, semume, semusz;
	int semvmx, semaem;
};
#endif

int semctl(int, int, int, ...);
int semget(key_t, int, int);
int semop(int, struct sembuf *, size_t);
#if __GNU_VISIBLE
int semtimedop(int, struct sembuf *, size_t, const struct timespec *);
#endif

__END_DECLS

#endif
