/*
 * Commands that are processes of their own: pipelines, subshells, what runs in the
 * background, command substitutions.
 *
 * A forked child runs its tree under a protect() of its own, so that nothing it
 * unwinds reaches what it has inherited of its parent's stack, and ends as a shell
 * does, with its EXIT trap (run_in_child).
 */
#include "error.h"
#include "jobs.h"
#include "options.h"
#include "out.h"
#include "redir.h"
#include "run.h"
#include "shell.h"
#include "substitute.h"
#include "trap.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

_Noreturn void
shell_exit(void)
{
	out_flush();
	jobs_fini();
	_exit(shell.status);
}

struct child {
	const struct node *node;
	unsigned int flags;
};

static void
run_for_exit(void *arg)
{
	const struct child *child = arg;

	run(child->node, child->flags | RUN_EXIT);
}

static void
exit_trap(void *arg)
{
	(void)arg;
	traps_exit();
}

/* In a forked child: run the tree, and end as a shell does. */
_Noreturn static void
run_in_child(const struct node *node, unsigned int flags)
{
	struct child child = { node, flags };

	protect(run_for_exit, &child);
	protect(exit_trap, NULL);
	shell_exit();
}

static void
move_to(int fd, int to)
{
	if (fd == to)
		return;
	dup2(fd, to);
	close(fd);
}

static void
make_pipe(int fds[2])
{
	if (pipe(fds) < 0)
		sh_error("Pipe call failed");
}

/* One command of a pipeline; `input` is the pipe from the one before, or -1.
 * => returns: the pipe to the one after, or -1 */
static int
start_stage(struct job *job, const struct node *node, int input,
    enum fork_kind kind, unsigned int flags)
{
	int fds[2] = { -1, -1 };

	if (node->next != NULL)
		make_pipe(fds);
	if (job_fork(job, node, kind) == 0) {
		if (fds[0] >= 0)
			close(fds[0]);
		if (input >= 0)
			move_to(input, STDIN_FILENO);
		if (fds[1] >= 0)
			move_to(fds[1], STDOUT_FILENO);
		run_in_child(node, flags);
	}
	if (input >= 0)
		close(input);
	if (fds[1] >= 0)
		close(fds[1]);
	return fds[0];
}

static struct job *
start_pipe(const struct node *node, enum fork_kind kind, unsigned int flags)
{
	struct job *job = job_create(node->list.count);
	const struct node *stage = node->list.first;
	int input = -1;

	for (; stage != NULL; stage = stage->next)
		input = start_stage(job, stage, input, kind, flags);
	return job;
}

int
run_background(const struct node *node, unsigned int flags)
{
	const struct node *body = node->group.body;
	struct job *job;

	if (body->kind == NODE_PIPE)
		job = start_pipe(body, FORK_BACKGROUND, flags);
	else {
		job = job_create(1);
		if (job_fork(job, body, FORK_BACKGROUND) == 0)
			run_in_child(body, flags);
	}
	if (option(OPT_INTERACTIVE)) {
		struct str line = str_new(&scratch);

		str_printf(&line, "[%d] %d\n", job->number,
		    (int)shell.background);
		out_error(line.data, line.length);
	}
	return 0;
}

static void
run_subshell_body(const struct node *node, unsigned int flags)
{
	redir_apply(redir_expand(node->group.redirs), false);
	run(node->group.body, flags | RUN_EXIT);
}

static void
subshell_body(void *arg)
{
	const struct child *child = arg;

	run_subshell_body(child->node, child->flags);
}

int
run_subshell(const struct node *node, unsigned int flags)
{
	struct child child = { node, flags };
	struct job *job;

	shell.line = node->line;
	if ((flags & RUN_EXIT) && !traps_any()) {
		shell.child = true;
		run_subshell_body(node, flags);
		return shell.status;
	}
	job = job_create(1);
	if (job_fork(job, node, FORK_FOREGROUND) == 0) {
		protect(subshell_body, &child);
		protect(exit_trap, NULL);
		shell_exit();
	}
	return job_wait(job);
}

/* Command substitution. */

/* A NUL has no place in a string: it is left out. */
static void
read_all(int fd, struct str *output)
{
	size_t start = output->length;
	size_t kept = start;
	ssize_t n;

	for (;;) {
		str_reserve(output, 1024);
		n = read(fd, output->data + output->length,
		    output->capacity - output->length - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		output->length += (size_t)n;
	}
	if (memchr(output->data + start, '\0', output->length - start)) {
		for (size_t i = start; i < output->length; i++)
			if (output->data[i] != '\0')
				output->data[kept++] = output->data[i];
		output->length = kept;
	}
}

void
substitute_command(struct node *commands, struct str *output)
{
	struct job *job;
	int fds[2];

	if (commands == NULL) {
		shell.substitution = 0;
		return;
	}
	make_pipe(fds);
	job = job_create(1);
	if (job_fork(job, commands, FORK_PLAIN) == 0) {
		close(fds[0]);
		move_to(fds[1], STDOUT_FILENO);
		run_in_child(commands, 0);
	}
	close(fds[1]);
	read_all(fds[0], output);
	close(fds[0]);
	shell.substitution = job_wait(job);
	while (output->length > 0 && output->data[output->length - 1] == '\n')
		output->length--;
}

int
run_pipe(const struct node *node, unsigned int flags)
{
	return job_wait(start_pipe(node, FORK_FOREGROUND, flags));
}
