/*
 * nohup: run a command that lives on when its terminal goes.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/run.h"

static const char help[] =
    "+Usage: nohup COMMAND [ARG]...\n"
    "Run COMMAND so that it ignores SIGHUP. What is a terminal of its input\n"
    "becomes empty, and its output goes to nohup.out or $HOME/nohup.out.\n";

static int
open_output(const char **name)
{
	int flags = O_WRONLY | O_CREAT | O_APPEND;
	const char *home = getenv("HOME");
	int fd = open("nohup.out", flags, 0600);

	*name = "nohup.out";
	if (fd < 0 && home) {
		*name = path_join(home, "nohup.out");
		fd = open(*name, flags, 0600);
	}
	if (fd < 0)
		err(125, "failed to open '%s'", *name);
	return fd;
}

int
main(int argc, char **argv)
{
	const char *name = NULL;

	usage_status = 125;
	option_next(argc, argv, help);
	need_operands(argc, argv, 1, -1);
	if (isatty(0)) {
		int null = open("/dev/null", O_RDONLY);

		if (null >= 0)
			dup2(null, 0);
		warnx("ignoring input");
	}
	if (isatty(1)) {
		dup2(open_output(&name), 1);
		warnx("appending output to '%s'", name);
	}
	if (isatty(2))
		dup2(1, 2);
	signal(SIGHUP, SIG_IGN);
	run_command(argv + optind);
}
