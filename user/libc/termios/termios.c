/*
 * Terminals.
 *
 * The kernel's structure is shorter than the program's: it has 19 control
 * characters, and the speeds are among the flags only.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "syscall.h"

struct kernel_termios {
	tcflag_t iflag, oflag, cflag, lflag;
	cc_t line;
	cc_t cc[19];
};
_Static_assert(sizeof(struct kernel_termios) == 36, "abi/termios.h");

int
tcgetattr(int fd, struct termios *t)
{
	struct kernel_termios k;

	if (ioctl(fd, TCGETS, &k))
		return -1;
	memset(t, 0, sizeof(*t));
	t->c_iflag = k.iflag;
	t->c_oflag = k.oflag;
	t->c_cflag = k.cflag;
	t->c_lflag = k.lflag;
	t->c_line = k.line;
	memcpy(t->c_cc, k.cc, sizeof(k.cc));
	t->c_ispeed = t->c_ospeed = k.cflag & CBAUD;
	return 0;
}

int
tcsetattr(int fd, int when, const struct termios *t)
{
	struct kernel_termios k = { t->c_iflag, t->c_oflag, t->c_cflag,
		t->c_lflag, t->c_line, { 0 } };

	if (when != TCSANOW && when != TCSADRAIN && when != TCSAFLUSH) {
		errno = EINVAL;
		return -1;
	}
	memcpy(k.cc, t->c_cc, sizeof(k.cc));
	return ioctl(fd, TCSETS + (unsigned long)when, &k);
}

speed_t
cfgetospeed(const struct termios *t)
{
	return t->c_cflag & CBAUD;
}

speed_t
cfgetispeed(const struct termios *t)
{
	return t->c_cflag & CBAUD;
}

int
cfsetospeed(struct termios *t, speed_t speed)
{
	if (speed & ~(speed_t)CBAUD) {
		errno = EINVAL;
		return -1;
	}
	t->c_cflag = (t->c_cflag & ~(tcflag_t)CBAUD) | speed;
	t->c_ospeed = speed;
	return 0;
}

/* An input speed of 0 is the output's, and no other can be. */
int
cfsetispeed(struct termios *t, speed_t speed)
{
	t->c_ispeed = speed;
	return speed == 0 ? 0 : cfsetospeed(t, speed);
}

int
cfsetspeed(struct termios *t, speed_t speed)
{
	return cfsetispeed(t, speed) || cfsetospeed(t, speed) ? -1 : 0;
}

void
cfmakeraw(struct termios *t)
{
	t->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR |
	    IGNCR | ICRNL | IXON);
	t->c_oflag &= ~(tcflag_t)OPOST;
	t->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t->c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
	t->c_cflag |= CS8;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

int
tcdrain(int fd)
{
	return (int)syscall_ret(__syscall_cp(SYS_ioctl, fd, TCSBRK, 1));
}

int
tcflow(int fd, int action)
{
	return ioctl(fd, TCXONC, action);
}

int
tcflush(int fd, int queue)
{
	return ioctl(fd, TCFLSH, queue);
}

/* How long a break lasts is the terminal's choice. */
int
tcsendbreak(int fd, int duration)
{
	(void)duration;
	return ioctl(fd, TCSBRK, 0);
}

int
tcgetwinsize(int fd, struct winsize *size)
{
	return ioctl(fd, TIOCGWINSZ, size);
}

int
tcsetwinsize(int fd, const struct winsize *size)
{
	return ioctl(fd, TIOCSWINSZ, size);
}

static pid_t
get_pid(int fd, unsigned long request)
{
	pid_t pid;

	return ioctl(fd, request, &pid) ? -1 : pid;
}

pid_t
tcgetsid(int fd)
{
	return get_pid(fd, TIOCGSID);
}

pid_t
tcgetpgrp(int fd)
{
	return get_pid(fd, TIOCGPGRP);
}

int
tcsetpgrp(int fd, pid_t group)
{
	return ioctl(fd, TIOCSPGRP, &group);
}

int
isatty(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0)
		return 1;
	/* What else a descriptor may be is one error to programs. */
	if (errno != EBADF)
		errno = ENOTTY;
	return 0;
}
