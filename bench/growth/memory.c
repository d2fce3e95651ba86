/*
 * Areas of an address space, and mappings of one file.
 */
#define _GNU_SOURCE
#include "growth.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Neighbours differ, or they were one area. */
static int
protection(long i)
{
	return i & 1 ? PROT_READ : PROT_READ | PROT_WRITE;
}

static char *
map(void *at, long npages, int prot, int flags)
{
	char *p = mmap(at, npages * PAGE, prot,
	    MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	ck((long)p);
	return p;
}

static void
map_among(char **areas, long n)
{
	long i;

	bench_start();
	for (int times = 0; times < 500; times++) {
		/* Not like any neighbour. */
		munmap(map(NULL, 1, PROT_EXEC, 0), PAGE);
	}
	grow_stop("mmap", 500);
	bench_start();
	for (int times = 0; times < 200; times++) {
		i = grow_pick(n);
		munmap(areas[i], 2 * PAGE);
		munmap(map(NULL, 3, PROT_NONE, 0), 3 * PAGE);
		map(areas[i], 2, protection(i), MAP_FIXED);
	}
	grow_stop("hole", 200);
}

static void
change_among(char **areas, long n)
{
	char *elsewhere = map(NULL, 4, PROT_NONE, 0) + PAGE;
	long i;

	bench_start();
	for (int times = 0; times < 500; times++) {
		i = grow_pick(n);
		madvise(areas[i], PAGE, MADV_DONTNEED);
		(void)*(volatile char *)areas[i];
	}
	grow_stop("fault", 500);
	bench_start();
	for (int times = 0; times < 200; times++) {
		i = grow_pick(n);
		ck(mprotect(areas[i], PAGE, PROT_NONE));
		ck(mprotect(areas[i], PAGE, protection(i)));
	}
	grow_stop("mprotect", 200);
	bench_start();
	for (int times = 0; times < 200; times++) {
		i = grow_pick(n);
		ck((long)mremap(areas[i], 2 * PAGE, 2 * PAGE,
		    MREMAP_MAYMOVE | MREMAP_FIXED, elsewhere));
		ck((long)mremap(elsewhere, 2 * PAGE, 2 * PAGE,
		    MREMAP_MAYMOVE | MREMAP_FIXED, areas[i]));
	}
	grow_stop("mremap", 200);
}

void
grow_areas(long n)
{
	char **areas = malloc(n * sizeof(*areas));
	pid_t child;
	long lines;

	for (long i = 0; i < n; i++)
		areas[i] = map(NULL, 2, protection(i), 0);
	map_among(areas, n);
	change_among(areas, n);
	bench_start();
	lines = grow_read("/proc/self/maps");
	grow_stop("maps", lines);
	bench_start();
	child = ck(fork());
	if (!child)
		_exit(0);
	bench_reap(child);
	grow_stop("fork", n);
}

void
grow_mappings(long n)
{
	int fd = ck(open("mapped", O_CREAT | O_RDWR | O_TRUNC, 0644));

	ck(ftruncate(fd, 2 * n * PAGE));
	for (long i = 0; i < n; i++)
		ck((long)mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd,
		    2 * i * PAGE));
	bench_start();
	for (int i = 0; i < 50; i++) {
		ck(ftruncate(fd, 2 * n * PAGE - PAGE));
		ck(ftruncate(fd, 2 * n * PAGE));
	}
	grow_stop("truncate", 50);
	bench_start();
	for (int i = 0; i < 50; i++)
		ck(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		    2 * grow_pick(n) * PAGE, PAGE));
	grow_stop("punch", 50);
	ck(unlink("mapped"));
}
