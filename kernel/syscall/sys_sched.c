/* Scheduling: yield, priorities, affinity. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/time.h"
#include "cred/cred.h"
#include "cred/rlimit.h"
#include "cred/user.h"
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

/* What a call with (which, who) does to each thread that it concerns. */
struct nice_call {
	thread_visit_fn *each;
	int nice;
	long result;
};

static void
get_nice(struct process *p, struct thread *t, void *arg)
{
	struct nice_call *c = arg;

	(void)p;
	/* 20 - nice, so that no result is negative. */
	c->result = max(c->result, 20L - atomic_load(&t->nice));
}

/* Is it the caller's, by its user ids? */
static bool
is_owner(const struct thread *t)
{
	const struct cred *c = current_cred(), *o;
	bool same;

	rcu_section_begin();
	o = thread_cred_peek(t);
	same = c->euid == o->uid || c->euid == o->euid;
	rcu_section_end();
	return same;
}

static long
may_set_nice(const struct process *p, const struct thread *t, int nice)
{
	if (!is_owner(t) && !capable(CAP_SYS_NICE))
		return -EPERM;
	if (nice < atomic_load(&t->nice) && !capable(CAP_SYS_NICE) &&
	    (u64)(20 - nice) >
		atomic_load(&p->limits.limit[RLIMIT_NICE].rlim_cur))
		return -EACCES;
	return 0;
}

static void
set_nice(struct process *p, struct thread *t, void *arg)
{
	struct nice_call *c = arg;
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
	c->each(t->process, t, c);
	if (tid)
		thread_put(t);
}

static void
call_for_user(struct nice_call *c, uid_t uid)
{
	struct user *u = user_find(uid);
	struct thread_node mark = { .thread = NULL };
	struct thread *t;

	if (!u)
		return;
	while ((t = user_next_thread(u, &mark))) {
		struct process *p = t->process;

		if (p) {
			process_lock(p);
			/* Not yet, or not any more? */
			if (!list_empty(&t->process_node))
				c->each(p, t, c);
			process_unlock(p);
		}
		thread_put(t);
		sched_point();
	}
	user_put(u);
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
		pgrp_visit_threads(who ? who : process_pgid(current_process()),
		    c->each, c);
		break;
	case PRIO_USER:
		call_for_user(c, who ? (uid_t)who : current_cred()->uid);
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

/* --- Policies ---------------------------------------------------------------------- */

/* What a call asks for. */
struct sched_request {
	bool keep_policy; /* as sched_setparam() */
	struct sched_attr attr;
};

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
is_realtime(u32 policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool
may_be_nice(const struct process *p, int nice)
{
	return (u64)(20 - nice) <=
	    atomic_load(&p->limits.limit[RLIMIT_NICE].rlim_cur);
}

/* What needs no privilege.  The order and the odd corners are Linux's. */
static bool
may_change(const struct thread *t, const struct sched_setting *now,
    const struct sched_setting *s)
{
	const struct process *p = t->process;
	u64 rtprio = atomic_load(&p->limits.limit[RLIMIT_RTPRIO].rlim_cur);

	if (is_realtime(s->policy)) {
		if (s->policy != now->policy && !rtprio)
			return false;
		if (s->rt_prio > now->rt_prio && s->rt_prio > rtprio)
			return false;
	} else if (s->nice < now->nice && !may_be_nice(p, s->nice)) {
		return false;
	}
	if (now->policy == SCHED_IDLE && s->policy != SCHED_IDLE &&
	    !may_be_nice(p, now->nice))
		return false;
	return is_owner(t) && (!now->reset_on_fork || s->reset_on_fork);
}

static long
check_request(const struct sched_request *r, u32 policy)
{
	const struct sched_attr *a = &r->attr;

	if (policy == SCHED_DEADLINE)
		return missing(-EINVAL, "sched_setattr", "SCHED_DEADLINE");
	if (!is_realtime(policy) && policy != SCHED_OTHER &&
	    policy != SCHED_BATCH && policy != SCHED_IDLE)
		return -EINVAL;
	if (a->sched_flags & ~(u64)SCHED_FLAG_ALL)
		return -EINVAL;
	if (a->sched_priority > RT_PRIO_MAX ||
	    is_realtime(policy) != (a->sched_priority != 0))
		return -EINVAL;
	if (a->sched_flags & SCHED_FLAG_UTIL_CLAMP)
		return -EOPNOTSUPP; /* as without CONFIG_UCLAMP_TASK */
	return 0;
}

/* What t would have.  "Keep" is Linux's: the parameters include the policy. */
static struct sched_setting
setting_of(const struct sched_request *r, const struct sched_setting *now)
{
	const struct sched_attr *a = &r->attr;
	u32 policy = r->keep_policy ? now->policy : a->sched_policy;

	return (struct sched_setting){ .policy = (u8)policy,
		.rt_prio = (u8)a->sched_priority,
		.nice = is_realtime(policy) ? now->nice : (s8)a->sched_nice,
		.reset_on_fork = r->keep_policy ?
		    now->reset_on_fork :
		    a->sched_flags & SCHED_FLAG_RESET_ON_FORK };
}

/* => holds: the lock of t's process */
static long
change_locked(struct thread *t, struct sched_request *r)
{
	bool keep = r->attr.sched_flags & SCHED_FLAG_KEEP_PARAMS;
	struct sched_setting now, s;
	long err;

	sched_read(t, &now);
	if (keep) {
		r->attr.sched_priority = now.rt_prio;
		r->attr.sched_nice = (int)now.nice;
	}
	err = check_request(r,
	    r->keep_policy ? now.policy : r->attr.sched_policy);
	if (err)
		return err;
	s = setting_of(r, &now);
	if (!may_change(t, &now, &s) && !capable(CAP_SYS_NICE))
		return -EPERM;
	if (keep) {
		now.reset_on_fork = s.reset_on_fork;
		s = now;
	}
	sched_change(t, &s);
	return 0;
}

static long
change(pid_t pid, struct sched_request *r, bool keep_nice)
{
	long err;
	struct thread *t = thread_arg(pid, &err);

	if (!t)
		return err;
	process_lock(t->process);
	if (keep_nice)
		r->attr.sched_nice = (int)atomic_load(&t->nice);
	err = change_locked(t, r);
	process_unlock(t->process);
	thread_put(t);
	return err;
}

long
sys_sched_getscheduler(pid_t pid)
{
	struct sched_setting s;
	long err;
	struct thread *t = thread_arg(pid, &err);

	if (!t)
		return err;
	sched_read(t, &s);
	thread_put(t);
	return s.policy | (s.reset_on_fork ? SCHED_RESET_ON_FORK : 0);
}

static long
get_param(const struct sched_param __user *uparam, struct sched_request *r)
{
	struct sched_param param;

	if (copy_from_user(&param, uparam, sizeof(param)))
		return -EFAULT;
	r->attr.sched_priority = (u32)param.sched_priority;
	return 0;
}

long
sys_sched_setscheduler(pid_t pid, int policy,
    const struct sched_param __user *uparam)
{
	struct sched_request r = { .attr.sched_policy = (u32)policy &
		    ~SCHED_RESET_ON_FORK };
	long err;

	if (policy < 0 || !uparam || pid < 0)
		return -EINVAL;
	if (policy & SCHED_RESET_ON_FORK)
		r.attr.sched_flags = SCHED_FLAG_RESET_ON_FORK;
	err = get_param(uparam, &r);
	return err ? err : change(pid, &r, true);
}

long
sys_sched_setparam(pid_t pid, const struct sched_param __user *uparam)
{
	struct sched_request r = { .keep_policy = true };
	long err;

	if (!uparam || pid < 0)
		return -EINVAL;
	err = get_param(uparam, &r);
	return err ? err : change(pid, &r, true);
}

/* The size that the kernel knows tells the user why his is too large. */
static long
get_attr(struct sched_attr __user *uattr, struct sched_attr *a)
{
	u32 size;
	long err;

	if (get_user(size, &uattr->size))
		return -EFAULT;
	if (!size)
		size = SCHED_ATTR_SIZE_VER0;
	err = size < SCHED_ATTR_SIZE_VER0 || size > PAGE_SIZE ?
	    -E2BIG :
	    copy_struct_from_user(a, sizeof(*a), uattr, size);
	if (err == -E2BIG && put_user((u32)sizeof(*a), &uattr->size))
		return -EFAULT;
	if (err)
		return err;
	if (a->sched_flags & SCHED_FLAG_UTIL_CLAMP && size < sizeof(*a))
		return -EINVAL;
	a->sched_nice = clamp(a->sched_nice, -20, 19);
	return 0;
}

long
sys_sched_setattr(pid_t pid, struct sched_attr __user *uattr, unsigned flags)
{
	struct sched_request r = { 0 };
	long err;

	if (!uattr || pid < 0 || flags)
		return -EINVAL;
	err = get_attr(uattr, &r.attr);
	if (err)
		return err;
	if ((s32)r.attr.sched_policy < 0)
		return -EINVAL;
	r.keep_policy = r.attr.sched_flags & SCHED_FLAG_KEEP_POLICY;
	return change(pid, &r, false);
}

long
sys_sched_getattr(pid_t pid, struct sched_attr __user *uattr, unsigned size,
    unsigned flags)
{
	struct sched_attr a = { 0 };
	struct sched_setting s;
	struct thread *t;
	long err;

	if (!uattr || pid < 0 || size > PAGE_SIZE ||
	    size < SCHED_ATTR_SIZE_VER0 || flags)
		return -EINVAL;
	t = thread_arg(pid, &err);
	if (!t)
		return err;
	sched_read(t, &s);
	thread_put(t);
	a.size = min(size, (u32)sizeof(a));
	a.sched_policy = s.policy;
	a.sched_flags = s.reset_on_fork ? SCHED_FLAG_RESET_ON_FORK : 0;
	a.sched_priority = s.rt_prio;
	a.sched_nice = s.rt_prio ? 0 : s.nice;
	return copy_to_user(uattr, &a, a.size);
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
	param.sched_priority = atomic_load(&t->rt_prio);
	thread_put(t);
	return copy_to_user(uparam, &param, sizeof(param));
}

long
sys_sched_get_priority_max(int policy)
{
	switch (policy) {
	case SCHED_FIFO:
	case SCHED_RR:
		return RT_PRIO_MAX;
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

/* How long a thread runs at most while an equal waits: without end by SCHED_FIFO,
 * which 0 says. */
long
sys_sched_rr_get_interval(pid_t pid, struct timespec __user *interval)
{
	struct timespec ts = { 0, SCHED_TICK_NS };
	long err;
	struct thread *t = thread_arg(pid, &err);
	u8 policy;

	if (!t)
		return err;
	policy = atomic_load(&t->policy);
	thread_put(t);
	if (policy == SCHED_FIFO)
		ts.tv_nsec = 0;
	else if (policy == SCHED_RR)
		ts.tv_nsec *= atomic_load(&rt_limits.rr_ticks);
	ts.tv_sec = ts.tv_nsec / NSEC_PER_SEC;
	ts.tv_nsec %= NSEC_PER_SEC;
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
	err = is_owner(t) || capable(CAP_SYS_NICE) ?
	    sched_set_affinity(t, mask) :
	    -EPERM;
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
