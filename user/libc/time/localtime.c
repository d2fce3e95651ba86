/*
 * Local time: which zone holds, and the functions that use it.
 *
 * TZ is looked at again by each function that POSIX says behaves as if it called
 * tzset. Its value is the name of a file in the zoneinfo folder, perhaps after a
 * colon, or else a zone in POSIX's notation; without TZ /etc/localtime counts, and
 * what cannot be read is UTC.
 *
 * mktime has to find t with local(t) = *tm. The offsets that may hold are those a day
 * before and after. Around a change a local time may happen twice, where tm_isdst
 * chooses, or not at all: then the offset from before the change counts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"
#include "lock.h"
#include "tz.h"

#define ZONEINFO "/usr/share/zoneinfo/"
#define TZ_MAX   256

static struct {
	volatile int lock;
	bool known;
	char tz[TZ_MAX];
	bool is_file;
	struct tz_file file;
	struct tz_rules rules;
} zone;

static char utc[] = "UTC";
char *tzname[2] = { utc, utc };
long timezone;
int daylight;

weak_alias(tzname, __tzname);
weak_alias(timezone, __timezone);
weak_alias(daylight, __daylight);

/* --- Which zone ------------------------------------------------------------------- */

static void
zone_at(time_t t, struct tz_type *type)
{
	if (zone.is_file)
		__tz_by_file(&zone.file, t, type);
	else
		__tz_by_rules(&zone.rules, t, type);
}

static bool
read_named(const char *name)
{
	char path[sizeof ZONEINFO + TZ_MAX];

	if (name[0] == '/')
		return !__is_secure() && __tz_read_file(name, &zone.file);
	if (name[0] == '\0' || strstr(name, "..") != NULL)
		return false;
	strcpy(path, ZONEINFO);
	strcat(path, name);
	return __tz_read_file(path, &zone.file);
}

static void
load(const char *tz)
{
	if (zone.is_file)
		free(zone.file.memory);
	zone.is_file = false;
	if (tz == NULL) {
		zone.is_file = __tz_read_file("/etc/localtime", &zone.file);
	} else {
		const char *name = *tz == ':' ? tz + 1 : tz;

		zone.is_file = read_named(name);
		if (!zone.is_file && __tz_parse_rules(name, &zone.rules))
			return;
	}
	zone.rules = (struct tz_rules){ .standard.name = utc };
	/* What is no zone at all is UTC under the name that it begins with. */
	if (tz != NULL && *tz != '\0' && !zone.is_file) {
		size_t n = strcspn(tz, "0123456789+-,:/<");

		zone.rules.standard.name = __tz_name(tz, n >= 3 ? n : 0);
	}
}

/* tzname, timezone and daylight: of the latest standard and summer time. */
static void
set_variables(void)
{
	struct timespec now = { 0 };
	struct tz_type type;

	__syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
	daylight = 0;
	tzname[0] = tzname[1] = NULL;
	if (!zone.is_file) {
		timezone = -zone.rules.standard.offset;
		tzname[0] = (char *)zone.rules.standard.name;
		daylight = zone.rules.has_summer;
		tzname[1] = daylight ? (char *)zone.rules.summer.name :
				       tzname[0];
		return;
	}
	for (int month = 0; month < 12; month++) {
		zone_at(now.tv_sec + month * 31 * SECS_PER_DAY, &type);
		tzname[type.dst] = (char *)type.name;
		if (type.dst)
			daylight = 1;
		else
			timezone = -type.offset;
	}
	if (tzname[0] == NULL)
		tzname[0] = tzname[1];
	if (tzname[1] == NULL)
		tzname[1] = tzname[0];
}

/* => holds: zone.lock */
static void
update(void)
{
	const char *tz = getenv("TZ");
	const char *key = tz == NULL ? "\001" : tz;

	if (strlen(key) >= TZ_MAX)
		tz = key = "UTC0";
	if (zone.known && strcmp(key, zone.tz) == 0)
		return;
	strcpy(zone.tz, key);
	zone.known = true;
	load(tz);
	set_variables();
}

void
__tz_update(void)
{
	__lock(&zone.lock);
	update();
	__unlock(&zone.lock);
}

void
tzset(void)
{
	__tz_update();
}

void
__tz_at(time_t t, struct tz_type *type)
{
	__lock(&zone.lock);
	update();
	zone_at(t, type);
	__unlock(&zone.lock);
}

/* --- Local time --------------------------------------------------------------------- */

struct tm *
__localtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	struct tz_type type;

	__tz_at(*t, &type);
	if (!__calendar_of(*t, type.offset, tm))
		return NULL;
	tm->tm_isdst = type.dst;
	tm->tm_gmtoff = type.offset;
	tm->tm_zone = type.name;
	return tm;
}

weak_alias(__localtime_r, localtime_r);

/* The time that `local` is by the offset that holds at `near`. */
static bool
try_offset(time_t local, time_t near, time_t *t, struct tz_type *type)
{
	struct tz_type guess;

	__tz_at(near, &guess);
	*t = local - guess.offset;
	__tz_at(*t, type);
	return type->offset == guess.offset;
}

/* By the offset of summer or standard time, of which `dst` says which, near by. */
static bool
by_wanted(time_t local, bool dst, time_t *t)
{
	for (int days = 1; days < 600; days += 7) {
		for (int sign = -1; sign <= 1; sign += 2) {
			struct tz_type type;

			__tz_at(local + sign * days * SECS_PER_DAY, &type);
			if (type.dst == dst) {
				*t = local - type.offset;
				return true;
			}
		}
	}
	return false;
}

static time_t
time_of(time_t local, int isdst)
{
	struct tz_type before, after;
	time_t first, second, wanted;
	bool first_ok = try_offset(local, local - SECS_PER_DAY, &first,
	    &before);
	bool second_ok = try_offset(local, local + SECS_PER_DAY, &second,
	    &after);

	if (isdst >= 0) {
		if (first_ok && before.dst == (isdst > 0))
			return first;
		if (second_ok && after.dst == (isdst > 0))
			return second;
		if (by_wanted(local, isdst > 0, &wanted))
			return wanted;
		/* A zone without summer time: as if it had one of an hour. */
		return first + (isdst > 0 ? -3600 : 3600);
	}
	return first_ok || !second_ok ? first : second;
}

time_t
mktime(struct tm *tm)
{
	struct tm copy = *tm;
	time_t local, t;

	__seconds_of(tm, &local);
	t = time_of(local, tm->tm_isdst);
	if (__localtime_r(&t, &copy) == NULL)
		return -1;
	*tm = copy;
	return t;
}

weak_alias(mktime, timelocal);

/* --- The functions with a result of their own ------------------------------------------ */

static struct tm shared;

struct tm *
localtime(const time_t *t)
{
	return __localtime_r(t, &shared);
}

struct tm *
gmtime(const time_t *t)
{
	return __gmtime_r(t, &shared);
}
