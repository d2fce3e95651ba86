/*
 * Each thing is measured in a child of its own, beside few and beside many.  One
 * round only: what it prepares takes long, and the machine counts exactly.
 */
#define _GNU_SOURCE
#include "growth.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct thing {
	const char *name;
	void (*run)(long n);
	long few, many;
} things[] = {
#define THING(name, few, many) { #name, grow_##name, few, many },
#define OP(thing, name, unit, bound)
#define SLOWER(thing, name, times)
#include "things.def"
#undef THING
#undef OP
#undef SLOWER
};
#define NTHINGS (sizeof(things) / sizeof(things[0]))

static const struct thing *running;
static long running_n;
static int release[2];

void
grow_stop(const char *operation, long times)
{
	bench_stop();
	dprintf(1, "growth %s %s %ld %.1f\n", running->name, operation,
	    running_n, (double)bench_ticks / (double)times);
	bench_ticks = 0;
}

long
grow_pick(long n)
{
	static uint32_t state = 1;

	state = state * 1664525u + 1013904223u;
	return (long)(state >> 8) % n;
}

long
grow_list(const char *folder)
{
	struct entry {
		uint64_t ino, off;
		uint16_t size;
	} * e;
	int fd = ck(open(folder, O_RDONLY | O_DIRECTORY));
	long count = 0, got;

	while ((got = ck(syscall(SYS_getdents64, fd, bench_buf, 32768))) > 0)
		for (long at = 0; at < got; at += e->size, count++)
			e = (void *)(bench_buf + at);
	close(fd);
	return count;
}

long
grow_read(const char *path)
{
	int fd = ck(open(path, O_RDONLY));
	long lines = 0, got;

	while ((got = ck(read(fd, bench_buf, 4096))) > 0)
		for (char *p = bench_buf;
		     (p = memchr(p, '\n', bench_buf + got - p)); p++)
			lines++;
	close(fd);
	return lines;
}

/* Lets all get to where they wait: when none runs, the time is over at once. */
static void
settle(void)
{
	sleep(1);
}

pid_t *
grow_make_children(long n)
{
	pid_t *children = malloc(n * sizeof(*children));
	char c;

	ck(pipe(release));
	for (long i = 0; i < n; i++) {
		children[i] = ck(fork());
		if (children[i])
			continue;
		close(release[1]);
		(void)!read(release[0], &c, 1);
		_exit(0);
	}
	settle();
	return children;
}

void
grow_release(void)
{
	close(release[1]);
}

void
grow_make_threads(long n, void *(*body)(void *))
{
	pthread_attr_t small;
	pthread_t thread;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 16384);
	for (long i = 0; i < n; i++)
		if ((errno = pthread_create(&thread, &small, body, (void *)i)))
			bench_fail();
	settle();
}

static void
run_one(const struct thing *thing, long n)
{
	pid_t child = ck(fork());

	if (!child) {
		running_n = n;
		ck(chdir(SCRATCH));
		thing->run(n);
		_exit(0);
	}
	bench_reap(child);
}

void
growth_run(const char *list)
{
	for (size_t i = 0; i < NTHINGS; i++) {
		running = &things[i];
		bench_running = running->name;
		if (strcmp(list, "all") && !bench_listed(list, running->name))
			continue;
		run_one(running, running->few);
		run_one(running, running->many);
	}
}
