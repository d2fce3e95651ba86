/*
 * The life of a stream: fopen, fdopen, freopen, fclose.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "syscall.h"

#define NEW_FILE_MODE 0666

int
__file_parse_mode(const char *mode)
{
	int flags;

	switch (*mode) {
	case 'r':
		flags = O_RDONLY;
		break;
	case 'w':
		flags = O_WRONLY | O_CREAT | O_TRUNC;
		break;
	case 'a':
		flags = O_WRONLY | O_CREAT | O_APPEND;
		break;
	default:
		errno = EINVAL;
		return -1;
	}
	for (mode++; *mode && *mode != ','; mode++) {
		if (*mode == '+')
			flags = (flags & ~O_ACCMODE) | O_RDWR;
		else if (*mode == 'x')
			flags |= O_EXCL;
		else if (*mode == 'e')
			flags |= O_CLOEXEC;
	}
	return flags;
}

static unsigned int
stream_flags(int open_flags)
{
	unsigned int flags = FILE_UNDECIDED;

	if ((open_flags & O_ACCMODE) != O_WRONLY)
		flags |= FILE_READ;
	if ((open_flags & O_ACCMODE) != O_RDONLY)
		flags |= FILE_WRITE;
	if (open_flags & O_APPEND)
		flags |= FILE_APPEND;
	return flags;
}

FILE *
__file_new(int open_flags, const struct file_ops *ops, void *cookie, int fd)
{
	FILE *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	__file_init(f, stream_flags(open_flags), ops);
	f->cookie = cookie;
	f->fd = fd;
	__file_list_add(f);
	return f;
}

static int
open_path(const char *path, int flags)
{
	return (int)syscall_ret(__syscall_cp(SYS_openat, AT_FDCWD, path, flags,
	    NEW_FILE_MODE));
}

FILE *
fopen(const char *restrict path, const char *restrict mode)
{
	int flags = __file_parse_mode(mode), fd;
	FILE *f;

	if (flags < 0)
		return NULL;
	fd = open_path(path, flags);
	if (fd < 0)
		return NULL;
	f = __file_new(flags, &__fd_ops, NULL, fd);
	if (!f)
		__syscall(SYS_close, fd);
	return f;
}

/* The descriptor's own flags have to allow the mode, and get what it adds. */
static int
adapt_descriptor(int fd, int flags)
{
	int has = (int)syscall_ret(__syscall(SYS_fcntl, fd, F_GETFL, 0));
	int access = flags & O_ACCMODE;

	if (has < 0)
		return -1;
	if ((has & O_ACCMODE) != O_RDWR && (has & O_ACCMODE) != access) {
		errno = EINVAL;
		return -1;
	}
	if (flags & O_APPEND && !(has & O_APPEND))
		__syscall(SYS_fcntl, fd, F_SETFL, has | O_APPEND);
	if (flags & O_CLOEXEC)
		__syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
	return 0;
}

FILE *
fdopen(int fd, const char *mode)
{
	int flags = __file_parse_mode(mode);

	if (flags < 0 || adapt_descriptor(fd, flags))
		return NULL;
	return __file_new(flags, &__fd_ops, NULL, fd);
}

static void
free_buffer(FILE *f)
{
	if (f->flags & FILE_OWN_BUFFER)
		free(f->base - UNGET_MAX);
}

int
__file_close(FILE *f)
{
	int result = __file_flush(f);

	if (f->flags & FILE_READING)
		__file_drop_input(f);
	if (f->ops->close)
		result |= f->ops->close(f);
	return result;
}

int
fclose(FILE *f)
{
	bool entered = file_enter(f);
	int result = __file_close(f);

	file_leave(f, entered);
	__file_list_remove(f);
	free_buffer(f);
	if (f->flags & FILE_STATIC) {
		/* Whatever still uses it gets EBADF. */
		f->flags = FILE_STATIC;
		f->fd = -1;
		f->base = f->in = f->in_end = f->out = f->out_end = NULL;
	} else {
		free(f);
	}
	return result;
}

/* A fresh start of the same object with another descriptor. */
static void
reset(FILE *f, int flags, int fd)
{
	unsigned int keep = f->flags & (FILE_STATIC | FILE_NO_LOCK);

	free_buffer(f);
	f->base = f->in = f->in_end = f->out = f->out_end = NULL;
	f->flags = keep | stream_flags(flags);
	f->ops = &__fd_ops;
	f->fd = fd;
	f->line_end = EOF;
	f->orientation = 0;
	memset(&f->state, 0, sizeof(f->state));
	if (f == stderr)
		f->flags = (f->flags | FILE_UNBUFFERED) &
		    ~(unsigned int)FILE_UNDECIDED;
}

/* The new file takes the old one's number, so that children find it there. */
static int
replace_descriptor(FILE *f, const char *path, int flags)
{
	int fd = open_path(path, flags);
	long answer;

	if (fd < 0 || f->fd < 0 || fd == f->fd)
		return fd;
	answer = __syscall(SYS_dup3, fd, f->fd, flags & O_CLOEXEC);
	__syscall(SYS_close, fd);
	return (int)syscall_ret(answer);
}

/* Without a path only the mode changes, as far as the descriptor allows. */
static int
change_mode(FILE *f, int flags)
{
	if (f->fd < 0) {
		errno = EBADF;
		return -1;
	}
	return adapt_descriptor(f->fd, flags) ? -1 : f->fd;
}

FILE *
freopen(const char *restrict path, const char *restrict mode, FILE *restrict f)
{
	int flags = __file_parse_mode(mode), fd;
	bool entered;

	if (flags < 0)
		return NULL;
	entered = file_enter(f);
	__file_flush(f);
	if (f->flags & FILE_READING)
		__file_drop_input(f);
	fd = path ? replace_descriptor(f, path, flags) : change_mode(f, flags);
	if (fd >= 0)
		reset(f, flags, fd);
	file_leave(f, entered);
	if (fd < 0) {
		fclose(f);
		return NULL;
	}
	return f;
}
