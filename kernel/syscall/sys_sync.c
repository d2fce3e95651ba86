/* Futexes, robust lists, restartable sequences, memory barriers. */
#include "abi/errno.h"
#include "abi/futex.h"
#include "abi/sched.h"
#include "abi/time.h"
#include "arch/layout.h"
#include "arch/smp.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "ipc/futex.h"
#include "proc/access.h"
#include "proc/process.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/tlb.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

/* FUTEX_WAIT takes a relative time, FUTEX_WAIT_BITSET an absolute one. */
static long
deadline_from(unsigned long utimeout, int op, struct futex_deadline *until)
{
	struct timespec ts;
	s64 ns;

	*until = (struct futex_deadline){ KTIME_FOREVER, false };
	if (!utimeout)
		return 0;
	if (copy_from_user(&ts, (const void __user *)utimeout, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	ns = ns_from_parts(ts.tv_sec, ts.tv_nsec);
	until->wall = op & FUTEX_CLOCK_REALTIME &&
	    (op & FUTEX_CMD_MASK) != FUTEX_WAIT;
	if ((op & FUTEX_CMD_MASK) == FUTEX_WAIT)
		until->at = deadline_after(ns);
	else
		until->at = max(ns, (s64)1);
	return 0;
}

#define RESTART_PRIVATE 1u
#define RESTART_WALL    2u

/* A wait without an end starts anew after a handler with SA_RESTART; one with
 * a deadline goes on by restart_syscall(). */
static long
continue_wait(struct syscall_restart *r)
{
	u32 how = r->arg[3] >> 32;
	struct futex_deadline until = { (s64)r->arg[2], how & RESTART_WALL };
	long err = futex_wait((u32 __user *)r->arg[0], how & RESTART_PRIVATE,
	    (u32)r->arg[1], (u32)r->arg[3], &until);

	if (err != -ERESTARTSYS)
		return err;
	current()->restart = *r;
	return -ERESTART_RESTARTBLOCK;
}

static long
wait(u32 __user *uaddr, int op, u32 val, u32 bitset, unsigned long utimeout)
{
	bool private = op & FUTEX_PRIVATE_FLAG;
	struct futex_deadline until;
	long err = deadline_from(utimeout, op, &until);
	u64 how;

	if (!err)
		err = futex_wait(uaddr, private, val, bitset, &until);
	if (err != -ERESTARTSYS || until.at == KTIME_FOREVER)
		return err;
	how = (private ? RESTART_PRIVATE : 0) | (until.wall ? RESTART_WALL : 0);
	current()->restart = (struct syscall_restart){ .fn = continue_wait,
		.arg = { (u64)uaddr, val, (u64)until.at, how << 32 | bitset } };
	return -ERESTART_RESTARTBLOCK;
}

long
sys_futex(void __user *uaddr, unsigned op, unsigned val, unsigned long timeout,
    void __user *uaddr2, unsigned cmp)
{
	bool private = op & FUTEX_PRIVATE_FLAG;
	int cmd = (int)op & FUTEX_CMD_MASK;

	if ((op & FUTEX_CLOCK_REALTIME) && cmd != FUTEX_WAIT_BITSET &&
	    cmd != FUTEX_WAIT_REQUEUE_PI && cmd != FUTEX_LOCK_PI2 &&
	    cmd != FUTEX_WAIT)
		return -ENOSYS;
	switch (cmd) {
	case FUTEX_WAIT:
		return wait(uaddr, (int)op, val, FUTEX_BITSET_MATCH_ANY,
		    timeout);
	case FUTEX_WAIT_BITSET:
		return wait(uaddr, (int)op, val, cmp, timeout);
	case FUTEX_WAKE:
		return futex_wake(uaddr, private, (int)val,
		    FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, private, (int)val, cmp);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, uaddr2, private, (int)val,
		    (int)timeout, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, uaddr2, private, (int)val,
		    (int)timeout, &cmp);
	case FUTEX_WAKE_OP:
		return futex_wake_op(uaddr, uaddr2, private, (int)val,
		    (int)timeout, cmp);
	}
	return missing(-ENOSYS, "futex", "operation %d", cmd);
}

long
sys_set_robust_list(void __user *head, size_t len)
{
	if (len != sizeof(struct robust_list_head))
		return -EINVAL;
	WRITE_ONCE(current()->robust_list, head);
	return 0;
}

long
sys_get_robust_list(pid_t pid, unsigned long __user *head,
    unsigned long __user *len)
{
	struct thread *t = pid ? thread_find(pid) : current();
	unsigned long at, size = sizeof(struct robust_list_head);
	bool ok = true;

	if (!t)
		return -ESRCH;
	at = (unsigned long)READ_ONCE(t->robust_list);
	if (pid) {
		struct vmspace *vm = thread_vm_get(t);

		ok = thread_is_open(t, vm, true);
		if (vm)
			vmspace_put(vm);
		thread_put(t);
	}
	if (!ok)
		return -EPERM;
	return put_user(size, len) || put_user(at, head) ? -EFAULT : 0;
}

long
sys_rseq(void __user *area, unsigned len, unsigned flags, unsigned sig)
{
	struct thread *t = current();

	if (flags & RSEQ_FLAG_UNREGISTER) {
		if (flags & ~(unsigned)RSEQ_FLAG_UNREGISTER)
			return -EINVAL;
		if (t->rseq != area || !t->rseq)
			return -EINVAL;
		if (t->rseq_len != len)
			return -EINVAL;
		if (t->rseq_sig != sig)
			return -EPERM;
		t->rseq = NULL;
		return 0;
	}
	if (flags)
		return -EINVAL;
	if (t->rseq) {
		if (t->rseq != area || t->rseq_len != len)
			return -EINVAL;
		return t->rseq_sig != sig ? -EPERM : -EBUSY;
	}
	if ((vaddr_t)area % sizeof(struct rseq) || len != sizeof(struct rseq))
		return -EINVAL;
	if (!user_range_ok(area, len))
		return -EFAULT;
	t->rseq = area;
	t->rseq_len = len;
	t->rseq_sig = sig;
	atomic_or(&t->work, WORK_RSEQ);
	return 0;
}

#define MEMBARRIER_SUPPORTED                                       \
	(MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_GLOBAL_EXPEDITED | \
	    MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED |             \
	    MEMBARRIER_CMD_PRIVATE_EXPEDITED |                     \
	    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)

/* Every CPU that runs a thread of the process passes a full barrier: a TLB
 * flush of its address space makes it do so.  For all processes, every other
 * CPU is interrupted. */
long
sys_membarrier(int cmd, unsigned flags, int cpu)
{
	struct vmspace *vm = current_vm();

	(void)cpu;
	if (flags)
		return -EINVAL;
	switch (cmd) {
	case MEMBARRIER_CMD_QUERY:
		return MEMBARRIER_SUPPORTED;
	case MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
		return 0;
	case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
		atomic_store(&vm->barriers, true);
		return 0;
	case MEMBARRIER_CMD_GLOBAL:
	case MEMBARRIER_CMD_GLOBAL_EXPEDITED:
		tlb_barrier_all();
		return 0;
	case MEMBARRIER_CMD_PRIVATE_EXPEDITED:
		if (!atomic_load(&vm->barriers))
			return -EPERM;
		memory_barrier();
		tlb_flush_range(vm, 0, USER_END);
		return 0;
	}
	return -EINVAL;
}
