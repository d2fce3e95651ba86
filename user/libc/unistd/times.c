/*
 * Times of files and of the day in the older forms: seconds and microseconds.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <unistd.h>
#include <utime.h>

#include "clock.h"

static bool
convert(struct timespec to[2], const struct timeval from[2])
{
	for (int i = 0; i < 2; i++) {
		if (from[i].tv_usec < 0 || from[i].tv_usec >= 1000000) {
			errno = EINVAL;
			return false;
		}
		to[i].tv_sec = from[i].tv_sec;
		to[i].tv_nsec = from[i].tv_usec * 1000;
	}
	return true;
}

static int
set(int dir, const char *path, const struct timeval times[2], int flags)
{
	struct timespec converted[2];

	if (!times)
		return utimensat(dir, path, NULL, flags);
	if (!convert(converted, times))
		return -1;
	return utimensat(dir, path, converted, flags);
}

int
utimes(const char *path, const struct timeval times[2])
{
	return set(AT_FDCWD, path, times, 0);
}

int
lutimes(const char *path, const struct timeval times[2])
{
	return set(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int
futimesat(int dir, const char *path, const struct timeval times[2])
{
	return set(dir, path, times, 0);
}

int
futimes(int fd, const struct timeval times[2])
{
	struct timespec converted[2];

	if (!times)
		return futimens(fd, NULL);
	return convert(converted, times) ? futimens(fd, converted) : -1;
}

int
utime(const char *path, const struct utimbuf *times)
{
	struct timespec converted[2];

	if (!times)
		return utimensat(AT_FDCWD, path, NULL, 0);
	converted[0] = (struct timespec){ .tv_sec = times->actime };
	converted[1] = (struct timespec){ .tv_sec = times->modtime };
	return utimensat(AT_FDCWD, path, converted, 0);
}

/* The zone, if someone asks for it, is the one of the Greenwich meridian. */
int
gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	struct timespec now;

	if (zone)
		*(struct timezone *)zone = (struct timezone){ 0 };
	if (!time)
		return 0;
	if (__clock_gettime(CLOCK_REALTIME, &now))
		return -1;
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}

/* The kernel keeps no zone; there is nothing to set but the time. */
int
settimeofday(const struct timeval *time, const struct timezone *zone)
{
	struct timespec now;

	(void)zone;
	if (!time)
		return 0;
	if (time->tv_usec < 0 || time->tv_usec >= 1000000) {
		errno = EINVAL;
		return -1;
	}
	now.tv_sec = time->tv_sec;
	now.tv_nsec = time->tv_usec * 1000;
	return clock_settime(CLOCK_REALTIME, &now);
}

int
ftime(struct timeb *time)
{
	struct timespec now;

	if (__clock_gettime(CLOCK_REALTIME, &now))
		return -1;
	*time = (struct timeb){ .time = now.tv_sec,
		.millitm = (unsigned short)(now.tv_nsec / 1000000) };
	return 0;
}

/* --- Waiting ------------------------------------------------------------------------ */

/* => returns: the seconds that are left if a signal came */
unsigned int
sleep(unsigned int seconds)
{
	struct timespec time = { .tv_sec = seconds };

	if (nanosleep(&time, &time) == 0)
		return 0;
	return (unsigned int)time.tv_sec;
}

int
usleep(useconds_t microseconds)
{
	struct timespec time = { .tv_sec = microseconds / 1000000,
		.tv_nsec = microseconds % 1000000 * 1000 };

	return nanosleep(&time, NULL);
}

static struct timeval
from_microseconds(useconds_t n)
{
	return (struct timeval){ .tv_sec = n / 1000000,
		.tv_usec = n % 1000000 };
}

useconds_t
ualarm(useconds_t value, useconds_t interval)
{
	struct itimerval new = { from_microseconds(interval),
		from_microseconds(value) };
	struct itimerval old;

	if (setitimer(ITIMER_REAL, &new, &old))
		return (useconds_t)-1;
	return (useconds_t)(old.it_value.tv_sec * 1000000 +
	    old.it_value.tv_usec);
}
