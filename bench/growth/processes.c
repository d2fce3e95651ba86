/*
 * Processes, threads and who waits for a futex.
 */
#define _GNU_SOURCE
#include "growth.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>

static void
fork_some(long times)
{
	pid_t child;

	bench_start();
	for (long i = 0; i < times; i++) {
		child = ck(fork());
		if (!child)
			_exit(0);
		bench_reap(child);
	}
	grow_stop("fork", times);
}

static void
reap_all(void)
{
	while (wait(NULL) > 0)
		;
}

void
grow_processes(long n)
{
	pid_t *children = grow_make_children(n);
	long count;

	fork_some(50);
	bench_start();
	for (int i = 0; i < 2000; i++)
		ck(kill(children[grow_pick(n)], 0));
	grow_stop("kill0", 2000);
	bench_start();
	for (int i = 0; i < 2000; i++)
		ck(getpgid(children[grow_pick(n)]));
	grow_stop("getpgid", 2000);
	bench_start();
	count = grow_list("/proc");
	grow_stop("list", count);
	grow_release();
	reap_all();
}

/* Each call below looks at the whole group, which is this process and them. */
static void
visit_group(long n)
{
	const long all = 5 * (n + 1);
	pid_t group = getpgrp();

	bench_start();
	for (int i = 0; i < 5; i++)
		ck(kill(-group, 0));
	grow_stop("killpg0", all);
	bench_start();
	for (int i = 0; i < 5; i++)
		ck(kill(-group, SIGURG)); /* whose default is to be ignored */
	grow_stop("killpg_ignored", all);
	bench_start();
	for (int i = 0; i < 5; i++)
		ck(getpriority(PRIO_PGRP, 0));
	grow_stop("getprio_pgrp", all);
	bench_start();
	for (int i = 0; i < 5; i++)
		ck(getpriority(PRIO_USER, 0));
	grow_stop("getprio_user", all);
	bench_start();
	for (int i = 0; i < 5; i++)
		ck(setpriority(PRIO_PGRP, 0, 1 - i % 2));
	grow_stop("setprio_pgrp", all);
}

/* A process with n children that leaves its session. */
static void
leave_session(long n)
{
	pid_t child = ck(fork());

	if (!child) {
		grow_make_children(n);
		bench_start();
		ck(setsid());
		grow_stop("setsid", 1);
		grow_release();
		reap_all();
		_exit(0);
	}
	bench_reap(child);
}

void
grow_children(long n)
{
	pid_t *children, *victim;

	ck(setpgid(0, 0));
	children = grow_make_children(n);
	bench_start();
	for (int i = 0; i < 1000; i++)
		ck(waitpid(children[grow_pick(n)], NULL, WNOHANG));
	grow_stop("wait_busy", 1000);
	bench_start();
	for (int i = 0; i < 500; i++) {
		victim = &children[grow_pick(n)];
		ck(setpgid(*victim, 0));
		ck(setpgid(*victim, getpgrp()));
	}
	grow_stop("setpgid2", 500);
	visit_group(n);
	bench_start();
	for (long i = 0; i < 5; i++) {
		ck(kill(children[i], SIGKILL));
		bench_reap(children[i]);
	}
	grow_stop("kill_wait", 5);
	bench_start();
	grow_release();
	for (long i = n; i-- > 5;)
		bench_reap(children[i]);
	grow_stop("exit_wait", n - 5);
	leave_session(n);
}

static void *
sleep_long(void *arg)
{
	sleep(100000);
	return arg;
}

static void *
return_at_once(void *arg)
{
	return arg;
}

static void
create_and_join(void)
{
	pthread_t thread;

	bench_start();
	for (int i = 0; i < 50; i++) {
		if ((errno = pthread_create(&thread, NULL, return_at_once,
			 NULL)))
			bench_fail();
		pthread_join(thread, NULL);
	}
	grow_stop("create_join", 50);
}

/* To a process of n threads, this one among them. */
static void
signals(void)
{
	sigset_t set;

	signal(SIGUSR1, SIG_IGN);
	bench_start();
	for (int i = 0; i < 100; i++)
		ck(kill(getpid(), SIGUSR1));
	grow_stop("sig_ignored", 100);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	bench_start();
	for (int i = 0; i < 100; i++) {
		ck(kill(getpid(), SIGUSR2));
		ck(sigtimedwait(&set, NULL, NULL));
	}
	grow_stop("sig_blocked", 100);
}

/* What sums over all of them. */
static void
times_of_all(long n)
{
	struct rusage usage;
	struct timespec time;
	struct tms tms;

	bench_start();
	for (int i = 0; i < 20; i++)
		ck(getrusage(RUSAGE_SELF, &usage));
	grow_stop("getrusage", 20 * (n + 1));
	bench_start();
	for (int i = 0; i < 20; i++)
		ck(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time));
	grow_stop("cpu_clock", 20 * (n + 1));
	bench_start();
	for (int i = 0; i < 20; i++)
		ck(times(&tms));
	grow_stop("times", 20 * (n + 1));
}

static void
time_passes(void)
{
	const struct itimerval far = { .it_value.tv_sec = 5000 };
	const struct timespec soon = { 0, 1000 };

	ck(prctl(PR_SET_TIMERSLACK, 1));
	bench_start();
	for (int i = 0; i < 100; i++)
		ck(nanosleep(&soon, NULL));
	grow_stop("sleep", 100);
	bench_start();
	for (int i = 0; i < 500; i++)
		ck(setitimer(ITIMER_REAL, &far, NULL));
	grow_stop("setitimer", 500);
}

void
grow_threads(long n)
{
	sigset_t set;
	long count;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	ck(sigprocmask(SIG_BLOCK, &set, NULL));
	grow_make_threads(n, sleep_long);
	create_and_join();
	signals();
	times_of_all(n);
	time_passes();
	bench_start();
	count = grow_list("/proc/self/task");
	grow_stop("list", count);
	_exit(0);
}

#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

static int words[8192];
static int shared_word;

static void
futex(int *word, int operation, int value)
{
	(void)syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

static void *
wait_apart(void *arg)
{
	futex(&words[(long)arg], FUTEX_WAIT_PRIVATE, 0);
	return arg;
}

static void *
wait_together(void *arg)
{
	for (;;)
		futex(&shared_word, FUTEX_WAIT_PRIVATE, 0);
	return arg;
}

/* Nobody who is woken gets the processor from this thread. */
static void
become_urgent(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	ck(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &first));
}

/* n that wait each for its own word, then n for one. */
static void
many_words(long n)
{
	pid_t child = ck(fork());

	if (!child) {
		grow_make_threads(n, wait_apart);
		bench_start();
		for (int i = 0; i < 1000; i++)
			futex(&words[8191 - grow_pick(1000)],
			    FUTEX_WAKE_PRIVATE, 1);
		grow_stop("wake_other", 1000);
		_exit(0);
	}
	bench_reap(child);
}

void
grow_waiters(long n)
{
	many_words(n);
	grow_make_threads(n, wait_together);
	become_urgent();
	bench_start();
	for (int i = 0; i < 5; i++)
		futex(&shared_word, FUTEX_WAKE_PRIVATE, 1);
	grow_stop("wake_one", 5);
	bench_start();
	futex(&shared_word, FUTEX_WAKE_PRIVATE, 1 << 30);
	grow_stop("wake_all", n - 5);
	_exit(0);
}
