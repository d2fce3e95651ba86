/*
 * realpath: canonical names.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/relative.h"

static const char help[] =
    "Usage: realpath [OPTION]... FILE...\n"
    "Print the absolute names of the FILEs without symbolic links and dots;\n"
    "all but the last component exist.\n\n"
    "  -e, --canonicalize-existing  the last one too\n"
    "  -L, --logical             .. before symbolic links\n"
    "  -m, --canonicalize-missing  nothing needs to exist\n"
    "  -P, --physical            symbolic links before .. (the default)\n"
    "  -q, --quiet               no messages\n"
    "  @b --relative-base=DIR    relative for what is below DIR\n"
    "  @t --relative-to=DIR      relative to DIR\n"
    "  -s, --strip               do not resolve symbolic links\n"
    "  @s --no-symlinks          the same\n"
    "  -z, --zero                a NUL behind each, not a newline\n";

static bool
is_below(const char *path, const char *base)
{
	size_t n = strlen(base);

	if (strcmp(base, "/") == 0)
		return true;
	return strncmp(path, base, n) == 0 &&
	    (path[n] == '\0' || path[n] == '/');
}

int
main(int argc, char **argv)
{
	enum canonical mode = CANONICAL_PARENT;
	const char *to = NULL, *base = NULL;
	bool quiet = false, no_links = false;
	char end = '\n';
	int option, status = 0;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'e':
			mode = CANONICAL_EXISTING;
			break;
		case 'm':
			mode = CANONICAL_MISSING;
			break;
		case 'q':
			quiet = true;
			break;
		case LONG('b'):
			base = optarg;
			break;
		case LONG('t'):
			to = optarg;
			break;
		case 's':
		case 'L':
		case LONG('s'):
			no_links = true;
			break;
		case 'z':
			end = '\0';
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	if (base && !(base = canonical_path(base, mode, no_links)))
		err(1, "relative base");
	if (to && !(to = canonical_path(to, mode, no_links)))
		err(1, "relative to");
	if (base && !to)
		to = base;
	if (base && !is_below(to, base))
		to = NULL;
	for (int i = optind; i < argc; i++) {
		char *path = canonical_path(argv[i], mode, no_links);

		if (!path) {
			if (!quiet)
				warn("%s", argv[i]);
			status = 1;
			continue;
		}
		if (to && (!base || is_below(path, base))) {
			char *relative = relative_between(path, to);

			free(path);
			path = relative;
		}
		printf("%s%c", path, end);
		free(path);
	}
	return status;
}
