/*
 * strptime: dates from text.
 *
 * Fields that were read are filled in; then what follows from them is computed: the
 * day of the week and of the year from a full date, the date from a year and a day
 * of it, the year from a century and two digits.
 */
#include <ctype.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tz.h"

struct input {
	const char *at;
	int century, year2; /* -1: not given */
	int half;           /* 0 am, 1 pm, -1 none */
	bool have_year, have_mon, have_mday, have_yday, have_wday, hour12;
	int week_sunday, week_monday; /* -1: not given */
};

static const char *parse(struct input *in, const char *f, struct tm *tm);

static void
skip_blanks(struct input *in)
{
	while (isspace((unsigned char)*in->at))
		in->at++;
}

static bool
number(struct input *in, int min, int max, int digits, int *value)
{
	int n = 0;

	skip_blanks(in);
	if (!isdigit((unsigned char)*in->at))
		return false;
	for (; digits > 0 && isdigit((unsigned char)*in->at); digits--)
		n = n * 10 + *in->at++ - '0';
	*value = n;
	return n >= min && n <= max;
}

/* One of n names, the full ones before the short ones. */
static bool
name(struct input *in, nl_item full, nl_item brief, int n, int *value)
{
	for (int i = 0; i < 2 * n; i++) {
		const char *s = nl_langinfo(i < n ? full + i : brief + i - n);
		size_t length = strlen(s);

		if (strncasecmp(in->at, s, length) == 0) {
			in->at += length;
			*value = i % n;
			return true;
		}
	}
	return false;
}

static bool
half_of_day(struct input *in)
{
	skip_blanks(in);
	if (strncasecmp(in->at, "am", 2) != 0 &&
	    strncasecmp(in->at, "pm", 2) != 0)
		return false;
	in->half = (in->at[0] | 32) == 'p';
	in->at += 2;
	return true;
}

/* Z, or a sign and hh, hhmm or hh:mm */
static bool
zone(struct input *in, struct tm *tm)
{
	int h, m = 0;
	bool west;

	skip_blanks(in);
	if (*in->at == 'Z') {
		in->at++;
		tm->tm_gmtoff = 0;
		return true;
	}
	if (*in->at != '+' && *in->at != '-')
		return false;
	west = *in->at++ == '-';
	if (!isdigit((unsigned char)in->at[0]) ||
	    !isdigit((unsigned char)in->at[1]))
		return false;
	number(in, 0, 99, 2, &h);
	if (*in->at == ':')
		in->at++;
	if (isdigit((unsigned char)*in->at) && !number(in, 0, 59, 2, &m))
		return false;
	tm->tm_gmtoff = (h * 60L + m) * (west ? -60 : 60);
	return h <= 14;
}

static bool
seconds(struct input *in, struct tm *tm)
{
	char *end;
	time_t t;

	if (!isdigit((unsigned char)*in->at) && *in->at != '-')
		return false;
	t = strtol(in->at, &end, 10);
	in->at = end;
	return localtime_r(&t, tm) != NULL;
}

static bool
year(struct input *in, struct tm *tm)
{
	int n;

	if (!number(in, 0, 9999, 4, &n))
		return false;
	tm->tm_year = n - 1900;
	in->have_year = true;
	in->century = in->year2 = -1;
	return true;
}

static bool
composed(struct input *in, const char *f, struct tm *tm)
{
	const char *end = parse(in, f, tm);

	if (end == NULL)
		return false;
	in->at = end;
	return true;
}

static bool
date_field(struct input *in, char conversion, struct tm *tm)
{
	int unused;

	switch (conversion) {
	case 'a':
	case 'A':
		in->have_wday = true;
		return name(in, DAY_1, ABDAY_1, 7, &tm->tm_wday);
	case 'b':
	case 'B':
	case 'h':
		in->have_mon = true;
		return name(in, MON_1, ABMON_1, 12, &tm->tm_mon);
	case 'C':
		return number(in, 0, 99, 2, &in->century);
	case 'd':
	case 'e':
		in->have_mday = true;
		return number(in, 1, 31, 2, &tm->tm_mday);
	case 'j':
		in->have_yday = true;
		return number(in, 1, 366, 3, &tm->tm_yday) && tm->tm_yday-- > 0;
	case 'm':
		in->have_mon = true;
		return number(in, 1, 12, 2, &tm->tm_mon) && tm->tm_mon-- > 0;
	case 'u':
		in->have_wday = true;
		if (!number(in, 1, 7, 1, &tm->tm_wday))
			return false;
		tm->tm_wday %= 7;
		return true;
	case 'U':
		return number(in, 0, 53, 2, &in->week_sunday);
	case 'w':
		in->have_wday = true;
		return number(in, 0, 6, 1, &tm->tm_wday);
	case 'W':
		return number(in, 0, 53, 2, &in->week_monday);
	case 'g':
		return number(in, 0, 99, 2, &unused);
	case 'G':
		return number(in, 0, 9999, 4, &unused);
	case 'V':
		return number(in, 0, 53, 2, &unused);
	case 'y':
		return number(in, 0, 99, 2, &in->year2);
	case 'Y':
		return year(in, tm);
	default:
		return false;
	}
}

static bool
time_field(struct input *in, char conversion, struct tm *tm)
{
	switch (conversion) {
	case 'H':
	case 'k':
		in->hour12 = false;
		return number(in, 0, 23, 2, &tm->tm_hour);
	case 'I':
	case 'l':
		in->hour12 = true;
		if (!number(in, 1, 12, 2, &tm->tm_hour))
			return false;
		tm->tm_hour %= 12;
		return true;
	case 'M':
		return number(in, 0, 59, 2, &tm->tm_min);
	case 'p':
	case 'P':
		return half_of_day(in);
	case 's':
		return seconds(in, tm);
	case 'S':
		return number(in, 0, 61, 2, &tm->tm_sec);
	case 'z':
		return zone(in, tm);
	case 'Z':
		/* Names of zones are skipped: they do not say which it is. */
		while (isalpha((unsigned char)*in->at))
			in->at++;
		return true;
	default:
		return false;
	}
}

static bool
field(struct input *in, char conversion, struct tm *tm)
{
	switch (conversion) {
	case 'c':
		return composed(in, nl_langinfo(D_T_FMT), tm);
	case 'D':
		return composed(in, "%m/%d/%y", tm);
	case 'F':
		return composed(in, "%Y-%m-%d", tm);
	case 'r':
		return composed(in, nl_langinfo(T_FMT_AMPM), tm);
	case 'R':
		return composed(in, "%H:%M", tm);
	case 'T':
		return composed(in, "%H:%M:%S", tm);
	case 'x':
		return composed(in, nl_langinfo(D_FMT), tm);
	case 'X':
		return composed(in, nl_langinfo(T_FMT), tm);
	case 'n':
	case 't':
		skip_blanks(in);
		return true;
	case '%':
		return *in->at++ == '%';
	default:
		return date_field(in, conversion, tm) ||
		    time_field(in, conversion, tm);
	}
}

/* => returns: where the text goes on, NULL if it does not fit the format */
static const char *
parse(struct input *in, const char *f, struct tm *tm)
{
	for (; *f != '\0'; f++) {
		if (isspace((unsigned char)*f)) {
			skip_blanks(in);
			continue;
		}
		if (*f != '%') {
			if (*in->at++ != *f)
				return NULL;
			continue;
		}
		f++;
		while (strchr("_-0^#", *f) != NULL && *f != '\0')
			f++;
		if (*f == 'E' || *f == 'O')
			f++;
		if (*f == '\0' || !field(in, *f, tm))
			return NULL;
	}
	return in->at;
}

static void
set_year(struct input *in, struct tm *tm)
{
	if (in->century >= 0) {
		int rest = in->year2 >= 0 ? in->year2 :
		    in->have_year         ? 0 :
					    (tm->tm_year % 100 + 100) % 100;

		tm->tm_year = (in->century - 19) * 100 + rest;
		in->have_year = true;
	} else if (in->year2 >= 0) {
		/* POSIX: 69 to 99 are of the last century. */
		tm->tm_year = in->year2 < 69 ? in->year2 + 100 : in->year2;
		in->have_year = true;
	}
}

/* The day of the year from a week of it and a weekday. */
static void
set_by_week(struct input *in, struct tm *tm)
{
	bool monday = in->week_monday >= 0;
	int week = monday ? in->week_monday : in->week_sunday;
	long first = __days_of(tm->tm_year + 1900L, 0, 1);
	int wday = (int)(((first + 4) % 7 + 7) % 7);
	int shift = monday ? 1 : 0;

	if (week < 0 || !in->have_wday || (in->have_mon && in->have_mday))
		return;
	tm->tm_yday = (7 - (wday - shift)) % 7 + (week - 1) * 7 +
	    (tm->tm_wday - shift + 7) % 7;
	in->have_yday = true;
}

static void
set_dependent(struct input *in, struct tm *tm)
{
	struct tm date = { 0 };
	bool by_date = in->have_mon || in->have_mday;
	long days;

	if (in->half >= 0 && in->hour12)
		tm->tm_hour = tm->tm_hour % 12 + 12 * in->half;
	set_year(in, tm);
	set_by_week(in, tm);
	if (!in->have_year && !by_date && !in->have_yday)
		return;
	if (in->have_yday && !(in->have_mon && in->have_mday))
		days = __days_of(tm->tm_year + 1900L, 0, 1) + tm->tm_yday;
	else
		days = __days_of(tm->tm_year + 1900L, tm->tm_mon, 1) +
		    (tm->tm_mday > 0 ? tm->tm_mday : 1) - 1;
	__calendar_of(days * SECS_PER_DAY, 0, &date);
	if (in->have_yday && !in->have_mon)
		tm->tm_mon = date.tm_mon;
	if (in->have_yday && !in->have_mday)
		tm->tm_mday = date.tm_mday;
	if (!in->have_wday)
		tm->tm_wday = date.tm_wday;
	if (!in->have_yday && by_date)
		tm->tm_yday = date.tm_yday;
}

char *
strptime(const char *restrict text, const char *restrict f,
    struct tm *restrict tm)
{
	struct input in = { .at = text,
		.century = -1,
		.year2 = -1,
		.half = -1,
		.week_sunday = -1,
		.week_monday = -1 };
	const char *end = parse(&in, f, tm);

	if (end == NULL)
		return NULL;
	set_dependent(&in, tm);
	return (char *)end;
}

char *
strptime_l(const char *restrict text, const char *restrict f,
    struct tm *restrict tm, locale_t l)
{
	(void)l;
	return strptime(text, f, tm);
}
