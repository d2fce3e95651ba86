/*
 * run: exec with the exit statuses of a shell.
 */
#include "run.h"

#include <err.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CANNOT_RUN = 126,
	NOT_FOUND = 127,
	BY_SIGNAL = 128
};

int
run_failure_status(int error)
{
	return error == ENOENT || error == ENOTDIR ? NOT_FOUND : CANNOT_RUN;
}

void
run_command(char **argv)
{
	int error;

	execvp(argv[0], argv);
	error = errno;
	warn("%s", argv[0]);
	_exit(run_failure_status(error));
}

int
run_status(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return BY_SIGNAL + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status);
}
