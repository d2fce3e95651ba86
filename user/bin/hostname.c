/*
 * hostname: print or set the machine's name.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: hostname [OPTION] [NAME]\n"
    "Print the machine's name, or set it to NAME.\n\n"
    "  -d, --domain              what follows the first dot\n"
    "  -f, --fqdn                the whole name\n"
    "  -F, --file=FILE           set it to what FILE says\n"
    "  -s, --short               up to the first dot\n";

static void
set_from_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256];

	if (!file)
		err(1, "%s", path);
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#' &&
		    sethostname(line, strlen(line)) < 0)
			err(1, "cannot set the name");
	}
	fclose(file);
}

int
main(int argc, char **argv)
{
	int option, part = 'f';
	char name[256] = "", *dot;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'F') {
			set_from_file(optarg);
			return 0;
		}
		part = option;
	}
	need_operands(argc, argv, 0, 1);
	if (optind < argc) {
		if (sethostname(argv[optind], strlen(argv[optind])) < 0)
			err(1, "cannot set the name");
		return 0;
	}
	if (gethostname(name, sizeof name - 1) < 0)
		err(1, "cannot get the name");
	dot = strchr(name, '.');
	if (part == 's' && dot)
		*dot = '\0';
	puts(part == 'd' ? dot ? dot + 1 : "" : name);
	return 0;
}
