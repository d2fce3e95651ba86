/*
 * interval: seconds, minutes, hours, days.
 */
#include "interval.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

double
interval_parse(const char *text)
{
	char *end;
	double seconds = strtod(text, &end);
	static const char units[] = "smhd";
	static const double factors[] = { 1, 60, 3600, 86400 };

	if (end != text && *end && end[1] == '\0' && strchr(units, *end)) {
		seconds *= factors[strchr(units, *end) - units];
		end++;
	}
	if (end == text || *end || !(seconds >= 0))
		usage("invalid time interval '%s'", text);
	return seconds;
}

struct timespec
interval_timespec(double seconds)
{
	struct timespec t = { INT64_MAX, 999999999 };

	if (seconds >= 9.2e18)
		return t;
	t.tv_sec = (time_t)seconds;
	t.tv_nsec = (long)ceil((seconds - floor(seconds)) * 1e9);
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}
