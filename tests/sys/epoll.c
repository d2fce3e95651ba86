// covers: epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
// covers: epoll_pwait2
/*
 * epoll: what is watched, and how often it is told.
 */
#include "tests/sys/tap.h"
#include <sys/epoll.h>
#include <time.h>

static int ep, p[2];

static int
ctl(int op, int fd, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.u64 = 0x1122334455 };

	return epoll_ctl(ep, op, fd, &e);
}

static int
ready(struct epoll_event *e)
{
	return epoll_wait(ep, e, 4, 0);
}

static void
test_create(void)
{
	is_errno(syscall(SYS_epoll_create, 0), EINVAL, "a size of 0");
	is_errno(syscall(SYS_epoll_create, -1), EINVAL, "a negative size");
	ep = works(syscall(SYS_epoll_create, 1), "epoll_create");
	is(fcntl(ep, F_GETFD), 0, "does not close on exec");
	close(ep);
	is_errno(syscall(SYS_epoll_create1, 1), EINVAL, "an unknown flag");
	ep = works(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	is(fcntl(ep, F_GETFD), FD_CLOEXEC, "closes on exec when asked");
}

static void
test_ctl(void)
{
	int file = open("f", O_RDWR | O_CREAT, 0600);

	pipe(p);
	is(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN), 0, "add");
	is_errno(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN), EEXIST, "add again");
	is(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN), 0, "modify");
	is(ctl(EPOLL_CTL_DEL, p[0], 0), 0, "delete");
	is_errno(ctl(EPOLL_CTL_DEL, p[0], 0), ENOENT, "delete again");
	is_errno(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN), ENOENT, "modify nothing");
	is_errno(ctl(EPOLL_CTL_ADD, 99, EPOLLIN), EBADF, "a closed one");
	is_errno(ctl(EPOLL_CTL_ADD, file, EPOLLIN), EPERM, "a regular file");
	is_errno(ctl(EPOLL_CTL_ADD, ep, EPOLLIN), EINVAL, "itself");
	is_errno(ctl(77, p[0], EPOLLIN), EINVAL, "no such operation");
	is_errno(syscall(SYS_epoll_ctl, p[0], EPOLL_CTL_ADD, p[1], &ep), EINVAL,
	    "not an epoll");
	is_errno(syscall(SYS_epoll_ctl, 99, EPOLL_CTL_ADD, p[1], &ep), EBADF,
	    "a closed epoll");
	is_errno(syscall(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, p[1], UNMAPPED),
	    EFAULT, "a bad pointer");
	close(file);
}

static void
test_levels(void)
{
	struct epoll_event e[4];
	char c;

	ctl(EPOLL_CTL_ADD, p[0], EPOLLIN);
	is(ready(e), 0, "nothing to read");
	write(p[1], "ab", 2);
	is(ready(e), 1, "something");
	is(e[0].events, EPOLLIN, "is EPOLLIN");
	is(e[0].data.u64, 0x1122334455, "with the data given");
	is(ready(e), 1, "and again, while it is there");
	ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET);
	is(ready(e), 1, "edges: once");
	is(ready(e), 0, "and no more");
	write(p[1], "c", 1);
	is(ready(e), 1, "until more comes");
	is(ready(e), 0, "once");
	ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT);
	is(ready(e), 1, "one shot");
	write(p[1], "d", 1);
	is(ready(e), 0, "is the only one");
	ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT);
	is(ready(e), 1, "until armed again");
	ctl(EPOLL_CTL_MOD, p[0], 0);
	is(ready(e), 0, "nothing asked for");
	while (read(p[0], &c, 1) == 1 && c != 'd')
		;
	ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT);
	is(ready(e), 1, "the writing end");
	is(e[0].events, EPOLLOUT, "has room");
	close(p[1]);
	is(ready(e), 1, "closing takes it out");
	is(e[0].events, EPOLLHUP, "and hangs up the other, asked or not");
	close(p[0]);
	is(ready(e), 0, "closing the last descriptor takes that out");
}

static void
test_dup(void)
{
	struct epoll_event e[4];
	int d;

	pipe(p);
	ctl(EPOLL_CTL_ADD, p[0], EPOLLIN);
	d = dup(p[0]);
	close(p[0]);
	write(p[1], "x", 1);
	is(ready(e), 1, "watched is the open file, not the descriptor");
	close(d);
	is(ready(e), 0, "until its last descriptor is closed");
	close(p[1]);
}

static void
test_wait_errors(void)
{
	struct epoll_event e[4];
	struct timespec t = { 0, 0 }, bad = { -1, 0 };
	uint64_t mask = 0;

	is_errno(epoll_wait(ep, e, 0, 0), EINVAL, "no room for events");
	is_errno(epoll_wait(ep, e, -1, 0), EINVAL, "negative room");
	is_errno(epoll_wait(99, e, 1, 0), EBADF, "a closed one");
	is_errno(epoll_wait(0, e, 1, 0), EINVAL, "not an epoll");
	is(syscall(SYS_epoll_pwait, ep, e, 4, 0, &mask, 8), 0, "epoll_pwait");
	is_errno(syscall(SYS_epoll_pwait, ep, e, 4, 0, &mask, 4), EINVAL,
	    "a bad size of the mask");
	is_errno(syscall(SYS_epoll_pwait, ep, e, 4, 0, UNMAPPED, 8), EFAULT,
	    "a bad mask");
	is(syscall(441, ep, e, 4, &t, NULL, 8), 0, "epoll_pwait2");
	is_errno(syscall(441, ep, e, 4, &bad, NULL, 8), EINVAL, "a bad time");
	is_errno(syscall(441, ep, e, 4, UNMAPPED, NULL, 8), EFAULT,
	    "a bad pointer");
	pipe(p);
	write(p[1], "x", 1);
	ctl(EPOLL_CTL_ADD, p[0], EPOLLIN);
	is_errno(syscall(SYS_epoll_wait, ep, UNMAPPED, 4, 0), EFAULT,
	    "a bad buffer");
	is(ready(e), 1, "which loses nothing");
	close(p[0]);
	close(p[1]);
}

/* An epoll can watch an epoll; a circle is refused. */
static void
test_nested(void)
{
	struct epoll_event e[4];
	int outer = epoll_create1(0), inner = ep;

	pipe(p);
	ctl(EPOLL_CTL_ADD, p[0], EPOLLIN);
	ep = outer;
	is(ctl(EPOLL_CTL_ADD, inner, EPOLLIN), 0, "an epoll in an epoll");
	is(ready(e), 0, "with nothing ready");
	write(p[1], "x", 1);
	is(ready(e), 1, "is ready when something in it is");
	ep = inner;
	is_errno(ctl(EPOLL_CTL_ADD, outer, EPOLLIN), ELOOP, "a circle");
	close(outer);
	close(p[0]);
	close(p[1]);
}

/* How many ways may lead up from a file to sets that nobody watches: what one
 * wake walks. */
static void
test_paths(void)
{
	enum {
		WIDE = 30
	};
	struct epoll_event ev = { .events = EPOLLIN };
	int a[WIDE], b[WIDE], c[WIDE], made = 0, refused = 0;

	pipe(p);
	for (int i = 0; i < WIDE; i++) {
		a[i] = epoll_create1(0);
		b[i] = epoll_create1(0);
		c[i] = epoll_create1(0);
		made += epoll_ctl(a[i], EPOLL_CTL_ADD, p[0], &ev) == 0;
	}
	is(made, WIDE, "any number of sets watches a file");
	for (int i = 0; i < WIDE; i++)
		for (int j = 0; j < WIDE; j++)
			if (epoll_ctl(b[i], EPOLL_CTL_ADD, a[j], &ev) == 0)
				made++;
			else if (errno == EINVAL)
				refused++;
	is(made - WIDE, 500, "500 ways through two sets");
	is(refused, WIDE * WIDE - 500, "the others are refused");
	is(epoll_ctl(c[0], EPOLL_CTL_ADD, b[0], &ev), 0,
	    "what made ways of two makes ways of three");
	for (int i = 0; i < WIDE; i++)
		close(a[i]), close(b[i]), close(c[i]);
	close(p[0]);
	close(p[1]);
}

/* One file in SETS sets, under NUMBERS numbers: every `step`th watcher goes, then
 * a set, then the file.  => returns: what went wrong */
static int
watchers_go(int step)
{
	enum {
		SETS = 3,
		NUMBERS = 3,
		ALL = SETS * NUMBERS
	};
	struct epoll_event ev[4] = { { .events = EPOLLIN } };
	int sets[SETS], fds[NUMBERS], failed = 0, left = 0;

	for (int i = 0; i < NUMBERS; i++)
		fds[i] = dup(p[0]);
	for (int i = 0; i < SETS; i++)
		sets[i] = epoll_create1(0);
	for (int i = 0; i < ALL; i++)
		failed += epoll_ctl(sets[i % SETS], EPOLL_CTL_ADD,
			      fds[i / SETS], ev) != 0;
	for (int i = 0; i < 5; i++) {
		int at = i * step % ALL;

		failed += epoll_ctl(sets[at % SETS], EPOLL_CTL_DEL,
			      fds[at / SETS], NULL) != 0;
	}
	for (int i = 0; i < SETS; i++)
		left += epoll_wait(sets[i], ev, 4, 0);
	failed += left != ALL - 5;
	close(sets[step % SETS]);
	for (int i = 0; i < NUMBERS; i++)
		close(fds[i]);
	for (int i = 0; i < SETS; i++)
		close(sets[i]);
	return failed;
}

static void
test_watchers(void)
{
	int failed = 0;

	pipe(p);
	write(p[1], "x", 1);
	for (int step = 1; step < 9; step++)
		failed += step % 3 ? watchers_go(step) : 0;
	is(failed, 0, "watchers go in any order");
	close(p[0]);
	close(p[1]);
}

static void
test_wakeup(void)
{
	struct epoll_event e[4];
	pid_t pid;

	pipe(p);
	ctl(EPOLL_CTL_ADD, p[0], EPOLLIN);
	pid = fork();
	if (pid == 0)
		_exit(epoll_wait(ep, e, 4, -1) == 1 ? 0 : 1);
	usleep(2000);
	write(p[1], "x", 1);
	is(wait_for(pid), 0, "a write wakes who waits");
	close(p[0]);
	close(p[1]);
}

int
main(void)
{
	test_create();
	test_ctl();
	test_levels();
	test_dup();
	test_wait_errors();
	test_nested();
	test_paths();
	test_watchers();
	test_wakeup();
	return done();
}
