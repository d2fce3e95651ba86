/*
 * System calls whose arguments nearly make sense, from processes without rights:
 * the kernel lives on, and nobody of them is left.
 *
 *     fuzz [SEED [ROUNDS]]
 *
 * What the arguments of a call are comes from abi/syscalls.def. A descriptor is
 * mostly one that is open, a path one that is there, a structure filled as its type
 * says, an address one in memory that other threads map, protect and unmap; and each
 * is now and then a boundary, or anything. One call in sixteen has any number and
 * any arguments.
 *
 * A round is some processes of a user of their own, each with up to three threads,
 * which make so many calls each, some of which fork, clone or run a program that
 * ends at once. When all is done, or at the round's bound, whoever is left is
 * killed. Results mean nothing: a checker in the kernel has its own word.
 */
#include "tests/stress/fuzz/arguments.h"
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

enum {
	WORKERS = 5,
	THREADS = 3,
	CALLS = 3000, /* of a thread */
	CALLS_OF_CHILD = 60,
	DEPTH = 4, /* of children */
	BOUND = 5, /* seconds of a round */
	ROUNDS = 10,
	NUMBERS = 451
};

/* --- Calls ------------------------------------------------------------------------ */

/* Ends calls that wait for what does not come. */
static void
start_beat(void)
{
	const struct itimerval beat = { { 0, 10000 }, { 0, 10000 } };
	const uint64_t none = 0;

	setitimer(ITIMER_REAL, &beat, NULL);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
}

static void run(struct stream *s, long calls);

static int
cloned(void *arg)
{
	struct stream s = *(struct stream *)arg;

	run(&s, CALLS_OF_CHILD);
	syscall(SYS_exit, 0);
	return 0;
}

/* Sharing what chance says. */
static void
start_clone(struct stream *s)
{
	static const uint64_t usual[] = { 0, CLONE_VM, CLONE_FILES, CLONE_FS,
		CLONE_VM | CLONE_SIGHAND, CLONE_PARENT,
		CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FS };
	uint64_t flags = ONE_OF(s, usual) |
	    (once_in(s, 3) ? bits(s, 0xffffff00) : 0);
	char *stack = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct stream *child = (struct stream *)(void *)stack;

	if (stack == MAP_FAILED)
		return;
	*child = (struct stream){ draw(s) | 1, s->depth + 1 };
	/* Nobody gives it memory of its own; vfork() would wait. */
	flags &= ~(uint64_t)(CLONE_SETTLS | CLONE_VFORK);
	clone(cloned, stack + 8 * PAGE,
	    (int)(flags | (once_in(s, 4) ? below(s, 64) : SIGCHLD)), child,
	    buffer(s), NULL, buffer(s));
}

static void
start_fork(struct stream *s)
{
	struct stream child = { draw(s) | 1, s->depth + 1 };

	if (syscall(SYS_fork))
		return;
	start_beat();
	run(&child, CALLS_OF_CHILD);
	syscall(SYS_exit_group, 0);
}

static bool
is_fatal(uint64_t sig)
{
	return sig == SIGKILL || sig == SIGSTOP || sig == SIGSEGV ||
	    sig == SIGBUS || (sig >= 32 && sig <= 34);
}

/* Does a call that may end, stop or change the caller fall on its rare chance? Those
 * that cannot harm always do. */
static bool
may_call(struct stream *s, int nr, const uint64_t *a)
{
	switch (nr) {
	case SYS_exit:
	case SYS_exit_group:
	case SYS_rt_sigreturn:
		return once_in(s, 1000);
	case SYS_pause:
	case SYS_rt_sigsuspend:
		return once_in(s, 40);
	case SYS_execve:
	case SYS_execveat:
	case SYS_setrlimit:
	case SYS_prlimit64:
		return once_in(s, 20);
	case SYS_kill:
	case SYS_tkill:
	case SYS_rt_sigqueueinfo:
		return !is_fatal(a[1]) || once_in(s, 20);
	case SYS_tgkill:
	case SYS_rt_tgsigqueueinfo:
		return !is_fatal(a[2]) || once_in(s, 20);
	case SYS_rt_sigaction: /* the beat goes on */
		return a[0] != SIGALRM && (a[0] != SIGSEGV || once_in(s, 20));
	case SYS_vfork:
		return false;
	case SYS_arch_prctl: /* where the C library finds its own */
		return a[0] < 0x1001 || a[0] > 0x1002;
	case SYS_rseq: /* a bad one is a fault */
		return once_in(s, 20);
	}
	return true;
}

/* Keeps a call from moving the caller's memory, or from lasting too long. */
static void
tame(struct stream *s, int nr, uint64_t *a)
{
	switch (nr) {
	case SYS_clone3: /* only what is refused: there would be no stack */
		a[1] = below(s, 64);
		break;
	case SYS_brk:
		a[0] = 0;
		break;
	case SYS_mmap:
		a[0] = (uint64_t)page_of_arena(s);
		a[1] %= 64 * PAGE;
		break;
	case SYS_munmap:
	case SYS_mprotect:
	case SYS_madvise:
	case SYS_mremap:
		a[0] = (uint64_t)page_of_arena(s);
		a[1] %= 16 * PAGE;
		a[4] = nr == SYS_mremap ? (uint64_t)page_of_arena(s) : a[4];
		break;
	case SYS_rseq:
	case SYS_set_tid_address:
	case SYS_set_robust_list:
		a[0] = (uint64_t)buffer(s);
		break;
	case SYS_futex:
		a[0] = (uint64_t)(shared + below(s, 16) * 4);
		a[3] = structure(s, "timespec");
		break;
	case SYS_poll:
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
		a[nr == SYS_poll ? 2 : 3] = below(s, 4);
		break;
	case SYS_clock_nanosleep:
		a[1] = 0;
		break;
	}
}

static void
call(struct stream *s)
{
	const struct row *r = &ONE_OF(s, rows);
	int nr = once_in(s, 16) ? (int)below(s, NUMBERS) : r->number;
	uint64_t a[6];

	for (int i = 0; i < 6; i++)
		a[i] = nr == r->number && i < r->nargs ?
		    argument(s, &r->args[i]) :
		    once_in(s, 2) ? pointer(s) :
				    number(s);
	if (nr != SYS_clone && nr != SYS_fork) {
		if (may_call(s, nr, a)) {
			tame(s, nr, a);
			syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
		}
	} else if (s->depth < DEPTH) {
		if (nr == SYS_fork)
			start_fork(s);
		else
			start_clone(s);
	}
}

/* Descriptors of every kind at low numbers. */
static void
open_some(struct stream *s)
{
	int ends[2];

	start_beat();
	for (int i = 0; i < 6; i++)
		syscall(SYS_open, path(s),
		    below(s, 3) | (once_in(s, 4) ? O_CREAT : 0) | O_NONBLOCK,
		    0644);
	if (pipe2(ends, O_NONBLOCK) < 0)
		return;
	syscall(SYS_eventfd2, below(s, 5), O_NONBLOCK);
	syscall(SYS_pidfd_open, getpid(), O_NONBLOCK);
	syscall(SYS_epoll_create1, 0);
	open("a", O_RDWR | O_CREAT | O_NONBLOCK, 0666);
	open("d", O_RDONLY);
}

static void
run(struct stream *s, long calls)
{
	for (long i = 0; i < calls && !all->stop; i++) {
		call(s);
		__atomic_add_fetch(&all->calls, 1, __ATOMIC_RELAXED);
		if (once_in(s, 60))
			open_some(s);
		if (once_in(s, 40))
			mmap(page_of_arena(s), PAGE * (1 + below(s, 16)),
			    PROT_READ | PROT_WRITE,
			    MAP_FIXED | MAP_ANONYMOUS |
				(once_in(s, 2) ? MAP_SHARED : MAP_PRIVATE),
			    -1, 0);
	}
}

/* --- Rounds ----------------------------------------------------------------------- */

static void *
run_thread(void *arg)
{
	run(arg, CALLS);
	return NULL;
}

static void
nothing(int sig)
{
	(void)sig;
}

static void
set_limits(void)
{
	static const struct {
		int which;
		rlim_t limit;
	} limits[] = { { RLIMIT_AS, 64 << 20 }, { RLIMIT_FSIZE, 1 << 20 },
		{ RLIMIT_NOFILE, 128 }, { RLIMIT_NPROC, 128 } };

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct rlimit l = { limits[i].limit, limits[i].limit };

		setrlimit(limits[i].which, &l);
	}
}

static _Noreturn void
work(uint64_t seed)
{
	const struct sigaction act = { .sa_handler = nothing };
	struct stream streams[THREADS] = { 0 };
	pthread_t threads[THREADS];
	int n = 0, null = open("/dev/null", O_RDWR);

	setsid();
	set_limits();
	become_user(USER_ID, USER_ID);
	/* The test's results are not for them. */
	mmap(tap_state, PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	for (int sig = 1; sig <= 64; sig++)
		if (sig != SIGSEGV && sig != SIGBUS && (sig < 32 || sig > 34))
			sigaction(sig, &act, NULL);
	for (int i = 0; i < THREADS; i++)
		streams[i].random = (seed * THREADS + (uint64_t)i + 1) *
		    0x9e3779b97f4a7c15;
	open_some(&streams[0]);
	for (int i = 1; i < 1 + (int)(seed % THREADS); i++)
		n += pthread_create(&threads[n], NULL, run_thread,
			 &streams[i]) == 0;
	run(&streams[0], CALLS);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	_exit(0);
}

/* All that is the user's; he does it himself. */
static void
kill_all(void)
{
	pid_t child = fork();

	if (child == 0) {
		become_user(USER_ID, USER_ID);
		kill(-1, SIGKILL);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static volatile sig_atomic_t expired;

static void
on_alarm(int sig)
{
	(void)sig;
	expired = 1;
}

/* => returns: how many workers came to their end by themselves */
static int
play_round(uint64_t seed)
{
	pid_t pids[WORKERS], child;
	int lived = 0, status;

	all->stop = false;
	expired = 0;
	for (int i = 0; i < WORKERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			work(seed * WORKERS + (uint64_t)i);
	}
	alarm(BOUND);
	for (int left = WORKERS; left && !expired;) {
		child = waitpid(-1, &status, __WALL);
		for (int i = 0; i < WORKERS; i++)
			if (child == pids[i]) {
				left--;
				lived += status == 0;
			}
	}
	alarm(0);
	all->stop = true;
	/* One that is made meanwhile is there for the second.  All who lose their
	 * parents are this one's children: with the last, nobody is left. */
	for (int i = 0; i < 3; i++)
		kill_all();
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		;
	return lived;
}

static void
make_files(void)
{
	int fd = open("big", O_RDWR | O_CREAT, 0666);

	if (fd < 0 || ftruncate(fd, 300000) < 0 || fchmod(fd, 0666) < 0 ||
	    chmod(".", 0777) < 0 || mkdir("d", 0777) < 0 ||
	    chmod("d", 0777) < 0 || symlink("a", "link") < 0 ||
	    symlink("loop", "loop") < 0 || mkfifo("fifo", 0666) < 0 ||
	    chmod("fifo", 0666) < 0)
		diag("files: %s", strerror(errno));
	close(fd);
}

/* Memory with nothing beside it that a call might run into. */
static char *
map(size_t n, int type)
{
	const size_t guard = 2 << 20;
	char *p = mmap(NULL, n + 2 * guard, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	p = mmap(p + guard, n, PROT_READ | PROT_WRITE,
	    type | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

static bool
prepare(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	int adj = open("/proc/self/oom_score_adj", O_WRONLY);

	/* What they want of memory is not to end who watches. */
	if (adj >= 0) {
		if (write(adj, "-1000", 5) != 5)
			diag("oom_score_adj: %s", strerror(errno));
		close(adj);
	}
	sigaction(SIGALRM, &act, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	make_files();
	arena = map(ARENA_PAGES * PAGE, MAP_PRIVATE);
	shared = map(SHARED_SIZE, MAP_SHARED);
	all = (void *)map(PAGE, MAP_SHARED);
	return arena && shared && all;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
	int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS, lived = 0;

	/* What the calls execute. */
	if (geteuid() == USER_ID)
		return 0;
	if (!on_breenix()) {
		skip("not on a host");
		return done();
	}
	if (!ok(prepare(), "memory"))
		return done();
	for (int i = 0; i < rounds; i++)
		lived += play_round(seed + (uint64_t)i);
	diag("%ld calls; %d of %d processes came to their end", all->calls,
	    lived, rounds * WORKERS);
	ok(all->calls > 0, "the kernel lives");
	return done();
}
