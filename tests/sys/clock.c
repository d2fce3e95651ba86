// covers: clock_gettime clock_getres clock_settime clock_nanosleep nanosleep
// covers: gettimeofday time times
/*
 * Clocks and sleeping.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static const clockid_t clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC,
	CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
	CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME };

static long
gettime(clockid_t clock, struct timespec *t)
{
	return syscall(SYS_clock_gettime, clock, t);
}

static int64_t
ns(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void
test_clocks(void)
{
	struct timespec a, b;
	size_t i;
	int k, good;

	for (i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
		good = gettime(clocks[i], &a) == 0;
		for (k = 0; k < 100; k++) {
			good &= gettime(clocks[i], &b) == 0 && ns(&b) >= ns(&a);
			good &= b.tv_nsec >= 0 && b.tv_nsec < 1000000000;
			a = b;
		}
		ok(good, "clock %d never goes back", (int)clocks[i]);
		ok(syscall(SYS_clock_getres, clocks[i], &a) == 0 &&
			ns(&a) > 0 && ns(&a) <= 10000000,
		    "and has a resolution");
	}
	is(syscall(SYS_clock_getres, CLOCK_REALTIME, NULL), 0, "no pointer");
	is_errno(syscall(SYS_clock_getres, 99, &a), EINVAL, "no such clock");
	is_errno(gettime(99, &a), EINVAL, "no such clock");
	is_errno(gettime(CLOCK_REALTIME, UNMAPPED), EFAULT, "a bad pointer");
}

static void
test_realtime(void)
{
	struct timespec a, b;
	struct timeval tv;
	struct timezone tz;
	time_t t, t2;

	gettime(CLOCK_REALTIME, &a);
	is(syscall(SYS_gettimeofday, &tv, &tz), 0, "gettimeofday");
	t = (time_t)syscall(SYS_time, &t2);
	gettime(CLOCK_REALTIME, &b);
	ok(tv.tv_sec >= a.tv_sec && tv.tv_sec <= b.tv_sec, "is the same time");
	ok(tv.tv_usec >= 0 && tv.tv_usec < 1000000, "in microseconds");
	/* time() may use the coarse clock, a tick behind. */
	ok(t >= a.tv_sec - 1 && t <= b.tv_sec, "so is time()");
	is(t, t2, "in both places");
	ok(t > 1000000000, "after 2001");
	is(syscall(SYS_gettimeofday, NULL, NULL), 0, "nothing asked for");
	is_errno(syscall(SYS_time, UNMAPPED), EFAULT, "time, a bad pointer");
	is_errno(syscall(SYS_gettimeofday, UNMAPPED, NULL), EFAULT,
	    "a pointer");
}

static void
test_cpu_time(void)
{
	struct timespec a, b;
	struct tms t;
	volatile unsigned int sink = 0;
	long ticks;
	int i;

	gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	for (i = 0; i < 1000000; i++)
		sink++;
	gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	ok(ns(&b) > ns(&a), "work takes CPU time");
	ticks = syscall(SYS_times, &t);
	ok(ticks != -1, "times");
	ok(syscall(SYS_times, NULL) >= ticks, "counts on, and needs no buffer");
	ok(t.tms_utime >= 0 && t.tms_stime >= 0, "tells");
	is_errno(syscall(SYS_times, UNMAPPED), EFAULT, "a bad pointer");
}

/* The latest that one of the threads read, and how often one read less. */
static int64_t latest;
static int backward;

static void *
read_process_clock(void *arg)
{
	struct timespec t;

	(void)arg;
	for (int i = 0; i < 5000; i++) {
		int64_t before = __atomic_load_n(&latest, __ATOMIC_SEQ_CST),
			now;

		gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
		now = ns(&t);
		if (now < before)
			__atomic_add_fetch(&backward, 1, __ATOMIC_SEQ_CST);
		while (now > before &&
		    !__atomic_compare_exchange_n(&latest, &before, now, false,
			__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			;
	}
	return NULL;
}

static void *
end_at_once(void *arg)
{
	return arg;
}

static void *
start_threads(void *arg)
{
	pthread_t t;

	for (int i = 0; i < 500; i++)
		if (pthread_create(&t, NULL, end_at_once, NULL) == 0)
			pthread_join(t, NULL);
	return arg;
}

/* Two threads read it while two do the other thing. */
static void
race(void *(*other)(void *), const char *what)
{
	pthread_t t[4];

	backward = 0;
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, i < 2 ? read_process_clock : other,
		    NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	is(backward, 0, "a process's clock goes forward while %s", what);
}

static void
test_process_clock(void)
{
	race(read_process_clock, "all threads read it");
	race(start_threads, "threads end");
}

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	(void)sig;
	caught++;
}

static void
test_sleep(void)
{
	struct timespec t = { 0, 3000000 }, a, b, rem = { 0, 0 };
	struct timespec bad = { 0, 1000000000 }, neg = { -1, 0 };
	struct timespec forever = { 1000000, 0 };
	struct sigaction act = { .sa_handler = on_signal };
	pid_t pid;
	int status;

	gettime(CLOCK_MONOTONIC, &a);
	is(syscall(SYS_nanosleep, &t, NULL), 0, "nanosleep");
	gettime(CLOCK_MONOTONIC, &b);
	ok(ns(&b) - ns(&a) >= 3000000, "sleeps at least that long");
	is_errno(syscall(SYS_nanosleep, &bad, NULL), EINVAL, "a bad time");
	is_errno(syscall(SYS_nanosleep, &neg, NULL), EINVAL, "a negative one");
	is_errno(syscall(SYS_nanosleep, UNMAPPED, NULL), EFAULT, "a pointer");
	gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += 2000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	is(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t,
	       NULL),
	    0, "until a time");
	gettime(CLOCK_MONOTONIC, &b);
	ok(ns(&b) >= ns(&t), "which has come");
	is(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &a,
	       NULL),
	    0, "until one that is past");
	is_errno(syscall(SYS_clock_nanosleep, 99, 0, &t, NULL), EINVAL,
	    "no such clock");
	is_errno(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &t,
		     NULL),
	    EOPNOTSUPP, "not on a thread's own time");
	is_errno(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &bad, NULL),
	    EINVAL, "a bad time");
	sigaction(SIGUSR1, &act, NULL);
	pid = fork();
	if (pid == 0) {
		rem.tv_sec = -1;
		if (syscall(SYS_nanosleep, &forever, &rem) == -1 &&
		    errno == EINTR && rem.tv_sec > 990000 &&
		    rem.tv_sec <= 1000000)
			_exit(6);
		_exit(1);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		kill(pid, SIGUSR1);
		usleep(1000);
	}
	ok(exited_with(status, 6), "a handler ends a sleep, with what is left");
}

/* A stop and a continue do not end a sleep early. */
static void
test_stopped_sleep(void)
{
	struct timespec t = { 0, 20000000 }, a, b;
	pid_t pid = fork();

	if (pid == 0) {
		gettime(CLOCK_MONOTONIC, &a);
		if (syscall(SYS_nanosleep, &t, NULL) != 0)
			_exit(1);
		gettime(CLOCK_MONOTONIC, &b);
		_exit(ns(&b) - ns(&a) >= 20000000 ? 0 : 2);
	}
	kill(pid, SIGSTOP);
	kill(pid, SIGCONT);
	is(wait_for(pid), 0, "a sleep goes on after a stop");
}

/* Sleeps that do not end: nobody lives to see 64 bits of nanoseconds pass. */
static void
test_far_sleep(void)
{
	static const time_t far[] = { INT64_MAX, 9223372036, 9223372035 };
	static const int ids[] = { CLOCK_MONOTONIC, CLOCK_REALTIME,
		CLOCK_BOOTTIME };
	struct timespec t = { 0, 999999999 };
	int awake = 0, n = 0;
	pid_t pid[18];

	for (int i = 0; i < 18; i++) {
		t.tv_sec = far[i % 3];
		pid[i] = fork();
		if (pid[i] == 0)
			_exit((int)syscall(SYS_clock_nanosleep, ids[i / 3 % 3],
			    i < 9 ? TIMER_ABSTIME : 0, &t, NULL));
	}
	usleep(20000);
	for (int i = 0; i < 18; i++) {
		awake += waitpid(pid[i], NULL, WNOHANG) != 0;
		kill(pid[i], SIGKILL);
		n += waitpid(pid[i], NULL, 0) == pid[i];
	}
	is(awake, 0, "who sleeps for hundreds of years sleeps on");
	is(n, 18, "until it is killed");
	t = (struct timespec){ 0, 1 };
	is(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t,
	       NULL),
	    0, "until long ago");
	t.tv_nsec = 0;
	is(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t,
	       NULL),
	    0, "until the beginning");
	is_errno(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &t, NULL),
	    EOPNOTSUPP, "not by the raw clock");
	is_errno(syscall(SYS_clock_nanosleep, CLOCK_REALTIME_COARSE, 0, &t,
		     NULL),
	    EOPNOTSUPP, "nor by a coarse one");
}

static void
as_nobody(void)
{
	struct timespec t;

	gettime(CLOCK_REALTIME, &t);
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, &t), EPERM,
	    "only root sets the clock");
}

static void
test_set(void)
{
	struct timespec t, bad = { 0, -1 };

	gettime(CLOCK_REALTIME, &t);
	is_errno(syscall(SYS_clock_settime, CLOCK_MONOTONIC, &t), EINVAL,
	    "this one cannot be set");
	is_errno(syscall(SYS_clock_settime, 99, &t), EINVAL, "no such clock");
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, UNMAPPED), EFAULT,
	    "a bad pointer");
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad), EINVAL,
	    "a bad time");
	bad = (struct timespec){ INT64_MAX, 0 };
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad), EINVAL,
	    "a time whose nanoseconds have no number");
	bad.tv_sec = 9223372036 - 30L * 365 * 24 * 3600;
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad), EINVAL,
	    "one that is 30 years before that");
	as_user(1000, 1000, as_nobody);
	/* Really setting it is for a machine of our own. */
	if (!on_breenix())
		return skip("not on a host");
	t.tv_sec += 3600;
	is(syscall(SYS_clock_settime, CLOCK_REALTIME, &t), 0, "set it");
	ok(time(NULL) >= t.tv_sec, "an hour later");
	t.tv_sec -= 3600;
	is(syscall(SYS_clock_settime, CLOCK_REALTIME, &t), 0, "and back");
	bad = (struct timespec){ 0, 0 };
	is_errno(syscall(SYS_clock_settime, CLOCK_REALTIME, &bad), EINVAL,
	    "not so that the machine started before 1970");
}

int
main(void)
{
	test_clocks();
	test_realtime();
	test_cpu_time();
	test_process_clock();
	test_sleep();
	test_stopped_sleep();
	test_far_sleep();
	test_set();
	return done();
}
