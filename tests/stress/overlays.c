/*
 * An overlay whose names are copied up, moved, removed and listed by four at a time; that
 * has no room; and whose copies are ended in the middle.  What is read is what one layer
 * has or the other, whole, and nothing is left in work.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <pthread.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include <time.h>

#define THREADS 4
#define ROUNDS  16
#define ROUND   250000 /* us */
#define NAMES   6
#define SIZE    20000
#define OPTIONS "lowerdir=l1:l2,upperdir=up/u,workdir=up/w"

#define LOAD(x)     __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define STORE(x, v) __atomic_store_n(&(x), v, __ATOMIC_SEQ_CST)

static bool stop, cut; /* files are cut off by others */
static unsigned long torn, strange, calls[16];

static void
fill_file(const char *path, size_t size)
{
	static char block[65536];
	int fd = open(path, O_CREAT | O_WRONLY, 0644);

	memset(block, 'L', sizeof block);
	for (size_t n; size; size -= n) {
		n = size < sizeof block ? size : sizeof block;
		if (write(fd, block, n) != (ssize_t)n)
			exit(1);
	}
	close(fd);
}

static void
fill_layer(const char *layer, int first)
{
	char path[64];

	mkdir(layer, 0755);
	snprintf(path, sizeof path, "%s/d", layer);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/d/e", layer);
	mkdir(path, 0777);
	for (int i = first; i < NAMES; i += 2) {
		snprintf(path, sizeof path, "%s/d/%d", layer, i);
		fill_file(path, SIZE);
		snprintf(path, sizeof path, "%s/d/e/%d", layer, i);
		fill_file(path, SIZE);
	}
}

static bool
mount_it(const char *size)
{
	mount("up", "up", "tmpfs", 0, size);
	mkdir("up/u", 0755);
	mkdir("up/w", 0755);
	return mount("o", "m", "overlay", 0, OPTIONS) == 0;
}

static int
count_names(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n - 2;
}

static void
unmount_it(void)
{
	int left = count_names("up/w/work");

	if (left) {
		diag("%d names are left in work", left);
		strange++;
	}
	if (umount("m") != 0) {
		diag("umount: %s", strerror(errno));
		strange++;
		umount2("m", MNT_DETACH);
	}
	if (umount("up") != 0) {
		diag("umount of the upper: %s", strerror(errno));
		strange++;
		umount2("up", MNT_DETACH);
	}
}

/* --- Races --- */

static unsigned
pick(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

static void
path_of(unsigned *seed, char *path)
{
	sprintf(path, "m/d/%s%d", pick(seed, 2) ? "e/" : "", pick(seed, NAMES));
}

/* A file has SIZE bytes of one kind. */
static void
look_at(const char *path)
{
	char buf[SIZE + 1];
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return;
	n = read(fd, buf, sizeof buf);
	if (n != SIZE && !(n < 0 && errno == EISDIR))
		STORE(torn, torn + 1);
	for (ssize_t i = 0; i < n; i++)
		if (buf[i] != 'L') {
			STORE(torn, torn + 1);
			break;
		}
	close(fd);
}

static void
look_mapped(const char *path)
{
	int fd = open(path, O_RDONLY);
	volatile char *p;

	if (fd < 0 || LOAD(cut)) {
		close(fd);
		return;
	}
	p = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
	if (p != MAP_FAILED && (p[0] != 'L' || p[SIZE - 1] != 'L'))
		STORE(torn, torn + 1);
	if (p != MAP_FAILED)
		munmap((void *)p, SIZE);
	close(fd);
}

static void
list(const char *dir)
{
	DIR *d = opendir(dir);
	bool seen[NAMES] = { false };
	struct dirent *e;

	while (d && (e = readdir(d))) {
		unsigned i = (unsigned)(e->d_name[0] - '0');

		if (i >= NAMES || e->d_name[1])
			continue;
		if (seen[i])
			STORE(strange, strange + 1);
		seen[i] = true;
	}
	if (d)
		closedir(d);
}

static void
make_named(const char *path)
{
	char buf[SIZE], name[64];
	int fd = open("m/d", O_TMPFILE | O_RDWR, 0644);

	if (fd < 0)
		return;
	memset(buf, 'L', sizeof buf);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	if (write(fd, buf, sizeof buf) == SIZE)
		linkat(-1, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
	close(fd);
}

static void
one_call(unsigned *seed)
{
	char p[64], q[64];
	unsigned what = pick(seed, 16);
	struct stat st;
	int fd;

	path_of(seed, p);
	path_of(seed, q);
	switch (what) {
	case 0:
	case 1:
	case 2:
		look_at(p);
		break;
	case 3:
		look_mapped(p);
		break;
	case 4:
	case 5:
		fd = open(p, O_WRONLY);
		if (fd >= 0)
			close(fd);
		break;
	case 6:
		unlink(p);
		break;
	case 7:
		rename(p, q);
		break;
	case 8:
		syscall(SYS_renameat2, AT_FDCWD, p, AT_FDCWD, q, 2);
		break;
	case 9:
		link(p, q);
		break;
	case 10:
		chmod(p, pick(seed, 2) ? 0644 : 0664);
		break;
	case 11:
		list(pick(seed, 2) ? "m/d" : "m/d/e");
		break;
	case 12:
		make_named(p);
		break;
	case 13:
		if (mkdir("m/d/0", 0755) != 0)
			rmdir("m/d/0");
		break;
	case 14:
		if (rmdir("m/d/e") == 0)
			mkdir("m/d/e", 0777);
		setxattr(p, "trusted.x", p, 4, 0);
		break;
	default:
		if (stat(p, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_size != SIZE)
			STORE(torn, torn + 1);
	}
	__atomic_add_fetch(&calls[what], 1, __ATOMIC_RELAXED);
}

static void *
race(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;

	while (!LOAD(stop))
		one_call(&seed);
	return NULL;
}

static void
test_races(void)
{
	pthread_t t[THREADS];
	unsigned long all = 0;
	int mounted = 0;

	for (unsigned r = 0; r < ROUNDS; r++) {
		mounted += mount_it(NULL);
		STORE(stop, false);
		for (uintptr_t i = 0; i < THREADS; i++)
			pthread_create(&t[i], NULL, race,
			    (void *)(r * THREADS + i + 1));
		usleep(ROUND);
		STORE(stop, true);
		for (int i = 0; i < THREADS; i++)
			pthread_join(t[i], NULL);
		unmount_it();
	}
	for (int i = 0; i < 16; i++)
		all += calls[i];
	diag("%lu calls", all);
	is(mounted, ROUNDS, "mounted each time");
	is(torn, 0, "files are whole");
	is(strange, 0, "nothing is left over");
}

/* --- Layers that change by themselves --- */

/* What is seen then nobody says; but nothing breaks. */
static void *
meddle(void *arg)
{
	static const char *const roots[] = { "up/u", "l1", "l2" };
	unsigned seed = (unsigned)(uintptr_t)arg;
	char p[64], q[64], at[80], to[80];

	while (!LOAD(stop)) {
		path_of(&seed, p);
		path_of(&seed, q);
		snprintf(at, sizeof at, "%s%s", roots[pick(&seed, 3)], p + 1);
		snprintf(to, sizeof to, "%s%s", roots[pick(&seed, 3)], q + 1);
		switch (pick(&seed, 8)) {
		case 0:
			unlink(at);
			break;
		case 1:
			rename(at, to);
			break;
		case 2:
			link(at, to);
			break;
		case 3:
			close(open(at, O_CREAT | O_WRONLY, 0644));
			break;
		case 4:
			rename("up/u/d/e", "up/u/x");
			break;
		case 5:
			rename("up/u/x", "up/u/d/e");
			break;
		case 6:
			if (mknod(at, S_IFCHR, 0) != 0)
				rename("l1/d/e", "l1/x");
			break;
		default:
			rename("l1/x", "l1/d/e");
			truncate(at, 1000);
		}
	}
	return NULL;
}

static void
test_meddling(void)
{
	pthread_t t[THREADS];
	int mounted = 0;

	cut = true;
	for (unsigned r = 0; r < ROUNDS / 2; r++) {
		mounted += mount_it(NULL);
		STORE(stop, false);
		for (uintptr_t i = 0; i < THREADS; i++)
			pthread_create(&t[i], NULL, i % 2 ? meddle : race,
			    (void *)(r * THREADS + i + 100));
		usleep(ROUND);
		STORE(stop, true);
		for (int i = 0; i < THREADS; i++)
			pthread_join(t[i], NULL);
		/* Names may be left in work. */
		if (umount("m") != 0 || umount("up") != 0)
			mounted--;
	}
	is(mounted, ROUNDS / 2, "layers that change are mounted, and not");
}

/* --- No room --- */

static void *
open_large(void *arg)
{
	int fd = open("m/large", O_RDWR);

	if (fd >= 0 || errno != ENOSPC)
		STORE(strange, strange + 1);
	if (fd >= 0)
		close(fd);
	return arg;
}

static void
test_no_room(void)
{
	pthread_t t[THREADS];
	struct stat st;
	char c;
	int fd;

	strange = 0;
	ok(mount_it("size=512k"), "with an upper that is small");
	for (int i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, open_large, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	is(strange, 0, "there is no room for a large file");
	is_errno(chmod("m/large", 0600), ENOSPC, "not to change its mode");
	is(stat("m/large", &st), 0, "it is there");
	is(st.st_mode & 0777, 0644, "as it was");
	fd = open("m/large", O_RDONLY);
	is(pread(fd, &c, 1, 4 << 20), 1, "and is read");
	close(fd);
	is(count_names("up/w/work"), 0, "nothing is left in work");
	fd = open("m/large", O_RDWR | O_TRUNC);
	ok(fd >= 0, "it can be emptied");
	close(fd);
	is(truncate("m/large2", 1000), 0, "or cut off");
	is(unlink("m/large2"), 0, "or removed");
	unmount_it();
	ok(mount_it("nr_inodes=12"), "with few inodes");
	for (int i = 0; i < 20; i++) {
		char path[64];

		snprintf(path, sizeof path, "m/d/%d", i % NAMES);
		chmod(path, 0600);
		unlink(path);
	}
	is(count_names("up/w/work"), 0, "nothing is left in work");
	unmount_it();
	is(strange, 0, "all is unmounted");
}

/* --- Ended in the middle --- */

static void
test_killed(void)
{
	unsigned seed = 1;
	int partial = 0, copied = 0;
	struct timespec begun, ended;
	struct stat st;
	unsigned us;

	strange = 0;
	mount_it(NULL);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	close(open("m/large", O_RDWR));
	clock_gettime(CLOCK_MONOTONIC, &ended);
	unmount_it();
	us = (unsigned)((ended.tv_sec - begun.tv_sec) * 1000000 +
	    (ended.tv_nsec - begun.tv_nsec) / 1000);
	for (int i = 0; i < 40; i++) {
		pid_t pid;

		if (!mount_it(NULL))
			strange++;
		pid = fork();
		if (pid == 0) {
			open("m/large", O_RDWR);
			_exit(0);
		}
		usleep(us * pick(&seed, 64) / 32);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		copied += stat("up/u/large", &st) == 0;
		if (stat("up/u/large", &st) == 0 && st.st_size != 8 << 20)
			partial++;
		if (stat("m/large", &st) != 0 || st.st_size != 8 << 20)
			partial++;
		unmount_it();
	}
	diag("%d of 40 were copied", copied);
	is(partial, 0, "a copy is whole or not there");
	is(strange, 0, "nothing is left over");
}

int
main(void)
{
	if (geteuid() != 0) {
		skip("needs root");
		return done();
	}
	mkdir("t", 0755);
	mount("t", "t", "tmpfs", 0, NULL);
	if (chdir("t") != 0)
		return 1;
	umask(0);
	fill_layer("l1", 0);
	fill_layer("l2", 1);
	fill_file("l2/large", 8 << 20);
	fill_file("l2/large2", 8 << 20);
	mkdir("up", 0755);
	mkdir("m", 0755);
	test_races();
	test_no_room();
	test_killed();
	test_meddling();
	return done();
}
