/*
 * Waiting for signals, sending them with a value, and the alternate stack.
 */
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "signal_internal.h"
#include "syscall.h"

int
sigpending(sigset_t *set)
{
	*set = (sigset_t){ 0 };
	return (int)syscall_ret(__syscall(SYS_rt_sigpending, set,
	    KERNEL_SET_SIZE));
}

int
sigsuspend(const sigset_t *mask)
{
	return (int)syscall_ret(__syscall_cp(SYS_rt_sigsuspend, mask,
	    KERNEL_SET_SIZE));
}

int
sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
    const struct timespec *restrict timeout)
{
	return (int)syscall_ret(__syscall_cp(SYS_rt_sigtimedwait, set, info,
	    timeout, KERNEL_SET_SIZE));
}

int
sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
	return sigtimedwait(set, info, NULL);
}

/* => returns: 0 or an error number, never EINTR */
int
sigwait(const sigset_t *restrict set, int *restrict sig)
{
	long answer;

	do
		answer = __syscall_cp(SYS_rt_sigtimedwait, set, NULL, NULL,
		    KERNEL_SET_SIZE);
	while (answer == -EINTR);
	if (answer < 0)
		return (int)-answer;
	*sig = (int)answer;
	return 0;
}

int
sigqueue(pid_t pid, int sig, union sigval value)
{
	siginfo_t info = { .si_signo = sig, .si_code = SI_QUEUE };

	info.si_pid = (pid_t)__syscall(SYS_getpid);
	info.si_uid = (uid_t)__syscall(SYS_getuid);
	info.si_value = value;
	return (int)syscall_ret(__syscall(SYS_rt_sigqueueinfo, pid, sig,
	    &info));
}

int
sigaltstack(const stack_t *restrict stack, stack_t *restrict old)
{
	return (int)syscall_ret(__syscall(SYS_sigaltstack, stack, old));
}

int
signalfd(int fd, const sigset_t *set, int flags)
{
	return (int)syscall_ret(__syscall(SYS_signalfd4, fd, set,
	    KERNEL_SET_SIZE, flags));
}
