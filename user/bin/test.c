/*
 * test, [: evaluate a condition. The shell's own does the work.
 */
#include <string.h>

#include "../sh/tool.h"
#include "lib/options.h"

static const char help[] =
    "Usage: test EXPRESSION\n"
    "       [ EXPRESSION ]\n"
    "Exit status 0 if EXPRESSION is true, 1 if not, 2 after an error.\n"
    "  ! E, E -a E, E -o E, ( E )\n"
    "  -n S, -z S, S = S, S != S, S < S, S > S   strings\n"
    "  N -eq -ne -lt -le -gt -ge N               integers\n"
    "  -b -c -d -e -f -g -G -h -k -L -O -p -r -s -S -t -u -w -x FILE\n"
    "  FILE -nt -ot -ef FILE\n";

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');

	/* `test --help` is a string that is not empty; `[ --help` asks. */
	if (slash)
		argv[0] = (char *)slash + 1;
	if (argc == 2 && argv[0][0] == '[' && strcmp(argv[1], "--help") == 0)
		option_next(argc, argv, help);
	return builtin_test(argc, argv);
}
