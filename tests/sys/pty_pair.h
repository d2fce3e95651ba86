/* What tests of pseudo-terminals share: one pair, and what can be asked of it. */
#ifndef TESTS_SYS_PTY_PAIR_H
#define TESTS_SYS_PTY_PAIR_H

#include "tests/sys/terminal.h"

#define TIOCSIG_N     0x40045436UL
#define TIOCGPKT_N    0x80045438UL
#define TIOCGPTLCK_N  0x80045439UL
#define TIOCGPTPEER_N 0x5441UL
#define TIOCGEXCL_N   0x80045440UL
#define TIOCGLCK_N    0x5456UL
#define TIOCSLCK_N    0x5457UL
#define EXTPROC_N     0200000U

static int master, slave;
static char name[64];

static inline bool
open_pair(void)
{
	master = open_master(name, sizeof name);
	slave = master < 0 ? -1 : open(name, O_RDWR | O_NOCTTY);
	return ok(slave >= 0, "a pair");
}

static inline void
close_pair(void)
{
	close(slave);
	close(master);
}

static inline void
raw(int fd)
{
	struct termios t;

	tcgetattr(fd, &t);
	cfmakeraw(&t);
	tcsetattr(fd, TCSANOW, &t);
}

static inline void
nonblocking(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

/* What poll() says now, or within ms. */
static inline int
polled(int fd, int events, int ms)
{
	struct pollfd f = { .fd = fd, .events = (short)events };

	return poll(&f, 1, ms) < 0 ? -1 : f.revents;
}

static inline void
put(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) != (ssize_t)strlen(s))
		diag("write: %s", strerror(errno));
}

/* Linux hands bytes over by a worker. */
static inline int
available(int fd, int least)
{
	int n = -1;

	for (int i = 0; i < 1000; i++) {
		if (ioctl(fd, FIONREAD, &n) < 0 || n >= least)
			break;
		usleep(10000);
	}
	return n;
}

#endif
