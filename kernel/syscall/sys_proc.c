/* Processes: making, replacing, ending and waiting for them. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/prctl.h"
#include "abi/sched.h"
#include "abi/wait.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/thread.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "lib/string.h"
#include "proc/access.h"
#include "proc/hooks.h"
#include "proc/jobs.h"
#include "proc/pidfd.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "sync/rcu.h"
#include "syscall/handlers.h"
#include "tty/tty_job.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

long
sys_fork(void)
{
	struct fork_args a = { .exit_signal = SIGCHLD };

	return process_fork(&a);
}

long
sys_vfork(void)
{
	struct fork_args a = { .flags = CLONE_VM | CLONE_VFORK,
		.exit_signal = SIGCHLD };

	return process_fork(&a);
}

long
sys_clone(unsigned long flags, unsigned long stack, int __user *parent_tid,
    int __user *child_tid, unsigned long tls)
{
	struct fork_args a = { .flags = (u32)flags & ~(u64)CSIGNAL,
		.stack = stack,
		.tls = tls,
		.parent_tid = parent_tid,
		.pidfd = parent_tid,
		.child_tid = (u32 __user *)child_tid,
		.exit_signal = (int)(flags & CSIGNAL) };

	if (a.exit_signal >= NSIG)
		return -EINVAL;
	if ((flags & CLONE_SETTLS) && tls >= USER_END)
		return -EPERM;
	return process_fork(&a);
}

static long
check_clone3(const struct clone_args *c)
{
	if (c->flags &
	    ~(0xffffffffUL | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP))
		return -EINVAL;
	if (c->flags & (CLONE_DETACHED | CSIGNAL))
		return -EINVAL;
	if (c->exit_signal >= NSIG)
		return -EINVAL;
	if ((c->flags & (CLONE_THREAD | CLONE_PARENT)) && c->exit_signal)
		return -EINVAL;
	if (!c->stack != !c->stack_size)
		return -EINVAL;
	if (c->stack && !user_range_ok((void __user *)c->stack, c->stack_size))
		return -EINVAL;
	if (c->set_tid || c->set_tid_size)
		return missing(-EINVAL, "clone3", "set_tid");
	return 0;
}

long
sys_clone3(const void __user *args, size_t size)
{
	struct clone_args c;
	struct fork_args a;
	long err;

	if (size > PAGE_SIZE)
		return -E2BIG;
	if (size < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	err = copy_struct_from_user(&c, sizeof(c), args, size);
	if (err)
		return err;
	err = check_clone3(&c);
	if (err)
		return err;
	a = (struct fork_args){ .flags = c.flags,
		.stack = c.stack + c.stack_size,
		.tls = c.tls,
		.parent_tid = (int __user *)c.parent_tid,
		.pidfd = (int __user *)c.pidfd,
		.child_tid = (u32 __user *)c.child_tid,
		.exit_signal = (int)c.exit_signal };
	if ((c.flags & CLONE_SETTLS) && c.tls >= USER_END)
		return -EPERM;
	return process_fork(&a);
}

long
sys_execve(const char __user *path, const char __user *const __user *argv,
    const char __user *const __user *envp)
{
	return process_exec(AT_FDCWD, path, argv, envp, 0);
}

long
sys_execveat(int dirfd, const char __user *path,
    const char __user *const __user *argv,
    const char __user *const __user *envp, int flags)
{
	return process_exec(dirfd, path, argv, envp, flags);
}

long
sys_exit(int status)
{
	process_exit_thread(W_EXITCODE(status, 0));
}

long
sys_exit_group(int status)
{
	process_exit_group(W_EXITCODE(status, 0));
	process_exit_thread(W_EXITCODE(status, 0));
}

/* --- Waiting ------------------------------------------------------------------ */

long
sys_wait4(pid_t pid, int __user *status, unsigned options,
    struct rusage __user *usage)
{
	struct wait_result res;
	int which = P_ALL;
	long ret;

	if (options &
	    ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WALL |
		__WCLONE))
		return -EINVAL;
	if (pid == INT32_MIN)
		return -ESRCH;
	if (pid < -1) {
		which = P_PGID;
		pid = -pid;
	} else if (pid == 0) {
		which = P_PGID;
		pid = process_pgid(current_process());
	} else if (pid > 0) {
		which = P_PID;
	}
	ret = process_wait(which, pid, NULL, (int)(options | WEXITED), &res);
	if (ret <= 0)
		return ret;
	if (status && put_user(res.wait_status, status))
		return -EFAULT;
	if (usage && copy_to_user(usage, &res.usage, sizeof(res.usage)))
		return -EFAULT;
	return ret;
}

static struct siginfo
wait_info(long ret, const struct wait_result *res)
{
	struct siginfo info = { 0 };
	int st = res->wait_status;

	if (ret <= 0)
		return info;
	info.si_signo = SIGCHLD;
	info.si_code = res->code;
	info.u.child.pid = res->pid;
	info.u.child.uid = res->uid;
	switch (res->code) {
	case CLD_EXITED:
		info.u.child.status = WEXITSTATUS(st);
		break;
	case CLD_STOPPED:
		info.u.child.status = WSTOPSIG(st);
		break;
	case CLD_CONTINUED:
		info.u.child.status = SIGCONT;
		break;
	default:
		info.u.child.status = WTERMSIG(st);
	}
	return info;
}

static long
wait_for_pidfd(int fd, int options, struct wait_result *res)
{
	struct fdref r = fd_get(fd);
	struct process *child;
	bool blocks;
	long ret;

	if (!r.file)
		return -EBADF;
	if (!file_is_pidfd(r.file)) {
		fd_put(r);
		return -EBADF;
	}
	child = pidfd_process_get(r.file);
	blocks = (options & WNOHANG) || !(file_flags(r.file) & O_NONBLOCK);
	fd_put(r);
	if (!child)
		return -ECHILD;
	ret = process_wait(P_PID, child->pid, child,
	    options | (blocks ? 0 : WNOHANG), res);
	process_put(child);
	return ret || blocks ? ret : -EAGAIN;
}

long
sys_waitid(int which, pid_t id, struct siginfo __user *uinfo, unsigned options,
    struct rusage __user *usage)
{
	struct wait_result res;
	struct siginfo info;
	long ret;

	if (options &
	    ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED |
		__WNOTHREAD | __WALL | __WCLONE))
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	switch (which) {
	case P_ALL:
		break;
	case P_PID:
		if (id <= 0)
			return -EINVAL;
		break;
	case P_PGID:
		if (id < 0)
			return -EINVAL;
		if (!id)
			id = process_pgid(current_process());
		break;
	case P_PIDFD:
		if (id < 0)
			return -EINVAL;
		break;
	default:
		return -EINVAL;
	}
	ret = which == P_PIDFD ?
	    wait_for_pidfd(id, (int)options, &res) :
	    process_wait(which, id, NULL, (int)options, &res);
	if (ret < 0)
		return ret;
	info = wait_info(ret, &res);
	if (ret > 0 && usage &&
	    copy_to_user(usage, &res.usage, sizeof(res.usage)))
		return -EFAULT;
	if (uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return 0;
}

/* --- By descriptor ------------------------------------------------------------- */

long
sys_pidfd_open(pid_t pid, unsigned flags)
{
	struct file *f;
	int err = pidfd_create(pid, flags, &f);

	return err ? err : fd_install_or_put(f, 0, true);
}

long
sys_pidfd_getfd(int pidfd, int fd, unsigned flags)
{
	struct process *p = NULL;
	struct fdref r;
	struct file *f;
	int err;

	if (flags)
		return -EINVAL;
	r = fd_get(pidfd);
	if (!r.file)
		return -EBADF;
	err = file_is_pidfd(r.file) ? -ESRCH : -EBADF;
	if (err == -ESRCH)
		p = pidfd_process_get(r.file);
	fd_put(r);
	if (!p)
		return err;
	err = process_take_file(p, fd, &f);
	process_put(p);
	return err ? err : fd_install_or_put(f, 0, true);
}

/* --- Identity ------------------------------------------------------------------ */

long
sys_getpid(void)
{
	return current_process()->pid;
}

long
sys_gettid(void)
{
	return current()->tid;
}

long
sys_getppid(void)
{
	struct process *parent;
	pid_t pid;

	rcu_section_begin();
	parent = rcu_read(&current_process()->parent);
	pid = parent ? parent->pid : 0;
	rcu_section_end();
	return pid;
}

/* The process `pid` names (0: the caller's) with a reference, or NULL. */
static struct process *
process_arg(pid_t pid)
{
	if (pid)
		return process_find_any(pid);
	process_get(current_process());
	return current_process();
}

long
sys_getpgid(pid_t pid)
{
	struct process *p;
	long id;

	if (!pid)
		return process_pgid(current_process());
	p = process_arg(pid);
	id = p ? process_pgid(p) : -ESRCH;
	if (p)
		process_put(p);
	return id;
}

long
sys_getpgrp(void)
{
	return process_pgid(current_process());
}

long
sys_getsid(pid_t pid)
{
	struct process *p = process_arg(pid);
	long id = p ? process_sid(p) : -ESRCH;

	if (p)
		process_put(p);
	return id;
}

long
sys_setpgid(pid_t pid, pid_t pgid)
{
	return process_setpgid(pid, pgid);
}

long
sys_setsid(void)
{
	return process_setsid();
}

long
sys_vhangup(void)
{
	return tty_hangup_current();
}

long
sys_set_tid_address(void __user *tidptr)
{
	current()->clear_child_tid = tidptr;
	return current()->tid;
}

/* --- Limits and accounting --------------------------------------------------------- */

/* May the caller see or change the limits of p?  (prlimit(2)) */
static bool
may_prlimit(struct process *p)
{
	const struct cred *c = current_cred(), *o;
	bool ok;

	if (p == current_process() || capable(CAP_SYS_RESOURCE))
		return true;
	rcu_section_begin();
	o = process_cred_peek(p);
	ok = o && c->uid == o->uid && c->uid == o->euid && c->uid == o->suid &&
	    c->gid == o->gid && c->gid == o->egid && c->gid == o->sgid;
	rcu_section_end();
	return ok;
}

/* => holds: p->lock */
static long
set_limit(struct rlimit *l, const struct rlimit *new)
{
	if (new->rlim_max > l->rlim_max && !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	atomic_store(&l->rlim_max, new->rlim_max);
	atomic_store(&l->rlim_cur, new->rlim_cur);
	return 0;
}

static long
do_prlimit(struct process *p, unsigned resource, const struct rlimit *new,
    struct rlimit *old)
{
	struct rlimit *l;
	long err = 0;

	if (resource >= RLIM_NLIMITS || (new &&new->rlim_cur > new->rlim_max))
		return -EINVAL;
	if (new &&resource ==
	    RLIMIT_NOFILE &&new->rlim_max > atomic_load(&nr_open))
		return -EPERM;
	l = &p->limits.limit[resource];
	process_lock(p);
	if (old)
		*old = *l;
	if (new)
		err = set_limit(l, new);
	process_unlock(p);
	return err;
}

long
sys_prlimit64(pid_t pid, int resource, const struct rlimit __user *unew,
    struct rlimit __user *uold)
{
	struct rlimit new, old;
	struct process *p;
	long err;

	if (resource < 0 || resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (unew && copy_from_user(&new, unew, sizeof(new)))
		return -EFAULT;
	p = process_arg(pid);
	if (!p)
		return -ESRCH;
	err = may_prlimit(p) ? do_prlimit(p, (unsigned)resource,
				   unew ? &new : NULL, uold ? &old : NULL) :
			       -EPERM;
	process_put(p);
	if (!err && uold && copy_to_user(uold, &old, sizeof(old)))
		return -EFAULT;
	return err;
}

long
sys_getrlimit(int resource, struct rlimit __user *rlim)
{
	struct rlimit old;
	long err = do_prlimit(current_process(), (unsigned)resource, NULL,
	    &old);

	return err ? err : copy_to_user(rlim, &old, sizeof(old));
}

long
sys_setrlimit(int resource, const struct rlimit __user *rlim)
{
	struct rlimit new;

	if (copy_from_user(&new, rlim, sizeof(new)))
		return -EFAULT;
	return do_prlimit(current_process(), (unsigned)resource, &new, NULL);
}

long
sys_getrusage(int who, struct rusage __user *usage)
{
	struct process *p = current_process();
	struct thread *t = current();
	struct rusage ru = { 0 };
	u64 u, s;

	switch (who) {
	case RUSAGE_SELF:
		process_note_rss(p);
		process_rusage(p, &ru);
		break;
	case RUSAGE_CHILDREN:
		tree_lock();
		process_children_rusage(p, &ru);
		tree_unlock();
		break;
	case RUSAGE_THREAD:
		thread_times(t, &u, &s);
		ru.ru_utime = timeval_of(u);
		ru.ru_stime = timeval_of(s);
		ru.ru_minflt = (long)t->min_flt;
		ru.ru_majflt = (long)t->maj_flt;
		ru.ru_nvcsw = (long)atomic_load(&t->nvcsw);
		ru.ru_nivcsw = (long)atomic_load(&t->nivcsw);
		ru.ru_maxrss = (long)(atomic_load(&current_vm()->rss_peak) * 4);
		break;
	default:
		return -EINVAL;
	}
	return copy_to_user(usage, &ru, sizeof(ru));
}

/* --- Odds and ends ---------------------------------------------------------------------- */

long
sys_arch_prctl(int option, unsigned long arg2)
{
	switch (option) {
	case ARCH_SET_FS:
		if (arg2 >= USER_END)
			return -EPERM;
		arch_set_fs_base(arg2);
		return 0;
	case ARCH_GET_FS:
		return put_user(arch_fs_base(), (u64 __user *)arg2);
	case ARCH_SET_GS:
		if (arg2 >= USER_END)
			return -EPERM;
		arch_set_gs_base(arg2);
		return 0;
	case ARCH_GET_GS:
		return put_user(arch_gs_base(), (u64 __user *)arg2);
	}
	return missing(-EINVAL, "arch_prctl", "option %#x", option);
}

static long
prctl_name(bool set, unsigned long arg)
{
	char name[16] = { 0 };
	ssize_t n;

	if (!set)
		return copy_to_user((void __user *)arg, current()->name, 16);
	n = strncpy_from_user(name, (const char __user *)arg, sizeof(name) - 1);
	if (n == -EFAULT)
		return -EFAULT;
	memcpy(current()->name, name, sizeof(name));
	return 0;
}

static long
prctl_capbset(bool drop, unsigned long cap)
{
	struct cred *c;

	if (drop && !capable(CAP_SETPCAP))
		return -EPERM;
	if (cap > CAP_LAST_CAP)
		return -EINVAL;
	if (!drop)
		return current_cred()->cap_bounding >> cap & 1;
	c = cred_copy(current_cred());
	if (!c)
		return -ENOMEM;
	c->cap_bounding &= ~((u64)1 << cap);
	cred_commit(c);
	return 0;
}

static long
prctl_no_new_privs(void)
{
	struct cred *c = cred_copy(current_cred());

	if (!c)
		return -ENOMEM;
	c->no_new_privs = true;
	cred_commit(c);
	return 0;
}

static long
prctl_securebits(bool set, unsigned long bits)
{
	struct cred *c;

	u32 old = current_cred()->securebits;

	if (!set)
		return old;
	/* No unknown bits, none that is locked, no lock taken back. */
	if (bits & ~(unsigned long)(SECURE_ALL_BITS | SECURE_ALL_LOCKS) ||
	    ((old & SECURE_ALL_LOCKS) >> 1 & (old ^ bits)) ||
	    (old & SECURE_ALL_LOCKS & ~bits) || !capable(CAP_SETPCAP))
		return -EPERM;
	c = cred_copy(current_cred());
	if (!c)
		return -ENOMEM;
	c->securebits = (u32)bits;
	cred_commit(c);
	return 0;
}

/* Of the secure bits the one that needs no privilege. */
static long
prctl_keepcaps(unsigned long keep)
{
	struct cred *c;

	if (keep > 1)
		return -EINVAL;
	if (current_cred()->securebits & SECBIT_KEEP_CAPS_LOCKED)
		return -EPERM;
	c = cred_copy(current_cred());
	if (!c)
		return -ENOMEM;
	c->securebits &= ~SECBIT_KEEP_CAPS;
	c->securebits |= keep ? SECBIT_KEEP_CAPS : 0;
	cred_commit(c);
	return 0;
}

/* Order of looks as Linux's cap_task_prctl(). */
static long
prctl_ambient(unsigned long op, unsigned long cap, unsigned long rest)
{
	const struct cred *now = current_cred();
	bool clear = op == PR_CAP_AMBIENT_CLEAR_ALL;
	bool raise = op == PR_CAP_AMBIENT_RAISE;
	struct cred *c;
	u64 bit;

	if (rest || (clear ? cap != 0 : cap > CAP_LAST_CAP))
		return -EINVAL;
	bit = (u64)1 << cap;
	if (op == PR_CAP_AMBIENT_IS_SET)
		return (now->cap_ambient & bit) != 0;
	if (!clear && !raise && op != PR_CAP_AMBIENT_LOWER)
		return -EINVAL;
	if (raise &&
	    (!(now->cap_permitted & now->cap_inheritable & bit) ||
		(now->securebits & SECBIT_NO_CAP_AMBIENT_RAISE)))
		return -EPERM;
	c = cred_copy(now);
	if (!c)
		return -ENOMEM;
	c->cap_ambient = clear ? 0 : c->cap_ambient & ~bit;
	c->cap_ambient |= raise ? bit : 0;
	cred_commit(c);
	return 0;
}

long
sys_prctl(int option, unsigned long arg2, unsigned long arg3,
    unsigned long arg4, unsigned long arg5)
{
	struct process *p = current_process();

	switch (option) {
	case PR_SET_PDEATHSIG:
		if (arg2 >= NSIG)
			return -EINVAL;
		atomic_store(&p->pdeath_signal, (int)arg2);
		return 0;
	case PR_GET_PDEATHSIG:
		return put_user(atomic_load(&p->pdeath_signal),
		    (int __user *)arg2);
	case PR_GET_DUMPABLE:
		return atomic_load(&current_vm()->dumpable);
	case PR_SET_DUMPABLE:
		if (arg2 > 1)
			return -EINVAL;
		atomic_store(&current_vm()->dumpable, (u8)arg2);
		return 0;
	case PR_SET_NAME:
	case PR_GET_NAME:
		return prctl_name(option == PR_SET_NAME, arg2);
	case PR_CAPBSET_READ:
	case PR_CAPBSET_DROP:
		return prctl_capbset(option == PR_CAPBSET_DROP, arg2);
	case PR_SET_NO_NEW_PRIVS:
		if (arg2 != 1 || arg3 || arg4 || arg5)
			return -EINVAL;
		return prctl_no_new_privs();
	case PR_GET_NO_NEW_PRIVS:
		if (arg2 || arg3 || arg4 || arg5)
			return -EINVAL;
		return current_cred()->no_new_privs;
	case PR_SET_CHILD_SUBREAPER:
		atomic_store(&p->subreaper, arg2 != 0);
		if (arg2)
			atomic_store(&subreapers, true);
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return put_user((int)atomic_load(&p->subreaper),
		    (int __user *)arg2);
	case PR_GET_SECUREBITS:
	case PR_SET_SECUREBITS:
		return prctl_securebits(option == PR_SET_SECUREBITS, arg2);
	case PR_SET_KEEPCAPS:
		return prctl_keepcaps(arg2);
	case PR_GET_KEEPCAPS:
		return (current_cred()->securebits & SECBIT_KEEP_CAPS) != 0;
	case PR_CAP_AMBIENT:
		return prctl_ambient(arg2, arg3, arg4 | arg5);
	case PR_GET_TIMERSLACK:
		return (long)atomic_load(&current()->slack);
	case PR_SET_TIMERSLACK:
		thread_set_slack(current(), arg2);
		return 0;
	}
	return missing(-EINVAL, "prctl", "option %d", option);
}

long
sys_personality(unsigned persona)
{
	struct process *p = current_process();
	u32 old = atomic_load(&p->personality);

	if (persona == 0xffffffff)
		return old;
	if (persona & ~(u32)ADDR_NO_RANDOMIZE)
		(void)missing(0, "personality", "%#x", persona);
	atomic_store(&p->personality, persona);
	return old;
}

/* --- Ending to share ---------------------------------------------------------------- */

#define UNSHARE_NAMESPACES                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | \
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define UNSHARE_ALONE (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)
#define UNSHARE_FLAGS (UNSHARE_ALONE | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM)

/* What threads share by being threads nobody can end to share but who is alone. */
long
sys_unshare(unsigned long flags)
{
	int err = 0;

	if (flags & UNSHARE_NAMESPACES)
		return missing(-EINVAL, "unshare", "namespaces (%#lx)",
		    flags & UNSHARE_NAMESPACES);
	if (flags & ~(unsigned long)UNSHARE_FLAGS)
		return -EINVAL;
	if (flags & UNSHARE_ALONE &&
	    atomic_load(&current_process()->nthreads) > 1)
		return -EINVAL;
	if (flags & CLONE_VM && vmspace_is_shared(current_vm()))
		return -EINVAL;
	if (flags & CLONE_FS)
		err = thread_unshare_fs();
	if (!err && flags & CLONE_FILES)
		err = thread_unshare_fds();
	if (!err && flags & CLONE_SYSVSEM)
		thread_drops_undo(current());
	return err;
}
