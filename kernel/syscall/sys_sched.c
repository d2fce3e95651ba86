/* Scheduling: yield, priorities, affinity. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/time.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "debug/missing.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "proc/visit.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

long
sys_sched_yield(void)
{
	sched_yield_now();
	return 0;
}

long
sys_getcpu(u32 __user *cpu, u32 __user *node, void __user *cache)
{
	(void)cache;
	if (cpu && put_user(cpu_id(), cpu))
		return -EFAULT;
	if (node && put_user(0U, node))
		return -EFAULT;
	return 0;
}

/* --- Niceness -------------------------------------------------------------------- */

/* What a call with (which, who) does to each thread that it concerns.
 * => holds: the tree, the process's lock */
struct nice_call {
	void (*each)(struct nice_call *c, struct process *p, struct thread *t);
	int nice;
	uid_t uid; /* PRIO_USER */
	long result;
};

static void
get_nice(struct nice_call *c, struct process *p, struct thread *t)
{
	(void)p;
	/* 20 - nice, so that no result is negative. */
	c->result = max(c->result, 20L - atomic_load(&t->nice));
}

static long
may_set_nice(const struct process *p, const struct thread *t, int nice)
{
	const struct cred *c = current_cred();
	struct cred *o = thread_cred_get(t);
	bool same = c->euid == o->euid || c->euid == o->uid;

	cred_put(o);
	if (!same && !capable(CAP_SYS_NICE))
		return -EPERM;
	if (nice < atomic_load(&t->nice) && !capable(CAP_SYS_NICE) &&
	    (u64)(20 - nice) >
		atomic_load(&p->limits.limit[RLIMIT_NICE].rlim_cur))
		return -EACCES;
	return 0;
}

static void
set_nice(struct nice_call *c, struct process *p, struct thread *t)
{
	long err = may_set_nice(p, t, c->nice);

	if (!err)
		sched_set_nice(t, c->nice);
	if (err || c->result == -ESRCH)
		c->result = err;
}

/* PRIO_PROCESS names one thread. */
static void
call_for_thread(struct nice_call *c, pid_t tid)
{
	struct thread *t = tid ? thread_find(tid) : current();

	if (!t)
		return;
	process_lock(t->process);
	c->each(c, t->process, t);
	process_unlock(t->process);
	if (tid)
		thread_put(t);
}

static void
call_for_process(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct nice_call *c = arg;
	struct thread *t;

	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		c->each(c, p, t);
	process_unlock(p);
}

static void
call_for_user(struct process *p, void *arg) REQUIRES(tree_role)
{
	struct nice_call *c = arg;
	struct thread *t;

	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		if (thread_uid(t) == c->uid)
			c->each(c, p, t);
	process_unlock(p);
}

static long
nice_call(struct nice_call *c, int which, int who)
{
	c->result = -ESRCH;
	switch (which) {
	case PRIO_PROCESS:
		call_for_thread(c, who);
		break;
	case PRIO_PGRP:
		pgrp_visit(who ? who : process_pgid(current_process()),
		    call_for_process, c);
		break;
	case PRIO_USER:
		c->uid = who ? (uid_t)who : current_cred()->uid;
		processes_visit(call_for_user, c);
		break;
	default:
		return -EINVAL;
	}
	return c->result;
}

long
sys_getpriority(int which, int who)
{
	struct nice_call c = { .each = get_nice };

	return nice_call(&c, which, who);
}

long
sys_setpriority(int which, int who, int prio)
{
	struct nice_call c = { .each = set_nice, .nice = clamp(prio, -20, 19) };

	return nice_call(&c, which, who);
}

/* --- Policies: only the normal ones share time; real-time ones are not there --- */

/* => returns: a reference, or NULL with *err set */
static struct thread *
thread_arg(pid_t pid, long *err)
{
	*err = pid < 0 ? -EINVAL : -ESRCH;
	if (pid < 0)
		return NULL;
	if (pid)
		return thread_find(pid);
	thread_get(current());
	return current();
}

static bool
may_schedule(const struct thread *t)
{
	const struct cred *c = current_cred();
	struct cred *o = thread_cred_get(t);
	bool may = c->euid == o->uid || c->euid == o->euid ||
	    capable(CAP_SYS_NICE);

	cred_put(o);
	return may;
}

long
sys_sched_getscheduler(pid_t pid)
{
	long err;
	struct thread *t = thread_arg(pid, &err);

	if (!t)
		return err;
	err = atomic_load(&t->policy);
	thread_put(t);
	return err;
}

long
sys_sched_setscheduler(pid_t pid, int policy,
    const struct sched_param __user *uparam)
{
	struct sched_param param;
	struct thread *t;
	long err;

	if (policy < 0 || !uparam)
		return -EINVAL;
	if (copy_from_user(&param, uparam, sizeof(param)))
		return -EFAULT;
	policy &= ~SCHED_RESET_ON_FORK;
	t = thread_arg(pid, &err);
	if (!t)
		return err;
	err = 0;
	if (policy == SCHED_FIFO || policy == SCHED_RR) {
		if (param.sched_priority < 1 || param.sched_priority > 99)
			err = -EINVAL;
		else if (!capable(CAP_SYS_NICE))
			err = -EPERM;
		else
			err = missing(-EINVAL, "sched_setscheduler",
			    "real-time policies");
	} else if (policy != SCHED_OTHER && policy != SCHED_BATCH &&
	    policy != SCHED_IDLE) {
		err = -EINVAL;
	} else if (param.sched_priority) {
		err = -EINVAL;
	} else if (!may_schedule(t)) {
		err = -EPERM;
	} else {
		sched_set_policy(t, (u8)policy);
	}
	thread_put(t);
	return err;
}

long
sys_sched_setparam(pid_t pid, const struct sched_param __user *uparam)
{
	struct sched_param param;
	struct thread *t;
	long err;

	if (!uparam || pid < 0)
		return -EINVAL;
	if (copy_from_user(&param, uparam, sizeof(param)))
		return -EFAULT;
	t = thread_arg(pid, &err);
	if (!t)
		return err;
	err = param.sched_priority ? -EINVAL : may_schedule(t) ? 0 : -EPERM;
	thread_put(t);
	return err;
}

long
sys_sched_getparam(pid_t pid, struct sched_param __user *uparam)
{
	struct sched_param param = { 0 };
	struct thread *t;
	long err;

	if (!uparam || pid < 0)
		return -EINVAL;
	t = thread_arg(pid, &err);
	if (!t)
		return err;
	thread_put(t);
	return copy_to_user(uparam, &param, sizeof(param));
}

long
sys_sched_get_priority_max(int policy)
{
	switch (policy) {
	case SCHED_FIFO:
	case SCHED_RR:
		return 99;
	case SCHED_OTHER:
	case SCHED_BATCH:
	case SCHED_IDLE:
	case SCHED_DEADLINE:
		return 0;
	}
	return -EINVAL;
}

long
sys_sched_get_priority_min(int policy)
{
	long max = sys_sched_get_priority_max(policy);

	return max > 0 ? 1 : max;
}

long
sys_sched_rr_get_interval(pid_t pid, struct timespec __user *interval)
{
	struct timespec ts = { 0, 10000000 };
	long err;
	struct thread *t = thread_arg(pid, &err);

	if (!t)
		return err;
	thread_put(t);
	return copy_to_user(interval, &ts, sizeof(ts));
}

/* --- Affinity ---------------------------------------------------------------------- */

long
sys_sched_setaffinity(pid_t pid, unsigned len, const void __user *umask)
{
	cpumask_t mask = 0;
	struct thread *t;
	long err;

	if (copy_from_user(&mask, umask, min((size_t)len, sizeof(mask))))
		return -EFAULT;
	t = thread_arg(pid, &err);
	if (!t)
		return pid < 0 ? -ESRCH : err;
	err = may_schedule(t) ? sched_set_affinity(t, mask) : -EPERM;
	thread_put(t);
	return err;
}

long
sys_sched_getaffinity(pid_t pid, unsigned len, void __user *umask)
{
	cpumask_t mask;
	struct thread *t;
	long err;

	if (len * 8 < cpus_count() || len % sizeof(long))
		return -EINVAL;
	t = thread_arg(pid, &err);
	if (!t)
		return pid < 0 ? -ESRCH : err;
	mask = atomic_load(&t->affinity) & cpus_online();
	thread_put(t);
	if (copy_to_user(umask, &mask, sizeof(mask)))
		return -EFAULT;
	return sizeof(mask);
}
