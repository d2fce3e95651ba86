/*
 * tty: the name of the terminal on standard input.
 */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: tty [OPTION]\n"
    "Print the name of the terminal on standard input; exit status 1 if it is\n"
    "none.\n\n"
    "  -s, --silent              print nothing\n"
    "  @q --quiet                the same\n";

int
main(int argc, char **argv)
{
	bool silent = false;
	const char *name;

	usage_status = 2;
	while (option_next(argc, argv, help) != -1)
		silent = true;
	need_operands(argc, argv, 0, 0);
	name = ttyname(0);
	if (!silent)
		puts(name ? name : "not a tty");
	return isatty(0) ? 0 : 1;
}
