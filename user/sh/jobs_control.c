/*
 * Job control: the terminal, and whose it is.
 *
 * With `set -m` the terminal belongs to the job in the foreground, else to the shell.
 * `terminal` is a descriptor of it that no redirection reaches.
 */
#include "error.h"
#include "job_control.h"
#include "jobs.h"
#include "options.h"
#include "out.h"
#include "redir.h"
#include "shell.h"
#include "trap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	int terminal;      /* with job control: a descriptor of it, else -1 */
	pid_t outer_group; /* the terminal's before */
	int warned;        /* number of the stopped job the user was told of */
} control = { .terminal = -1 };

bool
job_control(void)
{
	return control.terminal >= 0;
}

int
job_terminal(void)
{
	return control.terminal;
}

void
job_control_lost(void)
{
	if (control.terminal >= 0)
		close(control.terminal);
	control.terminal = -1;
}

void
job_terminal_give(pid_t group)
{
	if (control.terminal >= 0 && tcsetpgrp(control.terminal, group) < 0)
		sh_warn("Cannot set tty process group (%s)", strerror(errno));
}

static void
take_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	pid_t group;

	for (int i = 2; fd < 0 && i >= 0; i--)
		if (isatty(i))
			fd = fcntl(i, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
	fd = fd_move_away(fd);
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* Wait until whoever started the shell puts it in the foreground. */
	while (fd >= 0 && (group = tcgetpgrp(fd)) >= 0 && group != getpgrp())
		killpg(0, SIGTTIN);
	if (fd < 0 || group < 0) {
		sh_warn("can't access tty; job control turned off");
		options_on[OPT_MONITOR] = false;
		if (fd >= 0)
			close(fd);
		return;
	}
	control.terminal = fd;
	control.outer_group = group;
	traps_follow_options();
	setpgid(0, shell.pid);
	job_terminal_give(getpgrp());
}

static void
give_up_terminal(void)
{
	job_terminal_give(control.outer_group);
	setpgid(0, control.outer_group);
	close(control.terminal);
	control.terminal = -1;
	traps_follow_options();
}

void
jobs_follow_options(void)
{
	bool wanted = option(OPT_MONITOR) && !shell.child;

	if (wanted && control.terminal < 0)
		take_terminal();
	else if (!wanted && control.terminal >= 0)
		give_up_terminal();
}

void
jobs_fini(void)
{
	if (control.terminal >= 0 && !shell.child)
		give_up_terminal();
}

int
job_resume(struct job *job, bool foreground)
{
	for (int i = 0; i < job->count; i++)
		if (job->processes[i].status != -1 &&
		    WIFSTOPPED(job->processes[i].status))
			job->processes[i].status = -1;
	job->state = JOB_RUNNING;
	job->changed = false;
	job_relink(job);
	if (foreground)
		job_terminal_give(job->group);
	killpg(job->group, SIGCONT);
	return foreground ? job_wait(job) : 0;
}

bool
jobs_stopped_warning(void)
{
	static const char text[] = "You have stopped jobs.\n";
	const struct job *job = jobs_first();

	if (!job_control() || job == NULL || job->state != JOB_STOPPED ||
	    job->number == control.warned)
		return false;
	out_error(text, sizeof text - 1);
	control.warned = job->number;
	return true;
}
