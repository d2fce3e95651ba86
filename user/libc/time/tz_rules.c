/*
 * Zones as POSIX writes them in TZ: names, offsets, and the days of change.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lock.h"
#include "tz.h"

#define NAME_MIN  3
#define NAME_MAX_ 63
/* RFC 8536 lets the hour of a change go from -167 to 167. */
#define HOURS_MAX 167

/* Names are few and are handed out in tm_zone: they are kept. */
const char *
__tz_name(const char *name, size_t length)
{
	static struct kept {
		struct kept *next;
		char text[];
	} * names;
	static volatile int lock;
	struct kept *k;

	__lock(&lock);
	for (k = names; k != NULL; k = k->next)
		if (strncmp(k->text, name, length) == 0 &&
		    k->text[length] == '\0')
			break;
	if (k == NULL) {
		k = malloc(sizeof *k + length + 1);
		if (k != NULL) {
			memcpy(k->text, name, length);
			k->text[length] = '\0';
			k->next = names;
			names = k;
		}
	}
	__unlock(&lock);
	return k == NULL ? "" : k->text;
}

static bool
parse_name(const char **at, struct tz_type *type)
{
	const char *start = *at, *end;

	if (*start == '<') {
		end = ++start;
		while (isalnum((unsigned char)*end) || *end == '+' ||
		    *end == '-')
			end++;
		if (*end != '>')
			return false;
		*at = end + 1;
	} else {
		end = start;
		while (isalpha((unsigned char)*end))
			end++;
		*at = end;
	}
	if (end - start < NAME_MIN || end - start > NAME_MAX_)
		return false;
	type->name = __tz_name(start, (size_t)(end - start));
	return true;
}

static bool
parse_number(const char **at, int min, int max, int *n)
{
	if (!isdigit((unsigned char)**at))
		return false;
	for (*n = 0; isdigit((unsigned char)**at) && *n <= max; ++*at)
		*n = *n * 10 + **at - '0';
	return *n >= min && *n <= max;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool
parse_time(const char **at, int max_hours, long *seconds)
{
	bool negative = **at == '-';
	int h, m = 0, s = 0;

	if (**at == '-' || **at == '+')
		++*at;
	if (!parse_number(at, 0, max_hours, &h))
		return false;
	if (**at == ':') {
		++*at;
		if (!parse_number(at, 0, 59, &m))
			return false;
		if (**at == ':') {
			++*at;
			if (!parse_number(at, 0, 59, &s))
				return false;
		}
	}
	*seconds = h * 3600L + m * 60 + s;
	if (negative)
		*seconds = -*seconds;
	return true;
}

static bool
parse_rule(const char **at, struct tz_rule *rule)
{
	*rule = (struct tz_rule){ .kind = RULE_DAY, .time = 2 * 3600 };
	if (*(*at)++ != ',')
		return false;
	if (**at == 'J') {
		++*at;
		rule->kind = RULE_JULIAN;
		if (!parse_number(at, 1, 365, &rule->day))
			return false;
	} else if (**at == 'M') {
		++*at;
		rule->kind = RULE_MONTH;
		if (!parse_number(at, 1, 12, &rule->month) || *(*at)++ != '.' ||
		    !parse_number(at, 1, 5, &rule->week) || *(*at)++ != '.' ||
		    !parse_number(at, 0, 6, &rule->day))
			return false;
	} else if (!parse_number(at, 0, 365, &rule->day)) {
		return false;
	}
	if (**at != '/')
		return true;
	++*at;
	return parse_time(at, HOURS_MAX, &rule->time);
}

bool
__tz_parse_rules(const char *text, struct tz_rules *rules)
{
	const char *at = text;
	long west;

	*rules = (struct tz_rules){ .summer.dst = true };
	if (!parse_name(&at, &rules->standard) || !parse_time(&at, 24, &west))
		return false;
	rules->standard.offset = -west;
	if (*at == '\0')
		return true;
	rules->has_summer = true;
	if (!parse_name(&at, &rules->summer))
		return false;
	rules->summer.offset = rules->standard.offset + 3600;
	if (*at != '\0' && *at != ',') {
		if (!parse_time(&at, 24, &west))
			return false;
		rules->summer.offset = -west;
	}
	/* Without rules those of the United States, as everybody does. */
	if (*at == '\0')
		at = ",M3.2.0,M11.1.0";
	return parse_rule(&at, &rules->start) && parse_rule(&at, &rules->end) &&
	    *at == '\0';
}

/* Seconds since 1970 of a change in a year, by the clock that it ends. */
static long
change_in(const struct tz_rule *rule, long year)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	long first = __days_of(year, 0, 1), day, weekday;

	switch (rule->kind) {
	case RULE_JULIAN:
		/* February 29 is not counted. */
		day = first + rule->day - 1 + (leap && rule->day >= 60);
		break;
	case RULE_DAY:
		day = first + rule->day;
		break;
	case RULE_MONTH:
	default:
		first = __days_of(year, rule->month - 1, 1);
		weekday = ((first + 4) % 7 + 7) % 7;
		day = first + (rule->day - weekday + 7) % 7 +
		    7 * (rule->week - 1);
		if (day >= __days_of(year, rule->month, 1))
			day -= 7;
		break;
	}
	return day * SECS_PER_DAY + rule->time;
}

void
__tz_by_rules(const struct tz_rules *rules, time_t t, struct tz_type *type)
{
	struct tm tm;
	long start, end;
	bool summer;

	*type = rules->standard;
	if (!rules->has_summer ||
	    !__calendar_of(t, rules->standard.offset, &tm))
		return;
	start = change_in(&rules->start, tm.tm_year + 1900L) -
	    rules->standard.offset;
	end = change_in(&rules->end, tm.tm_year + 1900L) - rules->summer.offset;
	summer = start < end ? t >= start && t < end : t >= start || t < end;
	if (summer)
		*type = rules->summer;
}
