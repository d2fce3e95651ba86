/*
 * The Breenix shell: a POSIX shell.
 *
 * A reader's way through it: main() below; parse.c with lex.c and word.c, which make
 * trees (ast.h) of text (input.c); run.c and simple.c, which run them; expand.c with
 * param.c, arith.c, pattern.c and glob.c for words; redir.c, jobs.c and trap.c for
 * what the kernel does; vars.c and lookup.c for what names mean; builtin_*.c; and
 * edit.c and its neighbours for whoever types.
 *
 * docs/shell.md is the longer introduction.
 */
#include "builtins.h"
#include "checkpoint.h"
#include "error.h"
#include "expand.h"
#include "expansion.h"
#include "getopts.h"
#include "input.h"
#include "interactive.h"
#include "jobs.h"
#include "lookup.h"
#include "options.h"
#include "out.h"
#include "redir.h"
#include "run.h"
#include "shell.h"
#include "str.h"
#include "trap.h"
#include "vars.h"
#include "workdir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

struct start {
	char **argv;
	struct invocation invocation;
	const char *text; /* of -c */
	int script;       /* a descriptor of the script's file, or -1 */
};

/* The command line. */

static void
open_script(struct start *start, const char *name)
{
	start->script = fd_move_away(open(name, O_RDONLY | O_CLOEXEC));
	if (start->script < 0) {
		int error = errno;

		sh_warn("cannot open %s: %s", name,
		    error == ENOENT || error == ENOTDIR ? "No such file" :
							  strerror(error));
		shell.status = exec_status(error) == 127 ? 2 : 2;
		unwind(UNWIND_EXIT);
	}
	fcntl(start->script, F_SETFD, FD_CLOEXEC);
}

static void
read_arguments(struct start *start)
{
	char **args = start->argv + (start->argv[0] != NULL);
	bool replace;

	args = options_read(args, &start->invocation, &replace);
	if (start->invocation.command) {
		start->text = *args++;
		if (start->text == NULL)
			sh_error("-c requires an argument");
		if (*args != NULL)
			shell.arg0 = *args++;
	} else if (*args != NULL && !option(OPT_STDIN)) {
		open_script(start, *args);
		shell.arg0 = *args++;
	} else
		options_on[OPT_STDIN] = true;
	if (option(OPT_STDIN) && !option(OPT_INTERACTIVE) &&
	    start->text == NULL && isatty(STDIN_FILENO) &&
	    isatty(STDERR_FILENO))
		options_on[OPT_INTERACTIVE] = true;
	params_set(args);
}

static void
set_up(void *arg)
{
	struct start *start = arg;
	const char *name = start->argv[0] ? start->argv[0] : "sh";

	shell.arg0 = name;
	shell.pid = getpid();
	start->invocation.login = *name == '-';
	vars_init(environ);
	var_ifs->changed = expand_note_ifs;
	expand_note_ifs(var_value(var_ifs));
	var_path->changed = path_forget;
	var_optind->changed = getopts_note_optind;
	read_arguments(start);
	if (option(OPT_INTERACTIVE) && !start->invocation.command)
		options_on[OPT_MONITOR] = true;
	options_apply();
	workdir_init();
}

/* What runs. */

static void
source_if_there(const char *name)
{
	int fd = fd_move_away(open(name, O_RDONLY | O_CLOEXEC));
	struct input in;

	if (fd < 0)
		return;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	input_open_file(&in, fd, false);
	run_input(&in, 0);
	input_close(&in);
	shell.skip = SKIP_NONE;
}

static void
read_profiles(void *arg)
{
	const struct start *start = arg;
	const char *env;

	if (start->invocation.login) {
		struct str name = str_new(&scratch);

		source_if_there("/etc/profile");
		str_printf(&name, "%s/.profile", var_text(var_home));
		if (!option(OPT_PRIVILEGED))
			source_if_there(str_text(&name));
	}
	env = var_value(var_named("ENV"));
	if (option(OPT_INTERACTIVE) && env != NULL && *env != '\0' &&
	    getuid() == geteuid() && getgid() == getegid())
		source_if_there(expand_text(env));
}

static void
run_commands(void *arg)
{
	const struct start *start = arg;
	struct input in;

	if (start->text != NULL)
		run_string(start->text, RUN_EXIT);
	if (start->text != NULL && !option(OPT_STDIN))
		return;
	if (option(OPT_INTERACTIVE) && start->script < 0) {
		interactive_run();
		return;
	}
	if (start->script >= 0)
		input_open_file(&in, start->script, false);
	else
		input_open_file(&in, STDIN_FILENO, true);
	run_input(&in, 0);
	input_close(&in);
}

static void
run_exit_trap(void *arg)
{
	(void)arg;
	traps_exit();
}

/* Run a part of the shell's life.
 * => returns: whether it may go on: an error ends a shell that nobody types to */
static bool
survives(void (*part)(void *), struct start *start)
{
	struct checkpoint before = checkpoint_take();
	enum unwind why = protect(part, start);

	if (why == UNWIND_NONE)
		return true;
	checkpoint_restore(&before);
	return why != UNWIND_EXIT && option(OPT_INTERACTIVE) && !shell.child;
}

int
main(int argc, char **argv)
{
	struct start start = { .argv = argv, .script = -1 };
	struct checkpoint before = checkpoint_take();

	(void)argc;
	check_stack();
	if (protect(set_up, &start) == UNWIND_NONE &&
	    survives(read_profiles, &start))
		survives(run_commands, &start);
	checkpoint_restore(&before);
	protect(run_exit_trap, NULL);
	interactive_end();
	shell_exit();
}
