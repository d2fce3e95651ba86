/*
 * Files and folders of names that nobody else uses: mkstemp and its relatives.
 *
 * The name's six X become random letters until the kernel says that it has made
 * what was not there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "libc.h"
#include "lock.h"
#include "temp.h"

#define NX       6
#define ATTEMPTS 1000

static void
fill_in(char *x)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789";
	unsigned long bits;

	if (__syscall(SYS_getrandom, &bits, sizeof(bits), 1) != sizeof(bits)) {
		/* Before there is entropy names are unique, but not secret. */
		static volatile unsigned long counter;

		bits = __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED) *
			6364136223846793005UL +
		    (unsigned long)__syscall(SYS_getpid);
	}
	for (int i = 0; i < NX; i++, bits /= sizeof(letters) - 1)
		x[i] = letters[bits % (sizeof(letters) - 1)];
}

int
__temp_make(char *name, int suffix_size, int (*make)(const char *, int),
    int flags)
{
	size_t size = strlen(name);
	int saved_errno = errno, result;
	char *x;

	if (suffix_size < 0 || size < NX + (size_t)suffix_size ||
	    memcmp(name + size - (size_t)suffix_size - NX, "XXXXXX", NX)) {
		errno = EINVAL;
		return -1;
	}
	x = name + size - (size_t)suffix_size - NX;
	for (int i = 0; i < ATTEMPTS; i++) {
		fill_in(x);
		result = make(name, flags);
		if (result >= 0) {
			errno = saved_errno;
			return result;
		}
		if (errno != EEXIST)
			break;
	}
	memcpy(x, "XXXXXX", NX);
	return -1;
}

int
__temp_open(const char *name, int flags)
{
	flags &= ~O_ACCMODE;
	return (int)syscall_ret(__syscall(SYS_openat, AT_FDCWD, name,
	    flags | O_RDWR | O_CREAT | O_EXCL, 0600));
}

static int
make_folder(const char *name, int flags)
{
	(void)flags;
	return (int)syscall_ret(__syscall(SYS_mkdirat, AT_FDCWD, name, 0700));
}

/* Succeeds if there is nothing of this name. */
int
__temp_is_free(const char *name, int flags)
{
	struct stat st;
	long answer = __syscall(SYS_newfstatat, AT_FDCWD, name, &st,
	    AT_SYMLINK_NOFOLLOW);

	(void)flags;
	if (answer == -ENOENT)
		return 0;
	return (int)syscall_ret(answer == 0 ? -EEXIST : answer);
}

int
mkostemps(char *name, int suffix_size, int flags)
{
	return __temp_make(name, suffix_size, __temp_open, flags);
}

int
mkstemps(char *name, int suffix_size)
{
	return mkostemps(name, suffix_size, 0);
}

int
mkostemp(char *name, int flags)
{
	return mkostemps(name, 0, flags);
}

int
mkstemp(char *name)
{
	return mkostemps(name, 0, 0);
}

char *
mkdtemp(char *name)
{
	return __temp_make(name, 0, make_folder, 0) < 0 ? NULL : name;
}

/* Somebody else may make it before the caller does. */
char *
mktemp(char *name)
{
	if (__temp_make(name, 0, __temp_is_free, 0) < 0)
		*name = 0;
	return name;
}
