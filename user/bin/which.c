/*
 * which: where in PATH a command is.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: which [OPTION] NAME...\n"
    "Print the path of each NAME as a command.\n\n"
    "  -a, --all                 all of them, not only the first in PATH\n"
    "  -s                        print nothing\n";

static bool all, quiet;

static bool
is_command(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    access(path, X_OK) == 0;
}

static bool
find(const char *name)
{
	const char *path = getenv("PATH");
	char *copy, *rest, *directory;
	bool found = false;

	if (strchr(name, '/')) {
		found = is_command(name);
		if (found && !quiet)
			puts(name);
		return found;
	}
	rest = copy = xstrdup(path ? path : "/bin:/usr/bin");
	while ((all || !found) && (directory = strsep(&rest, ":"))) {
		char *file = path_join(*directory ? directory : ".", name);

		if (is_command(file)) {
			found = true;
			if (!quiet)
				puts(file);
		}
		free(file);
	}
	free(copy);
	return found;
}

int
main(int argc, char **argv)
{
	bool good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'a')
			all = true;
		else
			quiet = true;
	}
	for (int i = optind; i < argc; i++)
		good &= find(argv[i]);
	return good && optind < argc ? 0 : 1;
}
