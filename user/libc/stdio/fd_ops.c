/*
 * Streams over descriptors.
 */
#include "file.h"
#include "syscall.h"

static ssize_t
fd_read(FILE *f, unsigned char *to, size_t size)
{
	return syscall_ret(__syscall_cp(SYS_read, f->fd, to, size));
}

static ssize_t
fd_write(FILE *f, const unsigned char *from, size_t size)
{
	return syscall_ret(__syscall_cp(SYS_write, f->fd, from, size));
}

static off_t
fd_seek(FILE *f, off_t offset, int whence)
{
	return syscall_ret(__syscall(SYS_lseek, f->fd, offset, whence));
}

static int
fd_close(FILE *f)
{
	return (int)syscall_ret(__syscall_cp(SYS_close, f->fd));
}

const struct file_ops __fd_ops = { fd_read, fd_write, fd_seek, fd_close };
