/* System V IPC: semaphores, messages, shared memory, each used by one process. */
#include "bench.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>

void
row_semop(long n)
{
	int set = semget(IPC_PRIVATE, 8, 0600);
	struct sembuf up = { 3, 1, SEM_UNDO }, down = { 3, -1, SEM_UNDO };

	if (set < 0)
		bench_fail();
	bench_start();
	for (long i = 0; i < n; i++) {
		syscall(SYS_semop, set, &up, 1);
		syscall(SYS_semop, set, &down, 1);
	}
	bench_stop();
	semctl(set, 0, IPC_RMID);
}

/* The process and a child by turns, as by two locks. */
void
row_semop_pp(long n)
{
	int set = semget(IPC_PRIVATE, 2, 0600);
	struct sembuf tell[2] = { { 0, 1, 0 }, { 1, 1, 0 } };
	struct sembuf hear[2] = { { 0, -1, 0 }, { 1, -1, 0 } };

	if (set < 0)
		bench_fail();
	if (fork() == 0) {
		while (syscall(SYS_semop, set, &hear[0], 1) == 0)
			syscall(SYS_semop, set, &tell[1], 1);
		_exit(0);
	}
	for (long i = -8; i < n; i++) {
		if (i == 0)
			bench_start();
		syscall(SYS_semop, set, &tell[0], 1);
		syscall(SYS_semop, set, &hear[1], 1);
	}
	bench_stop();
	semctl(set, 0, IPC_RMID);
	wait(0);
}

void
row_msg(long n)
{
	int queue = msgget(IPC_PRIVATE, 0600);
	struct {
		long type;
		char text[64];
	} m = { 1, "" };

	if (queue < 0)
		bench_fail();
	bench_start();
	for (long i = 0; i < n; i++) {
		syscall(SYS_msgsnd, queue, &m, sizeof m.text, 0);
		syscall(SYS_msgrcv, queue, &m, sizeof m.text, 0L, 0);
	}
	bench_stop();
	msgctl(queue, IPC_RMID, 0);
}

void
row_shm_attach(long n)
{
	int segment = shmget(IPC_PRIVATE, PAGE, 0600);

	if (segment < 0)
		bench_fail();
	bench_start();
	for (long i = 0; i < n; i++) {
		long at = syscall(SYS_shmat, segment, 0, 0);

		*(volatile char *)at = 1;
		syscall(SYS_shmdt, at);
	}
	bench_stop();
	shmctl(segment, IPC_RMID, 0);
}
