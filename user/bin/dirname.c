/*
 * dirname: a path without its last component.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: dirname [OPTION] NAME...\n"
    "Print each NAME without its last component.\n\n"
    "  -z, --zero                a NUL behind each, not a newline\n";

static void
print(const char *path, char end)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	while (n > 1 && path[n - 1] == '/')
		n--;
	printf("%.*s%c", n ? (int)n : 1, n ? path : ".", end);
}

int
main(int argc, char **argv)
{
	char end = '\n';

	while (option_next(argc, argv, help) != -1)
		end = '\0';
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		print(argv[i], end);
	return 0;
}
