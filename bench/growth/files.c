/*
 * Names, folders in folders, descriptors, byte-range locks and mounts.
 */
#define _GNU_SOURCE
#include "growth.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char *
name(const char *format, long i)
{
	static char text[64];

	snprintf(text, sizeof(text), format, i);
	return text;
}

static void
touch(const char *path)
{
	close(ck(open(path, O_CREAT | O_WRONLY, 0644)));
}

void
grow_names(long n)
{
	struct stat st;
	long count;

	ck(mkdir("names", 0755));
	for (long i = 0; i < n; i++)
		touch(name("names/%07ld", i));
	bench_start();
	for (int i = 0; i < 500; i++) {
		touch("names/new");
		ck(unlink("names/new"));
	}
	grow_stop("create", 500);
	bench_start();
	for (int i = 0; i < 500; i++)
		ck(stat(name("names/%07ld", grow_pick(n)), &st));
	grow_stop("stat", 500);
	bench_start();
	for (int i = 0; i < 500; i++)
		(void)stat(name("names/none%07ld", i), &st);
	grow_stop("stat_noent", 500);
	bench_start();
	count = grow_list("names");
	grow_stop("readdir", count);
	for (long i = 0; i < n; i++)
		ck(unlink(name("names/%07ld", i)));
	ck(rmdir("names"));
}

void
grow_depth(long n)
{
	struct stat st;

	for (long i = 0; i < n; i++) {
		ck(mkdir("d", 0755));
		ck(chdir("d"));
	}
	bench_start();
	for (int i = 0; i < 20; i++)
		ck(syscall(SYS_getcwd, bench_buf, sizeof(bench_buf)));
	grow_stop("getcwd", 20 * n);
	bench_start();
	for (int i = 0; i < 200; i++)
		ck(stat("..", &st));
	grow_stop("stat_up", 200);
	for (long i = 0; i < n; i++) {
		ck(chdir(".."));
		ck(rmdir("d"));
	}
}

void
grow_descriptors(long n)
{
	const struct rlimit limit = { n + 100, n + 100 };
	pid_t child;

	ck(setrlimit(RLIMIT_NOFILE, &limit));
	for (long i = 3; i < n; i++)
		ck(dup(1));
	bench_start();
	for (int i = 0; i < 500; i++)
		close(ck(open("/", O_RDONLY)));
	grow_stop("open", 500);
	bench_start();
	for (int i = 0; i < 500; i++)
		close(ck(dup(1)));
	grow_stop("dup", 500);
	bench_start();
	child = ck(fork());
	if (!child)
		_exit(0);
	bench_reap(child);
	grow_stop("fork", n);
	bench_start();
	for (long i = 3; i < n; i++)
		close(i);
	grow_stop("close", n - 3);
}

static void
lock(int fd, int command, int type, long start, long length)
{
	struct flock lock = { .l_type = type,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = length };

	ck(fcntl(fd, command, &lock));
}

void
grow_locks(long n)
{
	int fd = ck(open("locked", O_CREAT | O_RDWR, 0644));
	long i, lines;

	bench_start();
	for (i = 0; i < n; i++)
		lock(fd, F_SETLK, F_WRLCK, 2 * i, 1);
	grow_stop("setlk", n);
	bench_start();
	for (int times = 0; times < 100; times++) {
		i = 2 * grow_pick(n);
		lock(fd, F_SETLK, F_UNLCK, i, 1);
		lock(fd, F_SETLK, F_WRLCK, i, 1);
	}
	grow_stop("setlk2", 100);
	bench_start();
	for (int times = 0; times < 100; times++)
		lock(fd, F_GETLK, F_WRLCK, 2 * grow_pick(n), 1);
	grow_stop("getlk", 100);
	bench_start();
	lines = grow_read("/proc/locks");
	grow_stop("list", lines);
	bench_start();
	lock(fd, F_SETLK, F_UNLCK, 0, 0);
	grow_stop("drop", n);
	ck(unlink("locked"));
}

void
grow_mounts(long n)
{
	struct stat st;
	long lines;

	ck(mkdir("mounts", 0755));
	for (long i = 0; i <= n; i++)
		ck(mkdir(name("mounts/%ld", i), 0755));
	for (long i = 0; i < n; i++)
		ck(mount("t", name("mounts/%ld", i), "tmpfs", 0, NULL));
	bench_start();
	for (int i = 0; i < 50; i++) {
		ck(mount("t", name("mounts/%ld", n), "tmpfs", 0, NULL));
		ck(umount(name("mounts/%ld", n)));
	}
	grow_stop("mount", 50);
	bench_start();
	for (int i = 0; i < 500; i++)
		ck(stat(name("mounts/%ld/.", grow_pick(n)), &st));
	grow_stop("stat", 500);
	bench_start();
	lines = grow_read("/proc/self/mounts");
	grow_stop("list", lines);
	for (long i = 0; i < n; i++)
		ck(umount(name("mounts/%ld", i)));
	for (long i = 0; i <= n; i++)
		ck(rmdir(name("mounts/%ld", i)));
	ck(rmdir("mounts"));
}
