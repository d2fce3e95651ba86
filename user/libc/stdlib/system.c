/*
 * system: a command run by the shell.
 *
 * Meanwhile SIGINT and SIGQUIT are ignored, for they are meant for the command, and
 * SIGCHLD is blocked, so that no handler takes the command's status.
 */
#include <errno.h>
#include <paths.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>

#include "libc.h"
#include "signal_internal.h"
#include "spawn_internal.h"
#include "syscall.h"

struct saved {
	struct sigaction interrupt, quit;
	kernel_set mask;
};

static void
prepare(struct saved *saved, posix_spawnattr_t *attributes)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	kernel_set child = KERNEL_SET_OF(SIGCHLD), defaults = 0;

	__sigaction(SIGINT, &ignore, &saved->interrupt);
	__sigaction(SIGQUIT, &ignore, &saved->quit);
	__signal_mask(SIG_BLOCK, &child, &saved->mask);
	/* In the command they do what they did here. */
	if (saved->interrupt.sa_handler != SIG_IGN)
		defaults |= KERNEL_SET_OF(SIGINT);
	if (saved->quit.sa_handler != SIG_IGN)
		defaults |= KERNEL_SET_OF(SIGQUIT);
	*attributes = (posix_spawnattr_t){
		.__flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK,
		.__default.__bits = { defaults },
		.__mask.__bits = { saved->mask },
	};
}

static void
restore(const struct saved *saved)
{
	__sigaction(SIGINT, &saved->interrupt, NULL);
	__sigaction(SIGQUIT, &saved->quit, NULL);
	__signal_mask(SIG_SETMASK, &saved->mask, NULL);
}

int
system(const char *command)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)command, NULL };
	posix_spawnattr_t attributes;
	struct saved saved;
	int status = 127 << 8; /* as if the shell could not be executed */
	long answer = 0;
	pid_t pid;

	/* Is there a shell? */
	if (!command)
		return __syscall(SYS_access, _PATH_BSHELL, 1) == 0;
	prepare(&saved, &attributes);
	if (__posix_spawn(&pid, _PATH_BSHELL, NULL, &attributes, argv,
		__environ) == 0)
		do {
			answer = __syscall_cp(SYS_wait4, pid, &status, 0, 0);
			if (answer < 0)
				status = -1;
		} while (answer == -EINTR);
	restore(&saved);
	if (status == -1)
		errno = (int)-answer;
	return status;
}
