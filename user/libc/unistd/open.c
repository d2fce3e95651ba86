/*
 * open, fcntl and the other calls whose last argument depends on the others.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#include "syscall.h"

#define NEEDS_MODE (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & NEEDS_MODE) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return (int)syscall_ret(__syscall_cp(SYS_openat, AT_FDCWD, path, flags,
	    mode));
}

int
openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & NEEDS_MODE) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return (int)syscall_ret(__syscall_cp(SYS_openat, dir, path, flags,
	    mode));
}

int
creat(const char *path, mode_t mode)
{
	return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* Whatever the argument is, a pointer or an int, it is in a register. */
int
fcntl(int fd, int command, ...)
{
	unsigned long argument;
	va_list args;

	va_start(args, command);
	argument = va_arg(args, unsigned long);
	va_end(args);
	if (command == F_SETLKW || command == F_OFD_SETLKW)
		return (int)syscall_ret(__syscall_cp(SYS_fcntl, fd, command,
		    argument));
	return (int)syscall_ret(__syscall(SYS_fcntl, fd, command, argument));
}

int
ioctl(int fd, unsigned long request, ...)
{
	unsigned long argument;
	va_list args;

	va_start(args, request);
	argument = va_arg(args, unsigned long);
	va_end(args);
	return (int)syscall_ret(__syscall(SYS_ioctl, fd, request, argument));
}

int
prctl(int option, ...)
{
	unsigned long arg[4];
	va_list args;

	va_start(args, option);
	for (int i = 0; i < 4; i++)
		arg[i] = va_arg(args, unsigned long);
	va_end(args);
	return (int)syscall_ret(__syscall(SYS_prctl, option, arg[0], arg[1],
	    arg[2], arg[3]));
}

/* The kernel stores what PEEK reads; C programs get it as the result. */
long
ptrace(int request, ...)
{
	long pid, word, answer;
	void *address, *data;
	va_list args;

	va_start(args, request);
	pid = va_arg(args, int);
	address = va_arg(args, void *);
	data = va_arg(args, void *);
	va_end(args);
	if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER)
		data = &word;
	answer = syscall_ret(__syscall(SYS_ptrace, request, pid, address,
	    data));
	return answer == 0 && data == &word ? word : answer;
}
