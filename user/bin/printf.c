/*
 * printf: print arguments in a format. The shell's own does the work.
 */
#include <string.h>

#include "../sh/tool.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: printf FORMAT [ARGUMENT]...\n"
    "Print the ARGUMENTs as FORMAT says, like printf(3) of C. FORMAT is used again\n"
    "while there are ARGUMENTs; %b is a string with escapes.\n";

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	if (argc < 2)
		usage("missing operand");
	return builtin_printf(argc, argv);
}
