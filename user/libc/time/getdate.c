/*
 * getdate: a date in one of the formats of the file that DATEMSK names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	NO_DATEMSK = 1,
	NOT_OPENED,
	NOT_READ = 5,
	NO_LINE = 7,
	INVALID
};

int getdate_err;

/* What the format left open is today; a time without a date may be tomorrow's. */
static void
fill_in(struct tm *tm)
{
	time_t now = time(NULL);
	struct tm today;

	localtime_r(&now, &today);
	if (tm->tm_hour == -1 && tm->tm_min == -1 && tm->tm_sec == -1) {
		tm->tm_hour = today.tm_hour;
		tm->tm_min = today.tm_min;
		tm->tm_sec = today.tm_sec;
	}
	if (tm->tm_hour == -1)
		tm->tm_hour = 0;
	if (tm->tm_min == -1)
		tm->tm_min = 0;
	if (tm->tm_sec == -1)
		tm->tm_sec = 0;
	if (tm->tm_mon == -1 && tm->tm_mday == -1 && tm->tm_wday != -1)
		tm->tm_mday = today.tm_mday +
		    (tm->tm_wday - today.tm_wday + 7) % 7;
	if (tm->tm_year == -1)
		tm->tm_year = today.tm_year;
	if (tm->tm_mday == -1)
		tm->tm_mday = tm->tm_mon == -1 ? today.tm_mday : 1;
	if (tm->tm_mon == -1)
		tm->tm_mon = today.tm_mon;
	tm->tm_isdst = -1;
}

static struct tm *
match(FILE *formats, const char *text)
{
	static struct tm result;
	char line[256];

	while (fgets(line, sizeof line, formats) != NULL) {
		const char *end;

		line[strcspn(line, "\n")] = '\0';
		memset(&result, 0xff, sizeof result);
		end = strptime(text, line, &result);
		if (end == NULL || *end != '\0')
			continue;
		fill_in(&result);
		if (mktime(&result) == -1)
			getdate_err = INVALID;
		return getdate_err == 0 ? &result : NULL;
	}
	getdate_err = ferror(formats) ? NOT_READ : NO_LINE;
	return NULL;
}

struct tm *
getdate(const char *text)
{
	const char *path = getenv("DATEMSK");
	struct tm *result;
	FILE *formats;

	getdate_err = 0;
	if (path == NULL || *path == '\0') {
		getdate_err = NO_DATEMSK;
		return NULL;
	}
	formats = fopen(path, "re");
	if (formats == NULL) {
		getdate_err = NOT_OPENED;
		return NULL;
	}
	result = match(formats, text);
	fclose(formats);
	return result;
}
