/*
 * Names of threads: the kernel's, by prctl for oneself and by /proc for others.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "pthread_impl.h"

#define NAME_MAX_   16
#define PR_SET_NAME 15
#define PR_GET_NAME 16

static int
open_comm(const struct thread *t, int flags)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/task/%d/comm", t->tid);
	return (int)__syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

int
pthread_setname_np(pthread_t thread, const char *name)
{
	const struct thread *t = thread_of(thread);
	size_t n = strnlen(name, NAME_MAX_);
	long answer;
	int fd;

	if (n >= NAME_MAX_)
		return ERANGE;
	if (t == __thread_self())
		return (int)-__syscall(SYS_prctl, PR_SET_NAME, name, 0, 0, 0);
	fd = open_comm(t, O_WRONLY);
	if (fd < 0)
		return -fd;
	answer = __syscall(SYS_write, fd, name, n);
	__syscall(SYS_close, fd);
	return answer < 0 ? (int)-answer : 0;
}

int
pthread_getname_np(pthread_t thread, char *name, size_t size)
{
	const struct thread *t = thread_of(thread);
	long n;
	int fd;

	if (size < NAME_MAX_)
		return ERANGE;
	if (t == __thread_self())
		return (int)-__syscall(SYS_prctl, PR_GET_NAME, name, 0, 0, 0);
	fd = open_comm(t, O_RDONLY);
	if (fd < 0)
		return -fd;
	n = __syscall(SYS_read, fd, name, size);
	__syscall(SYS_close, fd);
	if (n <= 0)
		return n == 0 ? EIO : (int)-n;
	name[n - 1] = '\0';
	return 0;
}
