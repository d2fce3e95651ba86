/*
 * asctime, ctime: "Thu Jan  1 00:00:00 1970\n".
 */
#include <errno.h>
#include <stdio.h>

#include "tz.h"

#define SIZE 64

static char *
format(const struct tm *tm, char *buf, size_t size)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *day = "???", *month = "???";
	int n;

	if (tm->tm_wday >= 0 && tm->tm_wday < 7)
		day = days + 3 * tm->tm_wday;
	if (tm->tm_mon >= 0 && tm->tm_mon < 12)
		month = months + 3 * tm->tm_mon;
	n = snprintf(buf, size, "%.3s %.3s%3d %.2d:%.2d:%.2d %ld\n", day, month,
	    tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
	    tm->tm_year + 1900L);
	if (n < 0 || (size_t)n >= size) {
		errno = EOVERFLOW;
		return NULL;
	}
	return buf;
}

/* POSIX promises room for 26 bytes only. */
char *
asctime_r(const struct tm *restrict tm, char *restrict buf)
{
	return format(tm, buf, 26);
}

char *
asctime(const struct tm *tm)
{
	static char buf[SIZE];

	return format(tm, buf, sizeof buf);
}

char *
ctime_r(const time_t *t, char *buf)
{
	struct tm tm;

	return localtime_r(t, &tm) == NULL ? NULL : asctime_r(&tm, buf);
}

char *
ctime(const time_t *t)
{
	struct tm *tm = localtime(t);

	return tm == NULL ? NULL : asctime(tm);
}
