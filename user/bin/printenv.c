/*
 * printenv: print variables of the environment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "+Usage: printenv [OPTION] [NAME]...\n"
    "Print the values of the NAMEs, or the whole environment.\n\n"
    "  -0, --null                NULs behind the lines, not newlines\n";

int
main(int argc, char **argv)
{
	extern char **environ;
	char end = '\n';
	int status = 0;

	usage_status = 2;
	while (option_next(argc, argv, help) != -1)
		end = '\0';
	if (optind == argc) {
		for (char **e = environ; e && *e; e++)
			printf("%s%c", *e, end);
	}
	for (int i = optind; i < argc; i++) {
		const char *value = getenv(argv[i]);

		if (value)
			printf("%s%c", value, end);
		else
			status = 1;
	}
	return status;
}
