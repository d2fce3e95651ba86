/*
 * Waiting for processes.
 *
 * Whatever waitpid() reports is noted for whichever job it belongs to (note), so
 * it never matters who waits.
 */
#include "job_control.h"
#include "jobs.h"
#include "options.h"
#include "out.h"
#include "trap.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
update_state(struct job *job)
{
	enum job_state state = JOB_DONE;

	for (int i = 0; i < job->count; i++) {
		int status = job->processes[i].status;

		if (status == -1)
			state = JOB_RUNNING;
		else if (WIFSTOPPED(status) && state != JOB_RUNNING)
			state = JOB_STOPPED;
	}
	if (state == job->state)
		return;
	job->state = state;
	job->changed = true;
	if (state == JOB_STOPPED) {
		job_relink(job);
	}
}

static void
note(pid_t pid, int status)
{
	for (struct job *job = jobs_first(); job != NULL; job = job->next) {
		for (int i = 0; i < job->count; i++) {
			if (job->processes[i].pid != pid ||
			    job->state == JOB_DONE)
				continue;
			job->processes[i].status = WIFCONTINUED(status) ?
			    -1 :
			    status;
			update_state(job);
			return;
		}
	}
}

static int
wait_flags(void)
{
	return job_control() ? WUNTRACED | WCONTINUED : 0;
}

void
jobs_poll(void)
{
	int status;
	pid_t pid;

	if (jobs_first() == NULL)
		return;
	while ((pid = waitpid(-1, &status, WNOHANG | wait_flags())) > 0)
		note(pid, status);
}

/* A signal that ended a process in the foreground is news. */
static void
tell_signal(int status)
{
	char text[64];
	int n;

	if (!WIFSIGNALED(status) || WTERMSIG(status) == SIGINT ||
	    WTERMSIG(status) == SIGPIPE)
		return;
	n = snprintf(text, sizeof text, "%s%s\n", strsignal(WTERMSIG(status)),
	    WCOREDUMP(status) ? " (core dumped)" : "");
	out_error(text, (size_t)n);
}

static int
exit_status_of(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

int
job_status(const struct job *job)
{
	int status = exit_status_of(job->processes[job->count - 1].status);

	for (int i = job->count - 1; i >= 0 && option(OPT_PIPEFAIL); i--)
		if (status == 0)
			status = exit_status_of(job->processes[i].status);
	return status;
}

static bool
has_process(const struct job *job, pid_t pid)
{
	for (int i = 0; i < job->count; i++)
		if (job->processes[i].pid == pid)
			return true;
	return false;
}

static void
wait_until_changed(struct job *job)
{
	while (job->state == JOB_RUNNING) {
		int status;
		pid_t pid = waitpid(-1, &status, wait_flags());

		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0) {
			/* Someone else has reaped them: nothing is known. */
			for (int i = 0; i < job->count; i++)
				if (job->processes[i].status == -1)
					job->processes[i].status = 127 << 8;
			update_state(job);
			return;
		}
		note(pid, status);
		if (has_process(job, pid))
			tell_signal(status);
	}
}

int
job_wait(struct job *job)
{
	int status;

	wait_until_changed(job);
	if (job_control())
		job_terminal_give(getpgrp());
	status = job_status(job);
	/* Behind the ^Z that the terminal has shown. */
	if (job->state == JOB_STOPPED)
		out_error("\n", 1);
	if (job->state == JOB_DONE) {
		int last = job->processes[job->count - 1].status;

		/* The terminal sent it to the job only, but meant the shell too. */
		if (job->group != 0 && WIFSIGNALED(last) &&
		    WTERMSIG(last) == SIGINT)
			raise(SIGINT);
		job_free(job);
	}
	return status;
}

static void
on_child(int number)
{
	(void)number;
}

/*
 * SIGCHLD and the trapped signals are blocked but while sigsuspend() waits, so that
 * none can come between the look and the wait.
 */
bool
jobs_wait_any(const struct job *watched)
{
	struct sigaction action = { .sa_handler = on_child };
	struct sigaction old;
	sigset_t all, before, open;
	int status;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	sigaction(SIGCHLD, NULL, &old);
	if (old.sa_handler == SIG_DFL)
		sigaction(SIGCHLD, &action, NULL);
	open = before;
	sigdelset(&open, SIGCHLD);
	for (;;) {
		pid = waitpid(-1, &status, WNOHANG | wait_flags());
		if (pid != 0 || trap_pending)
			break;
		sigsuspend(&open);
	}
	if (old.sa_handler == SIG_DFL)
		sigaction(SIGCHLD, &old, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid > 0)
		note(pid, status);
	if (pid > 0 && watched != NULL && has_process(watched, pid))
		tell_signal(status);
	return pid >= 0;
}
