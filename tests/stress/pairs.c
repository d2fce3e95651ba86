/*
 * Pairs of operations that can work on one object at the same time.
 *
 *     pairs N            a sample of the pairs, in one world each and with a few
 *                        rounds; those of 0 to SAMPLES - 1 have every pair
 *     pairs N all        the same sample in every world, with many rounds
 *     pairs A            the pairs of one operation, as long
 *     pairs A B          one pair, for a long time
 *
 * Without a number it is the sample 0.
 *
 * tests/stress/pairs/ has the operations, each with the kinds of object that it
 * touches. Any two with a kind in common are a pair, and so is each with itself.
 * For a pair two sides run in a loop, each on processors of its own and both
 * without privilege, in one of these worlds:
 *
 *     threads     of one process
 *     sharing     processes with memory, descriptors, directories and signal
 *                 actions in common
 *     processes   with nothing in common but open files and each other's numbers
 *
 * Nothing is expected of single calls. The kernel lives on (a checker in it has
 * its own word), every side comes to its end, and nobody is left behind.
 *
 * The root process of the test supervises; the base of each pair is a session of
 * its own, whose children or threads the sides are.
 */
#include "tests/stress/pairs/operations.h"
#include "tests/sys/tap.h"
#include <pthread.h>
#include <ucontext.h>

enum {
	SAMPLES = 12,
	ALL = -1,   /* instead of a sample's number */
	BOUND = 60, /* seconds after which a pair hangs */
	STACK = 65536
};

enum sharing {
	THREADS,
	SHARING,
	PROCESSES,
	WORLDS
};

static const char *const world_name[WORLDS] = { "threads", "sharing",
	"processes" };

/* How long: all sides have done so many rounds, or that time has passed. */
struct effort {
	unsigned rounds;
	long ms;
};

static const struct effort brief = { .rounds = 8, .ms = 30 },
			   thorough = { .rounds = 60, .ms = 100 },
			   one_pair = { .rounds = UINT32_MAX, .ms = 10000 };

/* Which pairs are run, and how. */
static struct {
	int sample; /* or ALL */
	bool all_worlds;
	struct effort effort;
} plan;

static unsigned nworkers;
static struct worker workers[WORKERS_MAX];
static char stacks[WORKERS_MAX][STACK] __attribute__((aligned(16)));

/* --- A side ---------------------------------------------------------------------- */

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
all_have_done(unsigned rounds)
{
	for (unsigned i = 0; i < nworkers; i++)
		if (__atomic_load_n(&world->rounds[i], __ATOMIC_RELAXED) <
		    rounds)
			return false;
	return true;
}

static void
work(struct worker *w)
{
	unsigned long cpu = 1UL << w->index;
	long end;

	syscall(SYS_sched_setaffinity, 0, sizeof cpu, &cpu);
	world->pid[w->index] = (pid_t)syscall(SYS_getpid);
	world->tid[w->index] = (pid_t)syscall(SYS_gettid);
	__atomic_add_fetch(&world->started, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&world->started, __ATOMIC_SEQ_CST) <
	    (int)nworkers)
		sched_yield();
	end = now_ms() + plan.effort.ms;
	while (!all_have_done(plan.effort.rounds) && now_ms() < end) {
		w->round++;
		w->operation->run(w);
		__atomic_store_n(&world->rounds[w->index], w->round,
		    __ATOMIC_RELAXED);
	}
}

static void *
work_as_thread(void *arg)
{
	work(arg);
	return NULL;
}

static int
work_as_process(void *arg)
{
	work(arg);
	syscall(SYS_exit_group, 0);
	return 0;
}

/* --- The base -------------------------------------------------------------------- */

static void
on_signal(int sig)
{
	(void)sig;
}

/* What touches memory that is gone goes on behind the access. */
static void
on_fault(int sig, siginfo_t *info, void *context)
{
	ucontext_t *c = context;
	char *at = (char *)(uintptr_t)c->uc_mcontext.gregs[REG_RIP];

	(void)info;
	if (at >= touch_begin && at < touch_end)
		c->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)touch_end;
	else
		signal(sig, SIG_DFL);
}

static void
catch_signals(void)
{
	static const int harmless[] = { SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
		SIGPROF, SIGPIPE, SIGHUP, SIGTTOU, SIGTTIN };
	struct sigaction a = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		sigaction(harmless[i], &a, NULL);
	sigaction(SIGRTMAX, &a, NULL);
	a.sa_flags = SA_SIGINFO | SA_NODEFER;
	a.sa_sigaction = on_fault;
	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGBUS, &a, NULL);
}

static void
need(bool made, const char *what)
{
	if (made)
		return;
	diag("%s: %s", what, strerror(errno));
	_exit(90);
}

/* The base's own; where there are no pseudo-terminals, the machine's. */
static void
open_terminal(void)
{
	char name[32] = "/dev/ttyS0";
	int unlock = 0, n = -1;

	it.master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (it.master >= 0) {
		need(ioctl(it.master, TIOCSPTLCK, &unlock) == 0 &&
			ioctl(it.master, TIOCGPTN, &n) == 0,
		    "a terminal's master");
		snprintf(name, sizeof name, "/dev/pts/%d", n);
	}
	it.slave = open(name, O_RDWR | O_NONBLOCK);
	need(it.slave >= 0, name);
}

static void
make_files(void)
{
	struct epoll_event e = { .events = EPOLLIN };

	need(getcwd(it.path, sizeof it.path) != NULL, "getcwd");
	it.dir = open(".", O_RDONLY | O_DIRECTORY);
	need(it.dir >= 0, "the directory");
	need(mkdir("sub", 0755) == 0 || errno == EEXIST, "sub");
	it.file = open("file", O_RDWR | O_CREAT, 0644);
	need(it.file >= 0 && ftruncate(it.file, AREA_PAGES * PAGE) == 0,
	    "the file");
	need(pipe2(it.pipe, O_NONBLOCK) == 0, "a pipe");
	it.event = eventfd(0, EFD_NONBLOCK);
	it.epoll = epoll_create1(0);
	need(it.event >= 0 && it.epoll >= 0 &&
		epoll_ctl(it.epoll, EPOLL_CTL_ADD, it.event, &e) == 0,
	    "an epoll set");
}

static void
make_memory(void)
{
	it.area = mmap(NULL, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	it.mapped = mmap(NULL, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_SHARED, it.file, 0);
	it.copied = mmap(NULL, AREA_PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE, it.file, 0);
	need(it.area != MAP_FAILED && it.mapped != MAP_FAILED &&
		it.copied != MAP_FAILED,
	    "memory");
}

static void
become_peer(void)
{
	gid_t group = USER_ID;

	need(syscall(SYS_setgroups, 1, &group) == 0 &&
		syscall(SYS_setresgid, USER_ID, USER_ID, USER_ID) == 0 &&
		syscall(SYS_setresuid, USER_ID, USER_ID, USER_ID) == 0,
	    "another user");
	/* As after execve(): the sides may look at each other. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static pid_t
start_process(unsigned i, enum sharing sharing)
{
	int flags = SIGCHLD;

	if (sharing == SHARING)
		flags |= CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND;
	return clone(work_as_process, stacks[i] + STACK, flags, &workers[i]);
}

/* Waits for all children, and lets go on who was stopped. */
static bool
reap_all(pid_t pid[])
{
	unsigned ended = 0;
	bool good = true;

	while (ended < nworkers) {
		int status;
		pid_t child = waitpid(-1, &status, WUNTRACED);

		if (child < 0 && errno != EINTR)
			return false;
		if (child > 0 && WIFSTOPPED(status)) {
			kill(child, SIGCONT);
			continue;
		}
		for (unsigned i = 0; i < nworkers; i++)
			if (pid[i] == child) {
				ended++;
				good &= status == 0;
			}
	}
	return good;
}

static bool
run_processes(enum sharing sharing)
{
	pid_t pid[WORKERS_MAX];

	for (unsigned i = 0; i < nworkers; i++) {
		pid[i] = start_process(i, sharing);
		need(pid[i] > 0, "a process");
	}
	return reap_all(pid);
}

static bool
run_threads(void)
{
	pthread_t t[WORKERS_MAX];

	for (unsigned i = 0; i < nworkers; i++)
		need(pthread_create(&t[i], NULL, work_as_thread, &workers[i]) ==
			0,
		    "a thread");
	for (unsigned i = 0; i < nworkers; i++)
		pthread_join(t[i], NULL);
	return true;
}

/* Ends with 0 when all sides did. */
static _Noreturn void
base(const struct operation *a, const struct operation *b, enum sharing sharing)
{
	bool good;

	setsid();
	for (unsigned i = 0; i < nworkers; i++)
		workers[i] = (struct worker){
			.index = i, .other = i ^ 1, .operation = i % 2 ? b : a
		};
	open_terminal();
	become_peer();
	make_files();
	make_memory();
	catch_signals();
	good = sharing == THREADS ? run_threads() : run_processes(sharing);
	_exit(good ? 0 : 91);
}

/* --- The supervisor --------------------------------------------------------------- */

static volatile sig_atomic_t expired;

static void
on_alarm(int sig)
{
	(void)sig;
	expired = 1;
}

/* Waits for the base and for whatever it left; they are killed at the bound. */
static int
supervise(pid_t base_pid)
{
	int status, result = -1;
	pid_t pid;

	expired = 0;
	alarm(BOUND);
	while ((pid = waitpid(-1, &status, WUNTRACED)) > 0 || errno == EINTR) {
		if (expired) {
			kill(-base_pid, SIGKILL);
			kill(base_pid, SIGKILL);
		} else if (pid > 0 && WIFSTOPPED(status)) {
			kill(pid, SIGCONT);
			continue;
		}
		if (pid == base_pid)
			result = status;
	}
	alarm(0);
	return expired ? -1 : result;
}

static bool
run_pair(const struct operation *a, const struct operation *b,
    enum sharing sharing)
{
	int status;
	pid_t pid;

	diag("%s, %s: %s", a->name, b->name, world_name[sharing]);
	memset(world, 0, sizeof *world);
	pid = fork();
	if (pid == 0)
		base(a, b, sharing);
	status = pid > 0 ? supervise(pid) : -1;
	if (status != 0)
		diag("%s, %s: %s: %s", a->name, b->name, world_name[sharing],
		    expired ? "hangs" : "a side did not end well");
	if (status > 0)
		diag("wait status %#x", (unsigned)status);
	return status == 0;
}

/* The worlds in which two operations have something in common. */
static unsigned
worlds_of(const struct operation *a, const struct operation *b)
{
	unsigned common = a->kinds & b->kinds, worlds = 0;

	if (common)
		worlds |= 1 << THREADS;
	if (common & BY_CLONE)
		worlds |= 1 << SHARING;
	if (common & BY_NUMBER || (common && (a->kinds | b->kinds) & TREE))
		worlds |= 1 << PROCESSES;
	return worlds;
}

/* One of several worlds, for pair after pair another. */
static unsigned
next_world(unsigned worlds)
{
	static unsigned turn;

	while (!(worlds & 1u << turn % WORLDS))
		turn++;
	return 1u << turn++ % WORLDS;
}

/* Is the next pair one of the sample? */
static bool
in_sample(void)
{
	static int count;

	return plan.sample == ALL || count++ % SAMPLES == plan.sample;
}

/* Gives how many failed; adds those that ran to *ran. */
static unsigned
run_worlds(const struct operation *a, const struct operation *b, unsigned *ran)
{
	unsigned worlds = worlds_of(a, b), failed = 0;

	if (!worlds || !in_sample())
		return 0;
	if (!plan.all_worlds)
		worlds = next_world(worlds);
	for (unsigned i = 0; i < WORLDS; i++)
		if (worlds >> i & 1) {
			failed += !run_pair(a, b, (enum sharing)i);
			++*ran;
		}
	return failed;
}

/* The pairs of one operation with those from another on. */
static void
run_operation(const struct operation *const *o,
    const struct operation *const *from)
{
	unsigned failed = 0, ran = 0;

	for (; from < __stop_operations; from++)
		failed += run_worlds(*o, *from, &ran);
	ok(failed == 0, "%s, in %u pairs", (*o)->name, ran);
}

static const struct operation *const *
find(const char *name)
{
	const struct operation *const *o;

	for (o = __start_operations; o < __stop_operations; o++)
		if (strcmp((*o)->name, name) == 0)
			return o;
	return NULL;
}

static void
run_named(const char *first, const char *second)
{
	const struct operation *const *a = find(first),
				      *const *b = second ? find(second) : NULL;
	unsigned ran = 0;

	plan.sample = ALL;
	plan.all_worlds = true;
	plan.effort = second ? one_pair : thorough;
	if (!ok(a && (b || !second), "there is such an operation"))
		return;
	if (second)
		ok(run_worlds(*a, *b, &ran) == 0 && ran > 0, "%s, %s", first,
		    second);
	else
		run_operation(a, __start_operations);
}

static void
run_sample(int which, bool all_worlds)
{
	const struct operation *const *o;

	plan.sample = which;
	plan.all_worlds = all_worlds;
	plan.effort = all_worlds ? thorough : brief;
	for (o = __start_operations; o < __stop_operations; o++)
		run_operation(o, o);
}

static void
prepare(void)
{
	struct sigaction a = { .sa_handler = on_alarm };
	long ncpus = sysconf(_SC_NPROCESSORS_ONLN);

	world = mmap(NULL, sizeof *world, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	need(world != MAP_FAILED, "shared memory");
	sigaction(SIGALRM, &a, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	nworkers = ncpus >= WORKERS_MAX ? WORKERS_MAX : 2;
	need(mkdir("shared", 0755) == 0 || errno == EEXIST, "a directory");
	need(chown("shared", USER_ID, USER_ID) == 0 && chdir("shared") == 0,
	    "a directory");
}

int
main(int argc, char **argv)
{
	const char *first = argc > 1 ? argv[1] : "0";
	const char *second = argc > 2 ? argv[2] : NULL;

	/* What the operations execute. */
	if (strcmp(first, "end") == 0)
		return 0;
	if (geteuid() != 0) {
		skip("needs root to become another user");
		return done();
	}
	prepare();
	if (strspn(first, "0123456789"))
		run_sample(atoi(first) % SAMPLES, second != NULL);
	else
		run_named(first, second);
	return done();
}
