/*
 * Many of each kind of thing, and then one call that meets all of them: areas,
 * names, descriptors, watched files, waiters, children, threads, locks, signals.
 * Results are checked as anywhere; the watchdog's kernel, which counts the
 * instructions between scheduling points, says whether a call took its time in one
 * piece.
 */
#include "tests/sys/tap.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>

enum {
	AREAS = 60000,
	NAMES = 20000,
	SETS = 2, /* a wake-up costs what it wakes */
	DUPS = 100,
	CHILDREN = 200, /* all are woken at once */
	RUNNERS = 60,
	LINKS = 40, /* as many as a walk follows */
	DEPTH = 20000,
	THREADS = 150,
	CROWD = 1000,
	LOCKS = 2000,
	SIGNALS = 2000,
	PAGE = 4096
};

/* A region of AREAS areas: every other page has other rights. */
static char *
make_areas(void)
{
	char *p = mmap(NULL, (size_t)AREAS * PAGE, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int i;

	for (i = 0; i < AREAS; i += 2)
		if (mprotect(p + (size_t)i * PAGE, PAGE, PROT_NONE))
			break;
	is(i, AREAS, "many areas");
	return p;
}

static void
areas(void)
{
	char *p = make_areas(), *q;
	size_t size = (size_t)AREAS * PAGE;
	unsigned char in[AREAS / 8];
	pid_t child;

	child = fork();
	if (child == 0)
		_exit(0);
	is(wait_for(child), 0, "fork and exit");
	q = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ok(q != MAP_FAILED, "a gap is found");
	is_errno(mlock(p, size), ENOMEM, "mlock");
	is(munlock(p, size), 0, "munlock");
	is(madvise(p, size, MADV_DONTNEED), 0, "madvise");
	is(msync(p, size, MS_ASYNC), 0, "msync");
	is_errno(mincore(p, size + (1UL << 40), in), ENOMEM, "mincore");
	is(mprotect(p, size - PAGE, PROT_READ), 0, "mprotect joins them");
	is(munmap(p, size), 0, "munmap");
	p = make_areas();
	ok(mmap(p, size, PROT_READ,
	       MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
	       0) == p,
	    "another mapping in their place");
}

static void
names(void)
{
	char name[32];
	int i;

	mkdir("d", 0777);
	for (i = 0; i < NAMES; i++) {
		sprintf(name, "d/%d", i);
		if (access(name, F_OK) == 0)
			break;
	}
	is(i, NAMES, "many names that are not there");
	mkdir("e", 0777);
	is(rename("d", "e"), 0, "a rename onto an empty directory");
	is(rmdir("e"), 0, "and its removal");
}

static void
descriptors(int *dups, int n, int fd)
{
	struct rlimit limit;
	int i;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (i = 0; i < n; i++)
		if ((dups[i] = dup(fd)) < 0)
			break;
	is(i, n, "many descriptors");
}

static void
watches(void)
{
	static int dups[DUPS];
	int sets[SETS], outer = epoll_create1(0), p[2], i, k, bad = 0;
	struct epoll_event ev = { .events = EPOLLIN };
	struct pollfd poll_set;
	char c;

	pipe(p);
	descriptors(dups, DUPS, p[0]);
	for (i = 0; i < SETS; i++) {
		sets[i] = epoll_create1(0);
		for (k = 0; k < DUPS; k++)
			bad += epoll_ctl(sets[i], EPOLL_CTL_ADD, dups[k], &ev);
	}
	is(bad, 0, "many sets watch each of them");
	is(write(p[1], "x", 1), 1, "a write wakes all");
	is(read(p[0], &c, 1), 1, "a read");
	poll_set = (struct pollfd){ .fd = sets[0], .events = POLLIN };
	is(poll(&poll_set, 1, 0), 0, "what was ready is not");
	is(epoll_ctl(outer, EPOLL_CTL_ADD, sets[1], &ev), 0, "a set of a set");
	is(epoll_wait(outer, &ev, 1, 0), 0, "nothing there");
	close(p[1]);
	is(epoll_wait(outer, &ev, 1, 0), 1, "the end wakes all");
}

static void *
wait_at(void *arg)
{
	int *pair = arg;
	char c;

	return read(pair[0], &c, 1) == 0 ? NULL : arg;
}

static void
threads(void)
{
	pthread_t t[THREADS];
	pthread_attr_t attr;
	int p[2], n, ended = 0, i;

	pipe(p);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (n = 0; n < THREADS; n++)
		if (pthread_create(&t[n], &attr, wait_at, p))
			break;
	is(n, THREADS, "many threads wait");
	is(setpriority(PRIO_PROCESS, 0, 1), 0, "a priority");
	raise(SIGCONT);
	close(p[1]);
	for (i = 0; i < n; i++) {
		void *result = p;

		pthread_join(t[i], &result);
		ended += result == NULL;
	}
	is(ended, n, "and are woken");
}

/* --- A process of many threads ---------------------------------------------------- */

static int word;

static void *
wait_for_word(void *arg)
{
	while (!__atomic_load_n(&word, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, &word, 128 /* FUTEX_WAIT_PRIVATE */, 0, NULL,
		    NULL, 0);
	return arg;
}

static void
make_crowd(pthread_t *t)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 16384);
	for (int i = 0; i < CROWD; i++)
		if (pthread_create(&t[i], &attr, wait_for_word, NULL))
			_exit(100);
}

/* A child of so many threads, which says when they are there. */
static pid_t
start_crowd(void)
{
	static pthread_t t[CROWD];
	int p[2];
	char c;
	pid_t child;

	pipe(p);
	child = fork();
	if (child == 0) {
		setpgid(0, 0);
		make_crowd(t);
		(void)!write(p[1], "x", 1);
		for (;;)
			pause();
	}
	close(p[1]);
	(void)!read(p[0], &c, 1);
	close(p[0]);
	return child;
}

static pid_t
start_and_kill(void)
{
	pid_t child = start_crowd();

	kill(child, SIGKILL);
	return child;
}

static void
leave_crowd(void)
{
	static pthread_t t[CROWD];

	make_crowd(t);
	_exit(3);
}

static void
leave_by_exec(void)
{
	static pthread_t t[CROWD];

	make_crowd(t);
	execl("/proc/self/exe", "many", "nothing", NULL);
	_exit(100);
}

static void
wake_crowd(void)
{
	static pthread_t t[CROWD];

	make_crowd(t);
	__atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &word, 129 /* FUTEX_WAKE_PRIVATE */, CROWD, NULL,
	    NULL, 0);
	for (int i = 0; i < CROWD; i++)
		pthread_join(t[i], NULL);
}

static void
crowd(void)
{
	pid_t child = start_crowd();
	int status, bad = 0;

	is(setpriority(PRIO_PGRP, child, 2), 0, "a priority for a crowd");
	is(getpriority(PRIO_PGRP, child), 2, "which all have");
	for (int i = 0; i < 5; i++) {
		kill(child, SIGSTOP);
		bad += waitpid(child, &status, WUNTRACED) != child ||
		    !WIFSTOPPED(status);
		kill(child, SIGCONT);
		bad += waitpid(child, &status, WCONTINUED) != child ||
		    !WIFCONTINUED(status);
	}
	is(bad, 0, "it stops and goes on");
	for (int i = 0; i < 20; i++) {
		kill(child, SIGSTOP);
		kill(child, SIGCONT);
	}
	kill(child, SIGSTOP);
	do
		waitpid(child, &status, WUNTRACED | WCONTINUED);
	while (!WIFSTOPPED(status));
	ok(true, "it stops at last");
	kill(child, SIGKILL);
	is(wait_for(child), SIGKILL, "it is killed as it stands");
	is(wait_for(start_and_kill()), SIGKILL, "it is killed as it runs");
	is(in_child(leave_crowd), 3 << 8, "it exits");
	is(in_child(leave_by_exec), 0, "it becomes another program");
	is(in_child(wake_crowd), 0, "it is woken");
}

static void
children(void)
{
	int p[2], n, ended = 0;
	pid_t middle;
	char c;

	pipe(p);
	middle = fork();
	if (middle == 0) {
		setsid();
		for (n = 0; n < CHILDREN; n++) {
			pid_t pid = fork();

			if (pid < 0)
				break;
			if (pid == 0) {
				setpgid(0, 0);
				close(p[1]);
				_exit((int)read(p[0], &c, 1));
			}
		}
		_exit(n == CHILDREN ? 0 : 1);
	}
	is(wait_for(middle), 0, "a parent of many groups ends");
	close(p[1]);
	for (n = 0; n < CHILDREN; n++) {
		if (fork() == 0)
			_exit(0);
	}
	while (wait(NULL) > 0)
		ended++;
	is(ended, CHILDREN, "many zombies");
}

/* Each of them has a child and ends, for ever; so many are there at once. */
static void
run_away(int *count)
{
	for (;;) {
		while (__atomic_load_n(count, __ATOMIC_RELAXED) > 5 * RUNNERS)
			sched_yield();
		__atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
		if (fork() > 0)
			_exit(0);
	}
}

static void
runners(void)
{
	int *count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t g = fork(), looker;
	int i;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (g == 0)
		for (;;)
			pause();
	setpgid(g, g);
	for (i = 0; i < RUNNERS; i++) {
		if (fork() == 0) {
			setpgid(0, g);
			run_away(count);
		}
	}
	looker = fork();
	if (looker == 0)
		for (;;) {
			kill(-g, 0);
			getpriority(PRIO_USER, 0);
		}
	for (i = 0; i < 20 * RUNNERS; i++) {
		wait(NULL);
		__atomic_fetch_sub(count, 1, __ATOMIC_RELAXED);
	}
	is(kill(-g, SIGKILL), 0, "a signal for many that run away");
	kill(looker, SIGKILL);
	while (wait(NULL) > 0)
		; /* for ever, when one got away */
	ok(kill(-g, 0) < 0 && errno == ESRCH, "reaches them all");
}

/* Each link leads a long way round to the next; and one long way without links. */
static void
links(void)
{
	static char target[4096];
	char name[16], *end;
	int i, bad = 0;

	mkdir("round", 0755);
	make_file("link0", "x");
	for (i = 1; i < LINKS; i++) {
		end = target;
		while (end - target < 4000)
			end = stpcpy(end, "round/../");
		sprintf(end, "link%d", i - 1);
		sprintf(name, "link%d", i);
		bad += symlink(target, name) != 0;
	}
	is(bad, 0, "links with long targets");
	bad = 0;
	for (i = 0; i < 10; i++)
		bad += access(name, F_OK) != 0;
	is(bad, 0, "lead to a file, one after the other");
	strcpy(end, "nothing");
	is_errno(access(target, F_OK), ENOENT, "a long way to nothing");
}

/* A directory further down than a path is long. */
static void
depth(void)
{
	char *path = malloc(65536);
	int i, made = 0;

	for (i = 0; i < DEPTH; i++)
		made += mkdir("d", 0755) == 0 && chdir("d") == 0;
	is(made, DEPTH, "directories in each other");
	is_errno(syscall(SYS_getcwd, path, 65536), ENAMETOOLONG,
	    "the name of the last one is too long");
	free(path);
	for (i = 0; i < DEPTH; i++)
		made -= chdir("..") == 0 && rmdir("d") == 0;
	is(made, 0, "and they go");
}

static void
locks(void)
{
	int fd = make_file("l", "x"), i, bad = 0;
	struct flock l = { .l_whence = SEEK_SET, .l_len = 1 };

	if (fd < 0)
		fd = open("l", O_RDWR);
	for (i = 0; i < LOCKS; i++) {
		l.l_type = F_WRLCK;
		l.l_start = 2 * i;
		bad += fcntl(fd, F_SETLK, &l) != 0;
	}
	is(bad, 0, "many locks");
	l.l_start = l.l_len = 0;
	l.l_type = F_UNLCK;
	is(fcntl(fd, F_SETLK, &l), 0, "all of them go");
}

static void
signals(void)
{
	union sigval v = { 0 };
	sigset_t set;
	int i, taken = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < SIGNALS; i++)
		if (sigqueue(getpid(), SIGRTMIN, v))
			break;
	ok(i > 100, "many signals: %d", i);
	kill(getpid(), SIGUSR1);
	while (sigtimedwait(&set, NULL, &(struct timespec){ 0 }) > 0)
		taken++;
	is(taken, i + 1, "are taken");
}

int
main(int argc, char **argv)
{
	static void (*const parts[])(void) = { areas, names, watches, threads,
		crowd, children, runners, links, depth, locks, signals };
	size_t i;

	(void)argv;
	if (argc > 1) /* what leave_by_exec() becomes */
		return 0;
	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		is(in_child(parts[i]), 0, "part %zu", i);
	return done();
}
