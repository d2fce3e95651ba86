/*
 * Built-ins that change what runs next: . break continue eval exec exit return,
 * and the ones that do nothing: true false :
 */
#include "builtins.h"
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
#include "str.h"
#include "trap.h"
#include "vars.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
#include <unistd.h>

int
builtin_true(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

int
builtin_false(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}

/* break and continue. */
int
builtin_break(int argc, char **argv)
{
	int n = argc > 1 ? number_of(argv[1]) : 1;

	if (n == 0)
		sh_error("Illegal number: %s", argv[1]);
	if (n > shell.loop_depth)
		n = shell.loop_depth;
	if (n > 0) {
		shell.skip = argv[0][0] == 'b' ? SKIP_BREAK : SKIP_CONTINUE;
		shell.skip_count = n;
	}
	return 0;
}

int
builtin_return(int argc, char **argv)
{
	int status = argc > 1 ? number_of(argv[1]) & 255 : shell.status;

	/* Outside of a function and a sourced file it ends the shell's input. */
	shell.skip = SKIP_RETURN;
	return status;
}

int
builtin_exit(int argc, char **argv)
{
	if (option(OPT_INTERACTIVE) && !shell.child && jobs_stopped_warning())
		return 0;
	if (argc > 1)
		shell.status = number_of(argv[1]) & 255;
	else if (shell.trap_status >= 0)
		shell.status = shell.trap_status;
	unwind(UNWIND_EXIT);
}

int
builtin_eval(int argc, char **argv)
{
	struct str text = str_new(&scratch);

	for (int i = 1; i < argc; i++) {
		if (i > 1)
			str_char(&text, ' ');
		str_add_all(&text, argv[i]);
	}
	if (argc == 1)
		return 0;
	return run_string(str_text(&text), 0);
}

/* The file that `.` reads: one without a slash is looked for in PATH. */
static int
open_sourced(const char *name)
{
	const char *path = strchr(name, '/') ? name : NULL;
	const char *folders = var_text(var_path);
	int fd;

	while (path == NULL) {
		size_t length = strcspn(folders, ":");
		struct str candidate = str_new(&scratch);

		str_printf(&candidate, "%.*s%s%s", (int)length, folders,
		    length > 0 ? "/" : "", name);
		if (access(str_text(&candidate), R_OK) == 0)
			path = candidate.data;
		else if (folders[length] == '\0')
			sh_error("%s: not found", name);
		folders += length + 1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		sh_error("cannot open %s: %s", path,
		    errno == ENOENT || errno == ENOTDIR ? "No such file" :
							  strerror(errno));
	fd = fd_move_away(fd);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int
builtin_dot(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	struct input in;
	int line = shell.line;
	int status;

	options_next(&options, "");
	if (*options.rest == NULL)
		return 0;
	input_open_file(&in, open_sourced(*options.rest), false);
	shell.command = *options.rest;
	status = run_input(&in, 0);
	shell.line = line;
	input_close(&in);
	if (shell.skip == SKIP_RETURN)
		shell.skip = SKIP_NONE;
	return status;
}

/* Its redirections have been made; without operands that is all. */
int
builtin_exec(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	const char *name, *path;
	int error;

	options_next(&options, "");
	name = *options.rest;
	if (name == NULL)
		return 0;
	out_flush();
	path = path_find(name, &error);
	if (path == NULL) {
		sh_warn("%s: %s", name, exec_reason(error));
		shell.status = exec_status(error);
	} else {
		bool interactive = option(OPT_INTERACTIVE);

		options_on[OPT_INTERACTIVE] = options_on[OPT_MONITOR] = false;
		options_apply();
		shell.status = exec_file(path, options.rest,
		    vars_environment());
		options_on[OPT_INTERACTIVE] = interactive;
		options_apply();
	}
	/* A shell that a user types to goes on. */
	unwind(option(OPT_INTERACTIVE) ? UNWIND_ERROR : UNWIND_EXIT);
}

static void
print_time(clock_t ticks, char after)
{
	long per_second = sysconf(_SC_CLK_TCK);
	long seconds = (long)ticks / per_second;
	long rest = (long)ticks % per_second;

	out_printf("%ldm%ld.%06lds%c", seconds / 60, seconds % 60,
	    rest * (1000000 / per_second), after);
}

int
builtin_times(int argc, char **argv)
{
	struct tms t;

	(void)argc;
	(void)argv;
	times(&t);
	print_time(t.tms_utime, ' ');
	print_time(t.tms_stime, '\n');
	print_time(t.tms_cutime, ' ');
	print_time(t.tms_cstime, '\n');
	return 0;
}
