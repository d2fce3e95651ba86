/*
 * Out of memory by a user without rights: one thing after the other of which he takes
 * as much as there is, and asks for more. Meanwhile root goes on: a process of its own
 * forks, runs a program, reads a file and uses 4 MiB, again and again, each in a bounded
 * number of tries; it is never ended itself. When the user's processes are gone the
 * memory is there again. For a machine of our own; with little memory it takes seconds.
 *
 *     oom [SCENARIO]...
 *
 * Any processes but root's loop may be ended, its helpers too: they are tried again.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/xattr.h>
#include <time.h>

enum {
	USER_ID = 1000,
	PAGE = 4096,
	CREW = 4,    /* processes that take */
	ROUNDS = 3,  /* of root's loop, when all is taken */
	TRIES = 400, /* of one step of it */
	PAUSE_MS = 25,
	WAIT_S = 10, /* at most, for the user to have all */
	NEED = 4 << 20,
	POPULATE = 23 /* MADV_POPULATE_WRITE */
};

static struct shared {
	int full; /* how many of the crew met a refusal */

} * shared;

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void *
map(size_t size, int flags)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    flags | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* --- What the user does ----------------------------------------------------------- */

static bool eager; /* asks again at once */

/* Nothing more is to be had, for now: said once, and tried again later. */
static void
refused(void)
{
	static bool said;

	if (!said)
		__atomic_fetch_add(&shared->full, 1, __ATOMIC_SEQ_CST);
	said = true;
	if (!eager)
		pause_ms(20);
}

static void
many_descriptors(void)
{
	struct rlimit r;

	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
}

/* Has others do the same, each from the start. */
static void
call_others(void)
{
	int i;

	for (i = 1; i < CREW; i++)
		if (fork() == 0)
			return;
}

static void
plain(void)
{
	for (;;) {
		char *p = map(1 << 20, MAP_PRIVATE);

		if (p)
			memset(p, 1, 1 << 20);
		else
			refused();
	}
}

static void
pipes(void)
{
	static char block[65536];
	int p[2];

	call_others();
	many_descriptors();
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0)
			refused();
		else if (write(p[1], block, sizeof block) <
		    (ssize_t)sizeof block)
			refused();
	}
}

static void
fill(int fd)
{
	static char block[65536];

	while (write(fd, block, sizeof block) > 0)
		;
	refused();
}

/* Files that have no name, so that nobody else can remove them. */
static void
files(void)
{
	int fd;

	call_others();
	for (;;) {
		fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		if (fd < 0)
			refused();
		else
			fill(fd);
	}
}

/* Files whose pages are there, and not mapped. */
static void
mapped_files(void)
{
	many_descriptors();
	for (;;) {
		int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
		char *p = MAP_FAILED;

		if (fd >= 0 && ftruncate(fd, 1 << 20) == 0)
			p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
		if (p == MAP_FAILED) {
			refused();
			continue;
		}
		memset(p, 1, 1 << 20);
		munmap(p, 1 << 20);
	}
}

static void
shared_memory(void)
{
	for (;;) {
		char *p = map(1 << 20, MAP_SHARED);

		if (!p) {
			refused();
			continue;
		}
		memset(p, 1, 1 << 20);
		madvise(p, 1 << 20, MADV_DONTNEED); /* its pages stay */
	}
}

/* One page in each 2 MiB, never written: page tables, and nothing else. */
static void
tables(void)
{
	volatile char *p = mmap(NULL, 1UL << 40, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t at;

	if (p == MAP_FAILED)
		_exit(3);
	for (at = 0; at < 1UL << 40; at += 2 << 20)
		(void)p[at];
	refused();
}

static void
small_processes(void)
{
	enum {
		EACH = 300 * 1024
	};

	for (;;) {
		pid_t pid = fork();

		if (pid < 0) {
			refused();
		} else if (pid == 0) {
			char *p = map(EACH, MAP_PRIVATE);

			if (p)
				memset(p, 1, EACH);
			for (;;)
				pause();
		}
	}
}

/* As small_processes, but each has children that go on when it is ended. */
static void
fork_bomb(void)
{
	for (;;) {
		pid_t pid = fork();
		char *p;

		if (pid < 0) {
			refused();
			continue;
		}
		p = map(64 * 1024, MAP_PRIVATE);
		if (p)
			memset(p, 1, 64 * 1024);
	}
}

static void
locked(void)
{
	call_others();
	for (;;) {
		char *p = map(1 << 20, MAP_PRIVATE);

		if (!p || mlock(p, 1 << 20) < 0)
			refused();
		if (p)
			memset(p, 1, 1 << 20);
	}
}

static void
deep(void)
{
	char name[256];

	memset(name, 'd', 250);
	name[250] = '\0';
	for (;;) {
		if (mkdir(name, 0700) < 0 || chdir(name) < 0)
			refused();
	}
}

static void *
sleep_on(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void
threads(void)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 256 * 1024);
	for (;;) {
		char *p = map(128 * 1024, MAP_PRIVATE);

		if (p)
			memset(p, 1, 128 * 1024);
		if (pthread_create(&t, &attr, sleep_on, NULL))
			refused();
	}
}

static void
sets(void)
{
	struct epoll_event ev = { .events = EPOLLIN };

	call_others();
	many_descriptors();
	for (;;) {
		int set = epoll_create1(0), e = eventfd(0, 0), i;

		for (i = 3; i < e; i++)
			if (epoll_ctl(set, EPOLL_CTL_ADD, i, &ev) < 0 &&
			    errno != EPERM && errno != EEXIST && errno != ELOOP)
				break;
		if (set < 0 || e < 0 || i < e)
			refused();
		if (set < 0)
			close(e);
		if (e < 0)
			close(set);
	}
}

static void
file_locks(void)
{
	struct flock l = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1
	};
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600), i;

	call_others();
	if (fd < 0)
		_exit(3);
	for (i = 0; i < 20000; i++) {
		l.l_start = 2 * i;
		if (fcntl(fd, F_SETLK, &l) < 0)
			refused();
	}
	refused();
}

/* Segments with their pages, sets, undo entries, queues and messages. */
static void
system_v(void)
{
	static struct {
		long type;
		char text[8000];
	} m = { 1, "" };
	struct sembuf undo = { 0, 1, SEM_UNDO };

	call_others();
	for (;;) {
		int s = shmget(IPC_PRIVATE, 1 << 20, 0600);
		int t = semget(IPC_PRIVATE, 1000, 0600);
		int q = msgget(IPC_PRIVATE, 0600);
		char *p = s < 0 ? (void *)-1 : shmat(s, NULL, 0);

		if (p != (void *)-1) {
			/* Beyond his share of pages: SIGBUS. */
			if (madvise(p, 1 << 20, POPULATE) < 0)
				refused();
			shmdt(p);
		}
		if (s < 0 || t < 0 || q < 0 || semop(t, &undo, 1) < 0)
			refused();
		while (msgsnd(q, &m, sizeof m.text, IPC_NOWAIT) == 0)
			continue;
		if (errno != EAGAIN)
			refused();
	}
}

/* Values, and lists of who may what. */
static void
attributes(void)
{
	static char value[65536];
	static struct {
		unsigned version;
		struct {
			unsigned short tag, perm;
			unsigned id;
		} e[8191];
	} list = { 2, { { 1, 7, -1U } } };
	int i;

	for (i = 1; i < 8188; i++) {
		list.e[i].tag = 2;
		list.e[i].id = (unsigned)i;
	}
	for (; i < 8191; i++) {
		list.e[i].tag = (unsigned short[]){ 4, 16, 32 }[i - 8188];
		list.e[i].id = -1U;
	}
	call_others();
	many_descriptors();
	for (;;) {
		int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

		if (fd < 0 || fsetxattr(fd, "user.a", value, 60000, 0) < 0 ||
		    fsetxattr(fd, "user.b", value, 4, 0) < 0)
			refused();
		if (fd >= 0 &&
		    fsetxattr(fd, "system.posix_acl_access", &list, sizeof list,
			0) < 0 &&
		    errno != ENOSPC)
			refused();
	}
}

static void
queued_signals(void)
{
	union sigval v = { 0 };
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		if (sigqueue(getpid(), SIGRTMIN, v) < 0)
			refused();
}

/* More pipes than one process can have, so that they are small at last. */
static void
small_pipes(void)
{
	static char block[2 * PAGE];
	int p[2], i;

	for (i = 1; i < 30; i++)
		if (fork() == 0)
			break;
	many_descriptors();
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0)
			refused();
		else if (write(p[1], block, sizeof block) < 0)
			refused();
	}
}

/* The same without the limit of a user's pages, which main() takes away. */
static void
unlimited_pipes(void)
{
	static char block[65536];
	int p[2], i;

	eager = true;
	for (i = 1; i < 20; i++)
		if (fork() == 0)
			break;
	for (;;) {
		if (pipe2(p, O_NONBLOCK) < 0 ||
		    write(p[1], block, sizeof block) < (ssize_t)sizeof block)
			refused();
	}
}

/* All of it at once: what no process shows. */
static void
mixed(void)
{
	if (fork() == 0)
		files();
	if (fork() == 0)
		deep();
	if (fork() == 0)
		file_locks();
	if (fork() == 0)
		sets();
	if (fork() == 0)
		queued_signals();
	small_pipes();
}

/* And as many processes and threads as there may be. */
static void
everything(void)
{
	if (fork() == 0)
		tables();
	if (fork() == 0)
		threads();
	if (fork() == 0)
		locked();
	if (fork() == 0)
		shared_memory();
	if (fork() == 0)
		fork_bomb();
	mixed();
}

static const struct scenario {
	const char *name;
	void (*take)(void);
	int members; /* who have to be refused something */
} scenarios[] = {
	{ "plain", plain, 0 },
	{ "pipes", pipes, 0 },
	{ "files", files, 0 },
	{ "mapped", mapped_files, 0 },
	{ "shared", shared_memory, 0 },
	{ "tables", tables, 0 },
	{ "processes", small_processes, 0 },
	{ "forks", fork_bomb, 0 },
	{ "locked", locked, 0 },
	{ "deep", deep, 0 },
	{ "threads", threads, 0 },
	{ "sets", sets, 0 },
	{ "locks", file_locks, 0 },
	{ "signals", queued_signals, 0 },
	{ "attributes", attributes, 0 },
	{ "system-v", system_v, 0 },
	{ "small-pipes", small_pipes, 25 },
	{ "mixed", mixed, 40 },
	{ "everything", everything, 300 },
	{ "unlimited-pipes", unlimited_pipes, 10 },
};

/* --- What root does ------------------------------------------------------------------ */

static bool
run_program(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		execl("/proc/self/exe", "oom", "nothing", NULL);
		_exit(1);
	}
	return pid > 0 && wait_for(pid) == 0;
}

static bool
read_file(void)
{
	char text[256];
	int fd = open("/proc/meminfo", O_RDONLY);
	bool good = fd >= 0 && read(fd, text, sizeof text) > 0;

	if (fd >= 0)
		close(fd);
	return good;
}

static void
use_memory(void)
{
	char *p = map(NEED, MAP_PRIVATE);

	if (!p)
		_exit(1);
	memset(p, 1, NEED);
}

static bool
need_memory(void)
{
	return in_child(use_memory) == 0;
}

static int most_tries;

static bool
in_some_tries(bool (*step)(void))
{
	int i;

	for (i = 1; i < TRIES; i++) {
		if (step()) {
			if (i > most_tries)
				most_tries = i;
			return true;
		}
		pause_ms(PAUSE_MS);
	}
	return false;
}

static bool
round_of_root(void)
{
	return in_some_tries(run_program) && in_some_tries(read_file) &&
	    in_some_tries(need_memory);
}

/* --- Both ------------------------------------------------------------------------------ */

/* What is free, with the kernel's stacks, which stay for the next threads. */
static long
free_kib(void)
{
	static char text[4096];
	int fd = open("/proc/meminfo", O_RDONLY);
	char *at = text;
	long kib = 0;

	if (fd < 0)
		return 0;
	text[0] = '\0';
	(void)!read(fd, text, sizeof text - 1);
	close(fd);
	at = strstr(text, "MemFree:");
	kib += at ? atol(at + 8) : 0;
	at = strstr(text, "KernelStack:");
	kib += at ? atol(at + 12) : 0;
	return kib;
}

static void
be_user(void)
{
	gid_t groups[1] = { USER_ID };

	if (syscall(SYS_setgroups, 1, groups) < 0 ||
	    syscall(SYS_setresgid, USER_ID, USER_ID, USER_ID) < 0 ||
	    syscall(SYS_setresuid, USER_ID, USER_ID, USER_ID) < 0)
		_exit(98);
}

/* All of the user's processes end, and those that they make meanwhile. */
static void
end_user(void)
{
	pid_t pid;
	int i;

	for (i = 0; i < 200; i++) {
		pid = fork();
		if (pid == 0) {
			be_user();
			kill(-1, SIGKILL);
			_exit(0);
		}
		while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			return;
		pause_ms(PAUSE_MS);
	}
}

static void
remove_deep(void)
{
	char name[256];
	int depth = 0;

	memset(name, 'd', 250);
	name[250] = '\0';
	while (chdir(name) == 0)
		depth++;
	while (depth-- > 0 && chdir("..") == 0)
		rmdir(name);
}

static void
set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd >= 0) {
		(void)!write(fd, value, strlen(value));
		close(fd);
	}
}

static void
drop_caches(void)
{
	set("/proc/sys/vm/drop_caches", "3");
}

/* The one who takes, and his family; the last of it is waited for by end_user(). */
static pid_t
start_user(const struct scenario *s)
{
	pid_t pid = fork();

	if (pid == 0) {
		be_user();
		if (mkdir("/tmp/oom-user", 0700) < 0 && errno != EEXIST)
			_exit(97);
		if (chdir("/tmp/oom-user") < 0)
			_exit(97);
		s->take();
		for (;;)
			pause();
	}
	return pid;
}

static long
lesser(long a, long b)
{
	return a < b ? a : b;
}

/* What System V's objects keep is theirs until somebody removes them. */
static void
remove_objects(void)
{
	struct shmid_ds seg;
	struct semid_ds set;
	struct msqid_ds queue;
	int i, id, most = 32768;

	for (i = 0; i < most; i++) {
		id = shmctl(i, SHM_STAT, &seg);
		if (id >= 0)
			shmctl(id, IPC_RMID, NULL);
		id = semctl(i, 0, SEM_STAT, &set);
		if (id >= 0)
			semctl(id, 0, IPC_RMID);
		id = msgctl(i, MSG_STAT, &queue);
		if (id >= 0)
			msgctl(id, IPC_RMID, NULL);
	}
}

static void
try(const struct scenario *s)
{
	time_t end = time(NULL) + WAIT_S;
	long before, after = 0, low;
	int i, bad = 0, rounds = 0;
	pid_t pid;

	drop_caches();
	before = low = free_kib();
	*shared = (struct shared){ 0 };
	most_tries = 0;
	set("/proc/sys/fs/pipe-user-pages-soft",
	    s->take == unlimited_pipes ? "0" : "16384");
	pid = start_user(s);
	while (time(NULL) < end && shared->full <= s->members) {
		bad += !round_of_root();
		rounds++;
		low = lesser(low, free_kib());
		if (waitpid(pid, NULL, WNOHANG) == pid)
			break; /* ended for want of memory */
		pause_ms(10L * PAUSE_MS);
	}
	for (i = 0; i < ROUNDS; i++) {
		bad += !round_of_root();
		rounds++;
		pause_ms(PAUSE_MS);
		low = lesser(low, free_kib());
	}
	is(bad, 0, "%s: root goes on", s->name);
	end_user();
	if (chdir("/tmp/oom-user") == 0) {
		remove_deep();
		(void)!chdir("/tmp");
	}
	rmdir("/tmp/oom-user");
	if (s->take == system_v)
		remove_objects();
	drop_caches();
	for (i = 0; i < 400; i++) {
		after = free_kib();
		if (after >= before - before / 25)
			break;
		pause_ms(PAUSE_MS);
	}
	ok(after >= before - before / 25, "%s: memory is there again", s->name);
	diag(
	    "%s: %ld KiB free, %ld at least, %ld after; %d rounds, %d tries at most; "
	    "%d refused",
	    s->name, before, low, after, rounds, most_tries, shared->full);
}

static bool
wanted(int argc, char **argv, const char *name)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc == 1;
}

int
main(int argc, char **argv)
{
	size_t i;

	if (argc > 1 && !strcmp(argv[1], "nothing"))
		return 0;
	if (!on_breenix()) {
		skip("not on a host");
		return done();
	}
	shared = map(sizeof *shared, MAP_SHARED);
	mkdir("/tmp", 01777);
	chmod("/tmp", 01777);
	chdir("/tmp");
	for (i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
		if (wanted(argc, argv, scenarios[i].name))
			try(&scenarios[i]);
	return done();
}
