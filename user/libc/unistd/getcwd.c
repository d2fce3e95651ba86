/*
 * The current folder's name.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"

/* With a null pointer, memory of the right size, or of `size` if that is not 0. */
char *
getcwd(char *to, size_t size)
{
	char buffer[PATH_MAX], *memory;
	long n;

	if (to && size == 0) {
		errno = EINVAL;
		return NULL;
	}
	n = syscall_ret(__syscall(SYS_getcwd, to ? to : buffer,
	    to ? size : sizeof(buffer)));
	if (n < 0)
		return NULL;
	/* A folder outside the root is no path. */
	if ((to ? to : buffer)[0] != '/') {
		errno = ENOENT;
		return NULL;
	}
	if (to)
		return to;
	if (size > 0 && size < (size_t)n) {
		errno = ERANGE;
		return NULL;
	}
	memory = malloc(size ? size : (size_t)n);
	return memory ? memcpy(memory, buffer, (size_t)n) : NULL;
}

char *
getwd(char *to)
{
	return getcwd(to, PATH_MAX);
}

/* PWD, with the symbolic links that were gone through, if it is right. */
char *
get_current_dir_name(void)
{
	const char *pwd = getenv("PWD");
	struct stat by_name, real;

	if (pwd && *pwd == '/' && stat(pwd, &by_name) == 0 &&
	    stat(".", &real) == 0 && by_name.st_dev == real.st_dev &&
	    by_name.st_ino == real.st_ino)
		return strdup(pwd);
	return getcwd(NULL, 0);
}
