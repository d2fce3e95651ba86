/*
 * date: the language of date -d and touch -d.
 *
 * The text is cut into words, numbers and signs. Each item that is recognised
 * fills a part of a broken-down time or adds to a list of offsets; what is not
 * mentioned stays as it is now, except that a date without a time means
 * midnight. Offsets are added last, months and years as calendar units through
 * mktime().
 */
#include "date.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"

struct offset {
	long years, months, days;
	long long seconds;
};

enum {
	MAX_TEXT = 1 << 20
};

struct parser {
	const char *p;
	struct tm tm;
	long nanoseconds;
	bool has_date, has_time, has_zone, has_weekday;
	int weekday, weekday_step;
	long zone;                  /* seconds east of Greenwich */
	struct offset offset, last; /* all of them; the last item's */
};

static const char *const month_names[] = {
	"january",
	"february",
	"march",
	"april",
	"may",
	"june",
	"july",
	"august",
	"september",
	"october",
	"november",
	"december",
};
static const char *const day_names[] = {
	"sunday",
	"monday",
	"tuesday",
	"wednesday",
	"thursday",
	"friday",
	"saturday",
};

static void
skip_space(struct parser *d)
{
	while (isspace((unsigned char)*d->p) || *d->p == ',')
		d->p++;
}

/* The index of a word that a name begins with (three letters at least), or -1. */
static int
find_name(const char *word, const char *const *names, int n)
{
	size_t length = strlen(word);

	for (int i = 0; length >= 3 && i < n; i++) {
		if (strncasecmp(word, names[i], length) == 0)
			return i;
	}
	return -1;
}

static void
take_word(struct parser *d, char word[16])
{
	size_t n = 0;

	for (; isalpha((unsigned char)*d->p); d->p++) {
		if (n < 15)
			word[n++] = (char)tolower((unsigned char)*d->p);
	}
	word[n] = '\0';
	if (*d->p == '.')
		d->p++;
}

static void
add_offset(struct parser *d, struct offset item)
{
	d->offset.years += item.years;
	d->offset.months += item.months;
	d->offset.days += item.days;
	d->offset.seconds += item.seconds;
	d->last = item;
}

/* Adds n units; false when the word is no unit. */
static bool
add_units(struct parser *d, long n, const char *word)
{
	static const struct {
		const char *name;
		struct offset unit;
	} units[] = {
		{ "sec", { .seconds = 1 } },
		{ "second", { .seconds = 1 } },
		{ "min", { .seconds = 60 } },
		{ "minute", { .seconds = 60 } },
		{ "hour", { .seconds = 3600 } },
		{ "day", { .days = 1 } },
		{ "week", { .days = 7 } },
		{ "fortnight", { .days = 14 } },
		{ "month", { .months = 1 } },
		{ "year", { .years = 1 } },
	};
	size_t length = strlen(word);

	if (length > 3 && word[length - 1] == 's')
		length--;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		const struct offset *unit = &units[i].unit;

		if (strlen(units[i].name) != length ||
		    memcmp(word, units[i].name, length) != 0)
			continue;
		add_offset(d,
		    (struct offset){ n * unit->years, n * unit->months,
			n * unit->days, n * unit->seconds });
		return true;
	}
	return false;
}

/* "ago" turns the offset before it round: taken back, and once more. */
static void
turn_round(struct parser *d)
{
	struct offset item = d->last;

	add_offset(d,
	    (struct offset){ -2 * item.years, -2 * item.months, -2 * item.days,
		-2 * item.seconds });
}

static bool
parse_zone(struct parser *d, int sign)
{
	const char *start = d->p;
	char *end;
	long hours = strtol(d->p, &end, 10), minutes = 0;
	long ndigits = end - start;

	if (ndigits < 1 || ndigits > 4)
		return false;
	if (*end == ':') {
		minutes = strtol(end + 1, &end, 10);
	} else if (ndigits > 2) {
		minutes = hours % 100;
		hours /= 100;
	}
	d->p = end;
	d->has_zone = true;
	d->zone = sign * (hours * 3600 + minutes * 60);
	return true;
}

static void
parse_meridian(struct parser *d)
{
	bool am, pm;

	skip_space(d);
	am = strncasecmp(d->p, "am", 2) == 0;
	pm = strncasecmp(d->p, "pm", 2) == 0;
	if (!am && !pm)
		return;
	d->p += 2;
	d->tm.tm_hour = d->tm.tm_hour % 12 + (pm ? 12 : 0);
}

/* HH:MM[:SS[.FRACTION]] [am|pm] [+ZONE], the hour already read. */
static bool
parse_time(struct parser *d, long hour)
{
	char *end;

	d->tm.tm_hour = (int)hour;
	d->tm.tm_min = (int)strtol(d->p + 1, &end, 10);
	d->tm.tm_sec = 0;
	d->nanoseconds = 0;
	d->p = end;
	if (*d->p == ':') {
		d->tm.tm_sec = (int)strtol(d->p + 1, &end, 10);
		d->p = end;
	}
	if ((*d->p == '.' || *d->p == ',') && isdigit((unsigned char)d->p[1])) {
		long unit = 100000000;

		for (d->p++; isdigit((unsigned char)*d->p); d->p++) {
			d->nanoseconds += (*d->p - '0') * unit;
			unit /= 10;
		}
	}
	d->has_time = true;
	parse_meridian(d);
	skip_space(d);
	if ((*d->p == '+' || *d->p == '-') && isdigit((unsigned char)d->p[1])) {
		const char *sign = d->p++;
		const char *after;

		/* "+1 day" behind a time is an offset, not a zone. */
		strtol(d->p, &end, 10);
		after = end + strspn(end, " ");
		if (isalpha((unsigned char)*after)) {
			d->p = sign;
			return true;
		}
		return parse_zone(d, *sign == '-' ? -1 : 1);
	}
	return d->tm.tm_hour < 24 && d->tm.tm_min < 60 && d->tm.tm_sec <= 60;
}

static int
full_year(long year, long ndigits)
{
	if (ndigits > 2)
		return (int)year - 1900;
	return (int)(year < 69 ? year + 100 : year);
}

/* Behind a first number and a '-' or '/': a date YYYY-MM-DD. */
static bool
parse_iso_date(struct parser *d, long year, long ndigits)
{
	char separator = *d->p;
	char *end;

	d->tm.tm_year = full_year(year, ndigits);
	d->tm.tm_mon = (int)strtol(d->p + 1, &end, 10) - 1;
	if (*end != separator)
		return false;
	d->tm.tm_mday = (int)strtol(end + 1, &end, 10);
	d->p = end;
	d->has_date = true;
	if (*d->p == 'T' || *d->p == 't')
		d->p++;
	return d->tm.tm_mon >= 0 && d->tm.tm_mon < 12 && d->tm.tm_mday >= 1 &&
	    d->tm.tm_mday <= 31;
}

/* MM/DD[/YY]. */
static bool
parse_american_date(struct parser *d, long month)
{
	char *end;

	d->tm.tm_mon = (int)month - 1;
	d->tm.tm_mday = (int)strtol(d->p + 1, &end, 10);
	if (*end == '/') {
		const char *start = end + 1;
		long year = strtol(start, &end, 10);

		d->tm.tm_year = full_year(year, end - start);
	}
	d->p = end;
	d->has_date = true;
	return d->tm.tm_mon >= 0 && d->tm.tm_mon < 12 && d->tm.tm_mday >= 1 &&
	    d->tm.tm_mday <= 31;
}

/* A number behind which stands a word: "6 May", "3 days", "10pm". */
static bool
parse_counted(struct parser *d, long number)
{
	const char *start = d->p;
	char word[16];
	int month;

	take_word(d, word);
	if (strcmp(word, "am") == 0 || strcmp(word, "pm") == 0) {
		d->p = start;
		d->tm.tm_hour = (int)number;
		d->tm.tm_min = d->tm.tm_sec = 0;
		d->nanoseconds = 0;
		d->has_time = true;
		parse_meridian(d);
		return number >= 1 && number <= 12;
	}
	month = find_name(word, month_names, 12);
	if (month < 0 || strcmp(word, "second") == 0)
		return add_units(d, number, word);
	d->tm.tm_mday = (int)number;
	d->tm.tm_mon = month;
	d->has_date = true;
	skip_space(d);
	/* A year, unless it is the hour of a time. */
	if (*d->p == '-')
		d->p++;
	if (isdigit((unsigned char)*d->p)) {
		char *end;
		long year = strtol(d->p, &end, 10);

		if (*end != ':') {
			d->tm.tm_year = full_year(year, end - d->p);
			d->p = end;
		}
	}
	return true;
}

/* YYYYMMDD, HHMM behind a date, or a year behind "May 6". */
static bool
parse_plain(struct parser *d, long number, long ndigits)
{
	if (ndigits == 8) {
		d->tm.tm_year = (int)(number / 10000) - 1900;
		d->tm.tm_mon = (int)(number / 100 % 100) - 1;
		d->tm.tm_mday = (int)(number % 100);
		d->has_date = true;
		return true;
	}
	if (d->has_date && !d->has_time && ndigits <= 2) {
		d->tm.tm_hour = (int)number;
		d->tm.tm_min = d->tm.tm_sec = 0;
		d->has_time = true;
		return number < 24;
	}
	if (d->has_date && ndigits == 4 && d->has_time) {
		d->tm.tm_year = (int)number - 1900;
		return true;
	}
	if (ndigits == 4) {
		d->tm.tm_hour = (int)(number / 100);
		d->tm.tm_min = (int)(number % 100);
		d->tm.tm_sec = 0;
		d->has_time = true;
		return d->tm.tm_hour < 24 && d->tm.tm_min < 60;
	}
	return false;
}

static bool
parse_number(struct parser *d)
{
	bool is_signed = *d->p == '+' || *d->p == '-';
	const char *start = d->p + is_signed;
	char *end;
	long number;

	number = strtol(start, &end, 10);
	if (end == start)
		return false;
	if (*d->p == '-')
		number = -number;
	d->p = end;
	if (!is_signed) {
		if (*d->p == ':')
			return parse_time(d, number);
		if (*d->p == '-' && isdigit((unsigned char)d->p[1]))
			return parse_iso_date(d, number, end - start);
		if (*d->p == '/' && end - start == 4)
			return parse_iso_date(d, number, end - start);
		if (*d->p == '/')
			return parse_american_date(d, number);
		if (*d->p == '-' && isalpha((unsigned char)d->p[1]))
			d->p++;
	}
	skip_space(d);
	if (isalpha((unsigned char)*d->p) &&
	    !(toupper((unsigned char)*d->p) == 'T' &&
		isdigit((unsigned char)d->p[1])))
		return parse_counted(d, number);
	return !is_signed && parse_plain(d, number, end - start);
}

static bool
parse_month(struct parser *d, int month)
{
	char *end;
	long number;

	d->tm.tm_mon = month;
	d->tm.tm_mday = 1;
	d->has_date = true;
	skip_space(d);
	if (!isdigit((unsigned char)*d->p))
		return true;
	number = strtol(d->p, &end, 10);
	if (end - d->p > 2) {
		d->tm.tm_year = (int)number - 1900;
		d->p = end;
		return true;
	}
	d->tm.tm_mday = (int)number;
	d->p = end;
	skip_space(d);
	if (isdigit((unsigned char)*d->p)) {
		number = strtol(d->p, &end, 10);
		if (end - d->p == 4 && *end != ':') {
			d->tm.tm_year = (int)number - 1900;
			d->p = end;
		}
	}
	return d->tm.tm_mday >= 1 && d->tm.tm_mday <= 31;
}

/* "next UNIT", "last monday". */
static bool
parse_next(struct parser *d, int step)
{
	char word[16];
	int day;

	skip_space(d);
	take_word(d, word);
	day = find_name(word, day_names, 7);
	if (day < 0)
		return add_units(d, step, word);
	d->has_weekday = true;
	d->weekday = day;
	d->weekday_step = step;
	return true;
}

static bool
parse_word(struct parser *d)
{
	static const struct {
		const char *word;
		int days;
	} relative[] = {
		{ "now", 0 },
		{ "today", 0 },
		{ "tomorrow", 1 },
		{ "yesterday", -1 },
	};
	char word[16];
	int i;

	take_word(d, word);
	for (size_t r = 0; r < sizeof relative / sizeof *relative; r++) {
		if (strcmp(word, relative[r].word) == 0) {
			add_offset(d,
			    (struct offset){ .days = relative[r].days });
			return true;
		}
	}
	if (strcmp(word, "ago") == 0) {
		turn_round(d);
		return true;
	}
	if (strcmp(word, "next") == 0)
		return parse_next(d, 1);
	if (strcmp(word, "last") == 0)
		return parse_next(d, -1);
	if (strcmp(word, "this") == 0)
		return parse_next(d, 0);
	if (strcmp(word, "midnight") == 0 || strcmp(word, "noon") == 0) {
		d->tm.tm_hour = word[0] == 'n' ? 12 : 0;
		d->tm.tm_min = d->tm.tm_sec = 0;
		d->nanoseconds = 0;
		d->has_time = true;
		return true;
	}
	if (strcmp(word, "utc") == 0 || strcmp(word, "gmt") == 0 ||
	    strcmp(word, "z") == 0) {
		d->has_zone = true;
		return true;
	}
	if (strcmp(word, "t") == 0)
		return isdigit((unsigned char)*d->p);
	i = find_name(word, month_names, 12);
	if (i >= 0)
		return parse_month(d, i);
	i = find_name(word, day_names, 7);
	if (i >= 0) {
		d->has_weekday = true;
		d->weekday = i;
		return true;
	}
	return add_units(d, 1, word);
}

/* The day on or after (step 0), after (1) or before (-1) today. */
static void
move_to_weekday(struct parser *d)
{
	int ahead;

	d->tm.tm_isdst = -1;
	mktime(&d->tm);
	ahead = (d->weekday - d->tm.tm_wday + 7) % 7;
	if (d->weekday_step > 0 && ahead == 0)
		ahead = 7;
	if (d->weekday_step < 0)
		ahead -= 7;
	d->offset.days += ahead;
}

static bool
finish(struct parser *d, struct timespec *when)
{
	time_t seconds;
	struct tm tm;

	if ((d->has_date || d->has_weekday) && !d->has_time) {
		d->tm.tm_hour = d->tm.tm_min = d->tm.tm_sec = 0;
		d->nanoseconds = 0;
	}
	if (d->has_weekday && !d->has_date)
		move_to_weekday(d);
	d->tm.tm_year += (int)d->offset.years;
	d->tm.tm_mon += (int)d->offset.months;
	d->tm.tm_mday += (int)d->offset.days;
	d->tm.tm_isdst = -1;
	tm = d->tm;
	seconds = d->has_zone ? timegm(&tm) - d->zone : mktime(&tm);
	/* The 31st of February is a mistake, not the 3rd of March. */
	if (d->has_date && !d->offset.years && !d->offset.months &&
	    !d->offset.days && tm.tm_mday != d->tm.tm_mday && !d->has_zone)
		return false;
	*when = (struct timespec){ seconds + d->offset.seconds,
		d->nanoseconds };
	return true;
}

static bool
parse_seconds(const char *text, struct timespec *when)
{
	char *end;
	long unit = 100000000;

	*when = (struct timespec){ strtoll(text, &end, 10), 0 };
	if (end == text)
		return false;
	if (*end == '.') {
		for (end++; isdigit((unsigned char)*end); end++) {
			when->tv_nsec += (*end - '0') * unit;
			unit /= 10;
		}
	}
	return *end == '\0';
}

bool
date_parse(const char *text, struct timespec now, struct timespec *when)
{
	struct parser d = { .p = text, .nanoseconds = now.tv_nsec };
	bool good = true;

	skip_space(&d);
	if (*d.p == '@')
		return parse_seconds(d.p + 1, when);
	localtime_r(&now.tv_sec, &d.tm);
	if (*d.p == '\0') {
		d.has_date = true;
		return finish(&d, when);
	}
	for (; good && *d.p; skip_space(&d)) {
		if (*d.p == '(' || *d.p == ')')
			return false;
		if (isalpha((unsigned char)*d.p))
			good = parse_word(&d);
		else
			good = parse_number(&d);
	}
	return good && finish(&d, when);
}

/* The zone in the forms of %:z, +hh:mm, and %::z, +hh:mm:ss. */
static int
print_zone(char *out, long east, size_t ncolons)
{
	long seconds = labs(east);
	int n = sprintf(out, "%c%02ld:%02ld", east < 0 ? '-' : '+',
	    seconds / 3600, seconds / 60 % 60);

	if (ncolons == 2)
		n += sprintf(out + n, ":%02ld", seconds % 60);
	return n;
}

/* Replaces what strftime() does not know: %N, %3N, %q, %:z and %::z. */
static char *
expand_format(const char *format, long nanoseconds, const struct tm *tm)
{
	char *text = xmalloc(9 * strlen(format) + 1), *out = text;

	while (*format) {
		const char *letter = format + 1;
		size_t ncolons = 0;
		int precision = 9;

		if (*format != '%') {
			*out++ = *format++;
			continue;
		}
		if (isdigit((unsigned char)*letter))
			precision = *letter++ - '0';
		else
			ncolons = strspn(letter, ":");
		letter += ncolons;
		if (*letter == 'N' && ncolons == 0) {
			char digits[16];

			snprintf(digits, sizeof digits, "%09ld", nanoseconds);
			out += sprintf(out, "%.*s", precision ? precision : 9,
			    digits);
		} else if (*letter == 'z' && (ncolons == 1 || ncolons == 2)) {
			out += print_zone(out, tm->tm_gmtoff, ncolons);
		} else if (*letter == 'q' && letter == format + 1) {
			*out++ = (char)('1' + tm->tm_mon / 3);
		} else {
			/* A second % is none that begins something. */
			*out++ = *format++;
			if (*format == '%')
				*out++ = *format++;
			continue;
		}
		format = letter + 1;
	}
	*out = '\0';
	return text;
}

char *
date_format(const char *format, struct timespec when)
{
	size_t size = 128;
	char *expanded, *text = NULL;
	struct tm tm;

	/* A year beyond an int has no calendar. */
	if (!localtime_r(&when.tv_sec, &tm))
		return xasprintf("%jd", (intmax_t)when.tv_sec);
	expanded = expand_format(format, when.tv_nsec, &tm);
	/* strftime() gives 0 for an empty result as well: a space in front. A
	 * width in the format may ask for more than anybody can want. */
	while (size <= MAX_TEXT) {
		char *padded = xasprintf(" %s", expanded);
		size_t n;

		text = xrealloc(text, size, 1);
		n = strftime(text, size, padded, &tm);
		free(padded);
		if (n > 0) {
			memmove(text, text + 1, n);
			break;
		}
		size *= 2;
	}
	if (size > MAX_TEXT)
		text[0] = '\0';
	free(expanded);
	return text;
}
