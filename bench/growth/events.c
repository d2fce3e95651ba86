/*
 * The files of an epoll set.
 */
#define _GNU_SOURCE
#include "growth.h"
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

static void
add(int set, int fd)
{
	struct epoll_event event = { EPOLLIN, { .fd = fd } };

	ck(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
}

static void
wake_and_wait(int set, int *fds, long n)
{
	struct epoll_event got[8];
	uint64_t one = 1;
	int fd;

	bench_start();
	for (int i = 0; i < 500; i++) {
		fd = fds[grow_pick(n)];
		ck(write(fd, &one, 8));
		ck(epoll_wait(set, got, 8, 0));
		ck(read(fd, &one, 8));
	}
	grow_stop("wake", 500);
	ck(epoll_wait(set, got, 8,
	    0)); /* it finds that none is ready any more */
	bench_start();
	for (int i = 0; i < 500; i++)
		ck(epoll_wait(set, got, 8, 0));
	grow_stop("wait", 500);
}

void
grow_epoll(long n)
{
	const struct rlimit limit = { n + 100, n + 100 };
	int *fds = malloc(n * sizeof(*fds));
	int set = ck(epoll_create1(0)), fd;

	ck(setrlimit(RLIMIT_NOFILE, &limit));
	for (long i = 0; i < n; i++) {
		fds[i] = ck(eventfd(0, 0));
		add(set, fds[i]);
	}
	bench_start();
	for (int i = 0; i < 500; i++) {
		fd = fds[grow_pick(n)];
		ck(epoll_ctl(set, EPOLL_CTL_DEL, fd, NULL));
		add(set, fd);
	}
	grow_stop("add_delete", 500);
	wake_and_wait(set, fds, n);
	bench_start();
	for (int i = 0; i < 200; i++) {
		fd = ck(eventfd(0, 0));
		add(set, fd);
		close(fd);
	}
	grow_stop("close_one", 200);
	bench_start();
	close(set);
	grow_stop("close_set", n);
}
