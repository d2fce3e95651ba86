/*
 * Sockets: the calls of the kernel.
 */
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "syscall.h"

#define SIOCATMARK_ 0x8905

#define CALL(type, name, parameters, ...)                         \
	type name parameters                                      \
	{                                                         \
		return (type)syscall_ret(__syscall(__VA_ARGS__)); \
	}
/* Calls that may block, and be cancelled. */
#define CALL_CP(type, name, parameters, ...)                         \
	type name parameters                                         \
	{                                                            \
		return (type)syscall_ret(__syscall_cp(__VA_ARGS__)); \
	}

CALL(int, socket, (int domain, int type, int protocol), SYS_socket, domain,
    type, protocol)
CALL(int, socketpair, (int domain, int type, int protocol, int fds[2]),
    SYS_socketpair, domain, type, protocol, fds)
CALL(int, bind, (int fd, const struct sockaddr *a, socklen_t n), SYS_bind, fd,
    a, n)
CALL(int, listen, (int fd, int backlog), SYS_listen, fd, backlog)
CALL(int, shutdown, (int fd, int how), SYS_shutdown, fd, how)
CALL(int, getsockname,
    (int fd, struct sockaddr *restrict a, socklen_t *restrict n),
    SYS_getsockname, fd, a, n)
CALL(int, getpeername,
    (int fd, struct sockaddr *restrict a, socklen_t *restrict n),
    SYS_getpeername, fd, a, n)
CALL(int, getsockopt,
    (int fd, int level, int option, void *restrict value,
	socklen_t *restrict n),
    SYS_getsockopt, fd, level, option, value, n)
CALL(int, setsockopt,
    (int fd, int level, int option, const void *value, socklen_t n),
    SYS_setsockopt, fd, level, option, value, n)

CALL_CP(int, connect, (int fd, const struct sockaddr *a, socklen_t n),
    SYS_connect, fd, a, n)
CALL_CP(int, accept,
    (int fd, struct sockaddr *restrict a, socklen_t *restrict n), SYS_accept,
    fd, a, n)
CALL_CP(int, accept4,
    (int fd, struct sockaddr *restrict a, socklen_t *restrict n, int flags),
    SYS_accept4, fd, a, n, flags)
CALL_CP(ssize_t, sendto,
    (int fd, const void *data, size_t size, int flags, const struct sockaddr *a,
	socklen_t n),
    SYS_sendto, fd, data, size, flags, a, n)
CALL_CP(ssize_t, recvfrom,
    (int fd, void *restrict data, size_t size, int flags,
	struct sockaddr *restrict a, socklen_t *restrict n),
    SYS_recvfrom, fd, data, size, flags, a, n)
CALL_CP(ssize_t, send, (int fd, const void *data, size_t size, int flags),
    SYS_sendto, fd, data, size, flags, 0, 0)
CALL_CP(ssize_t, recv, (int fd, void *data, size_t size, int flags),
    SYS_recvfrom, fd, data, size, flags, 0, 0)
CALL_CP(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags),
    SYS_sendmsg, fd, m, flags)
CALL_CP(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags), SYS_recvmsg,
    fd, m, flags)
CALL_CP(int, sendmmsg, (int fd, struct mmsghdr *m, unsigned int n, int flags),
    SYS_sendmmsg, fd, m, n, flags)
CALL_CP(int, recvmmsg,
    (int fd, struct mmsghdr *m, unsigned int n, int flags,
	struct timespec *timeout),
    SYS_recvmmsg, fd, m, n, flags, timeout)

int
sockatmark(int fd)
{
	int mark;

	return ioctl(fd, SIOCATMARK_, &mark) < 0 ? -1 : mark;
}
