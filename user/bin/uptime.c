/*
 * uptime: since when the system has been up, and how busy it is.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: uptime [OPTION]\n"
    "Print the time, how long the system has been up, and its load: the mean\n"
    "number of processes that ran, over 1, 5 and 15 minutes.\n\n"
    "  -p, --pretty              only how long, in words\n"
    "  -s, --since               only since when\n";

static double
read_uptime(void)
{
	FILE *file = fopen("/proc/uptime", "re");
	double seconds;

	if (!file || fscanf(file, "%lf", &seconds) != 1)
		err(1, "/proc/uptime");
	fclose(file);
	return seconds;
}

static void
print_part(long n, const char *unit, bool *first)
{
	if (n == 0)
		return;
	printf("%s%ld %s%s", *first ? "" : ", ", n, unit, n == 1 ? "" : "s");
	*first = false;
}

int
main(int argc, char **argv)
{
	double up = read_uptime(), loads[3] = { 0 };
	long minutes = (long)up / 60;
	time_t now = time(NULL), since = now - (time_t)up;
	char text[32];
	bool first = true;
	int option;
	FILE *file;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 's') {
			strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S",
			    localtime(&since));
			puts(text);
			return 0;
		}
		fputs("up ", stdout);
		print_part(minutes / 1440, "day", &first);
		print_part(minutes / 60 % 24, "hour", &first);
		print_part(minutes % 60, "minute", &first);
		puts(first ? "0 minutes" : "");
		return 0;
	}
	strftime(text, sizeof text, "%H:%M:%S", localtime(&now));
	printf(" %s up ", text);
	if (minutes >= 1440)
		printf("%ld day%s, ", minutes / 1440,
		    minutes >= 2880 ? "s" : "");
	if (minutes % 1440 >= 60)
		printf("%2ld:%02ld", minutes / 60 % 24, minutes % 60);
	else
		printf("%ld min", minutes % 60);
	file = fopen("/proc/loadavg", "re");
	if (file) {
		if (fscanf(file, "%lf %lf %lf", &loads[0], &loads[1],
			&loads[2]) != 3)
			loads[0] = 0;
		fclose(file);
	}
	printf(",  load average: %.2f, %.2f, %.2f\n", loads[0], loads[1],
	    loads[2]);
	return 0;
}
