/*
 * Names of terminals, and opening pairs of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* => returns: 0 or an error number */
int
ttyname_r(int fd, char *to, size_t size)
{
	char link[40], path[PATH_MAX];
	struct stat own, named;
	ssize_t n;

	if (!isatty(fd))
		return errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return errno;
	path[n] = 0;
	if ((size_t)n >= size)
		return ERANGE;
	/* It may be a terminal of another name space. */
	if (fstat(fd, &own) || stat(path, &named))
		return errno;
	if (own.st_dev != named.st_dev || own.st_ino != named.st_ino)
		return ENODEV;
	memcpy(to, path, (size_t)n + 1);
	return 0;
}

char *
ttyname(int fd)
{
	static char path[TTY_NAME_MAX];
	int error = ttyname_r(fd, path, sizeof(path));

	if (!error)
		return path;
	errno = error;
	return NULL;
}

int
posix_openpt(int flags)
{
	return open("/dev/ptmx", flags);
}

int
getpt(void)
{
	return posix_openpt(O_RDWR);
}

/* The file system made it with the right owner and mode. */
int
grantpt(int fd)
{
	unsigned int number;

	return ioctl(fd, TIOCGPTN, &number);
}

int
unlockpt(int fd)
{
	int unlock = 0;

	return ioctl(fd, TIOCSPTLCK, &unlock);
}

/* => returns: 0 or an error number */
int
ptsname_r(int fd, char *to, size_t size)
{
	unsigned int number;
	char path[32];

	if (ioctl(fd, TIOCGPTN, &number))
		return errno;
	snprintf(path, sizeof(path), "/dev/pts/%u", number);
	if (strlen(path) >= size)
		return ERANGE;
	strcpy(to, path);
	return 0;
}

char *
ptsname(int fd)
{
	static char path[32];
	int error = ptsname_r(fd, path, sizeof(path));

	if (!error)
		return path;
	errno = error;
	return NULL;
}
