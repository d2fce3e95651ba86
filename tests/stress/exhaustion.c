/*
 * Running out: of memory, of processes, of descriptors. Who asked gets an error
 * or is killed, and the rest of the system lives on. For a machine of our own.
 */
#include "tests/sys/tap.h"
#include <sys/resource.h>
#include <sys/sysinfo.h>

static void
eat_memory(void)
{
	enum {
		STEP = 1 << 20
	};

	for (;;) {
		char *p = mmap(NULL, STEP, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			_exit(5);
		memset(p, 1, STEP);
	}
}

static void
eat_files(void)
{
	static char block[65536];
	int fd = open("/tmp/eater", O_RDWR | O_CREAT, 0600);
	ssize_t n;

	while ((n = write(fd, block, sizeof block)) > 0)
		;
	n = errno;
	close(fd);
	unlink("/tmp/eater");
	_exit(n == ENOSPC || n == ENOMEM ? 5 : 1);
}

static void
eat_processes(void)
{
	int count = 0;
	pid_t pid;

	while ((pid = fork()) > 0)
		if (++count > 100000)
			break;
	if (pid == 0)
		for (;;)
			pause();
	_exit(errno == EAGAIN || errno == ENOMEM ? 5 : 1);
}

static void
eat_pipes(void)
{
	struct rlimit limit = { 1 << 16, 1 << 16 };
	static char block[65536];
	int p[2];

	setrlimit(RLIMIT_NOFILE, &limit);
	while (pipe2(p, O_NONBLOCK) == 0)
		if (write(p[1], block, sizeof block) < 0 && errno == ENOMEM)
			_exit(5);
	_exit(errno == EMFILE || errno == ENFILE || errno == ENOMEM ? 5 : 1);
}

static void
do_nothing(void)
{
}

/* Ended by itself with an error that it saw, or killed for the others' sake. */
static void
check(void (*eater)(void), const char *what)
{
	struct sysinfo s;
	int status = in_child(eater);

	ok(exited_with(status, 5) || died_by(status, SIGKILL), "%s", what);
	is(in_child(do_nothing), 0, "and then a process can be made");
	sysinfo(&s);
	ok(s.freeram * s.mem_unit > s.totalram * s.mem_unit / 4,
	    "and there is memory again");
}

int
main(void)
{
	if (!on_breenix()) {
		skip("not on a host");
		return done();
	}
	check(eat_memory, "all memory for one process");
	check(eat_files, "all memory for one file");
	check(eat_pipes, "all memory for pipes");
	/* Last: its children are killed by the driver. */
	is(exited_with(in_child(eat_processes), 5), 1, "processes without end");
	return done();
}
