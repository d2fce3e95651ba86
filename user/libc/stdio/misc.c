/*
 * perror, remove, and the name of the controlling terminal.
 */
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "string_internal.h"
#include "syscall.h"

void
perror(const char *prefix)
{
	char message[100];

	/* Not by strerror, whose last result stays as it is. */
	__strerror_r(errno, message, sizeof(message));
	if (prefix && *prefix)
		fprintf(stderr, "%s: %s\n", prefix, message);
	else
		fprintf(stderr, "%s\n", message);
}

/* A file or an empty folder. */
int
remove(const char *path)
{
	long answer = __syscall(SYS_unlinkat, AT_FDCWD, path, 0);

	if (answer == -EISDIR)
		answer = __syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
	return (int)syscall_ret(answer);
}

char *
ctermid(char *to)
{
	return to ? strcpy(to, _PATH_TTY) : (char *)_PATH_TTY;
}
