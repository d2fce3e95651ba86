// covers: getitimer setitimer alarm
/*
 * Timers that send signals.
 */
#include "tests/sys/tap.h"
#include <sys/time.h>

static volatile sig_atomic_t count, last;

static void
handler(int sig)
{
	last = sig;
	count++;
}

static void
wait_for_count(int n)
{
	sigset_t blocked, old;

	sigfillset(&blocked);
	sigprocmask(SIG_SETMASK, &blocked, &old);
	while (count < n)
		sigsuspend(&old);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

static void
test_real(void)
{
	struct itimerval set = { { 0, 2000 }, { 0, 1000 } }, none = { 0 }, got;

	signal(SIGALRM, handler);
	is(setitimer(ITIMER_REAL, &set, NULL), 0, "setitimer");
	wait_for_count(5);
	ok(count >= 5, "comes again and again");
	is(last, SIGALRM, "as SIGALRM");
	is(getitimer(ITIMER_REAL, &got), 0, "getitimer");
	is(got.it_interval.tv_usec, 2000, "tells the interval");
	is(setitimer(ITIMER_REAL, &none, &got), 0, "stop it");
	is(got.it_interval.tv_usec, 2000, "which tells what it was");
	getitimer(ITIMER_REAL, &got);
	ok(got.it_value.tv_sec == 0 && got.it_value.tv_usec == 0, "stopped");
	count = 0;
	set.it_interval = (struct timeval){ 0, 0 };
	setitimer(ITIMER_REAL, &set, NULL);
	wait_for_count(1);
	getitimer(ITIMER_REAL, &got);
	ok(got.it_value.tv_sec == 0 && got.it_value.tv_usec == 0,
	    "without an interval once");
}

static void
test_cpu(void)
{
	struct itimerval set = { { 0, 0 }, { 0, 5000 } }, got;
	volatile unsigned int sink = 0;

	signal(SIGVTALRM, handler);
	signal(SIGPROF, handler);
	count = 0;
	is(setitimer(ITIMER_VIRTUAL, &set, NULL), 0, "ITIMER_VIRTUAL");
	while (count < 1)
		sink++;
	is(last, SIGVTALRM, "comes with work");
	count = 0;
	is(setitimer(ITIMER_PROF, &set, NULL), 0, "ITIMER_PROF");
	while (count < 1)
		sink++;
	is(last, SIGPROF, "as well");
	getitimer(ITIMER_PROF, &got);
	is(got.it_value.tv_usec, 0, "once");
}

static void
test_alarm(void)
{
	is(alarm(1000), 0, "alarm");
	ok(alarm(500) >= 999, "tells what was left");
	ok(alarm(0) >= 499, "0 stops it");
	is(alarm(0), 0, "stopped");
}

static void
test_errors(void)
{
	struct itimerval bad = { { 0, 0 }, { 0, 1000000 } }, got;
	struct itimerval neg = { { 0, 0 }, { -1, 0 } };

	is_errno(getitimer(7, &got), EINVAL, "no such timer");
	is_errno(setitimer(7, &got, NULL), EINVAL, "no such timer, set");
	is_errno(setitimer(ITIMER_REAL, &bad, NULL), EINVAL, "a bad time");
	is_errno(setitimer(ITIMER_REAL, &neg, NULL), EINVAL, "a negative one");
	is_errno(syscall(SYS_getitimer, ITIMER_REAL, UNMAPPED), EFAULT, "bad");
	is_errno(syscall(SYS_setitimer, ITIMER_REAL, UNMAPPED, NULL), EFAULT,
	    "a bad pointer");
}

/* The next one is due before this returns: only the handler can end it. */
static void
fifty(int sig)
{
	struct itimerval off = { 0 };

	handler(sig);
	if (count == 50)
		setitimer(ITIMER_REAL, &off, NULL);
}

/* However short the interval is, others run: while nobody takes the signal, and
 * while somebody does. */
static void
test_tiny_interval(void)
{
	struct itimerval tiny = { { 0, 1 }, { 0, 1 } }, off = { 0 }, was;
	pid_t pid;

	signal(SIGALRM, SIG_IGN);
	is(setitimer(ITIMER_REAL, &tiny, NULL), 0, "a microsecond, ignored");
	pid = fork();
	if (pid == 0)
		_exit(7);
	ok(exited_with(wait_for(pid), 7), "a child runs beside it");
	usleep(2000);
	ok(getitimer(ITIMER_REAL, &was) == 0 && was.it_interval.tv_usec == 1,
	    "the interval stays");
	setitimer(ITIMER_REAL, &off, NULL);
	count = 0;
	signal(SIGALRM, fifty);
	setitimer(ITIMER_REAL, &tiny, NULL);
	while (count < 50)
		;
	ok(true, "it comes again and again, until it is taken away");
	count = 0;
	usleep(2000);
	is(count, 0, "and comes no more");
}

/* Blocked, it is pending once; unblocked, it comes, and goes on. */
static void
test_blocked_interval(void)
{
	struct itimerval set = { { 0, 1000 }, { 0, 1000 } }, off = { 0 };
	sigset_t alarm_set, old;

	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm_set, &old);
	count = 0;
	setitimer(ITIMER_REAL, &set, NULL);
	usleep(10000);
	is(count, 0, "blocked");
	sigprocmask(SIG_SETMASK, &old, NULL);
	while (count < 3)
		;
	ok(true, "unblocked, the timer goes on");
	setitimer(ITIMER_REAL, &off, NULL);
}

int
main(void)
{
	test_real();
	test_tiny_interval();
	test_blocked_interval();
	test_cpu();
	test_alarm();
	test_errors();
	return done();
}
