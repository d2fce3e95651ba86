/*
 * readlink: what a symbolic link points to.
 */
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/relative.h"

static const char help[] =
    "Usage: readlink [OPTION]... FILE...\n"
    "Print what the symbolic links FILE point to, or canonical names.\n\n"
    "  -e, --canonicalize-existing  resolve all links; everything exists\n"
    "  -f, --canonicalize        all but the last component exist\n"
    "  -m, --canonicalize-missing  nothing needs to exist\n"
    "  -n, --no-newline          no newline at the end\n"
    "  -q, --quiet               no messages\n"
    "  -s, --silent              no messages\n"
    "  -v, --verbose             messages\n"
    "  -z, --zero                a NUL behind each, not a newline\n";

static char *
read_target(const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof target - 1);

	return n < 0 ? NULL : xstrndup(target, (size_t)n);
}

int
main(int argc, char **argv)
{
	int option, kind = 0, status = 0;
	bool no_newline = false, verbose = false;
	char end = '\n';

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'e':
		case 'f':
		case 'm':
			kind = option;
			break;
		case 'n':
			no_newline = true;
			break;
		case 'q':
		case 's':
			verbose = false;
			break;
		case 'v':
			verbose = true;
			break;
		case 'z':
			end = '\0';
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	if (argc - optind > 1)
		no_newline = false;
	for (int i = optind; i < argc; i++) {
		char *text = !kind ? read_target(argv[i]) :
				     canonical_path(argv[i],
					 kind == 'e'     ? CANONICAL_EXISTING :
					     kind == 'f' ? CANONICAL_PARENT :
							   CANONICAL_MISSING,
					 false);

		if (text) {
			fputs(text, stdout);
			if (!no_newline)
				putchar(end);
		} else {
			if (verbose)
				warn("%s", argv[i]);
			status = 1;
		}
		free(text);
	}
	return status;
}
