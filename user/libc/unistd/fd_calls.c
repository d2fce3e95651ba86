/*
 * System calls about descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"

CALL_CP(ssize_t, read, (int fd, void *to, size_t size), SYS_read, fd, to, size)
CALL_CP(ssize_t, write, (int fd, const void *from, size_t size), SYS_write, fd,
    from, size)
CALL_CP(ssize_t, pread, (int fd, void *to, size_t size, off_t offset),
    SYS_pread64, fd, to, size, offset)
CALL_CP(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t offset),
    SYS_pwrite64, fd, from, size, offset)
CALL_CP(ssize_t, readv, (int fd, const struct iovec *iov, int count), SYS_readv,
    fd, iov, count)
CALL_CP(ssize_t, writev, (int fd, const struct iovec *iov, int count),
    SYS_writev, fd, iov, count)
/* The offset's upper half is for machines of 32 bits. */
CALL_CP(ssize_t, preadv,
    (int fd, const struct iovec *iov, int count, off_t offset), SYS_preadv, fd,
    iov, count, offset, 0)
CALL_CP(ssize_t, pwritev,
    (int fd, const struct iovec *iov, int count, off_t offset), SYS_pwritev, fd,
    iov, count, offset, 0)
CALL_CP(ssize_t, preadv2,
    (int fd, const struct iovec *iov, int count, off_t offset, int flags),
    SYS_preadv2, fd, iov, count, offset, 0, flags)
CALL_CP(ssize_t, pwritev2,
    (int fd, const struct iovec *iov, int count, off_t offset, int flags),
    SYS_pwritev2, fd, iov, count, offset, 0, flags)
CALL(off_t, lseek, (int fd, off_t offset, int whence), SYS_lseek, fd, offset,
    whence)
CALL(int, dup, (int fd), SYS_dup, fd)
CALL(int, dup2, (int from, int to), SYS_dup2, from, to)
CALL(int, dup3, (int from, int to, int flags), SYS_dup3, from, to, flags)
CALL(int, pipe, (int fds[2]), SYS_pipe2, fds, 0)
CALL(int, pipe2, (int fds[2], int flags), SYS_pipe2, fds, flags)
CALL(int, close_range, (unsigned int first, unsigned int last, int flags),
    SYS_close_range, first, last, flags)
CALL(int, fchdir, (int fd), SYS_fchdir, fd)
CALL(int, fchown, (int fd, uid_t owner, gid_t group), SYS_fchown, fd, owner,
    group)
CALL(int, fchmod, (int fd, mode_t mode), SYS_fchmod, fd, mode)
CALL(int, fstat, (int fd, struct stat *st), SYS_fstat, fd, st)
CALL(int, ftruncate, (int fd, off_t size), SYS_ftruncate, fd, size)
CALL(int, fallocate, (int fd, int mode, off_t offset, off_t size),
    SYS_fallocate, fd, mode, offset, size)
CALL_CP(int, fsync, (int fd), SYS_fsync, fd)
CALL_CP(int, fdatasync, (int fd), SYS_fdatasync, fd)
CALL(int, syncfs, (int fd), SYS_syncfs, fd)
CALL(int, flock, (int fd, int operation), SYS_flock, fd, operation)
CALL(ssize_t, readahead, (int fd, off_t offset, size_t size), SYS_readahead, fd,
    offset, size)
CALL(int, sync_file_range,
    (int fd, off_t offset, off_t size, unsigned int flags), SYS_sync_file_range,
    fd, offset, size, flags)
CALL(ssize_t, sendfile, (int out, int in, off_t *offset, size_t size),
    SYS_sendfile, out, in, offset, size)
CALL(ssize_t, copy_file_range,
    (int in, off_t *in_offset, int out, off_t *out_offset, size_t size,
	unsigned int flags),
    SYS_copy_file_range, in, in_offset, out, out_offset, size, flags)
CALL(ssize_t, splice,
    (int in, off_t *in_offset, int out, off_t *out_offset, size_t size,
	unsigned int flags),
    SYS_splice, in, in_offset, out, out_offset, size, flags)
CALL(ssize_t, tee, (int in, int out, size_t size, unsigned int flags), SYS_tee,
    in, out, size, flags)
CALL(ssize_t, vmsplice,
    (int fd, const struct iovec *iov, size_t count, unsigned int flags),
    SYS_vmsplice, fd, iov, count, flags)

CALL(int, epoll_create1, (int flags), SYS_epoll_create1, flags)
CALL(int, epoll_create, (int size), SYS_epoll_create, size)
CALL(int, epoll_ctl, (int ep, int op, int fd, struct epoll_event *event),
    SYS_epoll_ctl, ep, op, fd, event)
CALL_CP(int, epoll_wait,
    (int ep, struct epoll_event *events, int max, int timeout), SYS_epoll_wait,
    ep, events, max, timeout)
CALL_CP(int, epoll_pwait,
    (int ep, struct epoll_event *events, int max, int timeout,
	const sigset_t *mask),
    SYS_epoll_pwait, ep, events, max, timeout, mask, 8)
CALL_CP(int, epoll_pwait2,
    (int ep, struct epoll_event *events, int max,
	const struct timespec *timeout, const sigset_t *mask),
    SYS_epoll_pwait2, ep, events, max, timeout, mask, 8)

CALL(int, eventfd, (unsigned int count, int flags), SYS_eventfd2, count, flags)
CALL(int, inotify_init, (void), SYS_inotify_init1, 0)
CALL(int, inotify_init1, (int flags), SYS_inotify_init1, flags)
CALL(int, inotify_add_watch, (int fd, const char *path, uint32_t mask),
    SYS_inotify_add_watch, fd, path, mask)
CALL(int, inotify_rm_watch, (int fd, int watch), SYS_inotify_rm_watch, fd,
    watch)
CALL(int, timerfd_create, (int clock, int flags), SYS_timerfd_create, clock,
    flags)
CALL(int, timerfd_settime,
    (int fd, int flags, const struct itimerspec *new, struct itimerspec *old),
    SYS_timerfd_settime, fd, flags, new, old)
CALL(int, timerfd_gettime, (int fd, struct itimerspec *now),
    SYS_timerfd_gettime, fd, now)

/* A descriptor is gone even if closing it was interrupted. */
int
close(int fd)
{
	long answer = __syscall_cp(SYS_close, fd);

	return answer == -EINTR ? 0 : (int)syscall_ret(answer);
}

/* Without a name the kernel takes AT_FDCWD, which is no descriptor here. */
int
futimens(int fd, const struct timespec times[2])
{
	if (fd < 0) {
		errno = EBADF;
		return -1;
	}
	return (int)syscall_ret(__syscall(SYS_utimensat, fd, NULL, times, 0));
}

int
eventfd_read(int fd, eventfd_t *value)
{
	return read(fd, value, sizeof(*value)) == sizeof(*value) ? 0 : -1;
}

int
eventfd_write(int fd, eventfd_t value)
{
	return write(fd, &value, sizeof(value)) == sizeof(value) ? 0 : -1;
}
