/*
 * Rows: mappings, page faults, the heap.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define NPAGES 256L

static void
write_pages(char *p, long npages)
{
	for (long i = 0; i < npages; i++)
		*(volatile char *)(p + i * PAGE) = 1;
}

void
row_mmap_1(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		munmap(mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		    PAGE);
	bench_stop();
}

/* A page: its part of a mapping of 256, written and unmapped. */
void
row_fault(long n)
{
	char *p;

	for (long i = 0; i < n / NPAGES; i++) {
		bench_start();
		p = bench_map(NPAGES, MAP_PRIVATE);
		write_pages(p, NPAGES);
		munmap(p, NPAGES * PAGE);
		bench_stop();
	}
}

/* A page: a child's write to one that it shares with its parent. */
void
row_cow(long n)
{
	char *p = bench_map(NPAGES, MAP_PRIVATE);
	uint64_t *ticks = bench_map(1, MAP_SHARED);
	pid_t child;

	write_pages(p, NPAGES);
	for (long i = 0; i < n / NPAGES; i++) {
		child = ck(fork());
		if (!child) {
			bench_ticks = 0;
			bench_start();
			write_pages(p, NPAGES);
			bench_stop();
			*ticks += bench_ticks;
			_exit(0);
		}
		bench_reap(child);
	}
	bench_ticks += *ticks;
	munmap(p, NPAGES * PAGE);
	munmap(ticks, PAGE);
}

/* A page: its part of 1 MiB of a cached file, mapped, read and unmapped. */
void
row_file_map(long n)
{
	const char *path = SCRATCH "/bench_f";
	char *p;
	int fd;

	bench_file(path, NPAGES * PAGE);
	fd = ck(open(path, O_RDONLY));
	for (long i = 0; i < n / NPAGES; i++) {
		bench_start();
		p = mmap(NULL, NPAGES * PAGE, PROT_READ, MAP_SHARED, fd, 0);
		ck((long)p);
		for (long k = 0; k < NPAGES; k++)
			(void)*(volatile char *)(p + k * PAGE);
		munmap(p, NPAGES * PAGE);
		bench_stop();
	}
	close(fd);
	unlink(path);
}

/* The middle page of three, read-only and writable in turn. */
void
row_mprotect(long n)
{
	char *p = bench_map(3, MAP_PRIVATE);

	p[PAGE] = 1;
	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_mprotect, (long)p + PAGE, PAGE,
		    i & 1 ? PROT_READ | PROT_WRITE : PROT_READ);
	bench_stop();
	munmap(p, 3 * PAGE);
}

/* The heap grows by 16 pages that are written, and shrinks again. */
void
row_brk(long n)
{
	long top = call3(SYS_brk, 0, 0, 0);

	if (call3(SYS_brk, top + 16 * PAGE, 0, 0) != top + 16 * PAGE)
		bench_fail();
	call3(SYS_brk, top, 0, 0);
	bench_start();
	for (long i = 0; i < n; i++) {
		call3(SYS_brk, top + 16 * PAGE, 0, 0);
		write_pages((char *)top, 16);
		call3(SYS_brk, top, 0, 0);
	}
	bench_stop();
}

/* Eight blocks of mixed sizes: allocated, their start written, freed. */
void
row_malloc(long n)
{
	static const size_t sizes[8] = { 16, 200, 1000, 64, 5000, 20000, 100,
		262144 };
	void *p[8];

	bench_start();
	for (long i = 0; i < n; i++) {
		for (int k = 0; k < 8; k++) {
			p[k] = malloc(sizes[k]);
			if (!p[k])
				bench_fail();
			memset(p[k], 1, sizes[k] > 8192 ? 8192 : sizes[k]);
		}
		for (int k = 0; k < 8; k++)
			free(p[k]);
	}
	bench_stop();
}
