// covers: timerfd_create timerfd_settime timerfd_gettime
/*
 * Timers that are read.
 */
#include "tests/sys/tap.h"
#include "tests/sys/times.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

static void
set(int fd, int flags, long ns, long interval)
{
	struct itimerspec v = spec(ns, interval);

	works(timerfd_settime(fd, flags, &v, NULL), "is set");
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = -1 };

	return poll(&p, 1, ms) == 1 && p.revents == POLLIN;
}

static void
errors(void)
{
	static const int clocks[] = { -1, CLOCK_PROCESS_CPUTIME_ID,
		CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
		CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, 10, CLOCK_TAI,
		12 };
	struct itimerspec v = spec(5000 * MS, 3000 * MS), bad = v;
	uint64_t n;
	int fd;

	for (unsigned i = 0; i < sizeof clocks / sizeof *clocks; i++)
		is_errno(timerfd_create(clocks[i], 0), EINVAL, "clock %d",
		    clocks[i]);
	is_errno(timerfd_create(CLOCK_MONOTONIC, 1), EINVAL, "a bad flag");
	fd = works(timerfd_create(CLOCK_REALTIME, 0), "timerfd_create");
	is(fcntl(fd, F_GETFD), 0, "does not close on exec");
	is(fcntl(fd, F_GETFL), O_RDWR, "open for both");
	close(fd);
	fd = works(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
	    "with flags");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "closes on exec");
	is(fcntl(fd, F_GETFL), O_RDWR | O_NONBLOCK, "does not wait");
	is_errno(timerfd_settime(-1, 4, UNMAPPED, NULL), EFAULT,
	    "the value is read first");
	is_errno(timerfd_settime(-1, 4, &v, NULL), EINVAL, "then a bad flag");
	bad.it_value.tv_nsec = 1000000000;
	is_errno(timerfd_settime(-1, 0, &bad, NULL), EINVAL, "a bad value");
	bad = v;
	bad.it_interval.tv_sec = -1;
	is_errno(timerfd_settime(-1, 0, &bad, NULL), EINVAL, "or interval");
	is_errno(timerfd_settime(-1, 0, &v, NULL), EBADF, "then no file");
	is_errno(timerfd_settime(STDIN_FILENO, 0, &v, NULL), EINVAL,
	    "then no timer");
	is_errno(timerfd_gettime(-1, UNMAPPED), EBADF, "gettime: no file");
	is_errno(timerfd_gettime(STDIN_FILENO, &v), EINVAL, "no timer");
	is_errno(timerfd_gettime(fd, UNMAPPED), EFAULT, "no place");
	is_errno(timerfd_settime(fd, 0, &v, UNMAPPED), EFAULT, "nor the old");
	is(timerfd_gettime(fd, &v), 0, "but");
	ok(ns_of(&v.it_value) > 0, "it is set");
	is_errno(read(fd, &n, 7), EINVAL, "a short read");
	is_errno(read(fd, &n, 8), EAGAIN, "nothing to read");
	is_errno(read(fd, UNMAPPED, 8), EAGAIN, "which is said first");
	is_errno(write(fd, &n, 8), EINVAL, "write");
	is_errno(pread(fd, &n, 8, 0), ESPIPE, "pread");
	is(lseek(fd, 5, SEEK_CUR), 0, "lseek does nothing");
	close(fd);
}

static void
values(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec v, old;

	is(timerfd_gettime(fd, &v), 0, "gettime");
	ok(!ns_of(&v.it_value) && !ns_of(&v.it_interval), "disarmed");
	set(fd, 0, 100000 * MS, 7000 * MS);
	is(timerfd_gettime(fd, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 50000 * MS && ns_of(&v.it_value) <= 100000 * MS,
	    "what is left");
	is(ns_of(&v.it_interval), 7000 * MS, "interval");
	v = spec(0, 3000 * MS);
	is(timerfd_settime(fd, 0, &v, &old), 0, "disarmed");
	is(ns_of(&old.it_interval), 7000 * MS, "the old interval");
	ok(ns_of(&old.it_value) > 50000 * MS, "and value");
	is(timerfd_gettime(fd, &v), 0, "gettime");
	is(ns_of(&v.it_value), 0, "disarmed");
	is(ns_of(&v.it_interval), 3000 * MS, "with an interval");
	set(fd, TFD_TIMER_ABSTIME, now(CLOCK_MONOTONIC) + 100000 * MS, 0);
	is(timerfd_gettime(fd, &v), 0, "gettime");
	ok(ns_of(&v.it_value) > 50000 * MS && ns_of(&v.it_value) <= 100000 * MS,
	    "absolute");
	close(fd);
}

static void
expires(int clock)
{
	int fd = timerfd_create(clock, 0);
	uint64_t n, two[2];
	struct itimerspec v;
	long start = now(CLOCK_MONOTONIC);
	bool early;

	set(fd, 0, 10 * MS, 0);
	early = readable(fd, 0) && now(CLOCK_MONOTONIC) < start + 10 * MS;
	ok(!early, "clock %d: not before its time", clock);
	is(read(fd, &n, 8), 8, "a read waits");
	is(n, 1, "once");
	is(timerfd_gettime(fd, &v), 0, "gettime");
	is(ns_of(&v.it_value), 0, "disarmed");
	set(fd, TFD_TIMER_ABSTIME, 1, 0);
	ok(readable(fd, 5000), "a time that is past");
	set(fd, 0, 100000 * MS, 0);
	ok(!readable(fd, 0), "set anew it is forgotten");
	set(fd, TFD_TIMER_ABSTIME, now(clock) + 5 * MS, 0);
	is(read(fd, two, 16), 8, "a longer read");
	set(fd, TFD_TIMER_ABSTIME, 1, 0);
	ok(readable(fd, 5000), "expired");
	is_errno(read(fd, UNMAPPED, 8), EFAULT, "to a bad place");
	ok(!readable(fd, 0), "is lost");
	close(fd);
}

static void
repeats(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	uint64_t n, total = 0;
	struct itimerspec v;
	long start, took;

	start = now(CLOCK_MONOTONIC);
	set(fd, 0, 2 * MS, 2 * MS);
	for (int i = 0; i < 10; i++) {
		ok(readable(fd, 5000), "it repeats");
		is(read(fd, &n, 8), 8, "read");
		total += n;
	}
	usleep(50000);
	is(read(fd, &n, 8), 8, "after a while");
	total += n;
	took = now(CLOCK_MONOTONIC) - start;
	ok(n >= 20, "%d times", (int)n);
	ok((long)total <= took / (2 * MS), "in all no more than fit");
	usleep(20000);
	is(timerfd_gettime(fd, &v), 0, "gettime");
	ok(ns_of(&v.it_value) >= 0 && ns_of(&v.it_value) <= 2 * MS, "the next");
	is(read(fd, &n, 8), 8, "read");
	ok(n >= 9, "what was counted is not lost");
	set(fd, 0, 1, 1);
	for (int i = 0; i < 10; i++) {
		ok(readable(fd, 5000), "each ns");
		is(read(fd, &n, 8), 8, "read");
	}
	close(fd);
}

static void
polled(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	int level = epoll_create1(0), edge = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN }, got;
	uint64_t n;

	epoll_ctl(level, EPOLL_CTL_ADD, fd, &e);
	e.events = EPOLLIN | EPOLLET;
	epoll_ctl(edge, EPOLL_CTL_ADD, fd, &e);
	is(epoll_wait(edge, &got, 1, 0), 0, "nothing");
	set(fd, 0, 5 * MS, 5 * MS);
	is(epoll_wait(level, &got, 1, 5000), 1, "level");
	is(got.events, EPOLLIN, "EPOLLIN");
	is(epoll_wait(level, &got, 1, 0), 1, "again");
	is(epoll_wait(edge, &got, 1, 5000), 1, "edge");
	is(epoll_wait(edge, &got, 1, 30), 0, "not again, unread");
	is(read(fd, &n, 8), 8, "read");
	is(epoll_wait(edge, &got, 1, 5000), 1, "the next one is an edge");
	close(level);
	close(edge);
	close(fd);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

static void
interrupted(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t n;

	sigaction(SIGALRM, &act, NULL);
	ualarm(20000, 0);
	is_errno(read(fd, &n, 8), EINTR, "a read is interrupted");
	close(fd);
}

static void
shared(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t n;
	pid_t pid;

	set(fd, 0, 10 * MS, 0);
	pid = fork();
	if (pid == 0)
		_exit(read(fd, &n, 8) == 8 && n == 1 ? 0 : 1);
	is(wait_for(pid), 0, "a child has it too");
	close(fd);
}

static void
fdinfo(void)
{
	int fd = timerfd_create(CLOCK_REALTIME, 0), info;
	char name[64], text[512] = "";

	set(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, 1, 0);
	ok(readable(fd, 5000), "expired");
	snprintf(name, sizeof name, "/proc/self/fdinfo/%d", fd);
	info = open(name, O_RDONLY);
	(void)!read(info, text, sizeof text - 1);
	ok(strstr(text,
	       "clockid: 0\nticks: 1\nsettime flags: 03\n"
	       "it_value: (0, 0)\nit_interval: (0, 0)\n") != NULL,
	    "fdinfo");
	close(info);
	close(fd);
}

static void
of_user(void)
{
	is_errno(timerfd_create(CLOCK_REALTIME_ALARM, 0), EPERM,
	    "no alarm clock for a user");
	is_errno(timerfd_create(CLOCK_BOOTTIME_ALARM, 0), EPERM, "nor this");
}

static void
step(long seconds)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_sec += seconds;
	is(clock_settime(CLOCK_REALTIME, &ts), 0, "the clock is set");
}

static void
clock_is_set(void)
{
	int fd, other, flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
	struct itimerspec v;
	uint64_t n;
	pid_t pid;

	if (geteuid() || !on_breenix()) {
		skip("sets the clock");
		return;
	}
	fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	other = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	set(fd, flags, now(CLOCK_REALTIME) + 500000 * MS, 0);
	set(other, 0, 500000 * MS, 0);
	step(1);
	ok(readable(fd, 5000), "who asked is woken");
	is_errno(read(fd, &n, 8), ECANCELED, "and told");
	is_errno(read(fd, &n, 8), EAGAIN, "once");
	ok(!readable(other, 0), "others are not");
	step(1);
	v = spec(now(CLOCK_REALTIME) + 500000 * MS, 0);
	is_errno(timerfd_settime(fd, flags, &v, NULL), ECANCELED,
	    "or when it is set");
	is_errno(read(fd, &n, 8), EAGAIN, "once");
	set(fd, TFD_TIMER_ABSTIME, now(CLOCK_REALTIME) + 500000 * MS, 0);
	step(1000);
	ok(readable(fd, 5000), "without the flag it expires");
	is(read(fd, &n, 8), 8, "as it should");
	ok(!readable(other, 10), "a relative one does not");
	set(fd, TFD_TIMER_ABSTIME, now(CLOCK_REALTIME) + 50 * MS, 0);
	step(-1002);
	ok(!readable(fd, 100), "set back it waits");
	fcntl(fd, F_SETFL, 0);
	set(fd, flags, now(CLOCK_REALTIME) + 500000 * MS, 0);
	pid = fork();
	if (pid == 0)
		_exit(read(fd, &n, 8) == -1 && errno == ECANCELED ? 0 : 1);
	usleep(20000);
	step(1);
	is(wait_for(pid), 0, "a read that waits is canceled");
	step(-1);
	close(fd);
	close(other);
}

int
main(void)
{
	errors();
	values();
	expires(CLOCK_MONOTONIC);
	expires(CLOCK_REALTIME);
	expires(CLOCK_BOOTTIME);
	repeats();
	polled();
	interrupted();
	shared();
	fdinfo();
	as_user(1000, 1000, of_user);
	clock_is_set();
	return done();
}
