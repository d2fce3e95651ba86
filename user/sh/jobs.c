/*
 * Processes and jobs.
 *
 * A job is what one pipeline, subshell or simple command runs: one process or
 * several. job_create() makes it, job_fork() and job_exec() fill it, job_wait() or
 * the `wait` built-in learn its end, job_free() removes it. A foreground job is
 * freed once it has ended; one in the background when the user was told or its
 * status was asked for.
 *
 * Whatever waitpid() reports is noted for whichever job it belongs to (note), so
 * it never matters who waits. A program is started with vfork(): the child shares
 * the shell's memory, and changes none of it (job_exec).
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

static struct {
	struct job *first;
	int terminal;      /* with job control: a descriptor of it, else -1 */
	pid_t outer_group; /* the terminal's before */
	bool warned;       /* the user knows of stopped jobs */
} jobs = { .terminal = -1 };

struct job *
jobs_first(void)
{
	return jobs.first;
}

/* The list. */

static void
unlink_job(struct job *job)
{
	struct job **link = &jobs.first;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
}

/* Put it where it belongs by its state: a stopped one first, others behind. */
static void
link_job(struct job *job)
{
	struct job **link = &jobs.first;

	if (job->state != JOB_STOPPED)
		while (*link != NULL && (*link)->state == JOB_STOPPED)
			link = &(*link)->next;
	job->next = *link;
	*link = job;
}

/* Forget those whose status was asked for and that nobody will be told of. */
static void
drop_waited(void)
{
	struct job *next;

	for (struct job *job = jobs.first; job != NULL; job = next) {
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

	for (struct job *job = jobs.first; job != NULL;) {
		if (job->number == number) {
			number++;
			job = jobs.first;
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
	if (jobs.terminal >= 0 && node != NULL) {
		struct str text = str_new(&scratch);

		unparse_node(&text, node);
		process->text = xstrdup(str_text(&text));
	}
}

/* Forking. */

static void
give_terminal(pid_t group)
{
	if (jobs.terminal >= 0 && tcsetpgrp(jobs.terminal, group) < 0)
		sh_warn("Cannot set tty process group (%s)", strerror(errno));
}

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
		tcsetpgrp(jobs.terminal, group);
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
	while (jobs.first != NULL)
		job_free(jobs.first);
}

static void
become_subshell(const struct job *job, enum fork_kind kind)
{
	bool controlled = jobs.terminal >= 0 && job != NULL &&
	    kind != FORK_PLAIN;

	shell.child = true;
	out_discard();
	if (controlled)
		child_enters_group(job->group, kind);
	redir_forget();
	traps_reset_in_child();
	if (!controlled && kind == FORK_BACKGROUND)
		without_terminal_input(job);
	options_on[OPT_MONITOR] = false;
	if (jobs.terminal >= 0)
		close(jobs.terminal);
	jobs.terminal = -1;
	forget_jobs();
}

/*
 * A signal for the child must find its own dispositions, not its parent's: what
 * comes before it has set them waits.
 */
static pid_t
fork_guarded(sigset_t *before)
{
	sigset_t all;
	pid_t pid;

	out_flush();
	if (!option(OPT_INTERACTIVE) && !traps_any()) {
		sigprocmask(SIG_SETMASK, NULL, before);
		return fork();
	}
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, before);
	pid = fork();
	if (pid != 0)
		sigprocmask(SIG_SETMASK, before, NULL);
	return pid;
}

pid_t
job_fork(struct job *job, const struct node *node, enum fork_kind kind)
{
	sigset_t before;
	pid_t pid;

	pid = fork_guarded(&before);
	if (pid < 0) {
		if (job != NULL && job->count == 0)
			job_free(job);
		sh_error("Cannot fork");
	}
	if (pid == 0) {
		become_subshell(job, kind);
		sigprocmask(SIG_SETMASK, &before, NULL);
		return 0;
	}
	if (job != NULL) {
		if (jobs.terminal >= 0 && kind != FORK_PLAIN)
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
	sigset_t all, before;
	pid_t pid;

	out_flush();
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = vfork();
	if (pid == 0) {
		if (jobs.terminal >= 0)
			child_enters_group(job->group, FORK_FOREGROUND);
		traps_default_for_exec();
		sigprocmask(SIG_SETMASK, &before, NULL);
		_exit(exec_file(path, argv, environment));
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0) {
		job_free(job);
		sh_error("Cannot fork");
	}
	if (jobs.terminal >= 0)
		enter_group(job, pid);
	add_process(job, pid, node);
}

/* Waiting. */

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
		jobs.warned = false;
		unlink_job(job);
		link_job(job);
	}
}

static void
note(pid_t pid, int status)
{
	for (struct job *job = jobs.first; job != NULL; job = job->next) {
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
	return jobs.terminal >= 0 ? WUNTRACED | WCONTINUED : 0;
}

void
jobs_poll(void)
{
	int status;
	pid_t pid;

	if (jobs.first == NULL)
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
	if (jobs.terminal >= 0)
		give_terminal(getpgrp());
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

/* Job control. */

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
	jobs.terminal = fd;
	jobs.outer_group = group;
	traps_follow_options();
	setpgid(0, shell.pid);
	give_terminal(getpgrp());
}

static void
give_up_terminal(void)
{
	give_terminal(jobs.outer_group);
	setpgid(0, jobs.outer_group);
	close(jobs.terminal);
	jobs.terminal = -1;
	traps_follow_options();
}

void
jobs_follow_options(void)
{
	bool wanted = option(OPT_MONITOR) && !shell.child;

	if (wanted && jobs.terminal < 0)
		take_terminal();
	else if (!wanted && jobs.terminal >= 0)
		give_up_terminal();
}

void
jobs_fini(void)
{
	if (jobs.terminal >= 0 && !shell.child)
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
	unlink_job(job);
	link_job(job);
	if (foreground)
		give_terminal(job->group);
	killpg(job->group, SIGCONT);
	return foreground ? job_wait(job) : 0;
}

bool
jobs_stopped_warning(void)
{
	if (jobs.warned || jobs.terminal < 0)
		return false;
	for (struct job *job = jobs.first; job != NULL; job = job->next) {
		if (job->state == JOB_STOPPED) {
			out_error("You have stopped jobs.\n", 23);
			jobs.warned = true;
			return true;
		}
	}
	return false;
}
