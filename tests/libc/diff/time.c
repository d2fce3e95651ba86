/*
 * Calendars, zones, strftime and strptime over random times and several values of
 * TZ, printed so that the output of two libraries can be compared.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state = 88172645463325252u;

static uint64_t
number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static const char *const zones[] = { "UTC", "Europe/Berlin", "America/New_York",
	"Asia/Kolkata", "Australia/Lord_Howe", "CET-1CEST,M3.5.0,M10.5.0/3",
	"EST5EDT", "<+0330>-3:30", "XYZ3ABC,J60/1:30,300/-2", "",
	":Pacific/Auckland", "EST5", "A1", "UTC0" };

static time_t
some_time(void)
{
	/* Rules alone say nothing of what was before 1970. */
	switch (number() % 3) {
	case 0:
		return (time_t)(number() % 4000000000u);
	case 1:
		return (time_t)(number() % 40000000000u);
	default:
		return 946684800 + (time_t)(number() % 1000000000u);
	}
}

static void
print_tm(const struct tm *tm)
{
	printf("%d-%d-%d %d:%d:%d w%d y%d dst%d off%ld %s", tm->tm_year,
	    tm->tm_mon, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
	    tm->tm_wday, tm->tm_yday, tm->tm_isdst, tm->tm_gmtoff,
	    tm->tm_zone ? tm->tm_zone : "-");
}

static void
local_times(void)
{
	for (int i = 0; i < 400; i++) {
		time_t t = some_time();
		struct tm tm;

		errno = 0;
		if (localtime_r(&t, &tm) == NULL) {
			printf("%ld none %d\n", (long)t, errno == EOVERFLOW);
			continue;
		}
		printf("%ld ", (long)t);
		print_tm(&tm);
		printf(" back %d\n", mktime(&tm) == t);
	}
	printf("%s %s %d %ld\n", tzname[0], tzname[1], daylight, timezone);
}

/* Normalising; times that are no times around changes are left out. */
static void
normalise(void)
{
	for (int i = 0; i < 200; i++) {
		struct tm tm = { .tm_year = 75 + (int)(number() % 60),
			.tm_mon = (int)(number() % 60) - 20,
			.tm_mday = (int)(number() % 800) - 300,
			.tm_hour = 12,
			.tm_min = (int)(number() % 60),
			.tm_sec = (int)(number() % 60),
			.tm_isdst = (int)(number() % 2) - 1 };
		struct tm copy = tm;
		time_t t = mktime(&tm);

		printf("%ld ", (long)t);
		print_tm(&tm);
		t = timegm(&copy);
		printf(" %ld ", (long)t);
		print_tm(&copy);
		printf("\n");
	}
}

static void
format_all(void)
{
	static const char conversions[] =
	    "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%Q";
	static const char *const flags[] = { "", "_", "-", "0", "^", "#", "E",
		"O", "5", "_6", "010", "-3" };

	for (int i = 0; i < 60; i++) {
		time_t t = some_time();
		struct tm tm;
		char f[16], out[256];

		localtime_r(&t, &tm);
		printf("%ld:", (long)t);
		for (const char *c = conversions; *c != '\0'; c++) {
			const char *flag = flags[number() % 12];
			size_t n;

			if (*c == 'Q' || *c == 'z' || *c == '%')
				flag = "";
			snprintf(f, sizeof f, "%%%s%c", flag, *c);
			out[0] = '\0';
			n = strftime(out, sizeof out, f, &tm);
			printf(" {%s %zu %s}", f, n, out);
		}
		printf("\n");
	}
}

static void
parse_all(void)
{
	static const struct {
		const char *format, *text;
	} cases[] = { { "%Y-%m-%d %H:%M:%S", "2024-02-29 12:34:56x" },
		{ "%d %b %Y", "5 Mar 2021" }, { "%A", "friday" },
		{ "%a %d %B", "Fri 3 december" }, { "%y", "68" },
		{ "%y", "69" }, { "%C%y", "2005" }, { "%C", "19" },
		{ "%j %Y", "60 2024" }, { "%Y %j", "2023 365" },
		{ "%I:%M %p", "12:30 am" }, { "%I %p", "3 PM" },
		{ "%p %I", "pm 11" }, { "%D", "12/31/99" },
		{ "%F", "1969-1-1" }, { "%T", "23:59:60" }, { "%R", "7:5" },
		{ "%H", "24" }, { "%m", "13" }, { "%d", "0" },
		{ "%n%t%%x", "  %x" }, { "%z", "+0130" }, { "%z", "-12:00" },
		{ "%z", "Z" }, { "%Y%m%d", "20010203" },
		{ "%c", "Sat Jul  4 05:06:07 2015" }, { "%w", "6" },
		{ "%u", "7" }, { "%U %w %Y", "10 3 2021" },
		{ "%W %a %Y", "1 Mon 2021" }, { "%b", "foo" },
		{ "a%Yb", "a1b" }, { "%e", " 7" }, { "%Y", "-5" },
		{ "%Y", "12345" }, { "  %H", "3" }, { "%H:%M", "3 :4" },
		{ "%Od", "09" }, { "%q", "1" }, { "%x %X", "01/02/03 4:5:6" },
		{ "%r", "01:02:03 PM" }, { "%s", "86400" }, { "%", "" } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tm tm = { .tm_mday = 1, .tm_year = 100 };
		const char *end = strptime(cases[i].text, cases[i].format, &tm);

		printf("%s|%s: %td ", cases[i].format, cases[i].text,
		    end ? end - cases[i].text : -1);
		if (end != NULL)
			print_tm(&tm);
		printf("\n");
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		setenv("TZ", zones[i], 1);
		tzset();
		printf("zone %s\n", zones[i]);
		local_times();
		normalise();
		format_all();
	}
	setenv("TZ", "UTC", 1);
	tzset();
	parse_all();
	for (int i = 0; i < 50; i++) {
		time_t t = some_time() % 100000000000;
		char buf[64];
		struct tm tm;

		printf("%s %s", ctime(&t) ? ctime(&t) : "none",
		    asctime_r(gmtime_r(&t, &tm), buf) ? buf : "none\n");
	}
	return 0;
}
