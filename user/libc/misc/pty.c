/*
 * Pseudo-terminals: pairs of a master and a slave.
 */
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmp.h>

static int
slave_path(int master, char *path, size_t size)
{
	int n;

	if (ioctl(master, TIOCGPTN, &n) < 0)
		return -1;
	snprintf(path, size, "/dev/pts/%d", n);
	return 0;
}

int
openpty(int *master, int *slave, char *name, const struct termios *t,
    const struct winsize *size)
{
	int unlock = 0, m = open("/dev/ptmx", O_RDWR | O_NOCTTY), s = -1;
	char path[32];

	if (m < 0)
		return -1;
	if (ioctl(m, TIOCSPTLCK, &unlock) == 0 &&
	    slave_path(m, path, sizeof path) == 0)
		s = open(path, O_RDWR | O_NOCTTY);
	if (s < 0) {
		close(m);
		return -1;
	}
	if (t != NULL)
		tcsetattr(s, TCSANOW, t);
	if (size != NULL)
		ioctl(s, TIOCSWINSZ, size);
	if (name != NULL)
		strcpy(name, path);
	*master = m;
	*slave = s;
	return 0;
}

/* Makes the terminal the controlling one, and standard input, output and error. */
int
login_tty(int fd)
{
	setsid();
	if (ioctl(fd, TIOCSCTTY, 0) < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (dup2(fd, i) < 0)
			return -1;
	if (fd > 2)
		close(fd);
	return 0;
}

int
forkpty(int *master, char *name, const struct termios *t,
    const struct winsize *size)
{
	int slave;
	pid_t pid;

	if (openpty(master, &slave, name, t, size) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(*master);
		if (login_tty(slave) < 0)
			_exit(127);
		return 0;
	}
	close(slave);
	if (pid < 0)
		close(*master);
	return pid;
}
