/*
 * Simple commands: assignments, redirections, and a function, built-in or program.
 *
 * The order of XCU 2.9.1: words are expanded, then redirections, then the values
 * of assignments. What the command is decides how far they reach:
 *
 *	nothing, special built-in   assignments stay
 *	others			    they are local to the command, and exported
 *	`exec`			    redirections stay
 *	program			    redirected and assigned here, then vfork(); or,
 *				    when nothing follows, executed in this process
 */
#include "simple.h"
#include "builtins.h"
#include "chars.h"
#include "checkpoint.h"
#include "error.h"
#include "expand.h"
#include "jobs.h"
#include "lookup.h"
#include "options.h"
#include "out.h"
#include "redir.h"
#include "run.h"
#include "shell.h"
#include "trap.h"
#include "vars.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A command with all its words expanded. */
struct command {
	const struct node *node;
	struct list words;
	const char **values; /* of the assignments */
	const struct builtin *builtin;
	struct function *function;
	const struct target *targets;
	const char *path; /* PATH to look in, NULL: the variable's value */
	unsigned int flags;
	bool plainly; /* `command`: a special built-in is like others */
};

/* Words. */

/* The name and the equals sign of a word like name=value, or 0. */
static size_t
assignment_prefix(const struct word *word)
{
	const struct part *part = word->parts;
	size_t n = 0;

	if (part == NULL || part->kind != PART_TEXT || part->quoted ||
	    !is_name_start((unsigned char)part->text.data[0]))
		return 0;
	while (is_name((unsigned char)part->text.data[n]))
		n++;
	return part->text.data[n] == '=' ? n + 1 : 0;
}

/* An argument like name=value of export and its like: as an assignment's. */
static void
add_assignment(struct list *words, const struct word *word, size_t prefix)
{
	struct part first = *word->parts;
	struct word value = { .parts = &first };
	struct str text = str_new(&scratch);

	first.text.data += prefix;
	first.text.length -= prefix;
	str_add(&text, word->parts->text.data, prefix);
	str_add_all(&text, expand_value(&value));
	list_add(words, str_text(&text));
}

/* => returns: the built-in whose arguments follow, if they may be assignments */
static bool
takes_assignments(const struct list *words)
{
	const struct builtin *builtin;
	int i = 0;

	while (i < words->count && strcmp(words->items[i], "command") == 0)
		i++;
	if (i >= words->count)
		return false;
	builtin = builtin_find(words->items[i]);
	return builtin != NULL && (builtin->flags & BUILTIN_ASSIGNS);
}

static void
expand_command(struct command *call)
{
	const struct word *word = call->node->simple.words;
	bool special = false;

	for (; word != NULL; word = word->next) {
		struct word one = *word;
		size_t prefix = special ? assignment_prefix(word) : 0;

		one.next = NULL;
		if (prefix > 0)
			add_assignment(&call->words, word, prefix);
		else
			expand_words(&one, &call->words);
		if (!special)
			special = takes_assignments(&call->words);
	}
}

/* Assigning. */

static void
assign_for_good(struct var *var, const char *value)
{
	var_set(var, value);
	if (option(OPT_ALLEXPORT))
		var_add_flags(var, VAR_EXPORT);
}

static void
assign_locally(struct var *var, const char *value)
{
	scope_save(var);
	var_set(var, value);
	var_add_flags(var, VAR_EXPORT);
}

/* One after the other: a value may be made of those before it. */
static void
run_assigns(struct command *call,
    void (*assign_to)(struct var *var, const char *value))
{
	const struct assign *assign = call->node->simple.assigns;
	size_t n = 0;

	for (; assign != NULL; assign = assign->next)
		n++;
	if (n == 0)
		return;
	call->values = arena_alloc(&scratch, n * sizeof *call->values);
	n = 0;
	for (assign = call->node->simple.assigns; assign;
	     assign = assign->next) {
		call->values[n] = expand_value(assign->value);
		assign_to(assign->var, call->values[n++]);
	}
}

/* `set -x`. */
static void
trace(const struct command *call)
{
	const struct assign *assign = call->node->simple.assigns;
	struct str line = str_new(&scratch);
	const char *between = "";

	options_on[OPT_XTRACE] = false;
	str_add_all(&line, expand_text(var_text(var_ps4)));
	options_on[OPT_XTRACE] = true;
	for (size_t i = 0; assign != NULL; assign = assign->next) {
		str_printf(&line, "%s%s=%s", between, assign->var->name,
		    call->values[i++]);
		between = " ";
	}
	for (int i = 0; i < call->words.count; i++) {
		str_add_all(&line, between);
		str_add_all(&line, call->words.items[i]);
		between = " ";
	}
	str_char(&line, '\n');
	out_flush();
	out_error(line.data, line.length);
}

/* Built-ins. */

struct builtin_call {
	const struct builtin *builtin;
	int argc;
	char **argv;
	int status;
};

static void
call_builtin(void *arg)
{
	struct builtin_call *call = arg;

	call->status = call->builtin->run(call->argc, call->argv);
	if (!out_flush() && call->builtin->run != builtin_exec) {
		sh_warn("%s: I/O error", call->argv[0]);
		if (call->status == 0)
			call->status = 1;
	}
}

/*
 * An error of a special built-in is one of the shell, any other's only makes the
 * command fail.
 */
static int
run_builtin(const struct builtin *builtin, int argc, char **argv, bool special)
{
	struct builtin_call call = { builtin, argc, argv, 0 };
	struct checkpoint before = checkpoint_take();
	enum unwind why;

	shell.command = argv[0];
	why = protect(call_builtin, &call);
	shell.command = before.command;
	if (why == UNWIND_NONE)
		return call.status;
	if (why != UNWIND_ERROR || special)
		unwind(why);
	checkpoint_restore(&before);
	out_flush();
	return shell.status;
}

/* Functions. */

struct function_call {
	struct function *function;
	unsigned int flags;
};

static void
call_body(void *arg)
{
	struct function_call *call = arg;

	run(call->function->body, call->flags & RUN_TESTED);
}

static int
run_function(struct function *function, int argc, char **argv,
    unsigned int flags)
{
	struct params outer = shell.params;
	struct checkpoint before = checkpoint_take();
	struct function_call call = { function, flags };
	enum unwind why;

	shell.params = (struct params){
		.args = argv + 1, .count = argc - 1, .optind = 1, .optoff = -1
	};
	shell.function_depth++;
	shell.function_line = function->line;
	shell.loop_depth = 0;
	function->references++;
	scope_push();
	why = protect(call_body, &call);
	params_free_owned(shell.params.owned);
	shell.params = outer;
	function_put(function);
	if (why != UNWIND_NONE)
		unwind(why);
	scope_pop();
	shell.function_depth = before.function_depth;
	shell.function_line = before.function_line;
	shell.loop_depth = before.loop_depth;
	if (shell.skip == SKIP_RETURN)
		shell.skip = SKIP_NONE;
	return shell.status;
}

/* Programs. */

/* => returns: the file, or NULL with the message written and *status set */
static const char *
find_program(const struct command *call, int *status)
{
	const char *name = call->words.items[0];
	int error = ENOENT;
	const char *path;

	if (call->path != NULL && strchr(name, '/') == NULL)
		path = path_search(name, call->path, &error);
	else
		path = path_find(name, &error);
	if (path == NULL) {
		sh_warn("%s: %s", name, exec_reason(error));
		*status = 127;
	}
	return path;
}

static int
run_program(struct command *call)
{
	int status = 0;
	const char *path = find_program(call, &status);
	struct job *job;

	if (path == NULL)
		return status;
	if ((call->flags & RUN_EXIT) && !traps_any()) {
		out_flush();
		jobs_fini();
		traps_default_for_exec();
		return exec_file(path, call->words.items, vars_environment());
	}
	job = job_create(1);
	job_exec(job, call->node, path, call->words.items);
	return job_wait(job);
}

/* Putting it together. */

static int
run_assignments(struct command *call)
{
	int status;

	if (call->targets != NULL && !redir_apply_safely(call->targets))
		return shell.status;
	run_assigns(call, assign_for_good);
	status = shell.substitution;
	if (option(OPT_XTRACE))
		trace(call);
	if (call->targets != NULL)
		redir_pop();
	return status;
}

static void
end_redirections(const struct command *call)
{
	if (call->builtin != NULL && call->builtin->run == builtin_exec)
		redir_keep();
	else
		redir_pop();
}

/* A special built-in: errors and assignments are the shell's. */
static int
run_special(struct command *call)
{
	int status;

	if (call->targets != NULL)
		redir_apply(call->targets, true);
	run_assigns(call, assign_for_good);
	if (option(OPT_XTRACE))
		trace(call);
	status = run_builtin(call->builtin, call->words.count,
	    call->words.items, true);
	if (call->targets != NULL)
		end_redirections(call);
	return status;
}

static int
run_found(struct command *call)
{
	if (option(OPT_XTRACE))
		trace(call);
	if (call->function != NULL)
		return run_function(call->function, call->words.count,
		    call->words.items, call->flags);
	if (call->builtin != NULL)
		return run_builtin(call->builtin, call->words.count,
		    call->words.items, false);
	return run_program(call);
}

static int
run_ordinary(struct command *call)
{
	bool assigns = call->node->simple.assigns != NULL;
	int status;

	if (call->targets != NULL && !redir_apply_safely(call->targets))
		return shell.status;
	if (assigns) {
		scope_push();
		run_assigns(call, assign_locally);
	}
	status = run_found(call);
	if (assigns)
		scope_pop();
	if (call->targets != NULL)
		end_redirections(call);
	return status;
}

/*
 * `command name ...` runs as if the name were all, but that a function is none and
 * a special built-in is like others.
 */
static void
strip_command(struct command *call)
{
	while (call->words.count > 1 &&
	    strcmp(call->words.items[0], "command") == 0) {
		int skip = command_operands(call->words.items);

		if (skip == 0)
			return;
		if (skip > 1 && call->words.items[1][1] == 'p')
			call->path = STANDARD_PATH;
		call->words.items += skip;
		call->words.count -= skip;
		call->plainly = true;
	}
}

static void
find_command(struct command *call)
{
	const char *name = call->words.items[0];

	call->builtin = strchr(name, '/') ? NULL : builtin_find(name);
	if (call->builtin != NULL && (call->builtin->flags & BUILTIN_SPECIAL))
		return;
	if (function_find(name) != NULL) {
		call->function = function_find(name);
		return;
	}
	strip_command(call);
	name = call->words.items[0];
	if (call->plainly)
		call->builtin = strchr(name, '/') ? NULL : builtin_find(name);
}

int
run_simple(const struct node *node, unsigned int flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct command call = { .node = node, .flags = flags };
	bool special;
	int status;

	shell.line = node->line;
	shell.substitution = 0;
	expand_command(&call);
	if (call.words.count > 0)
		find_command(&call);
	if (node->simple.redirs != NULL)
		call.targets = redir_expand(node->simple.redirs);
	special = call.builtin != NULL && !call.plainly &&
	    (call.builtin->flags & BUILTIN_SPECIAL);
	if (call.words.count == 0)
		status = run_assignments(&call);
	else if (special)
		status = run_special(&call);
	else
		status = run_ordinary(&call);
	arena_release(&scratch, mark);
	return status;
}
