/*
 * true: succeed.
 */
#include <string.h>

#include "lib/options.h"

static const char help[] = "Usage: true [IGNORED]...\n"
			   "Do nothing, successfully.\n";

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	return 0;
}
