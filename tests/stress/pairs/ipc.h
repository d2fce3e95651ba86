/* Operations of tests/stress/pairs.c on System V's objects, which both sides find by a
 * key, or make, as one of them may have removed it. */
#ifndef TESTS_STRESS_PAIRS_IPC_H
#define TESTS_STRESS_PAIRS_IPC_H

#include "tests/stress/pairs/operations.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

enum {
	IPC_KEY = 0x5eed0002
};

static inline int
segment(void)
{
	return (int)syscall(SYS_shmget, IPC_KEY, 3 * PAGE, IPC_CREAT | 0600);
}

static inline int
semaphores(void)
{
	return (int)syscall(SYS_semget, IPC_KEY, 4, IPC_CREAT | 0600);
}

static inline int
queue(void)
{
	return (int)syscall(SYS_msgget, IPC_KEY, IPC_CREAT | 0600);
}

/* --- Shared memory --- */

OPERATION(shm_attach, SYSV | SPACE)
{
	char *p = (char *)syscall(SYS_shmat, segment(), NULL, 0);

	if (p == (void *)-1)
		return;
	touch_write(p);
	call(SYS_munmap, p + PAGE, PAGE);
	call(SYS_shmdt, p);
}

OPERATION(shm_fork, SYSV | TREE)
{
	char *p = (char *)syscall(SYS_shmat, segment(), NULL, 0);
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0)
		syscall(SYS_exit_group, 0);
	reap(pid);
	if (p != (void *)-1)
		call(SYS_shmdt, p);
}

OPERATION(shm_remove, SYSV)
{
	call(SYS_shmctl, segment(), IPC_RMID, NULL);
}

OPERATION(shm_look, SYSV)
{
	struct shmid_ds ds;
	int id = segment();

	if (syscall(SYS_shmctl, id, IPC_STAT, &ds) == 0)
		call(SYS_shmctl, id, IPC_SET, &ds);
	call(SYS_shmctl, id, w->round % 2 ? 11 : 12, NULL); /* SHM_LOCK */
	call(SYS_shmctl, 0, 14, &ds);                       /* SHM_INFO */
	read_proc(1, "../sysvipc/shm");
}

/* --- Semaphores --- */

/* Waits for a moment, with what the other side does to end that. */
OPERATION(sem_wait, SYSV)
{
	struct sembuf ops[2] = { { 0, -1, SEM_UNDO }, { 1, 0, 0 } };
	struct timespec soon = { 0, 300000 };

	call(SYS_semtimedop, semaphores(), ops, 1 + w->round % 2, &soon);
}

OPERATION(sem_post, SYSV)
{
	struct sembuf ops[2] = { { 0, 1, IPC_NOWAIT },
		{ 1, (short)(w->round % 2 ? 1 : -1), IPC_NOWAIT } };
	int id = semaphores();

	call(SYS_semop, id, ops, 1);
	call(SYS_semop, id, ops + 1, 1);
}

OPERATION(sem_undo, SYSV | TREE)
{
	int id = semaphores();
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		struct sembuf op = { (unsigned short)(w->round % 4), 1,
			SEM_UNDO | IPC_NOWAIT };

		call(SYS_semop, id, &op, 1);
		syscall(SYS_exit_group, 0);
	}
	reap(pid);
}

OPERATION(sem_unshare, SYSV)
{
	struct sembuf op = { 2, 1, SEM_UNDO | IPC_NOWAIT };

	call(SYS_semop, semaphores(), &op, 1);
	call(SYS_unshare, CLONE_SYSVSEM);
}

OPERATION(sem_set, SYSV)
{
	unsigned short all[4] = { 1, 0, 3, 0 };
	int id = semaphores();

	call(SYS_semctl, id, 0, SETVAL, 2);
	call(SYS_semctl, id, 0, SETALL, all);
	call(SYS_semctl, id, 0, GETALL, all);
}

OPERATION(sem_look, SYSV)
{
	struct semid_ds ds;
	int id = semaphores();

	call(SYS_semctl, id, 0, IPC_STAT, &ds);
	call(SYS_semctl, id, 0, GETNCNT, 0);
	call(SYS_semctl, id, 1, GETZCNT, 0);
	call(SYS_semctl, id, 1, GETPID, 0);
	read_proc(1, "../sysvipc/sem");
}

OPERATION(sem_remove, SYSV)
{
	call(SYS_semctl, semaphores(), 0, IPC_RMID, 0);
}

/* --- Messages --- */

OPERATION(msg_send, SYSV)
{
	struct {
		long type;
		char text[100];
	} m = { 1 + w->round % 3, "" };

	call(SYS_msgsnd, queue(), &m, w->round % 100, IPC_NOWAIT);
}

OPERATION(msg_receive, SYSV)
{
	struct {
		long type;
		char text[100];
	} m;
	int id = queue();

	call(SYS_msgrcv, id, &m, 100, 0, IPC_NOWAIT | 040000); /* MSG_COPY */
	call(SYS_msgrcv, id, &m, 100, w->round % 2 ? -2L : 0L, IPC_NOWAIT);
}

/* A child waits for a message until it is killed. */
OPERATION(msg_wait, SYSV | TREE)
{
	struct {
		long type;
		char text[100];
	} m;
	int id = queue();
	pid_t pid = (pid_t)syscall(SYS_fork);

	if (pid == 0) {
		be_victim();
		call(SYS_msgrcv, id, &m, 100, 3, 0);
		syscall(SYS_exit_group, 0);
	}
	if (pid > 0)
		call(SYS_kill, pid, SIGKILL);
	reap(pid);
}

OPERATION(msg_look, SYSV)
{
	struct msqid_ds ds;
	int id = queue();

	if (syscall(SYS_msgctl, id, IPC_STAT, &ds) == 0) {
		ds.msg_qbytes = w->round % 2 ? 1000 : 100;
		call(SYS_msgctl, id, IPC_SET, &ds);
	}
	read_proc(1, "../sysvipc/msg");
}

OPERATION(msg_remove, SYSV)
{
	call(SYS_msgctl, queue(), IPC_RMID, NULL);
}

#endif
