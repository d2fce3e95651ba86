/*
 * rmdir: remove empty directories.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: rmdir [OPTION]... DIRECTORY...\n"
    "Remove the DIRECTORYs, if they are empty.\n\n"
    "  @i --ignore-fail-on-non-empty  do not complain about those that are not\n"
    "  -p, --parents             the directories above too: a/b/c, a/b, a\n"
    "  -v, --verbose             say what is done\n";

static bool ignore_full, parents, verbose;

static bool
remove_one(const char *path)
{
	if (verbose)
		printf("rmdir: removing directory, '%s'\n", path);
	if (rmdir(path) == 0)
		return true;
	if (ignore_full && (errno == ENOTEMPTY || errno == EEXIST))
		return true;
	warn("failed to remove '%s'", path);
	return false;
}

/* Cuts the last component off; false when there is none above it. */
static bool
go_up(char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	path[length] = '\0';
	return length > 0 && strcmp(path, "/") != 0;
}

int
main(int argc, char **argv)
{
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case LONG('i'):
			ignore_full = true;
			break;
		case 'p':
			parents = true;
			break;
		case 'v':
			verbose = true;
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++) {
		bool removed = remove_one(argv[i]);

		while (removed && parents && go_up(argv[i]))
			removed = remove_one(argv[i]);
		good &= removed;
	}
	return good ? 0 : 1;
}
