/*
 * Rows: names and contents of files, on tmpfs.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#define FILE_SIZE (1L << 20)

void
row_create(long n)
{
	const char *path = SCRATCH "/bench_c";

	bench_start();
	for (long i = 0; i < n; i++) {
		close(ck(open(path, O_CREAT | O_EXCL | O_RDWR, 0644)));
		unlink(path);
	}
	bench_stop();
}

void
row_mkdir(long n)
{
	const char *path = SCRATCH "/bench_d";

	bench_start();
	for (long i = 0; i < n; i++) {
		ck(mkdir(path, 0755));
		rmdir(path);
	}
	bench_stop();
}

void
row_rename(long n)
{
	const char *a = SCRATCH "/bench_a", *b = SCRATCH "/bench_b";

	bench_file(a, 1);
	bench_start();
	for (long i = 0; i < n; i++) {
		ck(rename(a, b));
		rename(b, a);
	}
	bench_stop();
	unlink(a);
}

enum kind {
	READ,
	OVERWRITE,
	WRITE_NEW
};

/* Blocks of a file of 1 MiB in order, again and again. */
static void
transfer_blocks(long n, long size, enum kind kind)
{
	const char *path = SCRATCH "/bench_rw";
	off_t at;
	int fd;

	bench_file(path, FILE_SIZE);
	fd = ck(open(path, O_RDWR));
	if (kind == WRITE_NEW)
		ck(ftruncate(fd, 0));
	bench_start();
	for (long i = 0; i < n; i++) {
		at = i * size & (FILE_SIZE - 1);
		ck(kind == READ ? pread(fd, bench_buf, size, at) :
				  pwrite(fd, bench_buf, size, at));
	}
	bench_stop();
	close(fd);
	unlink(path);
}

void
row_read4k(long n)
{
	transfer_blocks(n, 4096, READ);
}

void
row_read64k(long n)
{
	transfer_blocks(n, 65536, READ);
}

void
row_write4k(long n)
{
	transfer_blocks(n, 4096, OVERWRITE);
}

void
row_write64k(long n)
{
	transfer_blocks(n, 65536, OVERWRITE);
}

void
row_write4k_new(long n)
{
	transfer_blocks(n, 4096, WRITE_NEW);
}

/* Lists a folder of 1000 files; how many entries there were. */
static int
list(const char *path)
{
	int fd = ck(open(path, O_RDONLY | O_DIRECTORY)), entries = 0;
	long got;

	while ((got = call3(SYS_getdents64, fd, (long)bench_buf, 32768)) > 0)
		for (long at = 0; at < got; entries++)
			at += *(unsigned short *)(bench_buf + at + 16);
	close(fd);
	return entries;
}

void
row_readdir1000(long n)
{
	const char *folder = SCRATCH "/bench_dir";
	char path[64];
	long entries = 0;

	ck(mkdir(folder, 0755));
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "%s/file%04d", folder, i);
		bench_file(path, 0);
	}
	bench_start();
	for (long i = 0; i < n; i++)
		entries += list(folder);
	bench_stop();
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "%s/file%04d", folder, i);
		unlink(path);
	}
	rmdir(folder);
	if (entries != n * 1002) {
		errno = EIO;
		bench_fail();
	}
}
