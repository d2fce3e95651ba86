/*
 * Calendars and time zones, for <time.h>.
 */
#ifndef LIBC_TIME_TZ_H
#define LIBC_TIME_TZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define SECS_PER_DAY 86400L

/* What holds in a zone at a time. The name lives as long as the program. */
struct tz_type {
	long offset; /* east of Greenwich, seconds */
	bool dst;
	const char *name;
};

/* When a change happens in each year (POSIX XBD 8.3, TZ). */
struct tz_rule {
	enum {
		RULE_JULIAN,
		RULE_DAY,
		RULE_MONTH
	} kind;
	int month, week, day;
	long time; /* seconds after midnight, local */
};

/* A zone given by rules: "CET-1CEST,M3.5.0,M10.5.0/3" */
struct tz_rules {
	struct tz_type standard, summer;
	bool has_summer;
	struct tz_rule start, end;
};

/* => returns: false if the text is no such zone */
bool __tz_parse_rules(const char *text, struct tz_rules *rules);
void __tz_by_rules(const struct tz_rules *rules, time_t t,
    struct tz_type *type);
/* The same text for the same name, for ever. */
const char *__tz_name(const char *name, size_t length);

/* A zone given by a file (RFC 8536). */
struct tz_file {
	size_t ntimes;
	const unsigned char *times; /* 8 bytes each, big-endian */
	const unsigned char *indexes;
	const unsigned char *types; /* 6 bytes each */
	size_t ntypes;
	const char *names;
	size_t nnames;
	bool has_rules; /* for what is after the last change */
	struct tz_rules rules;
	void *memory;
};

/* => returns: false if there is no such file or it is damaged */
bool __tz_read_file(const char *path, struct tz_file *file);
void __tz_by_file(const struct tz_file *file, time_t t, struct tz_type *type);

/* The present zone, by TZ; => holds: nothing */
void __tz_at(time_t t, struct tz_type *type);
void __tz_update(void);

/* Days from 1970-01-01 to a day; month from 0, may be out of range. */
long __days_of(long year, long month, long day);
/* Fills in all of *tm; => returns: false if the year does not fit */
bool __calendar_of(time_t t, long offset, struct tm *tm);
/* Seconds since 1970 of what *tm says, as if it was UTC. */
bool __seconds_of(const struct tm *tm, time_t *t);

/* ISO 8601's year and week of a day. */
int __iso_week(const struct tm *tm, long *year);

/* gmtime_r and localtime_r, which a program in ISO C may define otherwise. */
struct tm *__gmtime_r(const time_t *restrict t, struct tm *restrict tm);
struct tm *__localtime_r(const time_t *restrict t, struct tm *restrict tm);

#endif
