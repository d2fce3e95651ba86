// covers: eventfd eventfd2
/*
 * Counters that can be waited for.
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <sys/eventfd.h>

int
main(void)
{
	uint64_t v = 0;
	struct pollfd f;
	int fd = works(syscall(SYS_eventfd, 5), "eventfd");
	pid_t pid;

	is(fcntl(fd, F_GETFD), 0, "does not close on exec");
	is(read(fd, &v, 8), 8, "read");
	is(v, 5, "gives the counter");
	close(fd);
	fd = works(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd2");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "closes on exec when asked");
	is_errno(read(fd, &v, 8), EAGAIN, "zero cannot be read");
	f = (struct pollfd){ .fd = fd, .events = POLLIN | POLLOUT };
	is(poll(&f, 1, 0), 1, "poll");
	is(f.revents, POLLOUT, "but written");
	v = 3;
	is(write(fd, &v, 8), 8, "write");
	is(write(fd, &v, 8), 8, "write again");
	is(poll(&f, 1, 0), 1, "poll");
	is(f.revents, POLLIN | POLLOUT, "both");
	f.events = POLLRDNORM | POLLWRNORM | POLLRDBAND | POLLPRI;
	is(poll(&f, 1, 0), 0, "and nothing else");
	f.events = POLLIN | POLLOUT;
	is(lseek(fd, 5, SEEK_CUR), 0, "lseek does nothing");
	is_errno(lseek(fd, 5, 9), EINVAL, "no such kind of it");
	is_errno(pread(fd, &v, 8, 0), ESPIPE, "there is no position");
	is(read(fd, &v, 8), 8, "read");
	is(v, 6, "gives the sum");
	v = UINT64_MAX;
	is_errno(write(fd, &v, 8), EINVAL, "the largest number");
	v = UINT64_MAX - 1;
	is(write(fd, &v, 8), 8, "the largest sum");
	v = 1;
	is_errno(write(fd, &v, 8), EAGAIN, "no more fits");
	is(poll(&f, 1, 0), 1, "poll");
	is(f.revents, POLLIN, "says so");
	is_errno(read(fd, &v, 7), EINVAL, "a short read");
	is_errno(write(fd, &v, 7), EINVAL, "a short write");
	close(fd);
	fd = works(eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK), "a semaphore");
	is(read(fd, &v, 8), 8, "read");
	is(v, 1, "takes one");
	is(read(fd, &v, 8), 8, "and one");
	is_errno(read(fd, &v, 8), EAGAIN, "until there is none");
	close(fd);
	is_errno(syscall(SYS_eventfd2, 0, 0x100), EINVAL, "an unknown flag");
	fd = eventfd(0, 0);
	pid = fork();
	if (pid == 0)
		_exit(read(fd, &v, 8) == 8 && v == 9 ? 0 : 1);
	usleep(1000);
	v = 9;
	write(fd, &v, 8);
	is(wait_for(pid), 0, "a write wakes who waits");
	return done();
}
