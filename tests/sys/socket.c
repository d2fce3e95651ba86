/*
 * Sockets as a kernel without any protocol family answers for them: none can
 * be made, and no descriptor is one.
 */
// covers: socket socketpair bind connect listen accept accept4 getsockname
// covers: getpeername shutdown getsockopt setsockopt sendto recvfrom sendmsg
// covers: recvmsg sendmmsg recvmmsg
#include "tests/sys/tap.h"

#include <sys/resource.h>

#define CALL(...) syscall(SYS_##__VA_ARGS__)

static void
making(void)
{
	int fds[2] = { -7, -7 }, first = dup(0);

	close(first);
	is_errno(CALL(socket, -1, 1, 0), EAFNOSUPPORT, "a negative family");
	is_errno(CALL(socket, 46, 1, 0), EAFNOSUPPORT, "one beyond the last");
	is_errno(CALL(socket, 0, 1, 0), EAFNOSUPPORT, "the unspecified one");
	is_errno(CALL(socket, 1, 11, 0), EINVAL, "a type beyond the last");
	is_errno(CALL(socket, 46, 11, 0), EAFNOSUPPORT, "the family is first");
	is_errno(CALL(socket, 1, 1 | 0x40, 0), EINVAL, "an unknown flag");
	is_errno(CALL(socket, 46, 1 | 0x40, 0), EINVAL, "which comes first");
	if (on_breenix()) {
		static const int families[] = { 1, 2, 10, 16, 17 };

		for (int i = 0; i < 5; i++)
			is_errno(CALL(socket, families[i], 02000003, 0),
			    EAFNOSUPPORT, "family %d", families[i]);
		is_errno(CALL(socketpair, 1, 1, 0, fds), EAFNOSUPPORT,
		    "a pair");
		is(fds[0], first, "Linux gives out the numbers before");
	}
	is_errno(CALL(socketpair, 46, 1, 0, fds), EAFNOSUPPORT,
	    "a pair of no family");
	is_errno(CALL(socketpair, 46, 0x40, 0, fds), EINVAL,
	    "with an unknown flag");
	is_errno(CALL(socketpair, 46, 1, 0, UNMAPPED), EFAULT, "to nowhere");
	is(dup(0), first, "no descriptor is left");
	close(first);
}

static void
no_room(void)
{
	struct rlimit l = { 3, 3 };
	int fds[2];

	setrlimit(RLIMIT_NOFILE, &l);
	is_errno(CALL(socketpair, 46, 1, 0, fds), EMFILE,
	    "a pair where there are no descriptors");
	is_errno(CALL(accept4, 0, NULL, NULL, 0), EMFILE, "accept there");
}

static void using(int fd, int error, const char *what)
{
	char a[128] = { 0 };
	struct timespec t = { 0, 0 }, bad = { 0, -1 };

#define GIVES(e, call, ...) \
	is_errno(CALL(call, fd, __VA_ARGS__), e, #call " of %s", what)
	GIVES(error, bind, a, 16);
	GIVES(error, bind, a, -1);
	GIVES(error, connect, a, 16);
	GIVES(error == EBADF ? EBADF : EINVAL, connect, a, 129);
	GIVES(error == EBADF ? EBADF : EFAULT, connect, UNMAPPED, 16);
	GIVES(error, connect, UNMAPPED, 0);
	GIVES(error, listen, 1);
	GIVES(error, accept, NULL, NULL);
	GIVES(error, accept4, NULL, NULL, 0);
	GIVES(error == EBADF ? EBADF : EINVAL, accept4, NULL, NULL, 1);
	GIVES(error, getsockname, a, a);
	GIVES(error, getpeername, a, a);
	GIVES(error, shutdown, 9);
	GIVES(error, getsockopt, 1, 1, a, a);
	GIVES(error, setsockopt, 1, 1, a, 4);
	if (on_breenix()) /* Linux until 6.6, or so */
		GIVES(EINVAL, setsockopt, 1, 1, a, -4);
	GIVES(error, sendto, a, 1, 0, NULL, 0);
	GIVES(EFAULT, sendto, KERNEL_ADDR, 1, 0, NULL, 0);
	GIVES(error, recvfrom, a, 1, 0, NULL, NULL);
	GIVES(EFAULT, recvfrom, KERNEL_ADDR, 1, 0, NULL, NULL);
	GIVES(error, sendmsg, UNMAPPED, 0);
	GIVES(EINVAL, sendmsg, UNMAPPED, 0x80000000u);
	GIVES(error, recvmsg, UNMAPPED, 0);
	GIVES(error, sendmmsg, UNMAPPED, 1, 0);
	GIVES(error, recvmmsg, UNMAPPED, 1, 0, &t);
	GIVES(EINVAL, recvmmsg, UNMAPPED, 1, 0, &bad);
	GIVES(EFAULT, recvmmsg, UNMAPPED, 1, 0, UNMAPPED);
}

int
main(void)
{
	making();
	is(in_child(no_room), 0, "the part without descriptors");
	using(open(".", O_RDONLY), ENOTSOCK, "a directory");
	using(77, EBADF, "no file");
	using(open(".", O_PATH), EBADF, "a path");
	return done();
}
