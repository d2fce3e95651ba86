/*
 * basename: the last component of a path.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "+Usage: basename NAME [SUFFIX]\n"
    "       basename OPTION... NAME...\n"
    "Print NAME without the directories before it, and without SUFFIX.\n\n"
    "  -a, --multiple            several NAMEs\n"
    "  -s, --suffix=SUFFIX       remove SUFFIX; implies -a\n"
    "  -z, --zero                a NUL behind each, not a newline\n";

static void
print(const char *path, const char *suffix, char end)
{
	char *name = path_base(path);
	size_t length = strlen(name), n = suffix ? strlen(suffix) : 0;

	if (n && n < length && strcmp(name + length - n, suffix) == 0)
		length -= n;
	printf("%.*s%c", (int)length, name, end);
	free(name);
}

int
main(int argc, char **argv)
{
	const char *suffix = NULL;
	bool multiple = false;
	char end = '\n';
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'z')
			end = '\0';
		else
			multiple = true;
		if (option == 's')
			suffix = optarg;
	}
	need_operands(argc, argv, 1, multiple ? -1 : 2);
	if (!multiple && argc - optind == 2)
		suffix = argv[--argc];
	for (int i = optind; i < argc; i++)
		print(argv[i], suffix, end);
	return 0;
}
