// covers: setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr
// covers: llistxattr flistxattr removexattr lremovexattr fremovexattr
/*
 * Extended attributes: what any file system answers, with or without them.
 */
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/sys/tap.h"

static long
x(long nr, const void *file, const char *name)
{
	char value[8];

	return syscall(nr, file, name, value, sizeof value, 0);
}

static void
test_errors(const char *path)
{
	is_errno(x(SYS_getxattr, "absent", "user.a"), ENOENT, "get, no file");
	is_errno(x(SYS_lgetxattr, "absent", "user.a"), ENOENT, "lget, no file");
	is_errno(x(SYS_setxattr, "absent", "user.a"), ENOENT, "set, no file");
	is_errno(x(SYS_lsetxattr, "absent", "user.a"), ENOENT, "lset, no file");
	is_errno(syscall(SYS_listxattr, "absent", NULL, 0), ENOENT,
	    "list, no file");
	is_errno(syscall(SYS_llistxattr, "absent", NULL, 0), ENOENT,
	    "llist, no file");
	is_errno(syscall(SYS_removexattr, "absent", "user.a"), ENOENT,
	    "remove, no file");
	is_errno(syscall(SYS_lremovexattr, "absent", "user.a"), ENOENT,
	    "lremove, no file");
	is_errno(syscall(SYS_fgetxattr, -1, "user.a", NULL, 0), EBADF,
	    "fget, no descriptor");
	is_errno(syscall(SYS_fsetxattr, -1, "user.a", "v", 1, 0), EBADF,
	    "fset, no descriptor");
	is_errno(syscall(SYS_flistxattr, -1, NULL, 0), EBADF,
	    "flist, no descriptor");
	is_errno(syscall(SYS_fremovexattr, -1, "user.a"), EBADF,
	    "fremove, no descriptor");
	is_errno(x(SYS_getxattr, path, ""), ERANGE, "an empty name");
	is_errno(x(SYS_getxattr, path, (const char *)8), EFAULT, "a bad name");
	is_errno(syscall(SYS_setxattr, path, (const char *)8, NULL, 0, 9),
	    EINVAL, "unknown flags, and a bad name");
	is_errno(syscall(SYS_setxattr, path, "", NULL, 70000, 0), ERANGE,
	    "a bad name, and too much");
	is_errno(syscall(SYS_setxattr, path, "user.a", NULL, 70000, 0), E2BIG,
	    "too much");
}

int
main(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	long n;

	test_errors("f");
	ok(x(SYS_getxattr, "f", "user.absent") == -1 &&
		(errno == ENODATA || errno == EOPNOTSUPP),
	    "an attribute that is not there");
	ok(syscall(SYS_fremovexattr, fd, "user.absent") == -1 &&
		(errno == ENODATA || errno == EOPNOTSUPP),
	    "nor can it be removed");
	n = syscall(SYS_flistxattr, fd, NULL, 0);
	ok(n >= 0, "the size of the list");
	close(fd);
	return done();
}
