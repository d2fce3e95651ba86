/*
 * touch: set the times of files, and make those that are not there.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/options.h"

static const char help[] =
    "Usage: touch [OPTION]... FILE...\n"
    "Set the access and modification times of the FILEs to now.\n\n"
    "  -a                        the access time only\n"
    "  -c, --no-create           do not make files that are not there\n"
    "  -d, --date=STRING         the time that STRING says\n"
    "  -f                        (ignored)\n"
    "  -h, --no-dereference      symbolic links themselves\n"
    "  -m                        the modification time only\n"
    "  -r, --reference=FILE      the times of FILE\n"
    "  -t STAMP                  [[CC]YY]MMDDhhmm[.ss]\n"
    "  @t --time=WORD            access, atime, use: as -a; modify, mtime: as -m\n";

static bool access_only, modify_only, no_create, no_follow;

static struct timespec
parse_stamp(const char *text)
{
	size_t ndigits = strspn(text, "0123456789");
	struct tm tm;
	time_t now = time(NULL);
	char fields[13];
	int year, month, day, hour, minute, second = 0;

	localtime_r(&now, &tm);
	if ((ndigits != 8 && ndigits != 10 && ndigits != 12) ||
	    (text[ndigits] &&
		(text[ndigits] != '.' ||
		    sscanf(text + ndigits, ".%2d", &second) != 1)))
		errx(1, "invalid date format '%s'", text);
	snprintf(fields, sizeof fields, "%04d", tm.tm_year + 1900);
	if (ndigits == 10)
		snprintf(fields, sizeof fields, "%s%.2s",
		    strncmp(text, "69", 2) < 0 ? "20" : "19", text);
	else if (ndigits == 12)
		snprintf(fields, sizeof fields, "%.4s", text);
	sscanf(fields, "%4d", &year);
	sscanf(text + ndigits - 8, "%2d%2d%2d%2d", &month, &day, &hour,
	    &minute);
	tm = (struct tm){
		.tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second,
		.tm_isdst = -1,
	};
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
	    minute > 59 || second > 60)
		errx(1, "invalid date format '%s'", text);
	return (struct timespec){ mktime(&tm), 0 };
}

static void
parse_word(const char *word)
{
	if (strcmp(word, "access") == 0 || strcmp(word, "atime") == 0 ||
	    strcmp(word, "use") == 0)
		access_only = true;
	else if (strcmp(word, "modify") == 0 || strcmp(word, "mtime") == 0)
		modify_only = true;
	else
		usage("invalid argument '%s' for '--time'", word);
}

static bool
touch(const char *path, const struct timespec times[2])
{
	int flags = no_follow ? AT_SYMLINK_NOFOLLOW : 0;
	int fd, open_error = 0;

	if (strcmp(path, "-") == 0)
		return futimens(1, times) == 0;
	if (!no_create && !no_follow) {
		fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY,
		    0666);
		if (fd >= 0)
			close(fd);
		else if (errno != EISDIR)
			open_error = errno;
	}
	/* The times of what cannot be opened may be set all the same. */
	if (utimensat(AT_FDCWD, path, times, flags) == 0 ||
	    (errno == ENOENT && no_create))
		return true;
	if (open_error) {
		errno = open_error;
		warn("cannot touch '%s'", path);
	} else {
		warn("setting times of '%s'", path);
	}
	return false;
}

int
main(int argc, char **argv)
{
	struct timespec times[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct timespec now;
	struct stat st;
	const char *date = NULL;
	bool good = true, has_reference = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			access_only = true;
			break;
		case 'c':
			no_create = true;
			break;
		case 'd':
			date = optarg;
			break;
		case 'h':
			no_follow = true;
			break;
		case 'm':
			modify_only = true;
			break;
		case 'r':
			if ((no_follow ? lstat : stat)(optarg, &st) < 0)
				err(1, "failed to get attributes of '%s'",
				    optarg);
			has_reference = true;
			times[0] = st.st_atim;
			times[1] = st.st_mtim;
			break;
		case 't':
			times[0] = times[1] = parse_stamp(optarg);
			break;
		case LONG('t'):
			parse_word(optarg);
			break;
		}
	}
	clock_gettime(CLOCK_REALTIME, &now);
	for (int i = 0; date && i < 2; i++) {
		if (!date_parse(date, has_reference ? times[i] : now,
			&times[i]))
			errx(1, "invalid date format '%s'", date);
	}
	if (access_only && !modify_only)
		times[1].tv_nsec = UTIME_OMIT;
	if (modify_only && !access_only)
		times[0].tv_nsec = UTIME_OMIT;
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		good &= touch(argv[i], times);
	return good ? 0 : 1;
}
