/*
 * Prints docs/syscalls.md from abi/syscalls.def: the system calls that exist,
 * with their prototypes, and those that do not, with the reason.  Calls of a
 * family that can only refuse are not counted as implemented.
 */
#include "abi/syscall_args.h"
#include <stdio.h>
#include <string.h>

struct row {
	int number;
	const char *name;
	const char *family;
	const char *params; /* NULL: not implemented */
	const char *reason;
};

#define TEXT(params)  TEXT_(params)
#define TEXT_(params) #params

static const struct row rows[] = {
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
	{ nr, #name, #family, TEXT(params), NULL },
#define NOSYS(nr, name, family, reason) { nr, #name, #family, NULL, reason },
#include "abi/syscalls.def"
};

#define NROWS (sizeof rows / sizeof rows[0])

static const char refusing[] = "NET"; /* as of a kernel without protocols */

/* A prototype as one writes it: `const` pointers without the macro's space. */
static void
print_params(const char *params)
{
	const char *p;

	for (p = params; *p != '\0'; p++)
		if (*p != ' ' || p[-1] != '*')
			putchar(*p);
}

int
main(void)
{
	size_t i, implemented = 0, refuse = 0;

	for (i = 0; i < NROWS; i++) {
		if (rows[i].params == NULL)
			continue;
		if (strcmp(rows[i].family, refusing) == 0)
			refuse++;
		else
			implemented++;
	}
	printf("# System calls\n\n");
	printf("Made from `abi/syscalls.def` by `make docs`; do not edit.\n\n");
	printf("%zu of the %zu calls of Linux 6.1 on x86-64 are implemented. ",
	    implemented, NROWS);
	printf("Another %zu, those of sockets, are there but can only refuse: ",
	    refuse);
	printf("no family of protocols is. The rest fail with ENOSYS.\n\n");
	printf("## Present\n\n| number | call | family |\n|--:|--|--|\n");
	for (i = 0; i < NROWS; i++) {
		if (rows[i].params == NULL)
			continue;
		printf("| %d | `%s", rows[i].number, rows[i].name);
		print_params(rows[i].params);
		printf("` | %s |\n", rows[i].family);
	}
	printf("\n## Missing\n\n| number | call | reason |\n|--:|--|--|\n");
	for (i = 0; i < NROWS; i++)
		if (rows[i].params == NULL)
			printf("| %d | `%s` | %s |\n", rows[i].number,
			    rows[i].name, rows[i].reason);
	return 0;
}
