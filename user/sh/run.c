/*
 * Running trees: lists and compound commands.
 *
 * run() returns the exit status and leaves it in shell.status. Two things end a
 * command early: an error unwinds (error.c); break, continue and return set
 * shell.skip, and every loop and list on the way out looks at it.
 *
 * Memory: a simple command gives back what it took (simple.c), so that a loop runs
 * in constant space. Loops and cases give back what their words took.
 *
 * RUN_EXIT travels down to the command that is last in its process: that one is
 * executed without a fork. A process with traps must stay to run them.
 */
#include "run.h"

#include "checkpoint.h"
#include "error.h"
#include "expand.h"
#include "lookup.h"
#include "options.h"
#include "parse.h"
#include "pattern.h"
#include "redir.h"
#include "shell.h"
#include "trap.h"
#include "vars.h"

#include <string.h>

/* Compound commands. */

static int
run_list(const struct node *node, unsigned int flags)
{
	const struct node *item = node->list.first;
	int status = 0;

	for (; item != NULL; item = item->next) {
		status = run(item,
		    item->next ? flags & ~(unsigned int)RUN_EXIT : flags);
		if (shell.skip != SKIP_NONE)
			break;
	}
	return status;
}

static int
run_pair(const struct node *node, unsigned int flags)
{
	int status = run(node->pair.left, RUN_TESTED);

	if (shell.skip != SKIP_NONE ||
	    (status == 0) != (node->kind == NODE_AND))
		return status;
	return run(node->pair.right, flags);
}

static int
run_group(const struct node *node, unsigned int flags)
{
	struct arena_mark mark;
	int status;

	if (node->group.redirs == NULL)
		return run(node->group.body, flags);
	mark = arena_mark(&scratch);
	shell.line = node->line;
	if (redir_apply_safely(redir_expand(node->group.redirs))) {
		status = run(node->group.body, flags & ~(unsigned int)RUN_EXIT);
		redir_pop();
	} else
		status = shell.status;
	arena_release(&scratch, mark);
	return status;
}

static int
run_if(const struct node *node, unsigned int flags)
{
	int status = run(node->branch.test, RUN_TESTED);

	if (shell.skip != SKIP_NONE)
		return status;
	if (status == 0)
		return run(node->branch.body, flags);
	return run(node->branch.otherwise, flags);
}

/* After a loop's body. => returns: whether the loop ends */
static bool
loop_ends(void)
{
	if (shell.skip == SKIP_NONE)
		return false;
	if (shell.skip == SKIP_RETURN)
		return true;
	if (--shell.skip_count > 0)
		return true;
	if (shell.skip == SKIP_BREAK) {
		shell.skip = SKIP_NONE;
		return true;
	}
	shell.skip = SKIP_NONE;
	return false;
}

static int
run_while(const struct node *node, unsigned int flags)
{
	bool until = node->kind == NODE_UNTIL;
	int status = 0;

	flags &= RUN_TESTED;
	shell.loop_depth++;
	for (;;) {
		int test = run(node->branch.test, RUN_TESTED);

		if (shell.skip != SKIP_NONE) {
			if (shell.skip == SKIP_RETURN)
				status = test;
			if (loop_ends())
				break;
			continue;
		}
		if ((test == 0) == until)
			break;
		status = run(node->branch.body, flags);
		if (loop_ends())
			break;
	}
	shell.loop_depth--;
	return status;
}

static int
run_for(const struct node *node, unsigned int flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct list values = { 0 };
	int status = 0;

	shell.line = node->line;
	expand_words(node->loop.words, &values);
	flags &= RUN_TESTED;
	shell.loop_depth++;
	for (int i = 0; i < values.count; i++) {
		var_set(node->loop.var, values.items[i]);
		status = run(node->loop.body, flags);
		if (loop_ends())
			break;
	}
	shell.loop_depth--;
	arena_release(&scratch, mark);
	return status;
}

static bool
item_matches(const struct case_item *item, const char *subject)
{
	const struct word *word = item->patterns;

	for (; word != NULL; word = word->next)
		if (pattern_match(expand_pattern(word), subject,
			strlen(subject)))
			return true;
	return false;
}

static int
run_case(const struct node *node, unsigned int flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	const struct case_item *item = node->cases.items;
	const char *subject;

	shell.line = node->line;
	shell.substitution = 0;
	subject = expand_string(node->cases.subject);
	while (item != NULL && !item_matches(item, subject))
		item = item->next;
	arena_release(&scratch, mark);
	if (item == NULL || item->body == NULL)
		return 0;
	return run(item->body, flags);
}

static int
dispatch(const struct node *node, unsigned int flags)
{
	switch (node->kind) {
	case NODE_SIMPLE:
		return run_simple(node, flags);
	case NODE_PIPE:
		return run_pipe(node, flags);
	case NODE_NOT:
		return !run(node->group.body, RUN_TESTED);
	case NODE_AND:
	case NODE_OR:
		return run_pair(node, flags);
	case NODE_LIST:
		return run_list(node, flags);
	case NODE_BACKGROUND:
		return run_background(node, flags);
	case NODE_SUBSHELL:
		return run_subshell(node, flags);
	case NODE_GROUP:
		return run_group(node, flags);
	case NODE_IF:
		return run_if(node, flags);
	case NODE_WHILE:
	case NODE_UNTIL:
		return run_while(node, flags);
	case NODE_FOR:
		return run_for(node, flags);
	case NODE_CASE:
		return run_case(node, flags);
	case NODE_FUNCTION:
		function_define(node->function.name, node);
		return 0;
	}
	return 0;
}

/* Whether the node's own failure, not that of one within it, counts for -e. */
static bool
can_fail(const struct node *node)
{
	switch (node->kind) {
	case NODE_SIMPLE:
	case NODE_PIPE:
	case NODE_SUBSHELL:
		return true;
	case NODE_GROUP:
		return node->group.redirs != NULL;
	default:
		return false;
	}
}

int
run(const struct node *node, unsigned int flags)
{
	if (trap_pending)
		traps_run();
	if (node == NULL) {
		shell.status = 0;
		return 0;
	}
	if (option(OPT_NOEXEC))
		return shell.status;
	check_stack();
	shell.status = dispatch(node, flags);
	if (trap_pending)
		traps_run();
	if (shell.status != 0 && option(OPT_ERREXIT) && !(flags & RUN_TESTED) &&
	    can_fail(node))
		unwind(UNWIND_EXIT);
	return shell.status;
}

/* Inputs. */

/* Whether the input has nothing more, as far as one can see. */
static bool
at_end(const struct input *in)
{
	return in->more == NULL && in->levels == NULL && in->next == in->end;
}

int
run_input(struct input *in, unsigned int flags)
{
	struct parser parser;
	struct arena_mark mark = arena_mark(&scratch);
	struct node *node;
	int status = 0;

	parser_init(&parser, in, 1);
	while (parse_line(&parser, &node)) {
		if (node != NULL)
			status = run(node,
			    at_end(in) ? flags :
					 flags & ~(unsigned int)RUN_EXIT);
		arena_release(&scratch, mark);
		if (shell.skip != SKIP_NONE)
			break;
	}
	arena_release(&scratch, mark);
	shell.status = status;
	return status;
}

int
run_string(const char *text, unsigned int flags)
{
	struct input in;
	int status;

	input_open_string(&in, text, strlen(text));
	status = run_input(&in, flags);
	input_close(&in);
	return status;
}
