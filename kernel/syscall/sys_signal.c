/* Signals. */
#include "abi/errno.h"
#include "arch/irqflags.h"
#include "arch/thread.h"
#include "cred/cred.h"
#include "fs/fdtable.h"
#include "ipc/signalfd.h"
#include "proc/access.h"
#include "proc/jobs.h"
#include "proc/pidfd.h"
#include "proc/process.h"
#include "procfs/procfs.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "sched/sigmask.h"
#include "signal/signal.h"
#include "syscall/handlers.h"
#include "syscall/timeconv.h"
#include "vm/usercopy.h"

/* Changing an action to "ignore" also drops what is pending (POSIX XSH 2.4.3). */
static void
set_action(struct process *p, int sig, const struct kernel_sigaction *act)
{
	signal_lock(p);
	spin_lock(&p->sigactions->lock);
	sigaction_set(p->sigactions, sig, act);
	p->sigactions->touched |= SIG_BIT(sig);
	spin_unlock(&p->sigactions->lock);
	if (sig == SIGALRM)
		alarm_resume(p);
	signal_heed(p, sig);
	signal_unlock(p);
	if (act->handler <= KERNEL_SIG_IGN)
		signal_drop_ignored(p, sig);
}

long
sys_rt_sigaction(int sig, const struct kernel_sigaction __user *uact,
    struct kernel_sigaction __user *uold, size_t size)
{
	struct process *p = current_process();
	struct kernel_sigaction act, old;

	if (size != sizeof(kernel_sigset_t))
		return -EINVAL;
	if (uact && copy_from_user(&act, uact, sizeof(act)))
		return -EFAULT;
	if (sig < 1 || sig >= NSIG ||
	    (uact && (SIG_BIT(sig) & SIG_UNBLOCKABLE)))
		return -EINVAL;
	if (uold)
		old = process_action(p, sig);
	if (uact)
		set_action(p, sig, &act);
	if (uold && copy_to_user(uold, &old, sizeof(old)))
		return -EFAULT;
	return 0;
}

long
sys_rt_sigprocmask(int how, const kernel_sigset_t __user *uset,
    kernel_sigset_t __user *uold, size_t size)
{
	u64 old = current()->sigmask, set;

	if (size != sizeof(kernel_sigset_t))
		return -EINVAL;
	if (uset) {
		if (get_user(set, uset))
			return -EFAULT;
		switch (how) {
		case SIG_BLOCK:
			set |= old;
			break;
		case SIG_UNBLOCK:
			set = old & ~set;
			break;
		case SIG_SETMASK:
			break;
		default:
			return -EINVAL;
		}
		signal_set_mask(set);
	}
	if (uold && put_user(old, uold))
		return -EFAULT;
	return 0;
}

long
sys_rt_sigreturn(void)
{
	return signal_return(arch_thread_regs(&current()->arch));
}

long
sys_rt_sigpending(kernel_sigset_t __user *uset, size_t size)
{
	struct thread *t = current();
	u64 set = (atomic_load(&t->sigpending) |
		      atomic_load(&t->process->sigpending)) &
	    t->sigmask;

	if (size > sizeof(set))
		return -EINVAL;
	return copy_to_user(uset, &set, size);
}

long
sys_rt_sigsuspend(const kernel_sigset_t __user *umask, size_t size)
{
	u64 mask;

	if (size != sizeof(kernel_sigset_t))
		return -EINVAL;
	if (get_user(mask, umask))
		return -EFAULT;
	sigmask_set_temporary(mask);
	while (!thread_interrupted()) {
		int err = sched_sleep_until(KTIME_FOREVER, true);

		if (err)
			break;
	}
	return -ERESTARTNOHAND;
}

long
sys_pause(void)
{
	while (!thread_interrupted())
		if (sched_sleep_until(KTIME_FOREVER, true))
			break;
	return -ERESTARTNOHAND;
}

static int
take_of(u64 set, struct siginfo *info)
{
	struct thread *t = current();
	int sig;

	signal_lock(t->process);
	sig = signal_dequeue_locked(t, set, info);
	signal_unlock(t->process);
	return sig;
}

/* Waits for one of `set`: unblocks it meanwhile, so that it wakes us. */
static int
wait_for(u64 set, struct siginfo *info, ktime_t deadline)
{
	struct thread *t = current();
	u64 old = t->sigmask;
	int sig = 0, err = 0;

	atomic_add(&t->process->nsigwaits, 1);
	WRITE_ONCE(t->sigwait, old & set);
	signal_set_mask(old & ~set);
	while (!(sig = take_of(set, info)) && !err && deadline) {
		if (thread_interrupted())
			err = -EINTR;
		else
			err = sched_sleep_until(deadline, true);
		if (!err && deadline != KTIME_FOREVER &&
		    clock_monotonic() >= deadline)
			err = -EAGAIN;
	}
	if (!sig)
		sig = take_of(set, info);
	signal_set_mask(old);
	WRITE_ONCE(t->sigwait, 0);
	atomic_sub(&t->process->nsigwaits, 1);
	if (sig)
		return sig;
	return err == -ERESTARTSYS ? -EINTR : err ? err : -EAGAIN;
}

long
sys_rt_sigtimedwait(const kernel_sigset_t __user *uset,
    struct siginfo __user *uinfo, const struct timespec __user *utimeout,
    size_t size)
{
	ktime_t deadline = KTIME_FOREVER;
	struct siginfo info;
	struct timespec ts;
	u64 set;
	int sig;

	if (size != sizeof(kernel_sigset_t))
		return -EINVAL;
	if (get_user(set, uset))
		return -EFAULT;
	if (utimeout) {
		if (copy_from_user(&ts, utimeout, sizeof(ts)))
			return -EFAULT;
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 ||
		    ts.tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		deadline = deadline_after(ns_from_parts(ts.tv_sec, ts.tv_nsec));
	}
	set &= ~SIG_UNBLOCKABLE;
	sig = take_of(set, &info);
	if (!sig)
		sig = wait_for(set, &info, deadline);
	signal_recheck();
	if (sig > 0 && uinfo && copy_to_user(uinfo, &info, sizeof(info)))
		return -EFAULT;
	return sig;
}

/* --- Sending ------------------------------------------------------------------- */

static struct siginfo
user_info(int sig, int code)
{
	struct siginfo info = { .si_signo = sig, .si_code = code };

	info.u.rt.pid = current_process()->pid;
	info.u.rt.uid = current_cred()->uid;
	return info;
}

/* p: with a reference, which passes; NULL: there is none. */
static long
send_and_put(struct process *p, const struct siginfo *info)
{
	long err = 0;

	if (!p)
		return -ESRCH;
	if (!signal_allowed(p, info->si_signo))
		err = -EPERM;
	else if (info->si_signo && !atomic_load(&p->zombie))
		err = signal_send_process(p, info);
	process_put(p);
	return err;
}

static long
send_to_process(pid_t pid, const struct siginfo *info)
{
	return send_and_put(process_find_any(pid), info);
}

long
sys_kill(pid_t pid, int sig)
{
	struct siginfo info = user_info(sig, SI_USER);

	if (sig < 0 || sig >= NSIG)
		return -EINVAL;
	if (pid > 0)
		return send_to_process(pid, &info);
	if (pid == 0)
		return signal_send_group(process_pgid(current_process()),
		    &info);
	if (pid == -1)
		return signal_send_all(&info);
	if (pid == INT32_MIN)
		return -ESRCH;
	return signal_send_group(-pid, &info);
}

/* tgid 0: any process. */
static long
send_to_thread(pid_t tgid, pid_t tid, const struct siginfo *info)
{
	struct thread *t;
	long err = 0;

	if (tid <= 0 || tgid < 0)
		return -EINVAL;
	t = thread_find(tid);
	if (!t || (tgid && t->process->pid != tgid))
		err = -ESRCH;
	else if (info->si_signo < 0 || info->si_signo >= NSIG)
		err = -EINVAL;
	else if (!signal_allowed(t->process, info->si_signo))
		err = -EPERM;
	else if (info->si_signo)
		err = signal_send_thread(t, info);
	if (t)
		thread_put(t);
	return err;
}

long
sys_tkill(pid_t tid, int sig)
{
	struct siginfo info = user_info(sig, SI_TKILL);

	return send_to_thread(0, tid, &info);
}

long
sys_tgkill(pid_t tgid, pid_t tid, int sig)
{
	struct siginfo info = user_info(sig, SI_TKILL);

	if (tgid <= 0)
		return -EINVAL;
	return send_to_thread(tgid, tid, &info);
}

/* Details from a user: codes of the kernel's own only to oneself. */
static long
info_from_user(struct siginfo *info, const struct siginfo __user *uinfo,
    int sig, pid_t to)
{
	if (copy_from_user(info, uinfo, sizeof(*info)))
		return -EFAULT;
	info->si_signo = sig;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) &&
	    to != current_process()->pid)
		return -EPERM;
	return 0;
}

long
sys_rt_sigqueueinfo(pid_t tgid, int sig, const struct siginfo __user *uinfo)
{
	struct siginfo info;
	long err = info_from_user(&info, uinfo, sig, tgid);

	if (err)
		return err;
	if (sig < 0 || sig >= NSIG)
		return -EINVAL;
	return send_to_process(tgid, &info);
}

long
sys_rt_tgsigqueueinfo(pid_t tgid, pid_t tid, int sig,
    const struct siginfo __user *uinfo)
{
	struct siginfo info;
	long err;

	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	err = info_from_user(&info, uinfo, sig, tgid);
	return err ? err : send_to_thread(tgid, tid, &info);
}

/* The process of a pidfd, or of a directory /proc/PID, with a reference; NULL: it has
 * been waited for. => errors: -EBADF */
static long
process_of_fd(int fd, struct process **out)
{
	struct fdref r = fd_get(fd);
	long err = 0;

	if (!r.file)
		return -EBADF;
	if (file_is_pidfd(r.file))
		*out = pidfd_process_get(r.file);
	else if (file_is_process(r.file))
		*out = file_process_get(r.file);
	else
		err = -EBADF;
	fd_put(r);
	return err;
}

/* As Linux: other codes than a user's own are for the thread that leads to itself. */
static long
info_for_pidfd(struct siginfo *info, const struct siginfo __user *uinfo,
    int sig, const struct process *to)
{
	bool self = to == current_process() && current()->tid == to->pid;

	if (copy_from_user(info, uinfo, sizeof(*info)))
		return -EFAULT;
	if (info->si_signo != sig)
		return -EINVAL;
	if ((info->si_code >= 0 || info->si_code == SI_TKILL) && !self)
		return -EPERM;
	return 0;
}

long
sys_pidfd_send_signal(int pidfd, int sig, const struct siginfo __user *uinfo,
    unsigned flags)
{
	struct siginfo info = user_info(sig, SI_USER);
	struct process *p;
	long err;

	if (flags)
		return -EINVAL;
	err = process_of_fd(pidfd, &p);
	if (err)
		return err;
	if (uinfo)
		err = info_for_pidfd(&info, uinfo, sig, p);
	if (!err && p && (sig < 0 || sig >= NSIG))
		err = -EINVAL;
	if (!err)
		return send_and_put(p, &info);
	if (p)
		process_put(p);
	return err;
}

/* --- The alternate stack ---------------------------------------------------------- */

static bool
on_altstack(const struct thread *t)
{
	u64 sp = arch_thread_regs((struct arch_thread *)&t->arch)->rsp;

	return !(t->sas_flags & SS_AUTODISARM) && t->sas_size &&
	    sp > t->sas_sp && sp - t->sas_sp <= t->sas_size;
}

long
sys_sigaltstack(const struct sigaltstack __user *uss,
    struct sigaltstack __user *uold)
{
	struct thread *t = current();
	struct sigaltstack ss,
	    old = { (void __user *)t->sas_sp,
		    (int)(t->sas_flags & SS_AUTODISARM), t->sas_size };
	int mode;

	if (!t->sas_size)
		old.ss_flags |= SS_DISABLE;
	else if (on_altstack(t))
		old.ss_flags |= SS_ONSTACK;
	if (uss) {
		if (copy_from_user(&ss, uss, sizeof(ss)))
			return -EFAULT;
		if (on_altstack(t))
			return -EPERM;
		mode = ss.ss_flags & ~(int)SS_AUTODISARM;
		if (mode != SS_DISABLE && mode != SS_ONSTACK && mode)
			return -EINVAL;
		if (mode == SS_DISABLE) {
			ss.ss_size = 0;
			ss.ss_sp = NULL;
		} else if (ss.ss_size < MINSIGSTKSZ) {
			return -ENOMEM;
		}
		t->sas_sp = (u64)ss.ss_sp;
		t->sas_size = ss.ss_size;
		t->sas_flags = (u32)ss.ss_flags & (SS_AUTODISARM | SS_DISABLE);
	}
	if (uold && copy_to_user(uold, &old, sizeof(old)))
		return -EFAULT;
	return 0;
}

/* --- By descriptor -------------------------------------------------------------- */

static long
change_signalfd(int fd, u64 set)
{
	struct fdref r = fd_get(fd);
	int err;

	if (!r.file)
		return -EBADF;
	err = signalfd_set(r.file, set);
	fd_put(r);
	return err ? err : fd;
}

long
sys_signalfd4(int fd, const kernel_sigset_t __user *uset, size_t size,
    int flags)
{
	struct file *f;
	u64 set;
	int err;

	if (size != sizeof(kernel_sigset_t))
		return -EINVAL;
	if (get_user(set, uset))
		return -EFAULT;
	if (flags & ~(O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	if (fd != -1)
		return change_signalfd(fd, set);
	err = signalfd_create(set, flags, &f);
	return err ? err : fd_install_or_put(f, 0, flags & O_CLOEXEC);
}

long
sys_signalfd(int fd, const kernel_sigset_t __user *uset, size_t size)
{
	return sys_signalfd4(fd, uset, size, 0);
}
