/* What tests of pidfds share. */
#ifndef TESTS_SYS_PIDFD_H
#define TESTS_SYS_PIDFD_H

#include "tests/sys/tap.h"
#include <poll.h>
#include <sched.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

enum {
	ROUNDS = 100,
	USER = 12345
};

struct args3 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static inline int
pidfd_open(pid_t pid, unsigned flags)
{
	return (int)syscall(434, pid, flags);
}

static inline int
pidfd_kill(int fd, int sig, const void *info, unsigned flags)
{
	return (int)syscall(424, fd, sig, info, flags);
}

static inline int
pidfd_getfd(int fd, int target, unsigned flags)
{
	return (int)syscall(438, fd, target, flags);
}

static inline int
wait_on(int fd, int options)
{
	siginfo_t info = { 0 };

	return waitid((idtype_t)P_PIDFD, (id_t)fd, &info, options) < 0 ?
	    -1 :
	    info.si_pid;
}

static inline int
poll_of(int fd, int timeout)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLPRI };

	return poll(&p, 1, timeout) < 0 ? -1 : p.revents & ~POLLHUP;
}

/* The lowest descriptor that is free. */
static inline int
next_fd(void)
{
	int fd = dup(1);

	close(fd);
	return fd;
}

static inline bool
fdinfo_says(int fd, int pid)
{
	char path[64], text[512] = "", want[64];
	int f;

	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	snprintf(want, sizeof want, "\nPid:\t%d\nNSpid:\t%d\n", pid, pid);
	f = open(path, O_RDONLY);
	if (f < 0 || read(f, text, sizeof text - 1) < 0)
		return false;
	close(f);
	return strstr(text, want);
}

static inline long
clone_pidfd(unsigned long flags, int *word)
{
	return syscall(SYS_clone, CLONE_PIDFD | flags, 0, word, NULL, 0);
}

#endif
