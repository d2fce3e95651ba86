/*
 * posix_spawn: a new process with another program, without copying this one.
 *
 * The child shares its parent's memory until it executes the program, on a stack of
 * its own, and the parent sleeps as long (CLONE_VM, CLONE_VFORK). It tells through
 * that memory why it failed.
 *
 *   1. All signals are blocked meanwhile: a handler of the parent's must not run in
 *      the child, which resets those that are caught before it sets its mask.
 *   2. The child changes nothing in memory but its stack and `error`.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "actions.h"
#include "libc.h"
#include "signal_internal.h"
#include "spawn_internal.h"
#include "syscall.h"

#define STACK_SIZE (64 * 1024)

struct spawn {
	const char *path;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attributes;
	char *const *argv;
	char *const *environment;
	int (*execute)(const char *, char *const[], char *const[]);
	kernel_set mask; /* the parent's */
	int error;
};

static long
open_at(const struct action *action)
{
	long fd = __syscall(SYS_openat, AT_FDCWD, action->path, action->flags,
	    action->mode);
	long answer = fd;

	if (fd < 0 || fd == action->fd)
		return fd;
	answer = __syscall(SYS_dup3, fd, action->fd, action->flags & O_CLOEXEC);
	__syscall(SYS_close, fd);
	return answer;
}

/* Onto itself it means to keep the descriptor open. */
static long
duplicate(const struct action *action)
{
	long flags;

	if (action->from != action->fd)
		return __syscall(SYS_dup3, action->from, action->fd, 0);
	flags = __syscall(SYS_fcntl, action->fd, F_GETFD, 0);
	if (flags < 0)
		return flags;
	return __syscall(SYS_fcntl, action->fd, F_SETFD,
	    flags & ~(long)FD_CLOEXEC);
}

static long
perform(const struct action *action)
{
	switch (action->kind) {
	case ACTION_CLOSE:
		/* Not being open is no error. */
		__syscall(SYS_close, action->fd);
		return 0;
	case ACTION_CLOSE_FROM:
		return __syscall(SYS_close_range, action->fd, ~0U, 0);
	case ACTION_DUP2:
		return duplicate(action);
	case ACTION_OPEN:
		return open_at(action);
	case ACTION_CHDIR:
		return __syscall(SYS_chdir, action->path);
	case ACTION_FCHDIR:
		return __syscall(SYS_fchdir, action->fd);
	}
	return -EINVAL;
}

/* Signals that are caught, and those that are to be, get their default action. */
static void
reset_signals(const posix_spawnattr_t *a)
{
	for (int sig = 1; sig < NSIG; sig++) {
		struct sigaction old;
		bool wanted = a->__flags & POSIX_SPAWN_SETSIGDEF &&
		    a->__default.__bits[0] & KERNEL_SET_OF(sig);

		if (sig == SIGKILL || sig == SIGSTOP ||
		    __sigaction(sig, NULL, &old))
			continue;
		if (old.sa_handler != SIG_DFL &&
		    (wanted || old.sa_handler != SIG_IGN))
			__signal_reset(sig);
	}
}

static long
set_scheduling(const posix_spawnattr_t *a)
{
	struct sched_param param = { .sched_priority = a->__priority };

	if (a->__flags & POSIX_SPAWN_SETSCHEDULER)
		return __syscall(SYS_sched_setscheduler, 0, a->__policy,
		    &param);
	if (a->__flags & POSIX_SPAWN_SETSCHEDPARAM)
		return __syscall(SYS_sched_setparam, 0, &param);
	return 0;
}

static long
set_attributes(const posix_spawnattr_t *a)
{
	long answer = 0;

	if (a->__flags & POSIX_SPAWN_SETSID)
		answer = __syscall(SYS_setsid);
	if (answer >= 0 && a->__flags & POSIX_SPAWN_SETPGROUP)
		answer = __syscall(SYS_setpgid, 0, a->__pgroup);
	if (answer >= 0)
		answer = set_scheduling(a);
	if (answer >= 0 && a->__flags & POSIX_SPAWN_RESETIDS) {
		answer = __syscall(SYS_setgid, __syscall(SYS_getgid));
		if (answer >= 0)
			answer = __syscall(SYS_setuid, __syscall(SYS_getuid));
	}
	return answer;
}

static int
execute(const char *path, char *const argv[], char *const environment[])
{
	return (int)syscall_ret(__syscall(SYS_execve, path, argv, environment));
}

static int
child(void *argument)
{
	static const posix_spawnattr_t no_attributes;
	struct spawn *s = argument;
	const posix_spawnattr_t *a = s->attributes ? s->attributes :
						     &no_attributes;
	const kernel_set *mask = a->__flags & POSIX_SPAWN_SETSIGMASK ?
	    a->__mask.__bits :
	    &s->mask;
	long answer;

	reset_signals(a);
	answer = set_attributes(a);
	for (const struct action *action = first_action(s->actions);
	     action && answer >= 0; action = action->next)
		answer = perform(action);
	if (answer >= 0) {
		__signal_mask(SIG_SETMASK, mask, NULL);
		s->execute(s->path, s->argv, s->environment);
		answer = -errno;
	}
	s->error = (int)-answer;
	return 127;
}

static int
spawn(pid_t *pid, struct spawn *s)
{
	kernel_set all = ~0UL;
	int saved_errno = errno, new_pid;
	long stack = __syscall(SYS_mmap, NULL, STACK_SIZE,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1,
	    0);

	if ((unsigned long)stack >= -SYSCALL_MAX_ERRNO)
		return (int)-stack;
	__signal_mask(SIG_SETMASK, &all, &s->mask);
	new_pid = __clone(child, (char *)stack + STACK_SIZE,
	    CLONE_VM | CLONE_VFORK | SIGCHLD, s);
	if (new_pid < 0)
		s->error = errno;
	else if (s->error)
		__syscall(SYS_wait4, new_pid, NULL, 0, NULL);
	__signal_mask(SIG_SETMASK, &s->mask, NULL);
	__syscall(SYS_munmap, stack, STACK_SIZE);
	errno = saved_errno;
	if (!s->error && pid)
		*pid = new_pid;
	return s->error;
}

int
__posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, char *const argv[],
    char *const environment[])
{
	struct spawn s = { path, actions, attributes, argv, environment,
		execute, 0, 0 };

	return spawn(pid, &s);
}

weak_alias(__posix_spawn, posix_spawn);

int
posix_spawnp(pid_t *restrict pid, const char *restrict file,
    const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *restrict attributes, char *const argv[],
    char *const environment[])
{
	struct spawn s = { file, actions, attributes, argv, environment,
		execvpe, 0, 0 };

	return spawn(pid, &s);
}
