/*
 * System V IPC: shared memory, semaphores, message queues.
 *
 * Each *ctl() copies in what its command takes, makes one call, and copies out; checks
 * are made in Linux's order.  Structures are those that a 64-bit Linux has had always
 * (IPC_64 in a command is EINVAL there too).
 */
#include "abi/errno.h"
#include "abi/msg.h"
#include "abi/sem.h"
#include "abi/shm.h"
#include "abi/time.h"
#include "ipc/sysv_ids.h"
#include "ipc/sysv_message.h"
#include "ipc/sysv_msg.h"
#include "ipc/sysv_sem.h"
#include "ipc/sysv_shm.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

/* How the three commands that tell of an object find it. */
static unsigned
how_to_stat(int cmd, int by_index, int any)
{
	if (cmd == any)
		return IPC_BY_INDEX;
	return cmd == by_index ? IPC_BY_INDEX | IPC_READ : IPC_READ;
}

/* What a command gave, for the program. => returns: ret, or an error */
static long
give(long ret, void __user *to, const void *from, size_t n)
{
	return ret >= 0 && copy_to_user(to, from, n) ? -EFAULT : ret;
}

/* --- Shared memory --- */

long
sys_shmget(int key, size_t size, int flags)
{
	return shm_get(key, size, flags);
}

long
sys_shmat(int id, unsigned long addr, int flags)
{
	vaddr_t at;
	int err = shm_attach(id, addr, flags, &at);

	return err ? err : (long)at;
}

long
sys_shmdt(unsigned long addr)
{
	return vm_unmap_counted(current_vm(), addr);
}

long
sys_shmctl(int id, int cmd, void __user *buf)
{
	struct shminfo limits;
	struct shm_info usage;
	struct shmid_ds ds;
	long ret;

	if (cmd < 0 || id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
		return give(shm_limits_info(&limits), buf, &limits,
		    sizeof(limits));
	case SHM_INFO:
		return give(shm_usage_info(&usage), buf, &usage, sizeof(usage));
	case IPC_STAT:
	case SHM_STAT:
	case SHM_STAT_ANY:
		ret = shm_stat(id, how_to_stat(cmd, SHM_STAT, SHM_STAT_ANY),
		    &ds);
		break;
	case IPC_SET:
		if (copy_from_user(&ds, buf, sizeof(ds)))
			return -EFAULT;
		return shm_set(id, &ds);
	case IPC_RMID:
		return shm_remove(id);
	case SHM_LOCK:
	case SHM_UNLOCK:
		return shm_lock(id, cmd == SHM_LOCK);
	default:
		return -EINVAL;
	}
	return give(cmd == IPC_STAT ? min(ret, 0L) : ret, buf, &ds, sizeof(ds));
}

/* --- Semaphores --- */

long
sys_semget(int key, int n, int flags)
{
	return sem_get(key, n, flags);
}

#define FEW_OPS 32 /* fit on the stack */

static long
operate(int id, const struct sembuf __user *uops, unsigned n,
    const struct timespec *timeout)
{
	struct sembuf few[FEW_OPS], *ops = few;
	ktime_t deadline = KTIME_FOREVER;
	long ret;

	if (n > sem_limit(SEM_OPM))
		return -E2BIG;
	if (n < 1)
		return -EINVAL;
	if (n > FEW_OPS)
		ops = kmalloc(n * sizeof(*ops));
	if (!ops)
		return -ENOMEM;
	ret = copy_from_user(ops, uops, n * sizeof(*ops));
	if (!ret && timeout &&
	    (timeout->tv_sec < 0 || timeout->tv_nsec < 0 ||
		timeout->tv_nsec >= NSEC_PER_SEC))
		ret = -EINVAL;
	else if (!ret && timeout)
		deadline = deadline_after(ns_from_parts(timeout->tv_sec,
		    timeout->tv_nsec));
	if (!ret)
		ret = sem_operate(id, ops, n, deadline);
	if (ops != few)
		kfree(ops);
	return ret;
}

long
sys_semop(int id, const struct sembuf __user *ops, unsigned n)
{
	return operate(id, ops, n, NULL);
}

long
sys_semtimedop(int id, const struct sembuf __user *ops, unsigned n,
    const struct timespec __user *utimeout)
{
	struct timespec timeout;

	if (utimeout && copy_from_user(&timeout, utimeout, sizeof(timeout)))
		return -EFAULT;
	return operate(id, ops, n, utimeout ? &timeout : NULL);
}

static long
get_all(int id, void __user *to)
{
	struct sem_values v;
	long ret = sem_get_all(id, &v);

	if (ret)
		return ret;
	ret = copy_to_user(to, v.values, v.n * sizeof(*v.values));
	kfree(v.values);
	return ret;
}

static long
set_all(int id, const void __user *from)
{
	struct sem_values v;
	long ret = sem_prepare_all(id, &v);

	if (ret)
		return ret;
	v.values = kmalloc(v.n * sizeof(*v.values));
	if (!v.values)
		return -ENOMEM;
	ret = copy_from_user(v.values, from, v.n * sizeof(*v.values));
	if (!ret)
		ret = sem_set_all(id, &v);
	kfree(v.values);
	return ret;
}

long
sys_semctl(int id, int number, int cmd, unsigned long arg)
{
	void __user *buf = (void __user *)arg;
	struct seminfo info;
	struct semid_ds ds;
	long ret;

	if (id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case SEM_INFO:
		return give(sem_info(cmd == SEM_INFO, &info), buf, &info,
		    sizeof(info));
	case IPC_STAT:
	case SEM_STAT:
	case SEM_STAT_ANY:
		ret = sem_stat(id, how_to_stat(cmd, SEM_STAT, SEM_STAT_ANY),
		    &ds);
		break;
	case GETALL:
		return get_all(id, buf);
	case GETVAL:
		return sem_get_one(id, number, SEM_VALUE);
	case GETPID:
		return sem_get_one(id, number, SEM_PID);
	case GETNCNT:
		return sem_get_one(id, number, SEM_WAIT_MORE);
	case GETZCNT:
		return sem_get_one(id, number, SEM_WAIT_ZERO);
	case SETALL:
		return set_all(id, buf);
	case SETVAL:
		return sem_set_one(id, number, (int)arg);
	case IPC_SET:
		if (copy_from_user(&ds, buf, sizeof(ds)))
			return -EFAULT;
		return sem_set_perm(id, &ds);
	case IPC_RMID:
		return sem_remove(id);
	default:
		return -EINVAL;
	}
	return give(cmd == IPC_STAT ? min(ret, 0L) : ret, buf, &ds, sizeof(ds));
}

/* --- Message queues --- */

/* What msgsnd(2) and msgrcv(2) point at. */
struct user_message {
	long type;
	u8 text[];
};

long
sys_msgget(int key, int flags)
{
	return msg_get(key, flags);
}

long
sys_msgsnd(int id, void __user *msg, size_t size, int flags)
{
	const struct user_message __user *u = msg;
	struct message *m;
	long type;
	int err;

	if (get_user(type, &u->type))
		return -EFAULT;
	if (size > atomic_load(&msg_limits.max) || id < 0 || type < 1)
		return -EINVAL;
	err = message_create(type, u->text, size, &m);
	return err ? err : msg_send(id, m, flags);
}

long
sys_msgrcv(int id, void __user *msg, size_t size, long type, int flags)
{
	struct user_message __user *u = msg;
	struct message *m;
	long ret = msg_receive(id, size, type, flags, &m);

	if (ret)
		return ret;
	ret = message_copy_out(m, &u->type, u->text, size);
	message_put(m);
	return ret;
}

long
sys_msgctl(int id, int cmd, void __user *buf)
{
	struct msginfo info;
	struct msqid_ds ds;
	long ret;

	if (cmd < 0 || id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
	case MSG_INFO:
		return give(msg_info(cmd == MSG_INFO, &info), buf, &info,
		    sizeof(info));
	case IPC_STAT:
	case MSG_STAT:
	case MSG_STAT_ANY:
		ret = msg_stat(id, how_to_stat(cmd, MSG_STAT, MSG_STAT_ANY),
		    &ds);
		break;
	case IPC_SET:
		if (copy_from_user(&ds, buf, sizeof(ds)))
			return -EFAULT;
		return msg_set(id, &ds);
	case IPC_RMID:
		return msg_remove(id);
	default:
		return -EINVAL;
	}
	return give(cmd == IPC_STAT ? min(ret, 0L) : ret, buf, &ds, sizeof(ds));
}
