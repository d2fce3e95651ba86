// covers: timer_create timer_settime timer_gettime timer_getoverrun timer_delete clock_nanosleep
/*
 * POSIX timers, and sleeping by the clocks of CPU time.
 */
#include "tests/sys/tap.h"
#include "tests/sys/times.h"
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#ifdef __GLIBC__ /* names it so since 2.38 */
#undef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* As Linux builds its number. */
#define CPU_CLOCK(pid, kind) (~(pid)*8 | (kind))

/* The library's hide numbers and null pointers. */
static long
create(int clock, void *event, int *id)
{
	return syscall(SYS_timer_create, clock, event, id);
}

static long
settime(int id, int flags, const void *new, void *old)
{
	return syscall(SYS_timer_settime, id, flags, new, old);
}

static long
gettime(int id, void *value)
{
	return syscall(SYS_timer_gettime, id, value);
}

static long
overrun(int id)
{
	return syscall(SYS_timer_getoverrun, id);
}

static long delete (int id)
{
	return syscall(SYS_timer_delete, id);
}

static int
timer(int clock, int sig, int value)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = sig,
		.sigev_value.sival_int = value };
	int id = -1;

	works(create(clock, &e, &id), "a timer of clock %d", clock);
	return id;
}

static void
set(int id, int flags, long ns, long interval)
{
	struct itimerspec v = spec(ns, interval);

	works(settime(id, flags, &v, NULL), "is set");
}

/* Takes the signal, which is blocked, or waits for it. */
static int
take(int sig, siginfo_t *info, long ns)
{
	struct timespec ts = { ns / 1000000000, ns % 1000000000 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	return sigtimedwait(&set, info, &ts);
}

static bool
is_pending(int sig)
{
	sigset_t set;

	sigpending(&set);
	return sigismember(&set, sig);
}

static void
wait_pending(int sig)
{
	for (int i = 0; i < 5000 && !is_pending(sig); i++)
		usleep(1000);
}

static void
errors(void)
{
	static const int bad[] = { 10, 12, 99, -1 };
	static const int without[] = { CLOCK_MONOTONIC_RAW,
		CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE };
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL };
	struct itimerspec v = spec(1000 * MS, 0);
	int id;

	for (unsigned i = 0; i < 4; i++)
		is_errno(create(bad[i], NULL, &id), EINVAL, "no clock %d",
		    bad[i]);
	for (unsigned i = 0; i < 3; i++)
		is_errno(create(without[i], NULL, &id), EOPNOTSUPP,
		    "clock %d has no timers", without[i]);
	is_errno(create(CPU_CLOCK(getpid(), 3), NULL, &id), EOPNOTSUPP,
	    "nor has one by descriptor");
	is_errno(create(CPU_CLOCK(999999, 2), NULL, &id), EINVAL, "no process");
	is_errno(create(CPU_CLOCK(getppid(), 6), NULL, &id), EINVAL,
	    "a thread of another");
	is_errno(create(99, UNMAPPED, &id), EFAULT, "the event is read first");
	is_errno(create(CLOCK_MONOTONIC, NULL, UNMAPPED), EFAULT,
	    "no place for the number");
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL, "signal 0");
	e.sigev_signo = 65;
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL, "signal 65");
	e.sigev_signo = 64;
	e.sigev_notify = 3;
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL, "notify 3");
	e.sigev_notify = SIGEV_THREAD_ID | SIGEV_NONE;
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL, "notify 5");
	e.sigev_notify = SIGEV_THREAD_ID;
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL, "no thread");
	e.sigev_notify_thread_id = getppid();
	is_errno(create(CLOCK_MONOTONIC, &e, &id), EINVAL,
	    "not a thread of ours");
	e.sigev_notify_thread_id = getpid();
	works(create(CLOCK_MONOTONIC, &e, &id), "one of ours");
	is(delete (id), 0, "delete");
	is_errno(delete (id), EINVAL, "again");
	is_errno(gettime(id, &v), EINVAL, "gettime");
	is_errno(gettime(id, UNMAPPED), EINVAL,
	    "before the place is looked at");
	is_errno(overrun(id), EINVAL, "getoverrun");
	is_errno(settime(id, 0, &v, NULL), EINVAL, "settime");
	is_errno(settime(id, 0, NULL, NULL), EINVAL, "no value");
	is_errno(settime(id, 0, UNMAPPED, NULL), EFAULT, "a bad one");
	id = timer(CLOCK_MONOTONIC, SIGUSR1, 0);
	is_errno(gettime(id, UNMAPPED), EFAULT, "a bad place");
	v.it_value.tv_nsec = 1000000000;
	is_errno(settime(id, 0, &v, NULL), EINVAL, "too many ns");
	v = spec(1000 * MS, 0);
	v.it_interval.tv_sec = -1;
	is_errno(settime(id, 0, &v, NULL), EINVAL, "a negative interval");
	v = spec(1000 * MS, 0);
	is_errno(settime(id, 0, &v, UNMAPPED), EFAULT, "a bad old value");
	is(gettime(id, &v), 0, "but");
	ok(ns_of(&v.it_value) > 0, "it is set");
	is(delete (id), 0, "delete");
}

static void
values(void)
{
	struct itimerspec v, old;
	int id = timer(CLOCK_MONOTONIC, SIGUSR1, 0);

	is(gettime(id, &v), 0, "gettime");
	ok(!ns_of(&v.it_value) && !ns_of(&v.it_interval),
	    "a new one is disarmed");
	set(id, 99 & ~TIMER_ABSTIME, 100000 * MS, 7000 * MS);
	is(gettime(id, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 50000 * MS && ns_of(&v.it_value) <= 100000 * MS,
	    "what is left");
	is(ns_of(&v.it_interval), 7000 * MS, "and the interval");
	v = spec(0, 5000 * MS);
	is(settime(id, 0, &v, &old), 0, "disarmed");
	is(ns_of(&old.it_interval), 7000 * MS, "the old interval is told");
	is(gettime(id, &v), 0, "gettime");
	ok(!ns_of(&v.it_value) && !ns_of(&v.it_interval), "nothing is left");
	set(id, TIMER_ABSTIME, now(CLOCK_MONOTONIC) + 100000 * MS, 0);
	is(gettime(id, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 50000 * MS && ns_of(&v.it_value) <= 100000 * MS,
	    "absolute");
	v.it_value.tv_sec = 1L << 62;
	is(settime(id, 0, &v, NULL), 0, "very far away");
	is(gettime(id, &v), 0, "gettime");
	ok(v.it_value.tv_sec > 9000000000, "is far away");
	is(delete (id), 0, "delete");
}

/* What a signal says. */
static void
expires(int clock)
{
	siginfo_t info;
	int id = timer(clock, SIGUSR1, 4711), other;
	struct itimerspec v;

	set(id, 0, 5 * MS, 0);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "clock %d: it expires",
	    clock);
	is(info.si_code, SI_TIMER, "SI_TIMER");
	is(info.si_timerid, id, "its number");
	is(info.si_value.sival_int, 4711, "the value");
	is(info.si_overrun, 0, "no overrun");
	is(overrun(id), 0, "nor by its number");
	is(gettime(id, &v), 0, "gettime");
	is(ns_of(&v.it_value), 0, "disarmed");
	set(id, TIMER_ABSTIME, 1, 0);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "a time that is past");
	set(id, TIMER_ABSTIME, now(clock) + 5 * MS, 0);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "one to come");
	works(create(clock, NULL, &other), "the default event");
	set(other, 0, 1, 0);
	is(take(SIGALRM, &info, 5000 * MS), SIGALRM, "SIGALRM");
	is(info.si_value.sival_int, other, "with the number");
	delete (other);
	delete (id);
}

static void
repeats(void)
{
	siginfo_t info;
	int id = timer(CLOCK_MONOTONIC, SIGUSR1, 1);
	struct itimerspec v;
	long start = now(CLOCK_MONOTONIC), end;

	set(id, 0, 2 * MS, 2 * MS);
	for (int i = 0; i < 5; i++)
		is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "it repeats");
	set(id, 0, 2 * MS, 2 * MS);
	start = now(CLOCK_MONOTONIC);
	wait_pending(SIGUSR1);
	usleep(50000);
	is(gettime(id, &v), 0, "while its signal waits");
	ok(ns_of(&v.it_value) > 0 && ns_of(&v.it_value) <= 2 * MS,
	    "it shows its next time");
	is(take(SIGUSR1, &info, 0), SIGUSR1, "one signal");
	end = now(CLOCK_MONOTONIC);
	ok(info.si_overrun >= 20 && info.si_overrun <= (end - start) / MS,
	    "%d overruns", info.si_overrun);
	is(overrun(id), info.si_overrun, "getoverrun says the same");
	set(id, 0, 100000 * MS, 0);
	while (take(SIGUSR1, &info, 0) == SIGUSR1)
		;
	is(overrun(id), 0, "none since it was set");
	/* The shortest interval that there is. */
	set(id, 0, 1, 1);
	for (int i = 0; i < 20; i++)
		is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "1 ns");
	wait_pending(SIGUSR1);
	usleep(1000);
	is(take(SIGUSR1, &info, 0), SIGUSR1, "taken late");
	ok(info.si_overrun > 1000, "overruns");
	delete (id);
	while (take(SIGUSR1, &info, 0) == SIGUSR1)
		;
}

/* Each timer queues one, of standard signals too. */
static void
queues(void)
{
	siginfo_t info;
	int id[3], seen = 0;

	for (int i = 0; i < 3; i++) {
		id[i] = timer(CLOCK_MONOTONIC, SIGUSR2, i);
		set(id[i], 0, 1, 0);
	}
	usleep(20000);
	for (int i = 0; i < 3; i++)
		if (take(SIGUSR2, &info, 5000 * MS) == SIGUSR2)
			seen |= 1 << info.si_value.sival_int;
	is(seen, 7, "each its own");
	is_errno(take(SIGUSR2, &info, 0), EAGAIN, "and no more");
	for (int i = 0; i < 3; i++)
		delete (id[i]);
}

static void
none(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_NONE };
	struct itimerspec v;
	int id;

	works(create(CLOCK_MONOTONIC, &e, &id), "SIGEV_NONE");
	set(id, 0, 100000 * MS, 0);
	is(gettime(id, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 50000 * MS, "runs");
	set(id, 0, 1, 0);
	usleep(1000);
	is(gettime(id, &v), 0, "gettime");
	is(ns_of(&v.it_value), 0, "expired");
	set(id, 0, 1, 1000 * MS);
	usleep(1000);
	is(gettime(id, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 0 && ns_of(&v.it_value) <= 1000 * MS,
	    "on its grid");
	delete (id);
}

static int
burn(long ns)
{
	long end = now(CLOCK_PROCESS_CPUTIME_ID) + ns;
	volatile int n = 0;

	while (now(CLOCK_PROCESS_CPUTIME_ID) < end)
		n++;
	return n;
}

static void
cpu_clock(int clock, const char *name)
{
	siginfo_t info;
	int id = timer(clock, SIGUSR1, 3);
	struct itimerspec v;
	long before = now(clock);

	set(id, 0, 30 * MS, 0);
	is(gettime(id, &v), 0, "%s: gettime", name);
	ok(ns_of(&v.it_value) > 0 && ns_of(&v.it_value) <= 30 * MS, "is left");
	usleep(60000);
	is_errno(take(SIGUSR1, &info, 0), EAGAIN, "sleep does not count");
	for (int i = 0; i < 1000 && !is_pending(SIGUSR1); i++)
		burn(2 * MS);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "work does");
	ok(now(clock) - before >= 30 * MS, "so much");
	is(info.si_code, SI_TIMER, "SI_TIMER");
	set(id, TIMER_ABSTIME, 1, 0);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "at once");
	set(id, 0, 5 * MS, 5 * MS);
	for (int i = 0; i < 1000 && !is_pending(SIGUSR1); i++)
		burn(2 * MS);
	burn(20 * MS);
	is(take(SIGUSR1, &info, 0), SIGUSR1, "repeats");
	ok(info.si_overrun >= 1, "%d overruns", info.si_overrun);
	burn(20 * MS);
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1, "and again");
	delete (id);
	while (take(SIGUSR1, &info, 0) == SIGUSR1)
		;
}

/* A clock of another process. */
static void
cpu_of_child(void)
{
	siginfo_t info;
	clockid_t clock;
	struct timespec ts = { 0, 20 * MS };
	pid_t pid = fork();
	int id;

	if (pid == 0) {
		for (;;)
			burn(100 * MS);
	}
	is(clock_getcpuclockid(pid, &clock), 0, "a child's clock");
	id = timer(clock, SIGUSR1, 0);
	set(id, 0, 10 * MS, 0);
	is(take(SIGUSR1, &info, 20000 * MS), SIGUSR1, "its timer");
	is(syscall(SYS_clock_nanosleep, clock, 0, &ts, NULL), 0,
	    "sleep until it has worked");
	kill(pid, SIGKILL);
	wait_for(pid);
	is_errno(create(clock, NULL, &id), EINVAL, "it has ended");
}

static void *
worker(void *arg)
{
	clockid_t clock;
	int id;

	(void)arg;
	pthread_getcpuclockid(pthread_self(), &clock);
	id = timer(clock, SIGUSR1, 9);
	set(id, 0, 3000 * MS, 0);
	return (void *)(uintptr_t)(id + 1);
}

static void
thread_ends(void)
{
	struct itimerspec v = spec(MS, 0);
	pthread_t t;
	void *id;

	pthread_create(&t, NULL, worker, NULL);
	pthread_join(t, &id);
	usleep(10000);
	is(gettime((int)(uintptr_t)id - 1, &v), 0,
	    "of a thread that has ended");
	is(ns_of(&v.it_value), 0, "nothing is left");
	v = spec(MS, 0);
	is_errno(settime((int)(uintptr_t)id - 1, 0, &v, NULL), ESRCH,
	    "and cannot be set");
	is(delete ((int)(uintptr_t)id - 1), 0, "but deleted");
}

static void
sleeps(void)
{
	struct timespec ts = { 0, 1000 };
	int own = CPU_CLOCK(gettid(), 6);

	is_errno(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &ts,
		     NULL),
	    EOPNOTSUPP, "by the clock of the thread");
	is_errno(syscall(SYS_clock_nanosleep, own, 0, &ts, NULL), EINVAL,
	    "by its number");
	is_errno(syscall(SYS_clock_nanosleep, CPU_CLOCK(999999, 2), 0, &ts,
		     NULL),
	    EINVAL, "of no process");
	is_errno(syscall(SYS_clock_nanosleep, CPU_CLOCK(999999, 2), 0, UNMAPPED,
		     NULL),
	    EFAULT, "which is said later");
	is_errno(syscall(SYS_clock_nanosleep, CPU_CLOCK(getpid(), 3), 0, &ts,
		     NULL),
	    EOPNOTSUPP, "a clock by descriptor");
	ts = (struct timespec){ 0, 0 };
	is(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME,
	       &ts, NULL),
	    0, "a time that is past");
}

static volatile int handled;

static void
on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	handled += 1 + info->si_overrun;
}

static void
interrupted_sleep(void)
{
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO };
	struct timespec ts = { 100, 0 }, rem = { 0, 0 };
	int id;

	sigaction(SIGCONT, &act, NULL);
	id = timer(CLOCK_MONOTONIC, SIGCONT, 0);
	set(id, 0, 20 * MS, 0);
	is_errno(syscall(SYS_clock_nanosleep, CLOCK_PROCESS_CPUTIME_ID, 0, &ts,
		     &rem),
	    EINTR, "a sleep by the process's clock is interrupted");
	ok(rem.tv_sec == 99, "and tells what is left");
	delete (id);
	signal(SIGCONT, SIG_DFL);
}

/* While a signal is ignored its timer rests; then it goes on. */
static void
ignored(void)
{
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO };
	sigset_t set_of, old;
	struct itimerspec v;
	int id = timer(CLOCK_MONOTONIC, SIGUSR2, 0);

	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&set_of);
	sigaddset(&set_of, SIGUSR2);
	sigprocmask(SIG_UNBLOCK, &set_of, &old);
	set(id, 0, MS, MS);
	usleep(20000);
	is(gettime(id, &v), 0, "ignored: gettime");
	ok(ns_of(&v.it_value) > 0, "it is still armed");
	handled = 0;
	sigaction(SIGUSR2, &act, NULL);
	for (int i = 0; i < 1000 && handled < 3; i++)
		usleep(5000);
	ok(handled >= 3, "heeded: it goes on");
	delete (id);
	sigprocmask(SIG_SETMASK, &old, NULL);
	signal(SIGUSR2, SIG_DFL);
}

static int target_took;

static void *
target(void *arg)
{
	int *tid = arg;
	siginfo_t info;

	__atomic_store_n(tid, gettid(), __ATOMIC_RELEASE);
	if (take(SIGUSR1, &info, 5000 * MS) == SIGUSR1)
		target_took = info.si_value.sival_int;
	return NULL;
}

static void
to_thread(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGUSR1,
		.sigev_value.sival_int = 77 };
	siginfo_t info;
	pthread_t t;
	int tid = 0, id;

	pthread_create(&t, NULL, target, &tid);
	while (!__atomic_load_n(&tid, __ATOMIC_ACQUIRE))
		sched_yield();
	e.sigev_notify_thread_id = tid;
	works(create(CLOCK_MONOTONIC, &e, &id), "to a thread");
	set(id, 0, MS, 0);
	pthread_join(t, NULL);
	is(target_took, 77, "which gets it");
	usleep(10000);
	set(id, 0, MS, MS);
	usleep(10000);
	is_errno(take(SIGUSR1, &info, 0), EAGAIN,
	    "nobody does when it has ended");
	is(delete (id), 0, "delete");
}

static void
limited(void)
{
	struct rlimit old, l;
	int id[64], n = 0;

	getrlimit(RLIMIT_SIGPENDING, &old);
	l = (struct rlimit){ 8, old.rlim_max };
	setrlimit(RLIMIT_SIGPENDING, &l);
	while (n < 64 && !create(CLOCK_MONOTONIC, NULL, &id[n]))
		n++;
	is(errno, EAGAIN, "timers count as pending signals");
	ok(n <= 8, "%d of 8", n);
	while (n)
		delete (id[--n]);
	setrlimit(RLIMIT_SIGPENDING, &old);
}

static void
of_user(void)
{
	int id;

	limited();
	ok(create(CLOCK_REALTIME_ALARM, NULL, &id) == -1 &&
		(errno == EPERM || errno == EOPNOTSUPP),
	    "no alarm clock for a user");
}

/* A child has no timers; a program begins without. */
static void
forks(void)
{
	int id = timer(CLOCK_MONOTONIC, SIGUSR1, 0);
	struct itimerspec v;
	pid_t pid;

	set(id, 0, 100000 * MS, 0);
	pid = fork();
	if (pid == 0)
		_exit(gettime(id, &v) == -1 && errno == EINVAL ? 0 : 1);
	is(wait_for(pid), 0, "a child has none");
	delete (id);
}

static void
executes(char **argv)
{
	int id = timer(CLOCK_MONOTONIC, SIGUSR1, 0), late;
	pid_t pid = fork();

	delete (id);
	if (pid == 0) {
		create(CLOCK_MONOTONIC, NULL, &late);
		for (int i = 0; i < 3; i++) {
			struct itimerspec v = spec(i ? 30 * MS : 1, 0);

			create(CLOCK_MONOTONIC, NULL, &id);
			settime(id, 0, &v, NULL);
		}
		wait_pending(SIGALRM);
		execl("/proc/self/exe", argv[0], "exec", NULL);
		_exit(99);
	}
	is(wait_for(pid), 0, "nor has a program, nor signals of theirs");
}

static int
executed(void)
{
	struct itimerspec v;

	if (is_pending(SIGALRM))
		return 1;
	usleep(60000);
	if (is_pending(SIGALRM))
		return 2;
	for (int id = 0; id < 10; id++)
		if (gettime(id, &v) != -1)
			return 3;
	return 0;
}

/* The wall clock is set: absolute times of it move, relative ones do not. */
static void
clock_is_set(void)
{
	struct timespec before, later;
	siginfo_t info;
	int absolute, relative;

	if (geteuid() || !on_breenix()) {
		skip("sets the clock");
		return;
	}
	clock_gettime(CLOCK_REALTIME, &before);
	absolute = timer(CLOCK_REALTIME, SIGUSR1, 1);
	relative = timer(CLOCK_REALTIME, SIGUSR2, 2);
	set(absolute, TIMER_ABSTIME, ns_of(&before) + 500000 * MS, 0);
	set(relative, 0, 500000 * MS, 0);
	later = before;
	later.tv_sec += 1000;
	is(clock_settime(CLOCK_REALTIME, &later), 0, "the clock is set");
	is(take(SIGUSR1, &info, 5000 * MS), SIGUSR1,
	    "the absolute one expires");
	is_errno(take(SIGUSR2, &info, 10 * MS), EAGAIN, "the relative one not");
	set(absolute, TIMER_ABSTIME, ns_of(&later) + 100 * MS, 0);
	is(clock_settime(CLOCK_REALTIME, &before), 0, "set back");
	is_errno(take(SIGUSR1, &info, 200 * MS), EAGAIN, "it does not come");
	delete (absolute);
	delete (relative);
}

static void
proc_timers(void)
{
	char text[512] = "", wanted[512];
	int id = timer(CLOCK_MONOTONIC, SIGUSR1, 0x1234), fd;

	fd = open("/proc/self/timers", O_RDONLY);
	if (fd < 0) {
		skip("no /proc/PID/timers");
	} else {
		(void)!read(fd, text, sizeof text - 1);
		snprintf(wanted, sizeof wanted,
		    "ID: %d\nsignal: 10/%016x\nnotify: signal/pid.%d\n"
		    "ClockID: 1\n",
		    id, 0x1234, getpid());
		ok(strstr(text, wanted) != NULL, "/proc/PID/timers");
		close(fd);
	}
	delete (id);
}

static int notified;

static void
notify(union sigval value)
{
	__atomic_add_fetch(&notified, value.sival_int, __ATOMIC_RELAXED);
}

/* The library's threads. */
static void
by_thread(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD,
		.sigev_notify_function = notify,
		.sigev_value.sival_int = 5 };
	struct itimerspec v = spec(MS, MS);
	timer_t t;

	if (timer_create(CLOCK_MONOTONIC, &e, &t) == -1 && errno == ENOTSUP) {
		skip("the library has no SIGEV_THREAD");
		return;
	}
	works(timer_settime(t, 0, &v, NULL), "is set");
	for (int i = 0; i < 1000; i++) {
		if (__atomic_load_n(&notified, __ATOMIC_RELAXED) >= 15)
			break;
		usleep(5000);
	}
	ok(__atomic_load_n(&notified, __ATOMIC_RELAXED) >= 15,
	    "functions are called");
	works(timer_delete(t), "delete");
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return executed();
	block_signal(SIGUSR1);
	block_signal(SIGUSR2);
	block_signal(SIGALRM);
	errors();
	values();
	expires(CLOCK_MONOTONIC);
	expires(CLOCK_REALTIME);
	expires(CLOCK_BOOTTIME);
	expires(CLOCK_TAI);
	repeats();
	queues();
	none();
	cpu_clock(CLOCK_PROCESS_CPUTIME_ID, "process");
	cpu_clock(CLOCK_THREAD_CPUTIME_ID, "thread");
	cpu_of_child();
	thread_ends();
	sleeps();
	interrupted_sleep();
	ignored();
	to_thread();
	as_user(1000, 1000, of_user);
	forks();
	executes(argv);
	proc_timers();
	clock_is_set();
	by_thread();
	return done();
}
