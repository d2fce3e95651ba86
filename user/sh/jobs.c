/*
 * Processes and jobs: starting them. jobs_wait.c learns what becomes of them,
 * jobs_control.c has the terminal, jobs_show.c the user's view.
 *
 * A job is what one pipeline, subshell or simple command runs: one process or
 * several. job_create() makes it, job_fork() and job_exec() fill it, job_wait() or
 * the `wait` built-in learn its end, job_free() removes it. A foreground job is
 * freed once it has ended; one in the background when the user was told or its
 * status was asked for.
 *
 * A program is started with vfork(): the child shares the shell's memory, and
 * changes none of it (job_exec).
 *
 * With job control (set -m) each job is a process group, and the terminal belongs
 * to the one in the foreground. Both parent and child set the group, whoever comes
 * first.
 *
 * Invariants
 *   1. The list is ordered by how current jobs are: stopped ones first, then the
 *      youngest.
 *   2. A subshell has no jobs: its parent's are not its children.
 */
#include "jobs.h"

#include "error.h"
#include "job_control.h"
#include "lookup.h"
#include "mem.h"
#include "options.h"
#include "out.h"
#include "redir.h"
#include "shell.h"
#include "str.h"
#include "trap.h"
#include "unparse.h"
#include "vars.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct job *jobs;

struct job *
jobs_first(void)
{
	return jobs;
}

/* The list. */

static void
unlink_job(struct job *job)
{
	struct job **link = &jobs;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
}

/* Put it where it belongs by its state: a stopped one first, others behind. */
static void
link_job(struct job *job)
{
	struct job **link = &jobs;

	if (job->state != JOB_STOPPED)
		while (*link != NULL && (*link)->state == JOB_STOPPED)
			link = &(*link)->next;
	job->next = *link;
	*link = job;
}

void
job_relink(struct job *job)
{
	unlink_job(job);
	link_job(job);
}

/* Forget those whose status was asked for and that nobody will be told of. */
static void
drop_waited(void)
{
	struct job *next;

	for (struct job *job = jobs; job != NULL; job = next) {
		next = job->next;
		if (job->state == JOB_DONE && job->waited &&
		    !option(OPT_MONITOR))
			job_free(job);
	}
}

static int
unused_number(void)
{
	int number = 1;

	for (struct job *job = jobs; job != NULL;) {
		if (job->number == number) {
			number++;
			job = jobs;
		} else
			job = job->next;
	}
	return number;
}

struct job *
job_create(int nprocesses)
{
	struct job *job;

	drop_waited();
	job = xmalloc(sizeof *job +
	    (size_t)nprocesses * sizeof job->processes[0]);
	memset(job, 0, sizeof *job);
	job->number = unused_number();
	link_job(job);
	return job;
}

void
job_free(struct job *job)
{
	unlink_job(job);
	for (int i = 0; i < job->count; i++)
		free(job->processes[i].text);
	free(job);
}

static void
add_process(struct job *job, pid_t pid, const struct node *node)
{
	struct process *process = &job->processes[job->count++];

	process->pid = pid;
	process->status = -1;
	process->text = NULL;
	if (job_control() && node != NULL) {
		struct str text = str_new(&scratch);

		unparse_node(&text, node);
		process->text = xstrdup(str_text(&text));
	}
}

/* Forking. */

/* What parent and child both do to put the child into its group. */
static void
enter_group(struct job *job, pid_t pid)
{
	if (job->group == 0)
		job->group = pid;
	setpgid(pid, job->group);
}

static void
child_enters_group(pid_t group, enum fork_kind kind)
{
	pid_t self = getpid();

	if (group == 0)
		group = self;
	setpgid(0, group);
	if (kind == FORK_FOREGROUND)
		tcsetpgrp(job_terminal(), group);
}

static void
without_terminal_input(const struct job *job)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	if (job->count == 0) {
		int fd = open("/dev/null", O_RDONLY);

		if (fd > 0) {
			dup2(fd, 0);
			close(fd);
		}
	}
}

static void
forget_jobs(void)
{
	while (jobs != NULL)
		job_free(jobs);
}

static void
become_subshell(const struct job *job, enum fork_kind kind)
{
	bool controlled = job_control() && job != NULL && kind != FORK_PLAIN;

	shell.child = true;
	out_discard();
	if (controlled)
		child_enters_group(job->group, kind);
	redir_forget();
	traps_reset_in_child();
	if (!controlled && kind == FORK_BACKGROUND)
		without_terminal_input(job);
	options_on[OPT_MONITOR] = false;
	job_control_lost();
	forget_jobs();
}

/*
 * A signal for the child must find its own dispositions, not its parent's: where
 * those differ, what comes before it has set them waits.
 * => returns: whether signals are blocked now, and *before is to be restored
 */
static bool
block_signals(sigset_t *before)
{
	sigset_t all;

	if (!option(OPT_INTERACTIVE) && !traps_any())
		return false;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, before);
	return true;
}

static void
unblock_signals(bool blocked, const sigset_t *before)
{
	if (blocked)
		sigprocmask(SIG_SETMASK, before, NULL);
}

pid_t
job_fork(struct job *job, const struct node *node, enum fork_kind kind)
{
	sigset_t before;
	bool blocked;
	pid_t pid;

	out_flush();
	blocked = block_signals(&before);
	pid = fork();
	if (pid != 0)
		unblock_signals(blocked, &before);
	if (pid < 0) {
		if (job != NULL && job->count == 0)
			job_free(job);
		sh_error("Cannot fork");
	}
	if (pid == 0) {
		become_subshell(job, kind);
		unblock_signals(blocked, &before);
		return 0;
	}
	if (job != NULL) {
		if (job_control() && kind != FORK_PLAIN)
			enter_group(job, pid);
		add_process(job, pid, node);
	}
	if (kind == FORK_BACKGROUND)
		shell.background = pid;
	return pid;
}

pid_t
fork_unheard(void)
{
	out_flush();
	return fork();
}

/*
 * Between vfork() and exec the child writes to nothing but its stack. Signals wait
 * until exec has reset the handlers, which would note them in the shell's memory.
 */
void
job_exec(struct job *job, const struct node *node, const char *path,
    char **argv)
{
	char **environment = vars_environment();
	sigset_t before;
	bool blocked;
	pid_t pid;

	out_flush();
	blocked = block_signals(&before);
	pid = vfork();
	if (pid == 0) {
		if (job_control())
			child_enters_group(job->group, FORK_FOREGROUND);
		traps_default_for_exec();
		unblock_signals(blocked, &before);
		_exit(exec_file(path, argv, environment));
	}
	unblock_signals(blocked, &before);
	if (pid < 0) {
		job_free(job);
		sh_error("Cannot fork");
	}
	if (job_control())
		enter_group(job, pid);
	add_process(job, pid, node);
}
