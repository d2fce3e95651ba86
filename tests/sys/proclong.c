// covers: open read pread64 lseek
/*
 * Long files of /proc: they can be read whatever their length, in pieces of any
 * size, and an open one keeps little memory.
 */
#include "tests/sys/tap.h"

#include <grp.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#define PAGE     4096L
#define AREAS    60000
#define SIZE     (8 << 20)
#define HEAD     (1 << 20)
#define NFILES   1000
#define NLOCKS   500
#define LOCKED   20
#define NGROUPS  500
#define LONG_ARG 20000

static char large[SIZE], small[SIZE];

/* Reads up to `most` bytes in pieces. => returns: how many, or -1 */
static long
read_pieces(int fd, char *buf, long most, size_t piece)
{
	long n = 0, got = 1;

	while (n < most - 1 && got > 0) {
		size_t left = (size_t)(most - 1 - n);

		got = read(fd, buf + n, piece < left ? piece : left);
		n += got;
	}
	buf[n < 0 ? 0 : n] = '\0';
	return n;
}

static long
slurp(const char *path, char *buf, long most, size_t piece)
{
	int fd = open(path, O_RDONLY);
	long n = fd < 0 ? -1 : read_pieces(fd, buf, most, piece);

	close(fd);
	return n;
}

/* That many areas, every other one without any right. */
static char *
make_areas(int n)
{
	char *p = mmap(NULL, (size_t)n * PAGE, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	for (int i = 0; i < n && p != MAP_FAILED; i += 2)
		if (mprotect(p + i * PAGE, PAGE, PROT_NONE) != 0)
			return NULL;
	return p;
}

/* Counts lines of maps between two addresses; -1 when they do not ascend. */
static long
count_areas(const char *text, unsigned long from, unsigned long to)
{
	unsigned long start, end, last = 0;
	long n = 0;

	for (; *text; text = strchr(text, '\n') + 1) {
		char *dash;

		start = strtoul(text, &dash, 16);
		end = strtoul(dash + 1, NULL, 16);
		if (*dash != '-' || start < last || end <= start)
			return -1;
		last = end;
		if (start >= from && end <= to)
			n++;
	}
	return n;
}

/* A large buffer gets whole lines. */
static void
whole_lines(const char *path)
{
	int fd = open(path, O_RDONLY);
	bool whole = true;
	long n;

	for (int i = 0; i < 50 && (n = read(fd, large, 8192)) > 0; i++)
		whole = whole && large[n - 1] == '\n';
	ok(whole, "%s: reads of 8192 end with a line", path);
	close(fd);
}

static void
positions(const char *path, long n)
{
	int fd = open(path, O_RDONLY);
	char piece[5000];

	for (long at = 1; at < n; at = at * 5 + 3777) {
		long want = n - at < 300 ? n - at : 300;

		is(pread(fd, piece, (size_t)want, at), want, "pread at %ld",
		    at);
		ok(!memcmp(piece, large + at, (size_t)want), "is that part");
	}
	is_errno(lseek(fd, 0, SEEK_END), EINVAL, "no seek from the end");
	is(lseek(fd, 5000, SEEK_SET), 5000, "lseek");
	is(read_pieces(fd, piece, sizeof piece, 1000), sizeof piece - 1,
	    "read there");
	ok(!memcmp(piece, large + 5000, sizeof piece - 1), "goes on there");
	is(lseek(fd, 1L << 40, SEEK_SET), 1L << 40, "lseek behind the end");
	is(read(fd, piece, 1), 0, "nothing is there");
	is(read(fd, piece, 1), 0, "still");
	is(lseek(fd, 0, SEEK_SET), 0, "back");
	is(read(fd, piece, 100), 100, "to the start");
	ok(!memcmp(piece, large, 100), "which is there again");
	close(fd);
}

/* Several read one open file at once, elsewhere each. */
static void
together(const char *path, long n)
{
	int fd = open(path, O_RDONLY), status = 0;

	for (int i = 0; i < 4; i++) {
		if (fork() > 0)
			continue;
		for (long k = 0; k < 100; k++) {
			long at = (i * 7919 + k * 104729) % (n - 999);

			if (pread(fd, small, 999, at) != 999 ||
			    memcmp(small, large + at, 999) != 0)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < 4; i++)
		status |= wait_for(-1);
	is(status, 0, "several at once");
	close(fd);
}

static void
shared(void)
{
	char *areas = make_areas(500), path[32];
	long n;

	snprintf(path, sizeof path, "/proc/%d/maps", getpid());
	n = slurp(path, large, SIZE, 65536);
	ok(n > 500 * 40, "maps of a process");
	together(path, n);
	munmap(areas, 500 * PAGE);
}

/* What ends while the file is read is not shown, and nothing is shown twice. */
static void
changes(char *areas)
{
	unsigned long from = (unsigned long)(areas + 1000 * PAGE);
	unsigned long to = (unsigned long)(areas + 59000 * PAGE);
	int fd = open("/proc/self/maps", O_RDONLY);
	long n, total;

	n = read_pieces(fd, large, 30 * PAGE, PAGE);
	ok(n > 0, "the first lines of maps");
	munmap((char *)from, to - from);
	total = n + read_pieces(fd, large + n, SIZE - n, PAGE);
	ok(count_areas(large, 0, -1UL) > 1000, "the others, in order");
	ok(total < SIZE / 4, "without those that went");
	close(fd);
}

static void
test_areas(void)
{
	char *areas = make_areas(AREAS);
	unsigned long at = (unsigned long)areas;
	long n;

	ok(areas != NULL, "%d areas", AREAS);
	n = slurp("/proc/self/maps", large, SIZE, 65536);
	ok(n > AREAS * 40L, "maps");
	ok(count_areas(large, at, at + AREAS * PAGE) >= AREAS - 1, "has all");
	is(slurp("/proc/self/maps", small, SIZE, 777), n, "in small pieces");
	ok(!memcmp(large, small, (size_t)n), "it is the same");
	positions("/proc/self/maps", n);
	whole_lines("/proc/self/maps");
	whole_lines("/proc/self/smaps");
	is(slurp("/proc/self/smaps", large, HEAD, 65536), HEAD - 1, "smaps");
	is(slurp("/proc/self/smaps", small, HEAD, 100), HEAD - 1, "in pieces");
	ok(!memcmp(large, small, HEAD), "it is the same");
	changes(areas);
	munmap(areas, AREAS * PAGE);
}

static long
free_memory(void)
{
	struct sysinfo si;

	sysinfo(&si);
	return (long)(si.freeram * si.mem_unit);
}

/* What many open files take whose texts would be 2 MB each. */
static long
taken_by_many(int *opened)
{
	int fd[NFILES];
	long before = free_memory(), taken;
	char c;

	*opened = 0;
	for (int i = 0; i < NFILES; i++) {
		fd[i] = open("/proc/self/smaps", O_RDONLY);
		*opened += read(fd[i], &c, 1) == 1;
	}
	taken = before - free_memory();
	for (int i = 0; i < NFILES; i++)
		close(fd[i]);
	return taken;
}

static void
test_memory(void)
{
	const long most = NFILES * 4 * PAGE;
	/* On a host others take memory, too. */
	int opened, tries = on_breenix() ? 1 : 100;
	char *areas = make_areas(2000);
	struct rlimit l;
	long taken;

	getrlimit(RLIMIT_NOFILE, &l);
	l.rlim_cur = l.rlim_max;
	setrlimit(RLIMIT_NOFILE, &l);
	do
		taken = taken_by_many(&opened);
	while (taken >= most && --tries);
	is(opened, NFILES, "a byte of each of many files");
	ok(taken < most, "takes little memory");
	diag("%ld bytes a file", taken / NFILES);
	munmap(areas, 2000 * PAGE);
}

/* Our lines of /proc/locks, without their numbers. */
static long
our_locks(char *text, size_t piece)
{
	char want[32], *out = text, *end;
	long n = 0;

	snprintf(want, sizeof want, " %d ", getpid());
	if (slurp("/proc/locks", text, SIZE, piece) < 0)
		return -1;
	for (char *line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		line = strchr(line, ':');
		if (!line || !strstr(line, want))
			continue;
		memmove(out, line, (size_t)(end - line));
		out += end - line;
		n++;
	}
	*out = '\0';
	return n;
}

static void
test_locks(void)
{
	bool good = true;
	char name[16];
	int fd[LOCKED];

	for (int f = 0; f < LOCKED; f++) {
		snprintf(name, sizeof name, "locked%d", f);
		fd[f] = open(name, O_RDWR | O_CREAT, 0600);
		for (int i = NLOCKS; i > 0; i--) {
			struct flock l = {
				.l_type = F_WRLCK, .l_start = i * 2, .l_len = 1
			};

			good = good && fcntl(fd[f], F_SETLK, &l) == 0;
		}
	}
	ok(good, "%d locks", LOCKED * NLOCKS);
	is(our_locks(large, 65536), LOCKED * NLOCKS, "/proc/locks has them");
	is(our_locks(small, 100), LOCKED * NLOCKS, "in small pieces too");
	ok(!strcmp(large, small), "the same");
	for (int f = 0; f < LOCKED; f++)
		close(fd[f]);
	is(our_locks(large, 65536), 0, "and no longer has");
}

static void
many_groups(void)
{
	gid_t groups[NGROUPS];
	char *at, *end;
	bool same = true;

	for (int i = 0; i < NGROUPS; i++)
		groups[i] = 4000000000u + (gid_t)i;
	works(setgroups(NGROUPS, groups), "setgroups");
	ok(slurp("/proc/self/status", large, SIZE, 65536) > NGROUPS * 11,
	    "status");
	at = strstr(large, "\nGroups:\t");
	ok(at != NULL, "has its groups");
	at += at ? 9 : 0;
	for (int i = 0; at && i < NGROUPS; i++, at = end)
		same = same && strtoul(at, &end, 10) == groups[i];
	ok(same, "all of them");
	ok(at && !strncmp(at, " \nN", 3), "and goes on behind");
	ok(strstr(large, "\nnonvoluntary_ctxt_switches:\t") != NULL,
	    "to its end");
	slurp("/proc/self/status", small, SIZE, 100);
	at = strstr(large, "\nVm");
	ok(at && !memcmp(large, small, (size_t)(at - large)), "in pieces too");
}

static void
test_groups(void)
{
	if (geteuid() == 0)
		is(in_child(many_groups), 0, "with many groups");
	else
		skip("needs root for groups");
}

/* As another program, with a long argument and one variable. */
static int
as_program(char **argv, char **envp)
{
	size_t name = strlen(argv[0]) + 1, all = name + 5 + LONG_ARG + 1;
	long n = slurp("/proc/self/cmdline", large, SIZE, 65536);

	if (n != (long)all || strcmp(large, argv[0]) ||
	    strcmp(large + name, "long") || large[all - 1] ||
	    strcmp(large + name + 5, argv[2]))
		return 1;
	if (slurp("/proc/self/cmdline", small, SIZE, 100) != n ||
	    memcmp(small, large, all))
		return 2;
	if (slurp("/proc/self/environ", large, SIZE, 333) != LONG_ARG + 1 ||
	    strcmp(large, envp[0]))
		return 3;
	return 0;
}

/* Overwrites all arguments, which runs on into the environment. */
static int
with_title(char **argv, char **envp)
{
	size_t n = (size_t)(envp[0] - argv[0]);

	memset(argv[0], 'x', n);
	if (slurp("/proc/self/cmdline", large, SIZE, 100) !=
	    (long)(n + strlen(envp[0]) + 1))
		return 1;
	return strspn(large, "x") != n || strcmp(large + n, envp[0]);
}

static void
test_strings(void)
{
	static char word[LONG_ARG + 1];
	char *args[] = { "/proc/self/exe", "long", word, NULL };
	char *title[] = { "/proc/self/exe", "title", NULL };
	char *variables[] = { word, NULL }, *one[] = { "A=B", NULL };
	pid_t pid;

	memset(word, 'w', LONG_ARG);
	pid = fork();
	if (pid == 0) {
		execve(args[0], args, variables);
		_exit(90);
	}
	is(WEXITSTATUS(wait_for(pid)), 0, "long arguments and variables");
	pid = fork();
	if (pid == 0) {
		execve(title[0], title, one);
		_exit(90);
	}
	is(WEXITSTATUS(wait_for(pid)), 0, "a title");
}

int
main(int argc, char **argv, char **envp)
{
	alarm(500);
	if (argc > 1 && !strcmp(argv[1], "long"))
		return as_program(argv, envp);
	if (argc > 1 && !strcmp(argv[1], "title"))
		return with_title(argv, envp);
	shared();
	test_areas();
	test_memory();
	test_locks();
	test_groups();
	test_strings();
	return done();
}
