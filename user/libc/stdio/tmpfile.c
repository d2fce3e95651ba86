/*
 * Streams and names of files for a while.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "../stdlib/temp.h"
#include "file.h"
#include "syscall.h"

FILE *
tmpfile(void)
{
	char name[] = P_tmpdir "/tmpfile_XXXXXX";
	int fd = __temp_make(name, 0, __temp_open, 0);
	FILE *f;

	if (fd < 0)
		return NULL;
	__syscall(SYS_unlinkat, AT_FDCWD, name, 0);
	f = __file_new(O_RDWR, &__fd_ops, NULL, fd);
	if (!f)
		__syscall(SYS_close, fd);
	return f;
}

char *
tmpnam(char *to)
{
	static char buffer[L_tmpnam];
	char name[L_tmpnam] = P_tmpdir "/tmpnamXXXXXX";

	if (__temp_make(name, 0, __temp_is_free, 0) < 0)
		return NULL;
	return strcpy(to ? to : buffer, name);
}

static bool
is_folder(const char *path)
{
	return path && __syscall(SYS_access, path, 2) == 0;
}

/* In TMPDIR, or the folder asked for, or /tmp: the first that can be written. */
char *
tempnam(const char *folder, const char *prefix)
{
	const char *tmpdir = secure_getenv("TMPDIR");
	char *name;

	if (is_folder(tmpdir))
		folder = tmpdir;
	else if (!is_folder(folder))
		folder = P_tmpdir;
	if (asprintf(&name, "%s/%.5sXXXXXX", folder, prefix ? prefix : "") < 0)
		return NULL;
	if (__temp_make(name, 0, __temp_is_free, 0) < 0) {
		free(name);
		return NULL;
	}
	return name;
}
