/*
 * date: print or set the time of day.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: date [OPTION]... [+FORMAT]\n"
    "       date [-u] MMDDhhmm[[CC]YY][.ss]\n"
    "Print the time, in FORMAT (see strftime), or set it.\n\n"
    "  -d, --date=STRING         the time that STRING says\n"
    "  -f, --file=FILE           the times in the lines of FILE\n"
    "  -I[SPEC], --iso-8601[=SPEC]  2006-08-14; SPEC: hours minutes seconds ns\n"
    "  -r, --reference=FILE      the time FILE was modified\n"
    "  -R, --rfc-email           Mon, 14 Aug 2006 02:34:56 -0600\n"
    "  @r --rfc-3339=SPEC        2006-08-14 02:34:56-06:00\n"
    "  -s, --set=STRING          set the time to what STRING says\n"
    "  -u, --utc                 in universal time\n";

static const char *format = "%a %b %e %H:%M:%S %Z %Y";
static bool utc;

static const char *
iso_format(const char *spec, bool rfc3339)
{
	static const struct {
		const char *spec, *iso, *rfc;
	} specs[] = {
		{ "date", "%Y-%m-%d", "%Y-%m-%d" },
		{ "hours", "%Y-%m-%dT%H%:z", NULL },
		{ "minutes", "%Y-%m-%dT%H:%M%:z", NULL },
		{ "seconds", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S%:z" },
		{ "ns", "%Y-%m-%dT%H:%M:%S,%N%:z", "%Y-%m-%d %H:%M:%S.%N%:z" },
	};

	for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
		if (spec && strncmp(spec, specs[i].spec, strlen(spec)) == 0 &&
		    (!rfc3339 || specs[i].rfc))
			return rfc3339 ? specs[i].rfc : specs[i].iso;
	}
	usage("invalid argument '%s' for '--%s'", spec ? spec : "",
	    rfc3339 ? "rfc-3339" : "iso-8601");
}

static void
print_time(struct timespec when)
{
	char *text = date_format(format, when);

	puts(text);
	free(text);
}

static struct timespec
parse(const char *text)
{
	struct timespec now, when;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!date_parse(text, now, &when))
		errx(1, "invalid date '%s'", text);
	return when;
}

/* MMDDhhmm[[CC]YY][.ss] */
static struct timespec
parse_operand(const char *text)
{
	size_t ndigits = strspn(text, "0123456789");
	int month, day, hour, minute, year = -1, second = 0, century = -1;
	time_t now = time(NULL);
	struct tm tm = *localtime(&now);

	if ((ndigits != 8 && ndigits != 10 && ndigits != 12) ||
	    (text[ndigits] && text[ndigits] != '.'))
		errx(1, "invalid date '%s'", text);
	sscanf(text, "%2d%2d%2d%2d", &month, &day, &hour, &minute);
	if (ndigits == 10)
		sscanf(text + 8, "%2d", &year);
	if (ndigits == 12)
		sscanf(text + 8, "%2d%2d", &century, &year);
	if (text[ndigits] == '.' &&
	    sscanf(text + ndigits + 1, "%2d", &second) != 1)
		errx(1, "invalid date '%s'", text);
	if (century >= 0)
		tm.tm_year = century * 100 + year - 1900;
	else if (year >= 0)
		tm.tm_year = year < 69 ? year + 100 : year;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = second;
	tm.tm_isdst = -1;
	return (struct timespec){ utc ? timegm(&tm) : mktime(&tm), 0 };
}

static int
print_file(const char *name)
{
	FILE *file = input_open(name);
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!file)
		return 1;
	while ((n = getline(&line, &size, file)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		print_time(parse(line));
	}
	free(line);
	return input_close(file, name) ? 0 : 1;
}

static int
set_clock(struct timespec when)
{
	int status = 0;

	if (clock_settime(CLOCK_REALTIME, &when) < 0) {
		warn("cannot set date");
		status = 1;
	}
	print_time(when);
	return status;
}

static struct timespec
modified(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		err(1, "%s", path);
	return st.st_mtim;
}

int
main(int argc, char **argv)
{
	const char *file = NULL, *date = NULL, *set = NULL;
	struct timespec when;
	int option;

	clock_gettime(CLOCK_REALTIME, &when);
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'd':
			date = optarg;
			break;
		case 'f':
			file = optarg;
			break;
		case 'I':
			format = iso_format(optarg ? optarg : "date", false);
			break;
		case 'r':
			when = modified(optarg);
			break;
		case 'R':
			format = "%a, %d %b %Y %H:%M:%S %z";
			break;
		case LONG('r'):
			format = iso_format(optarg, true);
			break;
		case 's':
			set = optarg;
			break;
		case 'u':
			utc = true;
			setenv("TZ", "UTC0", 1);
			tzset();
			break;
		}
	}
	if (optind < argc && *argv[optind] == '+')
		format = argv[optind++] + 1;
	if (file)
		return print_file(file);
	if (set)
		return set_clock(parse(set));
	if (optind < argc && isdigit((unsigned char)*argv[optind]))
		return set_clock(parse_operand(argv[optind]));
	need_operands(argc, argv, 0, 0);
	if (date)
		when = parse(date);
	print_time(when);
	return 0;
}
