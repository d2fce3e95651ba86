// covers: fsync fdatasync sync syncfs
/*
 * To the disk, wherever that is.
 */
#include "tests/sys/tap.h"

int
main(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0600), p[2], dir;

	write(fd, "x", 1);
	is(fsync(fd), 0, "fsync");
	is(fdatasync(fd), 0, "fdatasync");
	is(syscall(SYS_syncfs, fd), 0, "syncfs");
	dir = open(".", O_RDONLY);
	is(fsync(dir), 0, "of a folder");
	is_errno(fsync(-1), EBADF, "fsync, no descriptor");
	is_errno(fdatasync(-1), EBADF, "fdatasync, no descriptor");
	is_errno(syscall(SYS_syncfs, -1), EBADF, "syncfs, no descriptor");
	pipe(p);
	is_errno(fsync(p[0]), EINVAL, "a pipe");
	is_errno(fdatasync(p[0]), EINVAL, "a pipe, fdatasync");
	sync();
	ok(true, "sync");
	return done();
}
