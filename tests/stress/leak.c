/*
 * Ten thousand processes come and go: afterwards as much memory is free as
 * before.
 */
#include "tests/sys/tap.h"
#include <sys/sysinfo.h>

enum {
	PROCESSES = 10000,
	WARM_UP = 200,
	SLACK = 2 << 20 /* caches of names and objects may grow a little */
};

/* The program again, which ends at once. */
static bool
fork_exec(char *self)
{
	char *argv[] = { self, (char *)"exit", NULL };
	char *envp[] = { NULL };
	pid_t pid = fork();

	if (pid == 0) {
		execve(self, argv, envp);
		_exit(1);
	}
	return pid > 0 && exited_with(wait_for(pid), 23);
}

static long
free_memory(void)
{
	struct sysinfo info;

	sysinfo(&info);
	return (long)(info.freeram * info.mem_unit);
}

static int
run(char *self, int n)
{
	int good = 0;

	while (n--)
		good += fork_exec(self);
	return good;
}

int
main(int argc, char **argv)
{
	long before, after;
	int n;

	if (argc > 1)
		return 23;
	n = on_breenix() ? PROCESSES : WARM_UP;
	run(argv[0], WARM_UP);
	before = free_memory();
	is(run(argv[0], n), n, "each is forked, runs and ends");
	after = free_memory();
	diag("%d processes: %ld kB free before, %ld kB after", n, before / 1024,
	    after / 1024);
	if (on_breenix())
		ok(before - after < SLACK, "and no memory is lost");
	return done();
}
