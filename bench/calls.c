/*
 * Rows: plain system calls, and those that walk a path.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

#define FILE_PATH SCRATCH "/bench_f"

void
row_null(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		call0(SYS_getppid);
	bench_stop();
}

void
row_clock_libc(long n)
{
	struct timespec t;

	bench_start();
	for (long i = 0; i < n; i++)
		clock_gettime(CLOCK_MONOTONIC, &t);
	bench_stop();
}

void
row_gtod_libc(long n)
{
	struct timeval t;

	bench_start();
	for (long i = 0; i < n; i++)
		gettimeofday(&t, NULL);
	bench_stop();
}

void
row_clock_sys(long n)
{
	struct timespec t;

	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&t, 0);
	bench_stop();
}

/* One byte, again and again, by read() or write(). */
static void
transfer_byte(const char *device, int flags, long number, long n)
{
	int fd = ck(open(device, flags));

	ck(syscall(number, fd, bench_buf, 1));
	bench_start();
	for (long i = 0; i < n; i++)
		call3(number, fd, (long)bench_buf, 1);
	bench_stop();
	close(fd);
}

void
row_read_zero(long n)
{
	transfer_byte("/dev/zero", O_RDONLY, SYS_read, n);
}

void
row_write_null(long n)
{
	transfer_byte("/dev/null", O_WRONLY, SYS_write, n);
}

void
row_open_close(long n)
{
	bench_file(FILE_PATH, 1);
	ck(close(ck(open(FILE_PATH, O_RDONLY))));
	bench_start();
	for (long i = 0; i < n; i++)
		close(open(FILE_PATH, O_RDONLY));
	bench_stop();
	unlink(FILE_PATH);
}

static void
time_stat(const char *path, long n)
{
	struct stat st;

	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_stat, (long)path, (long)&st, 0);
	bench_stop();
}

void
row_stat(long n)
{
	struct stat st;

	bench_file(FILE_PATH, 1);
	ck(stat(FILE_PATH, &st));
	time_stat(FILE_PATH, n);
	unlink(FILE_PATH);
}

void
row_stat_noent(long n)
{
	time_stat(SCRATCH "/bench_nonexistent", n);
}

void
row_fstat(long n)
{
	struct stat st;
	int fd;

	bench_file(FILE_PATH, 1);
	fd = ck(open(FILE_PATH, O_RDONLY));
	bench_start();
	for (long i = 0; i < n; i++)
		call3(SYS_fstat, fd, (long)&st, 0);
	bench_stop();
	close(fd);
	unlink(FILE_PATH);
}

/* stat() of the eighth folder below the scratch folder. */
void
row_path8(long n)
{
	char path[8][64];
	const char *above = SCRATCH;
	struct stat st;

	for (int i = 0; i < 8; i++) {
		snprintf(path[i], sizeof(path[i]), "%.40s/%c", above, 'a' + i);
		mkdir(path[i], 0755);
		above = path[i];
	}
	ck(stat(above, &st));
	time_stat(above, n);
	for (int i = 7; i >= 0; i--)
		rmdir(path[i]);
}

void
row_dup_close(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		close(dup(0));
	bench_stop();
}

void
row_yield(long n)
{
	bench_start();
	for (long i = 0; i < n; i++)
		call0(SYS_sched_yield);
	bench_stop();
}

/* The parent's yields, while a child yields too.  Neither kernel switches at
 * most of them: the row is the cost of the call, not of a switch. */
void
row_yield2(long n)
{
	volatile int *stop = bench_map(1, MAP_SHARED);
	pid_t child = ck(fork());

	if (!child) {
		while (!*stop)
			call0(SYS_sched_yield);
		_exit(0);
	}
	for (int i = 0; i < 8; i++)
		call0(SYS_sched_yield);
	bench_start();
	for (long i = 0; i < n; i++)
		call0(SYS_sched_yield);
	bench_stop();
	*stop = 1;
	bench_reap(child);
	munmap((void *)stop, PAGE);
}
