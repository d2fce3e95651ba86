// libc: glibc
/*
 * What one user may have: each limit is met by somebody without rights, who gets its
 * error, and told where it is to be told.  Settings of the whole machine are changed
 * in a machine of our own only.
 */
// covers: setrlimit prlimit64 rt_sigqueueinfo pipe2 epoll_ctl fcntl mlock mlockall mremap
#include "tests/sys/tap.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

enum {
	USER = 4711, /* nobody else is he */
	PAGE = 4096,
	KIB = 1024
};

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static void
limit(int which, rlim_t n)
{
	struct rlimit l = { n, n };

	is(setrlimit(which, &l), 0, "limit %d is %ld", which, (long)n);
}

static char text[16384];

static const char *
file_text(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

static long
setting(const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "/proc/sys/%s", name);
	return strtol(file_text(path), NULL, 10);
}

static int
set(const char *name, long value)
{
	char path[128], number[32];
	int fd, n = sprintf(number, "%ld\n", value);
	bool good;

	snprintf(path, sizeof path, "/proc/sys/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	good = write(fd, number, (size_t)n) == n;
	n = errno;
	close(fd);
	errno = n;
	return good ? 0 : -1;
}

/* A number of /proc/self/status. */
static long
status(const char *name)
{
	const char *line = strstr(file_text("/proc/self/status"), name);

	return line ? strtol(line + strlen(name), NULL, 10) : -1;
}

static void
do_nothing(void)
{
}

static void
nothing_locked(void)
{
	is(status("VmLck:"), 0, "has none of it locked");
	is(mlock(text, PAGE), 0, "and may lock");
}

/* --- Processes --- */

static void
processes(void)
{
	int p[2], n = 0, status_of;
	pid_t pid;
	char c;

	limit(RLIMIT_NPROC, 5);
	pipe(p);
	while (n < 20 && (pid = fork()) >= 0) {
		if (pid == 0) {
			close(p[1]);
			_exit((int)read(p[0], &c, 1));
		}
		n++;
	}
	is(errno, EAGAIN, "fork");
	is(n, 4, "children beside this one");
	close(p[1]);
	while (n-- > 0)
		wait(&status_of);
	is(in_child(do_nothing), 0, "when they have ended there is room");
	ok(strstr(file_text("/proc/self/limits"),
	       "Max processes             5                    5 "),
	    "limits says so");
}

/* --- Signals --- */

static void
signals(void)
{
	union sigval v = { 0 };
	struct timespec now = { 0, 0 };
	sigset_t set;
	char wanted[32];
	int n = 0;

	limit(RLIMIT_SIGPENDING, 10);
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (n < 50 && sigqueue(getpid(), SIGRTMIN, v) == 0)
		n++;
	is(errno, EAGAIN, "sigqueue");
	is(n, 10, "signals");
	sprintf(wanted, "SigQ:\t%d/%d\n", n, 10);
	ok(strstr(file_text("/proc/self/status"), wanted) != NULL, "SigQ");
	is(kill(getpid(), SIGUSR1), 0, "kill() has no such limit");
	is(kill(getpid(), SIGRTMIN + 1), 0,
	    "nor has one of real time by kill()");
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
	ok(strstr(file_text("/proc/self/status"), "SigQ:\t0/10\n") != NULL,
	    "SigQ when they were taken");
	is(sigqueue(getpid(), SIGRTMIN, v), 0, "there is room");
}

/* --- Locked memory --- */

static void
locked(void)
{
	char *p, *q;

	limit(RLIMIT_MEMLOCK, 64 * KIB);
	p = mmap(NULL, 256 * KIB, RW, ANON, -1, 0);
	is_errno(mlock(p, 68 * KIB), ENOMEM, "mlock");
	is(status("VmLck:"), 0, "locks nothing");
	is(mlock(p, 64 * KIB), 0, "as much as there may be");
	is(status("VmLck:"), 64, "VmLck");
	is(mlock(p, 64 * KIB), 0, "the same again");
	is_errno(mlock(p + 128 * KIB, PAGE), ENOMEM, "a page more");
	q = mmap(NULL, PAGE, RW, ANON | MAP_LOCKED, -1, 0);
	ok(q == MAP_FAILED && errno == EAGAIN, "MAP_LOCKED: %d", errno);
	is(munlock(p + 32 * KIB, 32 * KIB), 0, "munlock of half");
	q = mremap(p, 32 * KIB, 128 * KIB, MREMAP_MAYMOVE);
	ok(q == MAP_FAILED && errno == EAGAIN, "mremap of locked memory: %d",
	    errno);
	q = mremap(p, 16 * KIB, 48 * KIB, MREMAP_MAYMOVE);
	ok(q != MAP_FAILED, "by as much as there may be");
	is(status("VmLck:"), 64, "VmLck");
	is(munlockall(), 0, "munlockall");
	is_errno(mlockall(MCL_CURRENT), ENOMEM, "mlockall of more");
	is(mlockall(MCL_FUTURE), 0, "of what is to come");
	q = mmap(NULL, 68 * KIB, RW, ANON, -1, 0);
	ok(q == MAP_FAILED && errno == EAGAIN, "which may not be more: %d",
	    errno);
	q = sbrk(0);
	is(syscall(SYS_brk, q + 128 * KIB), (long)q, "nor what brk() gives");
	q = mmap(NULL, 64 * KIB, RW, ANON, -1, 0);
	ok(q != MAP_FAILED, "but as much");
	is(status("VmLck:"), 64, "VmLck");
	is(in_child(nothing_locked), 0, "a child");
	limit(RLIMIT_MEMLOCK, 0);
	is_errno(mlock(p, PAGE), EPERM, "without any");
	is_errno(mlockall(MCL_CURRENT), EPERM, "mlockall");
}

/* --- Areas --- */

static void
areas(void)
{
	long most = setting("vm/max_map_count"), n;
	char *p;

	if (most > 100000) {
		skip("too many areas");
		return;
	}
	p = mmap(NULL, (size_t)most * 2 * PAGE, PROT_READ, ANON | MAP_NORESERVE,
	    -1, 0);
	for (n = 0; n <= most; n++)
		if (mprotect(p + n * 2 * PAGE, PAGE, PROT_NONE))
			break;
	is(errno, ENOMEM, "mprotect");
	ok(n <= most / 2 && n > most / 2 - 100, "of %ld, at %ld pairs", most,
	    n);
	is_errno(munmap(p + 1 + 2 * n * PAGE, PAGE), EINVAL, "a bad address");
	for (n = 0; n < 5; n++)
		if (mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0) ==
		    MAP_FAILED)
			break;
	is(errno, ENOMEM, "mmap");
	ok(n <= 2, "%ld more", n);
}

/* --- Pipes --- */

static void
pipes(void)
{
	long soft = setting("fs/pipe-user-pages-soft");
	long most = setting("fs/pipe-max-size");
	long left;
	int p[2], bad = 0;

	/* Large ones, since there are not so many descriptors. */
	for (left = soft; left >= most / PAGE; left -= most / PAGE)
		bad += pipe2(p, 0) || fcntl(p[0], F_GETPIPE_SZ) != 16 * PAGE ||
		    fcntl(p[0], F_SETPIPE_SZ, most) != most;
	is(bad, 0, "below the soft limit a pipe may be large");
	is_errno(fcntl(p[0], F_SETPIPE_SZ, 2 * most), EPERM,
	    "not larger than pipe-max-size");
	pipe2(p, 0);
	is(fcntl(p[0], F_GETPIPE_SZ), 2 * PAGE, "above it pipes are small");
	is_errno(fcntl(p[0], F_SETPIPE_SZ, most), EPERM, "and stay so");
}

static void
no_pipe(void)
{
	int p[2];

	is_errno(pipe(p), ENFILE, "a pipe above the hard limit");
}

/* --- Descriptors and files --- */

static void
descriptors(void)
{
	int n = 0, fd = open("/dev/null", O_RDONLY);
	struct rlimit l = { 20, setting("fs/nr_open") + 1 };

	limit(RLIMIT_NOFILE, 20);
	while (n < 50 && (fd = open("/dev/null", O_RDONLY)) >= 0)
		n = fd;
	is(errno, EMFILE, "open");
	is(n, 19, "the last one");
	is_errno(dup2(0, 20), EBADF, "dup2 beyond");
	is_errno(fcntl(0, F_DUPFD, 20), EINVAL, "F_DUPFD beyond");
	is_errno(setrlimit(RLIMIT_NOFILE, &l), EPERM, "a higher limit");
}

static void
beyond_nr_open(void)
{
	struct rlimit l = { 20, (rlim_t)setting("fs/nr_open") + 1 };

	is_errno(setrlimit(RLIMIT_NOFILE, &l), EPERM, "not even root's");
	l.rlim_max--;
	if (on_breenix())
		is(setrlimit(RLIMIT_NOFILE, &l), 0, "as many as nr_open");
}

static void
no_file(void)
{
	int p[2];

	is_errno(open("/dev/null", O_RDONLY), ENFILE, "open at file-max");
	is_errno(eventfd(0, 0), ENFILE, "eventfd");
	is_errno(epoll_create1(0), ENFILE, "epoll_create1");
	is_errno(pipe(p), ENFILE, "pipe");
}

static void
watches(void)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int set_of = epoll_create1(0), n, fds[20];

	for (n = 0; n < 20; n++)
		fds[n] = eventfd(0, 0);
	for (n = 0; n < 20; n++)
		if (epoll_ctl(set_of, EPOLL_CTL_ADD, fds[n], &ev))
			break;
	is(errno, ENOSPC, "EPOLL_CTL_ADD");
	is(n, 10, "items");
	is(epoll_ctl(set_of, EPOLL_CTL_DEL, fds[0], NULL), 0, "one less");
	is(epoll_ctl(set_of, EPOLL_CTL_ADD, fds[15], &ev), 0, "one more");
	close(fds[15]);
	is(epoll_ctl(set_of, EPOLL_CTL_ADD, fds[16], &ev), 0,
	    "a file that is closed is one less too");
}

/* --- Of the machine --- */

static void
shown(void)
{
	static const char *const names[] = { "fs/file-max", "fs/nr_open",
		"fs/mount-max", "fs/pipe-max-size", "fs/pipe-user-pages-soft",
		"fs/epoll/max_user_watches", "vm/max_map_count",
		"kernel/threads-max" };
	long open_files, max;
	size_t i;
	char path[128];

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		ok(setting(names[i]) > 0, "%s is told", names[i]);
		snprintf(path, sizeof path, "/proc/sys/%s", names[i]);
		is_errno(open(path, O_WRONLY), EACCES, "and only root's");
	}
	is(sscanf(file_text("/proc/sys/fs/file-nr"), "%ld 0 %ld", &open_files,
	       &max),
	    2, "file-nr");
	ok(open_files > 0, "counts files");
	is(max, setting("fs/file-max"), "and tells file-max");
}

static void
few_areas(void)
{
	char *p = mmap(NULL, 1000 * PAGE, PROT_READ, ANON, -1, 0);
	int n;

	for (n = 0; n < 500; n++)
		if (mprotect(p + n * 2 * PAGE, PAGE, PROT_NONE))
			break;
	is(errno, ENOMEM, "mprotect");
	ok(n > 10 && n < 50, "at 100 areas: %d", n);
}

/* With settings that are changed. */
static void
own_machine(void)
{
	long old = setting("fs/file-max");
	long nr = setting("fs/nr_open");
	int fd;

	is(set("fs/file-max", 1), 0, "file-max");
	as_user(USER, USER, no_file);
	fd = open("/dev/null", O_RDONLY);
	ok(fd >= 0, "root has no such limit");
	close(fd);
	set("fs/file-max", old);

	old = setting("fs/epoll/max_user_watches");
	is(set("fs/epoll/max_user_watches", 10), 0, "max_user_watches");
	as_user(USER, USER, watches);
	set("fs/epoll/max_user_watches", old);

	is(set("fs/pipe-user-pages-hard", 8), 0, "pipe-user-pages-hard");
	as_user(USER, USER, no_pipe);
	set("fs/pipe-user-pages-hard", 0);

	old = setting("vm/max_map_count");
	is(set("vm/max_map_count", 100), 0, "max_map_count");
	as_user(USER, USER, few_areas);
	set("vm/max_map_count", old);

	is(set("fs/nr_open", 128), 0, "nr_open");
	is(in_child(beyond_nr_open), 0, "RLIMIT_NOFILE");
	is_errno(set("fs/nr_open", 63), EINVAL, "nr_open has a least value");
	set("fs/nr_open", nr);
	is(setting("fs/nr_open"), nr, "as it was");
}

int
main(void)
{
	as_user(USER, USER, shown);
	as_user(USER, USER, processes);
	as_user(USER, USER, signals);
	as_user(USER, USER, locked);
	as_user(USER, USER, areas);
	as_user(USER, USER, pipes);
	as_user(USER, USER, descriptors);
	is(in_child(beyond_nr_open), 0, "a limit of root");
	if (on_breenix())
		own_machine();
	else
		skip("settings of this machine stay");
	return done();
}
