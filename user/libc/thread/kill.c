/*
 * What one thread does to another by its tid: signals and scheduling.
 *
 * A tid may name another thread once its own has ended; `gone`, under kill_lock, is
 * set before that (create.c).
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "pthread_impl.h"
#include "signal_internal.h"

int
pthread_kill(pthread_t thread, int sig)
{
	struct thread *t = thread_of(thread);
	long answer = 0;

	if (sig < 0 || sig > 64 ||
	    (sig >= SIGNAL_FIRST_INTERNAL && sig <= SIGNAL_LAST_INTERNAL))
		return EINVAL;
	__lock(&t->kill_lock);
	if (!t->gone)
		answer = __syscall(SYS_tgkill, __syscall(SYS_getpid), t->tid,
		    sig);
	__unlock(&t->kill_lock);
	return (int)-answer;
}

int
pthread_sigqueue(pthread_t thread, int sig, const union sigval value)
{
	struct thread *t = thread_of(thread);
	siginfo_t info = { .si_signo = sig, .si_code = SI_QUEUE };
	long answer = 0;

	info.si_pid = (pid_t)__syscall(SYS_getpid);
	info.si_uid = (uid_t)__syscall(SYS_getuid);
	info.si_value = value;
	__lock(&t->kill_lock);
	if (!t->gone)
		answer = __syscall(SYS_rt_tgsigqueueinfo, info.si_pid, t->tid,
		    sig, &info);
	__unlock(&t->kill_lock);
	return (int)-answer;
}

/* The kernel's clocks of threads: ~tid in the upper bits, 6 is "CPU time". */
int
pthread_getcpuclockid(pthread_t thread, clockid_t *clock)
{
	*clock = (clockid_t)(~(unsigned int)thread_of(thread)->tid << 3 | 6);
	return 0;
}

/* --- Scheduling ------------------------------------------------------------------ */

int
pthread_getschedparam(pthread_t thread, int *restrict policy,
    struct sched_param *restrict param)
{
	const struct thread *t = thread_of(thread);
	long answer = __syscall(SYS_sched_getscheduler, t->tid);

	if (answer < 0)
		return (int)-answer;
	*policy = (int)answer;
	return (int)-__syscall(SYS_sched_getparam, t->tid, param);
}

int
pthread_setschedparam(pthread_t thread, int policy,
    const struct sched_param *param)
{
	return (int)-__syscall(SYS_sched_setscheduler, thread_of(thread)->tid,
	    policy, param);
}

int
pthread_setschedprio(pthread_t thread, int priority)
{
	struct sched_param param = { .sched_priority = priority };

	return (int)-__syscall(SYS_sched_setparam, thread_of(thread)->tid,
	    &param);
}

int
pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set)
{
	long n = __syscall(SYS_sched_getaffinity, thread_of(thread)->tid, size,
	    set);

	if (n < 0)
		return (int)-n;
	memset((char *)set + n, 0, size - (size_t)n);
	return 0;
}

int
pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set)
{
	return (int)-__syscall(SYS_sched_setaffinity, thread_of(thread)->tid,
	    size, set);
}

int
pthread_yield(void)
{
	return (int)-__syscall(SYS_sched_yield);
}

/* There is one kernel thread a thread, so there is nothing to choose. */
static int concurrency;

int
pthread_getconcurrency(void)
{
	return concurrency;
}

int
pthread_setconcurrency(int level)
{
	if (level < 0)
		return EINVAL;
	concurrency = level;
	return 0;
}
