/*
 * nice: run a command with another priority.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/run.h"

static const char help[] =
    "+Usage: nice [OPTION] [COMMAND [ARG]...]\n"
    "Run COMMAND with a niceness of 10 more, or print the niceness.\n\n"
    "  -n, --adjustment=N        of N more\n";

int
main(int argc, char **argv)
{
	int option, adjustment = 10, niceness;

	usage_status = 125;
	/* `nice -5 command` of old. */
	if (argc > 1 && argv[1][0] == '-' &&
	    (isdigit((unsigned char)argv[1][1]) ||
		((argv[1][1] == '-' || argv[1][1] == '+') &&
		    isdigit((unsigned char)argv[1][2]))))
		argv[1] = xasprintf("-n%s", argv[1] + 1);
	while ((option = option_next(argc, argv, help)) != -1)
		adjustment = (int)integer_argument(optarg, -1000, 1000,
		    "adjustment");
	niceness = getpriority(PRIO_PROCESS, 0);
	if (optind == argc) {
		printf("%d\n", niceness);
		return 0;
	}
	if (setpriority(PRIO_PROCESS, 0, niceness + adjustment) < 0) {
		warn("cannot set niceness");
		if (errno != EPERM && errno != EACCES)
			return 125;
	}
	run_command(argv + optind);
}
