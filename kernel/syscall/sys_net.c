/*
 * Sockets: of a kernel that was built without any protocol family.
 *
 * None can be made, and so no descriptor is one.  The errors come in Linux's
 * order: programs ask for a socket to learn what there is (libcs for their name
 * service, which must not fail for want of it).  glibc's question has a line of its
 * own among what is missing: whoever looks for a reason passes it by.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/socket.h"
#include "abi/time.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "syscall/handlers.h"
#include "vm/usercopy.h"

static bool
flags_ok(int flags)
{
	return !(flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK));
}

/* What glibc asks for when it looks for nscd. */
static bool
asks_for_names(int family, int type)
{
	return family == AF_UNIX &&
	    type == (SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/* => returns: always an error */
static long
create(const char *call, int family, int type)
{
	if (family < 0 || family >= AF_COUNT)
		return -EAFNOSUPPORT;
	if ((type & SOCK_TYPE_MASK) >= SOCK_COUNT)
		return -EINVAL;
	return missing(-EAFNOSUPPORT, call, "protocol family %d%s", family,
	    asks_for_names(family, type) ? ", as for a name service" : "");
}

long
sys_socket(int domain, int type, int protocol)
{
	(void)protocol;
	if (!flags_ok(type & ~SOCK_TYPE_MASK))
		return -EINVAL;
	return create("socket", domain, type);
}

/* Linux gives out the numbers first. */
static long
create_pair(int domain, int type, int __user *ufds)
{
	int a, b;
	long err;

	a = fd_reserve(0, false);
	if (a < 0)
		return a;
	b = fd_reserve(0, false);
	err = b;
	if (b >= 0) {
		err = put_user(a, &ufds[0]) || put_user(b, &ufds[1]) ?
		    -EFAULT :
		    create("socketpair", domain, type);
		fd_cancel(b);
	}
	fd_cancel(a);
	return err;
}

long
sys_socketpair(int domain, int type, int protocol, void __user *fds)
{
	(void)protocol;
	if (!flags_ok(type & ~SOCK_TYPE_MASK))
		return -EINVAL;
	return create_pair(domain, type, fds);
}

static long
not_socket(int fd)
{
	struct fdref r = fd_get(fd);

	if (!r.file)
		return -EBADF;
	fd_put(r);
	return -ENOTSOCK;
}

long
sys_bind(int fd, void __user *addr, int addrlen)
{
	(void)addr;
	(void)addrlen;
	return not_socket(fd);
}

long
sys_connect(int fd, void __user *addr, int addrlen)
{
	char copy[SOCKADDR_MAX];
	long err = not_socket(fd);

	if (err == -EBADF)
		return err;
	if (addrlen < 0 || addrlen > SOCKADDR_MAX)
		return -EINVAL;
	if (copy_from_user(copy, addr, (size_t)addrlen))
		return -EFAULT;
	return err;
}

long
sys_listen(int fd, int backlog)
{
	(void)backlog;
	return not_socket(fd);
}

long
sys_accept4(int fd, void __user *addr, void __user *addrlen, unsigned flags)
{
	long err = not_socket(fd);
	int new;

	(void)addr;
	(void)addrlen;
	if (err == -EBADF)
		return err;
	if (!flags_ok((int)flags))
		return -EINVAL;
	new = fd_reserve(0, false);
	if (new < 0)
		return new;
	fd_cancel(new);
	return err;
}

long
sys_accept(int fd, void __user *addr, void __user *addrlen)
{
	return sys_accept4(fd, addr, addrlen, 0);
}

long
sys_getsockname(int fd, void __user *addr, void __user *addrlen)
{
	(void)addr;
	(void)addrlen;
	return not_socket(fd);
}

long
sys_getpeername(int fd, void __user *addr, void __user *addrlen)
{
	(void)addr;
	(void)addrlen;
	return not_socket(fd);
}

long
sys_shutdown(int fd, int how)
{
	(void)how;
	return not_socket(fd);
}

long
sys_getsockopt(int fd, int level, int name, void __user *value,
    void __user *len)
{
	(void)level;
	(void)name;
	(void)value;
	(void)len;
	return not_socket(fd);
}

long
sys_setsockopt(int fd, int level, int name, void __user *value, int len)
{
	(void)level;
	(void)name;
	(void)value;
	return len < 0 ? -EINVAL : not_socket(fd);
}

long
sys_sendto(int fd, void __user *buf, size_t len, unsigned flags,
    void __user *addr, int addrlen)
{
	(void)flags;
	(void)addr;
	(void)addrlen;
	return user_range_ok(buf, len) ? not_socket(fd) : -EFAULT;
}

long
sys_recvfrom(int fd, void __user *buf, size_t len, unsigned flags,
    void __user *addr, void __user *addrlen)
{
	(void)flags;
	(void)addr;
	(void)addrlen;
	return user_range_ok(buf, len) ? not_socket(fd) : -EFAULT;
}

static long
message(int fd, unsigned flags)
{
	return flags & MSG_CMSG_COMPAT ? -EINVAL : not_socket(fd);
}

long
sys_sendmsg(int fd, void __user *msg, unsigned flags)
{
	(void)msg;
	return message(fd, flags);
}

long
sys_recvmsg(int fd, void __user *msg, unsigned flags)
{
	(void)msg;
	return message(fd, flags);
}

long
sys_sendmmsg(int fd, void __user *msgs, unsigned count, unsigned flags)
{
	(void)msgs;
	(void)count;
	return message(fd, flags);
}

long
sys_recvmmsg(int fd, void __user *msgs, unsigned count, unsigned flags,
    void __user *timeout)
{
	struct timespec ts;

	(void)msgs;
	(void)count;
	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	if (timeout) {
		if (copy_from_user(&ts, timeout, sizeof(ts)))
			return -EFAULT;
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= 1000000000)
			return -EINVAL;
	}
	return not_socket(fd);
}
