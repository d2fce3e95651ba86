// covers: open read write lseek
/*
 * /dev/kmsg: a record a read, from where the reader is, and a line for who writes.
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>

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

/* Whoever writes comes when the other sleeps. */
static void
test_wait(int log)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int set = epoll_create1(0), fd = open("/dev/kmsg", O_WRONLY);
	pid_t pid;

	is(epoll_ctl(set, EPOLL_CTL_ADD, log, &ev), 0, "a set watches it");
	for (int i = 0; i < 2; i++) {
		struct pollfd f = { log, POLLIN, 0 };

		lseek(log, 0, SEEK_END);
		pid = fork();
		if (pid == 0) {
			usleep(50000);
			_exit(write(fd, "later", 5) != 5);
		}
		is(i ? epoll_wait(set, &ev, 1, -1) : poll(&f, 1, -1), 1,
		    "a line that comes later ends a wait");
		is(wait_for(pid), 0, "was written");
	}
	close(set);
	close(fd);
}

/* Two lengths of lines, of one letter each. */
static bool
is_whole(const char *text)
{
	size_t n = strspn(text, *text == '=' ? "=" : "+");

	return (*text != '=' && *text != '+') ||
	    (n == (*text == '=' ? 20 : 200) && text[n] == '\n');
}

static void *
read_all(void *arg)
{
	long bad = 0;
	char buf[8192], *text;
	int log = *(int *)arg;

	for (int i = 0; i < 2000; i++) {
		ssize_t n = read(log, buf, sizeof buf - 1);

		if (n < 0) {
			lseek(log, 0, SEEK_SET);
			continue;
		}
		buf[n] = '\0';
		text = strchr(buf, ';');
		bad += !text || !is_whole(text + 1);
	}
	return (void *)bad;
}

static void
test_two_readers(int log)
{
	int fd = open("/dev/kmsg", O_WRONLY);
	pthread_t other;
	char line[200];
	void *bad;

	for (int i = 0; i < 20; i++) {
		memset(line, i % 2 ? '=' : '+', sizeof line);
		if (write(fd, line, i % 2 ? 20 : 200) < 0)
			diag("write: %s", strerror(errno));
	}
	pthread_create(&other, NULL, read_all, &log);
	is((long)read_all(&log), 0, "records are whole for one reader");
	pthread_join(other, &bad);
	is((long)bad, 0, "and for the other of the same file");
	close(fd);
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
	if (on_breenix()) /* Linux drops lines of who writes many */
		test_wait(log);
	test_two_readers(log);
	return done();
}
