/*
 * System V's shared memory, semaphores and message queues: the calls of the kernel.
 */
#include <stdarg.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "syscall.h"

_Static_assert(sizeof(struct shmid_ds) == 112, "ABI");
_Static_assert(sizeof(struct semid_ds) == 104, "ABI");
_Static_assert(sizeof(struct msqid_ds) == 120, "ABI");

key_t
ftok(const char *path, int project)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -1;
	return (key_t)((st.st_ino & 0xffff) | (st.st_dev & 0xff) << 16 |
	    ((unsigned int)project & 0xff) << 24);
}

int
shmget(key_t key, size_t size, int flags)
{
	return (int)syscall_ret(__syscall(SYS_shmget, key, size, flags));
}

void *
shmat(int id, const void *address, int flags)
{
	return (void *)syscall_ret(__syscall(SYS_shmat, id, address, flags));
}

int
shmdt(const void *address)
{
	return (int)syscall_ret(__syscall(SYS_shmdt, address));
}

int
shmctl(int id, int command, struct shmid_ds *data)
{
	return (int)syscall_ret(__syscall(SYS_shmctl, id, command, data));
}

int
semget(key_t key, int n, int flags)
{
	return (int)syscall_ret(__syscall(SYS_semget, key, n, flags));
}

int
semop(int id, struct sembuf *operations, size_t n)
{
	return (int)syscall_ret(__syscall(SYS_semop, id, operations, n));
}

int
semtimedop(int id, struct sembuf *operations, size_t n,
    const struct timespec *timeout)
{
	return (int)syscall_ret(__syscall(SYS_semtimedop, id, operations, n,
	    timeout));
}

/* The fourth argument, a union semun that the program defines, is one word. */
int
semctl(int id, int number, int command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	return (int)syscall_ret(__syscall(SYS_semctl, id, number, command,
	    argument));
}

int
msgget(key_t key, int flags)
{
	return (int)syscall_ret(__syscall(SYS_msgget, key, flags));
}

int
msgctl(int id, int command, struct msqid_ds *data)
{
	return (int)syscall_ret(__syscall(SYS_msgctl, id, command, data));
}

int
msgsnd(int id, const void *message, size_t size, int flags)
{
	return (int)syscall_ret(__syscall_cp(SYS_msgsnd, id, message, size,
	    flags));
}

ssize_t
msgrcv(int id, void *message, size_t size, long type, int flags)
{
	return syscall_ret(__syscall_cp(SYS_msgrcv, id, message, size, type,
	    flags));
}
