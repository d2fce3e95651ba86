// covers: open read write lseek
/*
 * /dev/kmsg: a record a read, from where the reader is, and a line for who writes.
 */
#include "tests/sys/tap.h"
#include <poll.h>

static char record[8192];

/* The next record of this reader, ended by NUL. */
static ssize_t
next(int fd)
{
	ssize_t n = read(fd, record, sizeof record - 1);

	record[n > 0 ? n : 0] = '\0';
	return n;
}

/* Reads on to the record with this text; others may write at the same time. */
static bool
finds(int fd, const char *what)
{
	while (next(fd) > 0)
		if (strstr(record, what))
			return true;
	return false;
}

static void
test_write(int log)
{
	int fd = works(open("/dev/kmsg", O_WRONLY), "open to write");
	char what[64], line[80];
	unsigned prefix;
	unsigned long long number, us;

	is(lseek(log, 0, SEEK_END), 0, "to the end");
	snprintf(what, sizeof what, "a test of kmsg, process %d", getpid());
	snprintf(line, sizeof line, "<13>%s\n", what);
	is(write(fd, line, strlen(line)), strlen(line), "a line");
	is(poll(&(struct pollfd){ log, POLLIN, 0 }, 1, 0), 1, "wakes readers");
	ok(finds(log, what), "is a record");
	is(sscanf(record, "%u,%llu,%llu,", &prefix, &number, &us), 3,
	    "with a head");
	is(prefix & 7, 5, "its level");
	ok(strstr(record, "<13>") == NULL, "which is not part of the text");
	ok(record[strlen(record) - 1] == '\n', "and one line");
	is(write(fd, "", 0), 0, "nothing");
	is_errno(write(fd, UNMAPPED, 8), EFAULT, "a pointer");
	snprintf(line, sizeof line, "<x>%s\n", what);
	is(write(fd, line, strlen(line)), strlen(line), "without a level");
	ok(finds(log, "<x>"), "it is all text");
	close(fd);
}

static void
test_read(int log)
{
	is(lseek(log, 0, SEEK_SET), 0, "to the start");
	ok(next(log) > 0, "the first record");
	is_errno(lseek(log, 1, SEEK_SET), ESPIPE, "elsewhere");
	is_errno(lseek(log, 0, SEEK_CUR), EINVAL, "from here");
	lseek(log, 0, SEEK_SET);
	is_errno(read(log, record, 3), EINVAL, "a buffer that is too small");
	lseek(log, 0, SEEK_END);
	while (next(log) > 0)
		;
	is(errno, EAGAIN, "at the end there is nothing");
}

int
main(void)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (log < 0 || access("/dev/kmsg", W_OK) != 0) {
		skip("the log is not for this user");
		return done();
	}
	test_read(log);
	test_write(log);
	return done();
}
