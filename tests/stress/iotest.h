/* What the tests on iotest share (kernel/fs/iotest/): its settings, its pages. */
#ifndef TESTS_STRESS_IOTEST_H
#define TESTS_STRESS_IOTEST_H

#include "tests/sys/tap.h"
#include <pthread.h>
#include <sys/mount.h>

#define PAGE 4096
#define DIR  "io"

__attribute__((unused)) static void
set(const char *settings)
{
	int fd = open(DIR "/control", O_WRONLY);

	is(write(fd, settings, strlen(settings)), strlen(settings), "set %s",
	    settings);
	close(fd);
}

__attribute__((unused)) static long
get(const char *name)
{
	char text[1024] = "", key[64], *at;
	int fd = open(DIR "/control", O_RDONLY);

	if (read(fd, text, sizeof text - 1) < 0)
		diag("control: %s", strerror(errno));
	close(fd);
	snprintf(key, sizeof key, "%s=", name);
	at = strstr(text, key);
	return at ? atol(at + strlen(key)) : -1;
}

__attribute__((unused)) static void
fill(char *page, unsigned seed)
{
	for (int i = 0; i < PAGE; i += 4)
		*(unsigned *)(page + i) = seed * 2654435761u + (unsigned)i;
}

__attribute__((unused)) static bool
is_filled(const char *page, unsigned seed)
{
	char want[PAGE];

	fill(want, seed);
	return memcmp(page, want, PAGE) == 0;
}

__attribute__((unused)) static void
write_pages(int fd, unsigned first, unsigned n)
{
	char page[PAGE];

	for (unsigned i = first; i < first + n; i++) {
		fill(page, i);
		if (pwrite(fd, page, PAGE, (off_t)i * PAGE) != PAGE)
			ok(false, "write of page %u: %s", i, strerror(errno));
	}
}

__attribute__((unused)) static bool
pages_are(int fd, unsigned first, unsigned n)
{
	char page[PAGE];

	for (unsigned i = first; i < first + n; i++)
		if (pread(fd, page, PAGE, (off_t)i * PAGE) != PAGE ||
		    !is_filled(page, i))
			return false;
	return true;
}

__attribute__((unused)) static size_t
count_cached(int fd, size_t n)
{
	unsigned char vec[512];
	void *map = mmap(NULL, n * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	size_t left = 0;

	if (map == MAP_FAILED || mincore(map, n * PAGE, vec))
		diag("mincore: %s", strerror(errno));
	for (size_t i = 0; i < n; i++)
		left += vec[i] & 1;
	munmap(map, n * PAGE);
	return left;
}

/* The cache forgets what is clean and not mapped. */
__attribute__((unused)) static bool
forget(int fd, size_t n)
{
	int drop = open("/proc/sys/vm/drop_caches", O_WRONLY);

	if (drop < 0 || write(drop, "1", 1) != 1)
		diag("drop_caches: %s", strerror(errno));
	close(drop);
	return count_cached(fd, n) == 0;
}

/* Memory is asked for, little by little, until the cache has forgotten what is clean. */
__attribute__((unused)) static bool
press(int fd, size_t n)
{
	size_t total = (size_t)sysconf(_SC_PHYS_PAGES), used = 0;
	char *hog = mmap(NULL, total * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	bool gone;

	while (!(gone = count_cached(fd, n) == 0) && used < total)
		for (int i = 0; i < 8; i++)
			hog[used++ % total * PAGE] = 1;
	munmap(hog, total * PAGE);
	return gone;
}

/* --- Processes --- */

__attribute__((unused)) static void
run_part(void (*fn)(void))
{
	is(in_child(fn), 0, "part");
}

#define PATIENCE 30 /* seconds */

__attribute__((unused)) static char
state_of(pid_t pid)
{
	char path[64], text[256] = "", *at;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	if (fd >= 0 && read(fd, text, sizeof text - 1) < 0)
		text[0] = 0;
	close(fd);
	at = strrchr(text, ')');
	return at ? at[2] : 0;
}

/* Until it sleeps where signals do not count, or has ended. */
__attribute__((unused)) static void
wait_until_stuck(pid_t pid)
{
	char state;

	while ((state = state_of(pid)) != 'D' && state != 'Z')
		usleep(1000);
}

__attribute__((unused)) static bool
ends_soon(pid_t pid)
{
	int status;

	for (int i = 0; i < PATIENCE * 100; i++, usleep(10000))
		if (waitpid(pid, &status, WNOHANG) == pid)
			return true;
	return false;
}

__attribute__((unused)) static pid_t
start(void (*fn)(int fd), int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		fn(fd);
		_exit(0);
	}
	return pid;
}

__attribute__((unused)) static bool
becomes(const char *name, long value)
{
	for (int i = 0; i < PATIENCE * 100; i++, usleep(10000))
		if (get(name) == value)
			return true;
	return false;
}

__attribute__((unused)) static void
drop_caches(const char *what)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);

	if (fd < 0 || write(fd, what, strlen(what)) < 0)
		diag("drop_caches: %s", strerror(errno));
	close(fd);
}

/* => returns: false: it is no debug kernel */
__attribute__((unused)) static bool
mount_iotest(const char *options)
{
	if (mkdir(DIR, 0755) == 0 &&
	    mount("none", DIR, "iotest", 0, options) == 0)
		return true;
	skip("no file system iotest: not a debug kernel");
	return false;
}

__attribute__((unused)) static int
umount_iotest(void)
{
	is(umount(DIR), 0, "umount");
	is(rmdir(DIR), 0, "rmdir");
	return done();
}

__attribute__((unused)) static void
set_ratio(const char *ratio)
{
	is(file_is("/proc/sys/vm/dirty_ratio", ratio), false, "another ratio");
	ok(make_file("/proc/sys/vm/dirty_ratio", ratio), "set it");
}

#endif
