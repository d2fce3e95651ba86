/*
 * A pipe to or from a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "lock.h"

/* The streams that popen made: a child must not hold the others' pipes open. */
static struct {
	volatile int lock;
	FILE *first; /* by next_pipe */
} pipes;

static void
remember(FILE *f)
{
	__lock(&pipes.lock);
	f->next_pipe = pipes.first;
	pipes.first = f;
	__unlock(&pipes.lock);
}

static void
forget(FILE *f)
{
	__lock(&pipes.lock);
	for (FILE **at = &pipes.first; *at; at = &(*at)->next_pipe)
		if (*at == f) {
			*at = f->next_pipe;
			break;
		}
	__unlock(&pipes.lock);
}

/* The child's end becomes its standard input or output. */
static int
prepare(posix_spawn_file_actions_t *actions, int end, int standard)
{
	int error = posix_spawn_file_actions_init(actions);

	__lock(&pipes.lock);
	for (FILE *f = pipes.first; f && !error; f = f->next_pipe)
		if (f->fd != standard)
			error = posix_spawn_file_actions_addclose(actions,
			    f->fd);
	__unlock(&pipes.lock);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, end,
		    standard);
	return error;
}

static int
start(pid_t *pid, const char *command, int end, int standard)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	int error = prepare(&actions, end, standard);

	if (!error)
		error = posix_spawn(pid, _PATH_BSHELL, &actions, NULL, argv,
		    __environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

FILE *
popen(const char *command, const char *mode)
{
	int ends[2], reading, error;
	FILE *f;

	if (*mode != 'r' && *mode != 'w') {
		errno = EINVAL;
		return NULL;
	}
	if (pipe2(ends, O_CLOEXEC))
		return NULL;
	reading = *mode == 'r';
	f = fdopen(ends[!reading], reading ? "r" : "w");
	if (!f) {
		close(ends[0]);
		close(ends[1]);
		return NULL;
	}
	error = start(&f->pid, command, ends[reading], reading);
	close(ends[reading]);
	if (error) {
		fclose(f);
		errno = error;
		return NULL;
	}
	if (!strchr(mode, 'e'))
		fcntl(f->fd, F_SETFD, 0);
	remember(f);
	return f;
}

int
pclose(FILE *f)
{
	pid_t pid = f->pid;
	int status;

	forget(f);
	fclose(f);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}
