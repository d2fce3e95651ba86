/* What tests of terminals share. */
#ifndef TESTS_SYS_TERMINAL_H
#define TESTS_SYS_TERMINAL_H

#include "tests/sys/tap.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

/* A new pseudo-terminal and its slave's name. => returns: the master, -1: none */
static inline int
open_master(char *slave, size_t size)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), unlock = 0, n = -1;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) < 0 ||
	    ioctl(master, TIOCGPTN, &n) < 0)
		return -1;
	snprintf(slave, size, "/dev/pts/%d", n);
	return master;
}

/* Whether just this can be read: a line, or what else there is. */
static inline bool
reads_just(int fd, const char *wanted)
{
	char buf[256];
	struct pollfd f = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&f, 1, 10000) != 1)
		return false;
	n = read(fd, buf, sizeof buf);
	if (n == (ssize_t)strlen(wanted) && memcmp(buf, wanted, (size_t)n) == 0)
		return true;
	diag("read %d bytes: %.*s", (int)n, (int)n, buf);
	return false;
}

#endif
