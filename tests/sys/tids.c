// covers: kill rt_sigqueueinfo getpriority setpriority prlimit64 getpgid getsid
// covers: setpgid
/*
 * Numbers of threads where a call takes a process's, priorities by thread, and
 * groups of processes that have ended.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/resource.h>

static volatile pid_t tid;
static volatile int caught, value;
static int leave[2];

static void *
thread(void *arg)
{
	char c;

	(void)arg;
	tid = (pid_t)syscall(SYS_gettid);
	while (read(leave[0], &c, 1) < 0 && errno == EINTR)
		;
	return NULL;
}

static void
on_signal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	caught = sig;
	value = info->si_value.sival_int;
}

static int
nice_of(pid_t id)
{
	errno = 0;
	return getpriority(PRIO_PROCESS, (id_t)id);
}

static void
signals(void)
{
	struct sigaction sa = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO };
	siginfo_t info = { .si_code = SI_QUEUE };
	sigset_t set;

	sigaction(SIGUSR1, &sa, NULL);
	is(kill(tid, 0), 0, "kill of a thread's number, signal 0");
	is(kill(tid, SIGUSR1), 0, "kill");
	while (!caught)
		usleep(1000);
	is(caught, SIGUSR1, "signals the process");
	/* The process, not the thread: blocked here it is pending for all. */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	is(syscall(SYS_tgkill, getpid(), tid, 0), 0, "tgkill finds it too");
	is(syscall(SYS_tgkill, tid, tid, 0) == -1 && errno == ESRCH, 1,
	    "but not as a group");
	caught = 0;
	info.si_value.sival_int = 42;
	is(syscall(SYS_rt_sigqueueinfo, tid, SIGUSR1, &info), 0,
	    "rt_sigqueueinfo");
	while (!caught)
		usleep(1000);
	is(value, 42, "with its value");
}

static void
numbers(void)
{
	struct rlimit l;

	is(syscall(SYS_prlimit64, tid, RLIMIT_NOFILE, NULL, &l), 0, "prlimit");
	is(getpgid(tid), getpgid(0), "getpgid");
	is(getsid(tid), getsid(0), "getsid");
	is_errno(setpgid(tid, 0), EINVAL, "setpgid wants a process");
	is_errno(waitpid(tid, NULL, WNOHANG), ECHILD, "waitpid a child");
}

static void
priorities(void)
{
	int own = nice_of(0);

	is(setpriority(PRIO_PROCESS, (id_t)tid, own + 3), 0,
	    "setpriority of a thread");
	is(nice_of(tid), own + 3, "is its own");
	is(nice_of(0), own, "not the caller's");
	is(nice_of(getpid()), own, "nor the process's");
	is(setpriority(PRIO_PROCESS, 0, own + 1), 0, "the caller's");
	is(nice_of(tid), own + 3, "not another's");
	is(setpriority(PRIO_PGRP, 0, own + 5), 0, "a group's");
	is(nice_of(tid), own + 5, "every thread's");
	is(nice_of(0), own + 5, "in it");
	is(setpriority(PRIO_PROCESS, (id_t)tid, own + 8), 0, "one lower");
	is(getpriority(PRIO_PGRP, 0), own + 5, "the best of a group");
	is_errno(setpriority(PRIO_PROCESS, 999999, 0), ESRCH, "nobody");
	is_errno(setpriority(3, 0, 0), EINVAL, "no such kind");
}

static void
in_a_group(void)
{
	pthread_t t;

	setpgid(0, 0);
	if (pipe(leave) < 0)
		_exit(1);
	tid = 0;
	pthread_create(&t, NULL, thread, NULL);
	while (!tid)
		usleep(1000);
	priorities();
	signals();
	numbers();
	close(leave[1]);
	pthread_join(t, NULL);
	/* Its number is free a moment after that. */
	for (int tries = 0; kill(tid, 0) == 0 && tries < 20000; tries++)
		usleep(1000);
	is_errno(kill(tid, 0), ESRCH, "a thread that has ended");
}

static void
ended(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	setpgid(pid, pid);
	is(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0,
	    "a child has ended");
	is(kill(-pid, 0), 0, "its group is there");
	is(kill(-pid, SIGTERM), 0, "and can be signalled");
	is(kill(pid, SIGTERM), 0, "as it can");
	is(setpgid(pid, pid), 0, "and be moved");
	wait_for(pid);
	is_errno(kill(-pid, 0), ESRCH, "until it was waited for");
	is_errno(setpgid(pid, pid), ESRCH, "then nothing of it is");
}

static void
ended_after_exec(const char *self)
{
	siginfo_t info;
	pid_t pid = fork();

	if (pid == 0) {
		execl("/proc/self/exe", self, "end", (char *)NULL);
		_exit(9);
	}
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	is_errno(setpgid(pid, pid), EACCES, "a child that had called exec");
	is(wait_for(pid), 0, "it did");
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return 0;
	is(in_child(in_a_group), 0, "the part with a thread");
	ended();
	ended_after_exec(argv[0]);
	return done();
}
