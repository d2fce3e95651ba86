/*
 * Rows: threads and processes, from creation to the end.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>

static char *tiny_argv[] = { bench_tiny, NULL };

static void *
return_at_once(void *arg)
{
	return arg;
}

void
row_thread(long n)
{
	pthread_t thread;

	bench_start();
	for (long i = 0; i < n; i++) {
		if (pthread_create(&thread, NULL, return_at_once, NULL))
			bench_fail();
		pthread_join(thread, NULL);
	}
	bench_stop();
}

void
row_fork(long n)
{
	pid_t child;

	bench_start();
	for (long i = 0; i < n; i++) {
		child = ck(fork());
		if (!child)
			_exit(0);
		bench_reap(child);
	}
	bench_stop();
}

/* With 4 MiB of memory written. */
void
row_fork_4m(long n)
{
	char *p = bench_map(1024, MAP_PRIVATE);

	for (int i = 0; i < 1024; i++)
		p[i * PAGE] = 1;
	row_fork(n);
	munmap(p, 1024 * PAGE);
}

void
row_fork_exec(long n)
{
	pid_t child;

	bench_start();
	for (long i = 0; i < n; i++) {
		child = ck(fork());
		if (!child) {
			execve(bench_tiny, tiny_argv, environ);
			_exit(1);
		}
		bench_reap(child);
	}
	bench_stop();
}

/* A function of its own, because the child must leave no variable of a loop
 * changed. */
static void
vfork_tiny(void)
{
	pid_t child = ck(vfork());

	if (!child) {
		execve(bench_tiny, tiny_argv, environ);
		_exit(1);
	}
	bench_reap(child);
}

void
row_vfork_exec(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		vfork_tiny();
	bench_stop();
}

void
row_spawn(long n)
{
	pid_t child;

	bench_start();
	for (long i = 0; i < n; i++) {
		if (posix_spawn(&child, bench_tiny, NULL, NULL, tiny_argv,
			environ))
			bench_fail();
		bench_reap(child);
	}
	bench_stop();
}
