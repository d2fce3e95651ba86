/*
 * The Gregorian calendar, in both directions, and the functions in UTC.
 *
 * Years are counted from March, so that the leap day is the last day and months have
 * the lengths 31 30 31 30 31 / 31 30 31 30 31 / 31 x, whose sums are a linear
 * function. Eras are of 400 years, which all have 146097 days.
 */
#include <errno.h>
#include <limits.h>

#include "libc.h"
#include "tz.h"

#define DAYS_PER_ERA 146097L
/* From 0000-03-01 to 1970-01-01. */
#define DAYS_TO_EPOCH 719468L

static long
floor_div(long a, long b)
{
	long q = a / b;

	return q * b > a ? q - 1 : q;
}

static bool
is_leap(long year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

long
__days_of(long year, long month, long day)
{
	long era, year_of_era, day_of_year;

	year += floor_div(month, 12);
	month -= floor_div(month, 12) * 12;
	if (month < 2)
		year--;
	month = (month + 10) % 12;
	era = floor_div(year, 400);
	year_of_era = year - era * 400;
	day_of_year = (153 * month + 2) / 5 + day - 1;
	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year - DAYS_TO_EPOCH;
}

static void
date_of(long days, long *year, int *month, int *day)
{
	long era, d, y, m;

	days += DAYS_TO_EPOCH;
	era = floor_div(days, DAYS_PER_ERA);
	d = days - era * DAYS_PER_ERA;
	y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	d -= 365 * y + y / 4 - y / 100;
	m = (5 * d + 2) / 153;
	*day = (int)(d - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 2 : m - 10);
	*year = y + era * 400 + (*month < 2);
}

bool
__calendar_of(time_t t, long offset, struct tm *tm)
{
	static const short before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334 };
	long days = floor_div(t, SECS_PER_DAY), year;
	long secs = t - days * SECS_PER_DAY + offset;

	days += floor_div(secs, SECS_PER_DAY);
	secs -= floor_div(secs, SECS_PER_DAY) * SECS_PER_DAY;
	date_of(days, &year, &tm->tm_mon, &tm->tm_mday);
	if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
		errno = EOVERFLOW;
		return false;
	}
	tm->tm_year = (int)(year - 1900);
	tm->tm_yday = before[tm->tm_mon] + tm->tm_mday - 1 +
	    (tm->tm_mon > 1 && is_leap(year));
	tm->tm_wday = (int)((days % 7 + 11) % 7);
	tm->tm_hour = (int)(secs / 3600);
	tm->tm_min = (int)(secs / 60 % 60);
	tm->tm_sec = (int)(secs % 60);
	return true;
}

bool
__seconds_of(const struct tm *tm, time_t *t)
{
	/* The sum of ints times 86400 cannot overflow 64 bits. */
	long days = __days_of(tm->tm_year + 1900L, tm->tm_mon, 1) +
	    tm->tm_mday - 1;

	*t = days * SECS_PER_DAY + tm->tm_hour * 3600L + tm->tm_min * 60L +
	    tm->tm_sec;
	return true;
}

int
__iso_week(const struct tm *tm, long *year)
{
	/* The Thursday of a week says which year it belongs to. */
	int thursday = tm->tm_yday - (tm->tm_wday + 6) % 7 + 3;

	*year = tm->tm_year + 1900L;
	if (thursday < 0) {
		--*year;
		thursday += 365 + is_leap(*year);
	} else if (thursday >= 365 + is_leap(*year)) {
		thursday -= 365 + is_leap(*year);
		++*year;
	}
	return thursday / 7 + 1;
}

struct tm *
__gmtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	if (!__calendar_of(*t, 0, tm))
		return NULL;
	tm->tm_isdst = 0;
	tm->tm_gmtoff = 0;
	tm->tm_zone = "GMT";
	return tm;
}

weak_alias(__gmtime_r, gmtime_r);

time_t
timegm(struct tm *tm)
{
	time_t t;

	if (!__seconds_of(tm, &t) || __gmtime_r(&t, tm) == NULL)
		return -1;
	return t;
}

int
dysize(int year)
{
	return 365 + is_leap(year);
}
