/*
 * Epoll sets and watched files that come and go at once: added, watched by each other,
 * deleted, waited for and closed by threads that share the descriptors.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

enum {
	USER = 54321,
	THREADS = 4,
	SETS = 6,
	PIPES = 6,
	ROUNDS = 6000,
	WAYS = 500, /* from a file by two sets: Linux's limit */
	ADDED = 700
};

static _Atomic int sets[SETS], ends[PIPES], sources[PIPES];
static _Atomic unsigned odd; /* calls that failed with an unexpected errno */

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static bool
expected(int err)
{
	return err == EBADF || err == EEXIST || err == ENOENT || err == ELOOP ||
	    err == EINVAL || err == EPERM;
}

static void
check(long result)
{
	if (result < 0 && !expected(errno))
		odd++;
}

static void
renew_set(unsigned i)
{
	int old = atomic_exchange(&sets[i], epoll_create1(0));

	if (old >= 0)
		close(old);
}

static void
renew_pipe(unsigned i)
{
	int p[2], old;

	if (pipe2(p, O_NONBLOCK) < 0)
		return;
	old = atomic_exchange(&ends[i], p[0]);
	if (old >= 0)
		close(old);
	old = atomic_exchange(&sources[i], p[1]);
	if (old >= 0)
		close(old);
}

static void
once(unsigned *seed)
{
	struct epoll_event ev = { .events = EPOLLIN |
		    (next(seed) % 2 ? EPOLLET : 0) };
	unsigned i = next(seed) % SETS, j = next(seed) % PIPES;
	struct epoll_event got[8];

	switch (next(seed) % 12) {
	case 0:
		renew_set(i);
		break;
	case 1:
		renew_pipe(j);
		break;
	case 2:
	case 3:
	case 4:
		check(epoll_ctl(sets[i], EPOLL_CTL_ADD, ends[j], &ev));
		break;
	case 5:
		check(epoll_ctl(sets[i], EPOLL_CTL_ADD, sets[j % SETS], &ev));
		break;
	case 6:
		check(epoll_ctl(sets[i], EPOLL_CTL_DEL, ends[j], NULL));
		break;
	case 7:
		check(epoll_ctl(sets[i], EPOLL_CTL_DEL, sets[j % SETS], NULL));
		break;
	case 8:
		check(epoll_ctl(sets[i], EPOLL_CTL_MOD, ends[j], &ev));
		break;
	case 9:
	case 10:
		check(epoll_wait(sets[i], got, 8, 0));
		break;
	default:
		if (write(sources[j], "x", 1) < 0 && errno != EAGAIN &&
		    errno != EPIPE)
			check(-1);
	}
}

static void *
storm(void *seed)
{
	unsigned s = (unsigned)(size_t)seed;

	for (int i = 0; i < ROUNDS; i++)
		once(&s);
	return NULL;
}

static void
run_threads(void *(*fn)(void *))
{
	pthread_t t[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, fn, (void *)(i + 1));
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
}

/* => returns: no call failed in a way it should not */
static bool
come_and_go(void)
{
	signal(SIGPIPE, SIG_IGN);
	for (unsigned i = 0; i < SETS; i++)
		sets[i] = -1;
	for (unsigned i = 0; i < PIPES; i++)
		ends[i] = sources[i] = -1;
	for (unsigned i = 0; i < SETS; i++)
		renew_set(i);
	for (unsigned i = 0; i < PIPES; i++)
		renew_pipe(i);
	run_threads(storm);
	syscall(SYS_close_range, 3, ~0u, 0);
	return !odd;
}

/* --- A set that is watched while it gets members ------------------------------------ */

static int inner, outer, source;
static _Atomic int slot;

static void *
fill(void *arg)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int i;

	if ((size_t)arg == 1) {
		while (slot < WAYS / 2)
			sched_yield();
		epoll_ctl(outer, EPOLL_CTL_ADD, inner, &ev);
		return NULL;
	}
	while ((i = slot++) < ADDED)
		epoll_ctl(inner, EPOLL_CTL_ADD, dup(source), &ev);
	return NULL;
}

/* Takes out one by one. => returns: how many there were */
static int
members(void)
{
	int n = 0;

	for (int fd = 3; fd < ADDED + 64; fd++)
		n += epoll_ctl(inner, EPOLL_CTL_DEL, fd, NULL) == 0;
	return n;
}

/* => returns: never more ways than allowed */
static bool
watched_meanwhile(void)
{
	int worst = 0, p[2];

	for (int round = 0; round < 8; round++) {
		inner = epoll_create1(0);
		outer = epoll_create1(0);
		pipe(p);
		source = p[0];
		slot = 0;
		run_threads(fill);
		/* Refused: whoever came last sees what the others did. */
		if (epoll_ctl(outer, EPOLL_CTL_DEL, inner, NULL) == 0) {
			int n = members();

			worst = n > worst ? n : worst;
		}
		syscall(SYS_close_range, 3, ~0u, 0);
	}
	return worst <= WAYS;
}

/* --- Nothing is left ------------------------------------------------------------------ */

#define LIMIT "/proc/sys/fs/epoll/max_user_watches"

static long
swap_limit(long to)
{
	FILE *f = fopen(LIMIT, "r+");
	long was = -1;

	if (!f || fscanf(f, "%ld", &was) != 1)
		was = -1;
	if (f) {
		rewind(f);
		fprintf(f, "%ld\n", to);
		fclose(f);
	}
	return was;
}

static void
user_does(bool (*fn)(void), const char *what)
{
	pid_t pid = fork();
	int status = 1;

	if (!pid)
		_exit(setresuid(USER, USER, USER) || !fn());
	waitpid(pid, &status, 0);
	is(status, 0, "%s", what);
}

static bool
just_one(void)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int set = epoll_create1(0), p[2];

	return pipe(p) == 0 && epoll_ctl(set, EPOLL_CTL_ADD, p[0], &ev) == 0 &&
	    epoll_ctl(set, EPOLL_CTL_ADD, p[1], &ev) < 0 && errno == ENOSPC;
}

int
main(void)
{
	long was;

	user_does(come_and_go, "sets and files come and go");
	user_does(watched_meanwhile, "a set is watched while it gets members");
	was = swap_limit(1);
	ok(was > 0, "the limit");
	user_does(just_one, "no item is left: one is the limit");
	swap_limit(was);
	return done();
}
