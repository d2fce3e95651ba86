/*
 * The shell that a user types to.
 *
 * Lines come from the line editor, or are just read when the terminal is too simple
 * for it or there is none. The parser asks for as many as a command needs; the
 * first has PS1 for a prompt, the others PS2. What was read for one command becomes
 * one entry of the history.
 *
 * An error or ^C unwinds to here: the rest of the command is dropped, and a new one
 * begins.
 */
#include "interactive.h"

#include "checkpoint.h"
#include "edit.h"
#include "error.h"
#include "history.h"
#include "input.h"
#include "jobs.h"
#include "mem.h"
#include "options.h"
#include "out.h"
#include "parse.h"
#include "prompt.h"
#include "run.h"
#include "shell.h"
#include "term.h"
#include "trap.h"
#include "vars.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IGNORED_ENDS 50

static struct {
	bool started;
	bool continued; /* the prompt is PS2 */
	char *command;  /* the lines of the command being read */
	size_t length;
	char line[4096]; /* when the editor does not read */
} state;

/* A line, or what fits, of whatever standard input is. */
static const char *
read_plainly(const char *prompt, size_t *length)
{
	size_t n = 0;

	out_error(prompt, strlen(prompt));
	while (n < sizeof state.line) {
		ssize_t got = read(STDIN_FILENO, state.line + n, 1);

		if (got < 0 && errno == EINTR) {
			if (trap_pending)
				traps_run();
			continue;
		}
		if (got <= 0)
			break;
		if (state.line[n++] == '\n')
			break;
	}
	*length = n;
	return n > 0 ? state.line : NULL;
}

static void
remember(const char *line, size_t length)
{
	state.command = xrealloc(state.command, state.length + length + 1);
	memcpy(state.command + state.length, line, length);
	state.length += length;
	state.command[state.length] = '\0';
}

static const char *
next_line(struct input *in, size_t *length)
{
	const char *prompt, *line;

	(void)in;
	if (!state.continued)
		jobs_notify();
	prompt = prompt_expand(var_text(state.continued ? var_ps2 : var_ps1));
	line = term_usable() ? edit_line(prompt, length) :
			       read_plainly(prompt, length);
	state.continued = true;
	if (line != NULL) {
		remember(line, *length);
		if (option(OPT_VERBOSE))
			out_error(line, *length);
	}
	return line;
}

static void
keep_command(void)
{
	if (state.length > 0)
		history_add(state.command);
	state.length = 0;
}

struct turn {
	struct parser *parser;
	bool more;
};

static void
take_turn(void *arg)
{
	struct turn *turn = arg;
	struct node *node;

	state.continued = false;
	shell.line = turn->parser->line;
	turn->more = parse_line(turn->parser, &node);
	keep_command();
	if (node != NULL)
		run(node, 0);
}

/* The end of the input. => returns: whether the shell goes on all the same */
static bool
stays(int *ends)
{
	if (option(OPT_IGNOREEOF) && ++*ends < IGNORED_ENDS) {
		out_error("Use \"exit\" to leave shell.\n", 27);
		return true;
	}
	return jobs_stopped_warning();
}

void
interactive_run(void)
{
	struct checkpoint before;
	struct parser parser;
	struct input in;
	struct turn turn = { .parser = &parser };
	int ends = 0;

	history_load();
	state.started = true;
	input_open_lines(&in, next_line);
	parser_init(&parser, &in, 1);
	before = checkpoint_take();
	for (;;) {
		enum unwind why = protect(take_turn, &turn);

		checkpoint_restore(&before);
		if (why == UNWIND_EXIT || shell.child)
			unwind(UNWIND_EXIT);
		shell.skip = SKIP_NONE;
		if (why != UNWIND_NONE) {
			if (why == UNWIND_ERROR)
				keep_command();
			state.length = 0;
			input_drop_line(&in);
			parser_init(&parser, &in, parser.line);
		} else if (!turn.more && !stays(&ends))
			break;
		else if (turn.more)
			ends = 0;
	}
	input_close(&in);
}

void
interactive_end(void)
{
	if (state.started)
		history_save();
}
