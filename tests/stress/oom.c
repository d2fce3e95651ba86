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

#include "tests/stress/oom/user.h"

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
