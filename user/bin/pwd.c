/*
 * pwd: the name of the current directory.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: pwd [OPTION]\n"
    "Print the name of the current directory.\n\n"
    "  -L, --logical             as $PWD has it, even with symbolic links\n"
    "  -P, --physical            without symbolic links (the default)\n";

/* $PWD, if it is an absolute name of this directory without dots. */
static const char *
logical(void)
{
	const char *name = getenv("PWD");
	struct stat st, here;

	if (!name || *name != '/' || strstr(name, "/./") ||
	    strstr(name, "/../") || stat(name, &st) < 0 ||
	    stat(".", &here) < 0 || st.st_dev != here.st_dev ||
	    st.st_ino != here.st_ino)
		return NULL;
	return name;
}

int
main(int argc, char **argv)
{
	bool want_logical = getenv("POSIXLY_CORRECT") != NULL;
	const char *name = NULL;
	int option;

	while ((option = option_next(argc, argv, help)) != -1)
		want_logical = option == 'L';
	if (want_logical)
		name = logical();
	if (!name)
		name = getcwd(NULL, 0);
	if (!name)
		err(1, "cannot find the current directory");
	puts(name);
	return 0;
}
