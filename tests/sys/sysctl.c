// covers: open read write
/*
 * /proc/sys: what the settings say agrees with what there is, and what is written to
 * them is taken. This machine's own are written as they are.
 */
#include "tests/sys/tap.h"
#include <ctype.h>
#include <limits.h>
#include <sys/utsname.h>

static char text[256];

/* Reads a file of /proc/sys, one line; its length or -1. */
static long
line(const char *name)
{
	char path[PATH_MAX];
	int fd;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/sys/%s", name);
	fd = open(path, O_RDONLY);
	text[0] = '\0';
	if (fd < 0)
		return -1;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0 || text[n - 1] != '\n')
		return -1;
	text[n - 1] = '\0';
	return n - 1;
}

static long
number(const char *name)
{
	char *end;
	long value = -1;

	if (line(name) > 0) {
		value = strtol(text, &end, 10);
		if (*end)
			value = -1;
	}
	return value;
}

static ssize_t
put(const char *name, const char *value)
{
	char path[PATH_MAX];
	int fd;
	ssize_t n;

	snprintf(path, sizeof path, "/proc/sys/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	n = write(fd, value, strlen(value));
	close(fd);
	return n;
}

static bool
reads(const char *name, const char *wanted)
{
	bool good = line(name) >= 0 && strcmp(text, wanted) == 0;

	if (!good)
		diag("%s: %s", name, text);
	return good;
}

static void
test_names(void)
{
	struct utsname u;

	uname(&u);
	ok(reads("kernel/ostype", u.sysname), "ostype");
	ok(reads("kernel/osrelease", u.release), "osrelease");
	ok(reads("kernel/version", u.version), "version");
	ok(reads("kernel/hostname", u.nodename), "hostname");
	ok(reads("kernel/domainname", u.domainname), "domainname");
	is(put("kernel/hostname", u.nodename), strlen(u.nodename),
	    "the same name");
	ok(reads("kernel/hostname", u.nodename), "stays");
	is(put("kernel/domainname", u.domainname), strlen(u.domainname),
	    "the same domain");
	ok(reads("kernel/domainname", u.domainname), "stays");
}

static void
test_new_names(void)
{
	struct utsname u;

	uname(&u);
	is(put("kernel/hostname", "new\nrest"), 8, "another name");
	ok(reads("kernel/hostname", "new"), "is that of its first line");
	is(put("kernel/domainname", "far\n"), 4, "another domain");
	uname(&u);
	ok(strcmp(u.nodename, "new") == 0 && strcmp(u.domainname, "far") == 0,
	    "and uname() says so");
	put("kernel/hostname", "breenix");
	put("kernel/domainname", "(none)");
}

static void
test_numbers(void)
{
	static const struct {
		const char *name;
		long least, most;
	} all[] = {
		{ "fs/file-max", 1000, LONG_MAX },
		{ "fs/nr_open", 1024, INT_MAX },
		{ "fs/pipe-max-size", 4096, 1L << 31 },
		{ "fs/pipe-user-pages-hard", 0, LONG_MAX },
		{ "fs/pipe-user-pages-soft", 0, LONG_MAX },
		{ "fs/epoll/max_user_watches", 1, LONG_MAX },
		{ "kernel/cap_last_cap", 35, 63 },
		{ "kernel/ngroups_max", 65536, 65536 },
		{ "kernel/pid_max", 32768, 1 << 22 },
		{ "kernel/randomize_va_space", 0, 2 },
		{ "kernel/threads-max", 100, INT_MAX },
		{ "kernel/random/entropy_avail", 0, 4096 },
		{ "kernel/random/poolsize", 256, 4096 },
		{ "vm/max_map_count", 65530, INT_MAX },
		{ "vm/min_free_kbytes", 1, INT_MAX },
		{ "vm/mmap_min_addr", 4096, 65536 },
		{ "vm/overcommit_memory", 0, 2 },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		long value = number(all[i].name);

		ok(value >= all[i].least && value <= all[i].most, "%s: %ld",
		    all[i].name, value);
	}
}

static void
test_files(void)
{
	long used = -1, unused = -1, most = -1;

	ok(line("fs/file-nr") > 0 &&
		sscanf(text, "%ld %ld %ld", &used, &unused, &most) == 3 &&
		used > 0 && unused == 0 && most == number("fs/file-max"),
	    "file-nr");
}

/* Those that may be written are written as they are. */
static void
test_same(void)
{
	static const char *const names[] = { "fs/file-max", "fs/pipe-max-size",
		"fs/pipe-user-pages-hard", "fs/pipe-user-pages-soft",
		"fs/epoll/max_user_watches" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char value[64];
		long was = number(names[i]);

		is(put(names[i], "x"), -1, "%s: no number", names[i]);
		is(put(names[i], "-1"), -1, "below 0");
		is(put(names[i], "5x"), -1, "a letter in it");
		snprintf(value, sizeof value, "%ld", was);
		is(put(names[i], value), strlen(value), "a number");
		snprintf(value, sizeof value, " \t%#lx\n", was);
		is(put(names[i], value), strlen(value), "with base and blanks");
		is(number(names[i]), was, "is as it was");
	}
}

static void
test_pipe_size(void)
{
	char was[sizeof text];
	int fd[2];

	line("fs/pipe-max-size");
	strcpy(was, text);
	is(put("fs/pipe-max-size", "100"), 3, "less than a page");
	is(number("fs/pipe-max-size"), 4096, "is one");
	put("fs/pipe-max-size", "70000 and more");
	is(number("fs/pipe-max-size"), 131072, "others are powers of two");
	is(put("fs/pipe-max-size", "4294967296"), -1, "too large");
	is(number("fs/pipe-max-size"), 131072, "changes nothing");
	works(pipe(fd), "a pipe");
	is(fcntl(fd[0], F_SETPIPE_SZ, 70000), 131072, "of the largest size");
	put("fs/pipe-max-size", was);
}

static bool
is_uuid(const char *s)
{
	for (int i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-' :
							      !isxdigit(s[i]))
			return false;
	return s[36] == '\0' && s[14] == '4' && strchr("89ab", s[19]);
}

static void
test_random(void)
{
	char first[sizeof text];

	ok(line("kernel/random/uuid") == 36 && is_uuid(text), "a UUID");
	strcpy(first, text);
	ok(line("kernel/random/uuid") == 36 && strcmp(first, text) != 0,
	    "the next is another");
	ok(line("kernel/random/boot_id") == 36 && is_uuid(text), "the boot's");
	strcpy(first, text);
	ok(reads("kernel/random/boot_id", first), "stays the same");
}

/* A capability does not override what a setting's mode says. */
static void
test_read_only(void)
{
	static const char *const names[] = { "kernel/ostype", "fs/file-nr",
		"kernel/random/boot_id" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof path, "/proc/sys/%s", names[i]);
		is_errno(open(path, O_WRONLY), EACCES, "%s: only read", path);
		is_errno(open(path, O_RDWR | O_TRUNC), EACCES, "nor both");
		is_errno(access(path, W_OK), EACCES, "as access() says");
		works(access(path, R_OK), "which allows to read");
		is_errno(access(path, X_OK), EACCES, "but not to run it");
		is_errno(chmod(path, 0644), EPERM, "and that stays so");
	}
}

static void
test_user(void)
{
	is_errno(put("kernel/hostname", "x"), EACCES, "no name by a user");
	is_errno(put("fs/file-max", "100"), EACCES, "no number either");
}

int
main(void)
{
	test_names();
	test_numbers();
	test_files();
	if (geteuid() == 0)
		test_same();
	test_random();
	test_read_only();
	as_user(1000, 1000, test_user);
	if (on_breenix()) {
		test_new_names();
		test_pipe_size();
	}
	return done();
}
