/* Positions in /proc, and files opened again through /proc/self/fd. */
// covers: lseek getdents64 open pipe
#include "tests/sys/tap.h"

#include <dirent.h>

static int
count(DIR *d, long *middle)
{
	int n = 0;

	while (readdir(d)) {
		if (++n == 3)
			*middle = telldir(d);
	}
	return n;
}

/* Twice through a directory, once from the middle; on a busy host until nobody
 * comes or goes meanwhile. */
static void
directory(const char *path)
{
	DIR *d = opendir(path);
	int n, again, rest, tries = on_breenix() ? 1 : 1000;
	long middle = 0;

	do {
		rewinddir(d);
		n = count(d, &middle);
		rewinddir(d);
		again = count(d, &middle);
		seekdir(d, middle);
		rest = count(d, &(long){ 0 });
	} while ((again != n || rest != n - 3) && --tries);
	ok(n > 3, "%s has entries", path);
	is(again, n, "%s: as many after rewinddir", path);
	is(rest, n - 3, "%s: seekdir", path);
	is(lseek(dirfd(d), 2, SEEK_SET), 2, "lseek");
	is(lseek(dirfd(d), 0, SEEK_CUR), 2, "stays there");
	closedir(d);
}

static void
text(const char *path)
{
	int fd = open(path, O_RDONLY);
	char a[16], b[16];

	is(read(fd, a, 16), 16, "%s: read", path);
	is(lseek(fd, 0, SEEK_CUR), 16, "the position");
	is(lseek(fd, 0, SEEK_SET), 0, "back");
	is(read(fd, b, 16), 16, "read again");
	ok(!memcmp(a, b, 16), "gives the same");
	is(lseek(fd, 4, SEEK_SET), 4, "to the fifth byte");
	is(read(fd, b, 8), 8, "read there");
	ok(!memcmp(a + 4, b, 8), "gives what is there");
	is(lseek(fd, -4, SEEK_CUR), 8, "relative");
	is_errno(lseek(fd, -9, SEEK_CUR), EINVAL, "before the beginning");
	is(lseek(fd, 0, SEEK_CUR), 8, "which moves nothing");
	close(fd);
}

static int
reopen(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, flags);
}

/* No open of these waits for another side. */
static void
pipes(void)
{
	int p[2], f, g;
	char c = 0;

	is(pipe(p), 0, "pipe");
	is(write(p[1], "xy", 2), 2, "with two bytes");
	close(p[1]);
	f = works(reopen(p[0], O_RDONLY), "opened again without a writer");
	is(read(f, &c, 1), 1, "reads");
	is(c, 'x', "what was written");
	g = works(reopen(p[0], O_WRONLY), "its other side too");
	is(write(g, "z", 1), 1, "writes");
	is(read(p[0], &c, 1), 1, "reads");
	is(c, 'y', "in order");
	close(f);
	close(g);
	close(p[0]);

	is(pipe(p), 0, "pipe");
	close(p[0]);
	f = works(reopen(p[1], O_WRONLY), "opened again without a reader");
	signal(SIGPIPE, SIG_IGN);
	is_errno(write(f, "x", 1), EPIPE, "which nobody would read");
	close(f);
	f = works(reopen(p[1], O_WRONLY | O_NONBLOCK), "with O_NONBLOCK");
	g = works(reopen(p[1], O_RDWR), "both sides at once");
	is(write(f, "q", 1), 1, "then it is read");
	close(f);
	close(g);
	close(p[1]);
}

int
main(void)
{
	alarm(60);
	directory("/proc");
	directory("/proc/self/fd");
	directory("/proc/self/task/../fdinfo");
	directory("/proc/sys/kernel");
	directory("/proc/self");
	text("/proc/self/status");
	text("/proc/meminfo");
	pipes();
	return done();
}
