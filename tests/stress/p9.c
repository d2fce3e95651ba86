/*
 * A 9P server that answers wrongly, shortly, late or never (tests/stress/p9.h): who asked
 * gets EIO, nobody else anything, and it can always be unmounted.
 */
#include "tests/stress/p9.h"
#include <dirent.h>
#include <pthread.h>

static char buf[FILE_MOST];

static bool
holds(const char *p, size_t n, size_t from)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] != byte_at(from + i))
			return false;
	return true;
}

static ssize_t
read_file(const char *path)
{
	int fd = open(path, O_RDONLY), err;
	ssize_t n, all = 0;

	if (fd < 0)
		return -1;
	while ((n = read(fd, buf + all, sizeof buf - (size_t)all)) > 0)
		all += n;
	err = errno;
	close(fd);
	errno = err;
	return n < 0 ? n : all;
}

static void
good(void)
{
	pid_t pid = p9_mount("m", ",cache=open");
	struct stat st;
	DIR *d;
	int n = 0, fd;

	ok(pid > 0, "mount");
	is(read_file("m/a"), A_SIZE, "a file");
	ok(holds(buf, A_SIZE, 0), "its bytes");
	is(read_file("m/d/x"), 3, "another");
	is_errno(open("m/none", O_RDONLY), ENOENT, "none");
	d = opendir("m");
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	is(n, 3, "the folder");
	fd = works(open("m/w", O_RDWR), "to write");
	for (size_t i = 0; i < 50000; i++)
		buf[i] = (char)byte_at(i + 5);
	is(write(fd, buf, 50000), 50000, "write");
	is(close(fd), 0, "close");
	is(read_file("m/w"), 50000, "is there");
	ok(holds(buf, 50000, 5), "as it was written");
	is(truncate("m/w", 100), 0, "truncate");
	is(stat("m/w", &st), 0, "stat");
	is(st.st_size, 100, "its size");
	p9_spoil(SHORT_DATA, TREAD);
	p9_end("m", pid);
	pid = p9_mount("m", ",cache=always");
	p9_spoil(SHORT_DATA, TREAD);
	is(read_file("m/a"), A_SIZE, "in small pieces");
	ok(holds(buf, A_SIZE, 0), "all of them");
	p9_end("m", pid);
	pid = p9_mount("m", "");
	p9_spoil(NO_DATA, TREAD);
	is(read_file("m/a"), A_SIZE, "a file that has less than it said");
	is(buf[0] | buf[A_SIZE - 1], 0, "has zeroes there");
	p9_end("m", pid);
}

/* The server's number of a file is 100 more than its place in p9_tree; with multidevs=remap, how
 * many file systems came before its own, and 40 bits of its number there. */
static void
numbered(void)
{
	pid_t pid = p9_mount("m", ",multidevs=remap");
	struct stat st;
	struct dirent *e;
	DIR *d;

	ok(pid > 0, "mount");
	is(stat("m/a", &st), 0, "101 is");
	is(st.st_ino, 50, "50 of the first file system");
	is(stat("m/d", &st), 0, "102 is");
	is(st.st_ino, 2LL << 40 | 12, "12 of the third");
	is(stat("m/w", &st), 0, "104 is");
	is(st.st_ino, 10LL << 40 | 0, "0 of the eleventh");
	d = opendir("m");
	while ((e = d ? readdir(d) : NULL))
		if (stat(strcmp(e->d_name, "d") ? "m/a" : "m/d", &st) == 0 &&
		    (!strcmp(e->d_name, "d") || !strcmp(e->d_name, "a")))
			is(e->d_ino, st.st_ino, "a listing's too: %s",
			    e->d_name);
	if (d)
		closedir(d);
	is(read_file("m/a"), A_SIZE, "a file");
	p9_end("m", pid);
	pid = p9_mount("m", "");
	is(stat("m/a", &st), 0, "without the option");
	is(st.st_ino, 101, "the number is the server's");
	p9_end("m", pid);
	is_errno(p9_mount("m", ",multidevs=warn"), EINVAL, "another word");
}

/* One fault of the answer to one kind of message. */
static void
spoiled(const char *what, enum fault fault, int type, int err, bool breaks)
{
	pid_t pid = p9_mount("m", ",timeout=3"), other = p9_mount("n", "");
	struct stat st;

	ok(pid > 0 && other > 0, "%s of %d: mount", what, type);
	p9_spoil(fault, type);
	switch (type) {
	case TWALK:
	case TGETATTR:
		is_errno(stat("m/a", &st), err, "%s: stat", what);
		break;
	case TREADDIR: {
		int fd = open("m/d", O_RDONLY | O_DIRECTORY);

		is_errno(syscall(SYS_getdents64, fd, buf, sizeof buf), err,
		    "%s: getdents", what);
		close(fd);
		break;
	}
	case TWRITE: {
		int fd = open("m/w", O_RDWR);

		is(write(fd, "bytes", 5), 5, "%s: write", what);
		is_errno(fsync(fd), err, "%s: fsync", what);
		close(fd);
		break;
	}
	default:
		is_errno(read_file("m/a"), err, "%s of %d: read", what, type);
		break;
	}
	ok(p9->asked > 0, "%s of %d: it was asked", what, type);
	p9->fault = GOOD;
	if (!breaks)
		is(read_file("m/a"), A_SIZE, "%s of %d: later", what, type);
	else
		is_errno(open("m/d/x", O_RDONLY), EIO, "%s of %d: for good",
		    what, type);
	is(read_file("n/a"), A_SIZE, "%s of %d: another server", what, type);
	p9_end("m", pid);
	p9_end("n", other);
}

static void
each_fault(void)
{
	static const int types[] = { TWALK, TGETATTR, TLOPEN, TREAD, TREADDIR,
		TWRITE };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		int t = types[i];

		/* A page that cannot be read is EIO, whatever the server says. */
		spoiled("error", ERROR, t, t == TREAD ? EIO : EACCES, false);
		spoiled("an unknown error", WRONG_ERROR, t, EIO, false);
		spoiled("another type", WRONG_TYPE, t, EIO, false);
		spoiled("silence", SILENT, t, EIO, false);
		spoiled("another tag", WRONG_TAG, t, EIO, true);
		spoiled("a size beyond all", HUGE_SIZE, t, EIO, true);
		spoiled("a size below all", TINY_SIZE, t, EIO, true);
		spoiled("no server", GONE, t, EIO, true);
	}
	spoiled("a short body", SHORT_BODY, TWALK, EIO, false);
	spoiled("a short body", SHORT_BODY, TGETATTR, EIO, false);
	spoiled("a short body", SHORT_BODY, TREADDIR, EIO, false);
	spoiled("a count beyond it", LONG_COUNT, TREAD, EIO, false);
}

/* Nonsense in every body, for a while: whatever comes of it, nothing ends but calls. */
static void
garbage(void)
{
	struct stat st;
	pid_t pid;

	for (int i = 0; i < 60; i++) {
		static const int types[] = { TWALK, TGETATTR, TLOPEN, TREAD,
			TREADDIR, TSTATFS };
		DIR *d;

		pid = p9_mount("m", i % 2 ? ",cache=always" : "");
		p9_spoil(GARBAGE, types[i % 6]);
		srand((unsigned)i);
		(void)!stat("m/a", &st);
		(void)!stat("m/d/x", &st);
		(void)!read_file("m/a");
		d = opendir("m");
		while (d && readdir(d))
			;
		if (d)
			closedir(d);
		is(umount("m"), 0, "umount");
		p9->fault = GOOD;
		waitpid(pid, NULL, 0);
	}
	for (int type = TVERSION; type <= TATTACH; type += TATTACH - TVERSION) {
		p9_spoil(GARBAGE, type);
		pid = p9_mount("m", "");
		if (type == TVERSION)
			ok(pid < 0, "a version that is none");
		if (pid > 0)
			p9_end("m", pid);
		p9->fault = GOOD;
	}
	p9_spoil(SILENT, TVERSION);
	is_errno(p9_mount("m", ",timeout=2"), EIO,
	    "a server that says nothing");
	p9->fault = GOOD;
}

/* --- Waiting --- */

static void *
stat_none(void *arg)
{
	struct stat st;

	return (void *)(long)(stat(arg, &st) ? errno : 0);
}

/* A name that is waited for keeps nobody from others of its folder. */
static void
slow_name(void)
{
	pid_t pid = p9_mount("m", "");
	struct stat st;
	pthread_t t[3];
	void *err;

	p9_spoil(LATE, TWALK);
	for (int i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, stat_none, "m/a");
	while (!p9->asked)
		usleep(1000);
	p9->type = -1; /* the rest is answered */
	is(stat("m/d", &st), 0, "another name of the folder");
	is(read_file("m/d/x"), 3, "and what is in it");
	is(p9->asked, 1, "who wants the same name does not ask again");
	p9->fault = GOOD;
	is(stat("m/w", &st), 0, "the late answer comes");
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], &err);
		is((long)err, 0, "and serves all who waited");
	}
	p9_end("m", pid);
}

/* Who waits can be killed, in a call or a fault, and what comes then is dropped. */
static void
killed(int type)
{
	pid_t pid = p9_mount("m", ""), child;
	int status;

	p9_spoil(LATE, type);
	child = fork();
	if (child == 0) {
		int fd = open("m/a", O_RDONLY);

		_exit(fd >= 0 && pread(fd, buf, 100, 5000) < 0);
	}
	while (!p9->asked)
		usleep(1000);
	kill(child, SIGKILL);
	is(waitpid(child, &status, 0), child, "killed while it waits for %d",
	    type);
	ok(WIFSIGNALED(status), "by the signal");
	p9->fault = GOOD;
	is(read_file("m/a"), A_SIZE, "afterwards all is well");
	ok(holds(buf, A_SIZE, 0), "and right");
	p9_end("m", pid);
}

/* A folder that waits for its server keeps nobody from mounting but on itself, and who waits
 * there can be killed. */
static void
slow_place(void)
{
	pid_t pid = p9_mount("m", ""), child[2];
	int status;

	p9_spoil(LATE, TSETATTR);
	child[0] = fork();
	if (child[0] == 0)
		_exit(chmod("m/d", 0777) != 0);
	while (!p9->asked)
		usleep(1000);
	child[1] = fork();
	if (child[1] == 0)
		_exit(mount("none", "m/d", "tmpfs", 0, NULL) != 0);
	usleep(50000); /* so that it most likely waits there */
	mkdir("n", 0755);
	is(mount("none", "n", "tmpfs", 0, NULL), 0, "mount elsewhere");
	is(umount("n"), 0, "and umount");
	kill(child[1], SIGKILL);
	is(waitpid(child[1], &status, 0), child[1], "who waits can be killed");
	ok(WIFSIGNALED(status), "by the signal");
	p9->fault = GOOD;
	(void)!access("m/w", F_OK); /* the late answer comes before this one */
	is(waitpid(child[0], &status, 0), child[0], "the change is answered");
	is(status, 0, "and done");
	is(mount("none", "m/d", "tmpfs", 0, NULL), 0, "then there is a mount");
	is(umount("m/d"), 0, "umount");
	p9_end("m", pid);
}

/* Many requests that are never answered: others of the server wait and give up, the rest
 * of the machine goes on; nothing is kept at the end. */
static void
swamped(void)
{
	pid_t pid = p9_mount("m", ",timeout=2"), children[200];
	char name[32];
	struct stat st;

	p9_spoil(SILENT, 0);
	for (int i = 0; i < 200; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			snprintf(name, sizeof name, "m/n%d", i);
			_exit(stat(name, &st) == 0 || errno != EIO);
		}
	}
	for (int i = 0, status; i < 200; i++) {
		waitpid(children[i], &status, 0);
		if (status)
			ok(false, "child %d: %#x", i, status);
	}
	ok(true, "200 who are not answered have EIO");
	p9_end("m", pid);
}

/* --- No memory --- */

static int control;

static void
fail_nth(int n)
{
	char text[16];
	int size = snprintf(text, sizeof text, "%d", n);

	if (pwrite(control, text, (size_t)size, 0) != size)
		exit(1);
}

static bool
failed_since(void)
{
	char text[16] = "";

	return pread(control, text, sizeof text - 1, 0) > 0 && atoi(text) == 0;
}

static void
drop_caches(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);

	(void)!write(fd, "1", 1);
	close(fd);
}

/* Each allocation of a call fails once, and each copy. => returns: how many results are
 * neither right nor tell of that */
static int
try_all(int (*call)(int fd), int fd)
{
	bool failed = true;
	int wrong = 0;

	for (int n = 1; failed && n < 200; n++) {
		int err;

		errno = 0;
		fail_nth(n);
		err = call(fd);
		failed = failed_since();
		fail_nth(0);
		if (err && errno != ENOMEM && errno != EFAULT)
			wrong++;
	}
	return wrong;
}

static int
write_and_sync(int fd)
{
	for (size_t i = 0, n; i < 50000; i += n) {
		n = 50000 - i < 4096 ? 50000 - i : 4096;
		if (pwrite(fd, buf + i, n, (off_t)i) != (ssize_t)n)
			return -1;
	}
	return fsync(fd);
}

static int
read_cold(int fd)
{
	char c;

	drop_caches();
	return pread(fd, &c, 1, 5000) == 1 ? 0 : -1;
}

static int
fault_cold(int fd)
{
	char *p = mmap(NULL, A_SIZE, PROT_READ, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return -1;
	drop_caches();
	(void)*(volatile char *)(p + 5000);
	return munmap(p, A_SIZE);
}

static void
without_memory(void)
{
	pid_t pid = p9_mount("m", "");
	int fd;

	control = open("/proc/self/fail-nth", O_RDWR);
	if (control >= 0) {
		fd = works(open("m/w", O_RDWR), "where memory lacks");
		for (size_t i = 0; i < 50000; i++)
			buf[i] = (char)byte_at(i + 7);
		is(try_all(write_and_sync, fd), 0, "nothing is lost");
		is(close(fd), 0, "close");
		drop_caches();
		is(read_file("m/w"), 50000, "it is there");
		ok(holds(buf, 50000, 7), "as it was written");
		fd = open("m/a", O_RDONLY);
		is(try_all(read_cold, fd), 0, "a read says that it is memory");
		is(try_all(fault_cold, fd), 0, "a fault waits for it");
		close(fd);
		close(control);
	}
	p9_end("m", pid);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	p9_begin();
	good();
	numbered();
	each_fault();
	garbage();
	slow_name();
	slow_place();
	killed(TWALK);
	killed(TLOPEN);
	killed(TREAD);
	swamped();
	without_memory();
	return done();
}
