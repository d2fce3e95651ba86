/*
 * POSIX message queues: the calls of the kernel, whose names have no slash in front.
 */
#include <errno.h>
#include <mqueue.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include "syscall.h"

mqd_t
mq_open(const char *name, int flags, ...)
{
	struct mq_attr *attributes = NULL;
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT) {
		mode = va_arg(args, mode_t);
		attributes = va_arg(args, struct mq_attr *);
	}
	va_end(args);
	if (*name == '/')
		name++;
	return (mqd_t)syscall_ret(__syscall(SYS_mq_open, name, flags, mode,
	    attributes));
}

int
mq_unlink(const char *name)
{
	long answer;

	if (*name == '/')
		name++;
	answer = __syscall(SYS_mq_unlink, name);
	/* The kernel's name for "not yours" differs from POSIX's. */
	return (int)syscall_ret(answer == -EPERM ? -EACCES : answer);
}

int
mq_close(mqd_t queue)
{
	return (int)syscall_ret(__syscall(SYS_close, queue));
}

int
mq_setattr(mqd_t queue, const struct mq_attr *restrict new,
    struct mq_attr *restrict old)
{
	return (int)syscall_ret(__syscall(SYS_mq_getsetattr, queue, new, old));
}

int
mq_getattr(mqd_t queue, struct mq_attr *attributes)
{
	return mq_setattr(queue, NULL, attributes);
}

int
mq_timedsend(mqd_t queue, const char *data, size_t size, unsigned int priority,
    const struct timespec *until)
{
	return (int)syscall_ret(__syscall_cp(SYS_mq_timedsend, queue, data,
	    size, priority, until));
}

int
mq_send(mqd_t queue, const char *data, size_t size, unsigned int priority)
{
	return mq_timedsend(queue, data, size, priority, NULL);
}

ssize_t
mq_timedreceive(mqd_t queue, char *restrict data, size_t size,
    unsigned int *restrict priority, const struct timespec *restrict until)
{
	return syscall_ret(__syscall_cp(SYS_mq_timedreceive, queue, data, size,
	    priority, until));
}

ssize_t
mq_receive(mqd_t queue, char *data, size_t size, unsigned int *priority)
{
	return mq_timedreceive(queue, data, size, priority, NULL);
}

/* By signal only: a function in a thread of its own would need one that waits. */
int
mq_notify(mqd_t queue, const struct sigevent *event)
{
	if (event != NULL && event->sigev_notify == SIGEV_THREAD) {
		errno = ENOTSUP;
		return -1;
	}
	return (int)syscall_ret(__syscall(SYS_mq_notify, queue, event));
}
