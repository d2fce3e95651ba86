// covers: dup dup2 dup3 fcntl close_range
/*
 * Several descriptors of one open file; flags of each and of the file; locks
 * of ranges.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sys/resource.h>

static void
test_dup(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0600), d, e;

	d = works(dup(fd), "dup");
	is(write(fd, "abc", 3), 3, "write by one");
	is(lseek(d, 0, SEEK_CUR), 3, "moves the other");
	is(fcntl(d, F_GETFD), 0, "dup does not close on exec");
	is(dup2(fd, 100), 100, "dup2 to a chosen number");
	is(dup2(fd, fd), fd, "dup2 to itself");
	is(dup2(d, 100), 100, "dup2 over an open one");
	is_errno(dup2(fd, -1), EBADF, "dup2 to -1");
	is_errno(dup2(fd, 1 << 30), EBADF, "dup2 beyond the limit");
	is_errno(dup2(-1, 5), EBADF, "dup2 from -1");
	is_errno(dup2(99, 99), EBADF, "dup2 of a closed one to itself");
	is_errno(dup(99), EBADF, "dup of a closed one");
	is(syscall(SYS_dup3, fd, 101, O_CLOEXEC), 101, "dup3");
	is(fcntl(101, F_GETFD), FD_CLOEXEC, "closes on exec");
	is(syscall(SYS_dup3, fd, 102, 0), 102, "dup3 without flags");
	is(fcntl(102, F_GETFD), 0, "does not");
	is_errno(syscall(SYS_dup3, fd, fd, 0), EINVAL, "dup3 to itself");
	is_errno(syscall(SYS_dup3, fd, 103, O_APPEND), EINVAL,
	    "dup3 with another flag");
	is_errno(syscall(SYS_dup3, -1, 103, 0), EBADF, "dup3 from -1");
	e = works(fcntl(fd, F_DUPFD, 200), "F_DUPFD");
	is(e, 200, "takes the first free one from there");
	is(fcntl(fd, F_DUPFD_CLOEXEC, 200), 201, "F_DUPFD_CLOEXEC");
	is(fcntl(201, F_GETFD), FD_CLOEXEC, "closes on exec");
	is_errno(fcntl(fd, F_DUPFD, -1), EINVAL, "F_DUPFD from -1");
	is_errno(fcntl(fd, F_DUPFD, 1 << 30), EINVAL, "beyond the limit");
	is(close(fd), 0, "close one");
	is(write(d, "d", 1), 1, "the others live on");
	is(syscall(SYS_close_range, 3, ~0u, 0), 0, "close_range of all");
}

static void
test_flags(void)
{
	int fd = open("f", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600), d;

	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "O_CLOEXEC");
	is(fcntl(fd, F_SETFD, 0), 0, "F_SETFD");
	is(fcntl(fd, F_GETFD), 0, "clears it");
	is(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND), O_RDWR | O_APPEND,
	    "F_GETFL");
	d = dup(fd);
	is(fcntl(fd, F_SETFL, O_NONBLOCK | O_WRONLY), 0, "F_SETFL");
	is(fcntl(d, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK),
	    O_RDWR | O_NONBLOCK,
	    "changes what it may, for all descriptors of the file");
	is_errno(fcntl(fd, 9999, 0), EINVAL, "no such command");
	is_errno(fcntl(-1, F_GETFD), EBADF, "no descriptor");
	close(fd);
	close(d);
}

static void
test_limit(void)
{
	struct rlimit old, small = { 20, 20 };
	int fd, last = -1;

	getrlimit(RLIMIT_NOFILE, &old);
	small.rlim_max = old.rlim_max;
	is(setrlimit(RLIMIT_NOFILE, &small), 0, "a limit of 20");
	while ((fd = open("f", O_RDONLY)) >= 0)
		last = fd;
	is(errno, EMFILE, "open to the limit");
	is(last, 19, "which is the number after the last");
	is_errno(dup(0), EMFILE, "dup");
	is_errno(dup2(0, 20), EBADF, "dup2 to the limit");
	is_errno(fcntl(0, F_DUPFD, 20), EINVAL, "F_DUPFD from the limit");
	is_errno(fcntl(0, F_DUPFD, 19), EMFILE, "F_DUPFD below it");
	for (fd = 3; fd < 20; fd++)
		close(fd);
	setrlimit(RLIMIT_NOFILE, &old);
}

static void
test_close_range(void)
{
	int fd;

	for (fd = 50; fd < 60; fd++)
		dup2(1, fd);
	is(syscall(SYS_close_range, 52, 55, 0), 0, "close_range");
	ok(fcntl(51, F_GETFD) >= 0 && fcntl(56, F_GETFD) >= 0,
	    "keeps what is outside");
	ok(fcntl(52, F_GETFD) < 0 && fcntl(55, F_GETFD) < 0,
	    "closes both ends");
	is(syscall(SYS_close_range, 56, 57, 4), 0, "CLOSE_RANGE_CLOEXEC");
	is(fcntl(57, F_GETFD), FD_CLOEXEC, "only marks");
	is_errno(syscall(SYS_close_range, 5, 4, 0), EINVAL, "backwards");
	is_errno(syscall(SYS_close_range, 50, 51, 64), EINVAL,
	    "an unknown flag");
	is(syscall(SYS_close_range, 50, 1000000, 0), 0, "far");
	ok(fcntl(59, F_GETFD) < 0, "closes all");
}

/* Who would get a signal: remembered, and forgotten with its end. */
static void
test_owner(void)
{
	struct f_owner_ex o = { 9, 9 };
	int fd = open("f", O_RDWR), gone;
	pid_t pid;

	is(fcntl(fd, F_GETOWN), 0, "a file has no owner");
	is(fcntl(fd, F_GETOWN_EX, &o), 0, "F_GETOWN_EX");
	ok(o.type == F_OWNER_TID && o.pid == 0, "says so");
	is(fcntl(fd, F_SETOWN, getpid()), 0, "F_SETOWN of a process");
	is(fcntl(fd, F_GETOWN), getpid(), "is remembered");
	is(syscall(SYS_fcntl, fd, F_GETOWN), getpid(), "by the call, too");
	is(fcntl(fd, F_GETOWN_EX, &o), 0, "F_GETOWN_EX");
	ok(o.type == F_OWNER_PID && o.pid == getpid(), "of a process");
	setpgid(0, 0);
	is(fcntl(fd, F_SETOWN, -getpid()), 0, "F_SETOWN of a group");
	is(fcntl(fd, F_GETOWN), -getpid(), "is remembered");
	is(fcntl(fd, F_GETOWN_EX, &o), 0, "F_GETOWN_EX");
	ok(o.type == F_OWNER_PGRP && o.pid == getpid(), "of a group");
	o.type = F_OWNER_TID;
	is(fcntl(fd, F_SETOWN_EX, &o), 0, "F_SETOWN_EX of a thread");
	is(fcntl(fd, F_GETOWN), getpid(), "is remembered");
	o.type = 3;
	is_errno(fcntl(fd, F_SETOWN_EX, &o), EINVAL, "no such kind");
	is_errno(fcntl(fd, F_SETOWN_EX, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(fcntl(fd, F_GETOWN_EX, UNMAPPED), EFAULT, "also to get it");
	is_errno(fcntl(fd, F_SETOWN, INT_MIN), EINVAL, "no such group");
	is_errno(fcntl(fd, F_SETOWN, 0x7fffffff), ESRCH, "no such process");
	is_errno(fcntl(fd, F_SETOWN, -0x7fffffff), ESRCH, "nor group");
	o = (struct f_owner_ex){ F_OWNER_PID, -getpid() };
	is_errno(fcntl(fd, F_SETOWN_EX, &o), ESRCH, "a negative number");
	is(fcntl(fd, F_GETOWN), getpid(), "nothing of that is");
	pid = fork();
	if (pid == 0)
		pause();
	is(fcntl(fd, F_SETOWN, pid), 0, "F_SETOWN of a child");
	is(fcntl(fd, F_SETSIG, 0), 0, "the usual signal");
	is(fcntl(fd, F_GETSIG), 0, "is 0");
	kill(pid, SIGKILL);
	wait_for(pid);
	is(fcntl(fd, F_GETOWN), 0, "which has ended");
	is(fcntl(fd, F_SETOWN, 0), 0, "nobody");
	is(fcntl(fd, F_GETOWN), 0, "is remembered");
	close(fd);
	gone = open("f", O_PATH);
	is_errno(fcntl(gone, F_SETOWN, getpid()), EBADF, "a path");
	close(gone);
}

static int lock_fd;

static void
other_process(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_start = 5, .l_len = 1 };

	is_errno(fcntl(lock_fd, F_SETLK, &lock), EAGAIN,
	    "another process cannot lock what is locked");
	is(fcntl(lock_fd, F_GETLK, &lock), 0, "F_GETLK");
	is(lock.l_type, F_WRLCK, "tells the kind");
	is(lock.l_pid, getppid(), "and the owner");
	is(lock.l_start, 0, "and the range");
	is(lock.l_len, 10, "and its length");
	lock.l_start = 10;
	lock.l_len = 5;
	lock.l_type = F_WRLCK;
	is(fcntl(lock_fd, F_SETLK, &lock), 0, "beside it is free");
}

static void
test_locks(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_len = 10 };
	struct flock bad = { .l_type = 77, .l_len = 10 };
	int d;

	lock_fd = open("lock", O_RDWR | O_CREAT, 0600);
	is(fcntl(lock_fd, F_SETLK, &lock), 0, "lock a range");
	is(in_child(other_process), 0, "the other process");
	is(fcntl(lock_fd, F_SETLK, &lock), 0, "locking again is no conflict");
	is_errno(fcntl(lock_fd, F_SETLK, &bad), EINVAL, "no such kind");
	is_errno(fcntl(lock_fd, F_SETLK, UNMAPPED), EFAULT, "a bad pointer");
	/* POSIX: closing any descriptor of the file drops all its locks. */
	d = dup(lock_fd);
	close(d);
	lock.l_type = F_WRLCK;
	is(fcntl(lock_fd, F_GETLK, &lock), 0, "F_GETLK");
	is(lock.l_type, F_UNLCK, "nothing stands in one's own way");
	close(lock_fd);
	lock_fd = open("lock", O_RDONLY);
	lock.l_type = F_WRLCK;
	is_errno(fcntl(lock_fd, F_SETLK, &lock), EBADF,
	    "a write lock needs a file open for writing");
	close(lock_fd);
}

static struct flock
lock_of(int type, long start, long len, int pid)
{
	return (struct flock){ .l_type = (short)type,
		.l_start = start,
		.l_len = len,
		.l_pid = pid };
}

/* Which error comes first. */
static void
test_lock_checks(void)
{
	struct flock bad_both = lock_of(77, 100, LONG_MAX, 0);
	struct flock bad_pid = lock_of(F_WRLCK, 0, 1, 5);
	int fd = open("lock", O_RDONLY);

	is_errno(fcntl(fd, F_GETLK, &bad_both), EINVAL,
	    "F_GETLK looks at the kind, then at the range");
	is_errno(fcntl(fd, F_SETLK, &bad_both), EOVERFLOW,
	    "F_SETLK at the range, then at the kind");
	is_errno(fcntl(fd, 37 /* F_OFD_SETLK */, &bad_pid), EBADF,
	    "at the mode, then at the pid");
	bad_pid.l_type = F_RDLCK;
	is_errno(fcntl(fd, 37, &bad_pid), EINVAL, "and at that");
	close(fd);
}

/* As many as any limit allows here. */
static void
most(void)
{
	struct rlimit l = { 524288, 524288 };

	if (setrlimit(RLIMIT_NOFILE, &l) < 0) {
		skip("no such limit here");
		return;
	}
	is(dup2(0, 524287), 524287, "the highest number");
	is(fcntl(524287, F_GETFD), 0, "it is there");
	is_errno(dup2(0, 524288), EBADF, "one beyond");
	is(fcntl(0, F_DUPFD, 524286), 524286, "the one below");
	is(close(524287), 0, "close");
	is_errno(fcntl(524287, F_GETFD), EBADF, "it has gone");
}

int
main(void)
{
	test_dup();
	test_flags();
	test_limit();
	test_close_range();
	test_locks();
	test_lock_checks();
	test_owner();
	is(in_child(most), 0, "in a child");
	return done();
}
