/*
 * Calls about names whose flags the kernel does not take in their oldest form.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"

int
faccessat(int dir, const char *path, int mode, int flags)
{
	if (flags == 0)
		return (int)syscall_ret(__syscall(SYS_faccessat, dir, path,
		    mode));
	return (int)syscall_ret(__syscall(SYS_faccessat2, dir, path, mode,
	    flags));
}

int
eaccess(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

int
euidaccess(const char *path, int mode)
{
	return eaccess(path, mode);
}

/*
 * The mode of a symbolic link means nothing and cannot be changed; of what is none,
 * it can, through a descriptor so that it cannot become one meanwhile.
 */
static int
chmod_no_follow(int dir, const char *path, mode_t mode)
{
	struct stat st;
	char proc[40];
	long answer;
	int fd;

	fd = openat(dir, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	answer = __syscall(SYS_fstat, fd, &st);
	if (answer == 0 && S_ISLNK(st.st_mode))
		answer = -EOPNOTSUPP;
	if (answer == 0) {
		snprintf(proc, sizeof(proc), "/proc/self/fd/%d", fd);
		answer = __syscall(SYS_fchmodat, AT_FDCWD, proc, mode);
		if (answer == -ENOENT)
			answer = -EOPNOTSUPP;
	}
	__syscall(SYS_close, fd);
	return (int)syscall_ret(answer);
}

int
fchmodat(int dir, const char *path, mode_t mode, int flags)
{
	if (flags == 0)
		return (int)syscall_ret(__syscall(SYS_fchmodat, dir, path,
		    mode));
	if (flags != AT_SYMLINK_NOFOLLOW) {
		errno = EINVAL;
		return -1;
	}
	return chmod_no_follow(dir, path, mode);
}

int
lchmod(const char *path, mode_t mode)
{
	return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW);
}
