/*
 * Files, folders, descriptors and what sysconf says.
 */
#include "tests/sys/tap.h"

#include <dirent.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <termios.h>
#include <utime.h>

static void
test_names(void)
{
	struct stat st, other;
	char text[64];
	ssize_t n;

	make_file("a", "abc");
	works(link("a", "b"), "link");
	works(symlink("a", "s"), "symlink");
	n = readlink("s", text, sizeof text);
	ok(n == 1 && text[0] == 'a', "readlink");
	works(stat("s", &st), "stat");
	works(lstat("s", &other), "lstat");
	ok(S_ISREG(st.st_mode) && st.st_nlink == 2 && st.st_size == 3 &&
		S_ISLNK(other.st_mode),
	    "what they say");
	works(rename("b", "c"), "rename");
	works(access("c", R_OK | W_OK), "access");
	is_errno(access("b", F_OK), ENOENT, "access of what is gone");
	works(chmod("c", 0640), "chmod");
	stat("c", &st);
	is(st.st_mode & 07777, 0640, "the mode");
	is_errno(fchmodat(AT_FDCWD, "c", 0600, 0x8000), EINVAL, "wrong flags");
	works(truncate("c", 1), "truncate");
	ok(file_is("a", "a"), "the other name has it too");
	works(mkfifo("f", 0600), "mkfifo");
	works(mkdir("d", 0700), "mkdir");
	is_errno(mkdir("d", 0700), EEXIST, "mkdir of what is there");
	works(remove("d"), "remove a folder");
	works(remove("c"), "remove a file");
	works(unlink("s"), "unlink");
	works(unlinkat(AT_FDCWD, "f", 0), "unlinkat");
	is_errno(remove("nothing"), ENOENT, "remove nothing");
}

static void
test_times(void)
{
	struct timespec times[2] = { { 1000, 5 }, { 2000, 6 } };
	struct timeval older[2] = { { 10, 7 }, { 20, 8 } };
	struct utimbuf oldest = { 1, 2 };
	struct stat st;
	int fd = open("a", O_RDWR);

	works(futimens(fd, times), "futimens");
	fstat(fd, &st);
	ok(st.st_atim.tv_sec == 1000 && st.st_mtim.tv_nsec == 6, "both times");
	is_errno(futimens(AT_FDCWD, NULL), EBADF, "futimens of no descriptor");
	works(utimes("a", older), "utimes");
	stat("a", &st);
	ok(st.st_atime == 10 && st.st_mtim.tv_nsec == 8000, "in microseconds");
	works(utime("a", &oldest), "utime");
	stat("a", &st);
	is(st.st_mtime, 2, "in seconds");
	older[0].tv_usec = 1000000;
	is_errno(futimes(fd, older), EINVAL, "too many microseconds");
	close(fd);
}

static void
test_descriptors(void)
{
	struct iovec iov[2] = { { (void *)"one", 3 }, { (void *)"two", 3 } };
	char text[16] = "";
	struct flock lock = { .l_type = F_WRLCK };
	int fd = open("a", O_RDWR | O_TRUNC), copy, ends[2];
	struct pollfd p;
	struct timeval none = { 0, 0 };
	fd_set set;

	is(writev(fd, iov, 2), 6, "writev");
	is(pread(fd, text, 3, 2), 3, "pread");
	ok(strcmp(text, "etw") == 0, "from the middle");
	is(pwrite(fd, "X", 1, 0), 1, "pwrite");
	is(lseek(fd, 0, SEEK_CUR), 6, "leaves the position");
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 50);
	ok(copy >= 50 && fcntl(copy, F_GETFD) == FD_CLOEXEC, "F_DUPFD_CLOEXEC");
	works(fcntl(fd, F_SETLK, &lock), "F_SETLK");
	works(lockf(fd, F_TEST, 0), "lockf");
	works(flock(fd, LOCK_SH), "flock");
	is(posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL), 0, "posix_fadvise");
	is(posix_fallocate(-1, 0, 1), EBADF, "posix_fallocate");
	works(ftruncate(fd, 2), "ftruncate");
	works(close(copy), "close");
	is_errno(close(copy), EBADF, "twice");
	close(fd);
	works(pipe2(ends, O_NONBLOCK | O_CLOEXEC), "pipe2");
	is_errno(read(ends[0], text, 1), EAGAIN, "nothing to read");
	p = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	is(poll(&p, 1, 0), 0, "poll");
	if (write(ends[1], "x", 1) != 1)
		_exit(99);
	is(poll(&p, 1, -1), 1, "something");
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	is(select(ends[0] + 1, &set, NULL, NULL, &none), 1, "select");
	ok(FD_ISSET(ends[0], &set), "the same");
	FD_CLR(ends[0], &set);
	ok(!FD_ISSET(ends[0], &set), "FD_CLR");
	ok(!isatty(ends[0]) && errno == ENOTTY, "a pipe is no terminal");
	ok(!isatty(-1) && errno == EBADF, "nor is nothing");
}

static int
only_e(const struct dirent *entry)
{
	return entry->d_name[0] == 'e';
}

static void
test_folders(void)
{
	struct dirent **list, *entry;
	int n = 0, sum = 0;
	long middle = 0;
	char name[16];
	DIR *dir;

	mkdir("many", 0755);
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof name, "many/e%d", i);
		make_file(name, "");
	}
	dir = opendir("many");
	while ((entry = readdir(dir))) {
		if (only_e(entry))
			sum += atoi(entry->d_name + 1);
		if (++n == 100)
			middle = telldir(dir);
	}
	ok(n == 302 && sum == 300 * 299 / 2, "readdir gives all, once");
	seekdir(dir, middle);
	for (n = 0; readdir(dir);)
		n++;
	is(n, 202, "seekdir");
	rewinddir(dir);
	for (n = 0; readdir(dir);)
		n++;
	is(n, 302, "rewinddir");
	ok(fcntl(dirfd(dir), F_GETFD) == FD_CLOEXEC, "dirfd");
	closedir(dir);
	n = scandir("many", &list, only_e, alphasort);
	ok(n == 300 && strcmp(list[2]->d_name, "e10") == 0, "scandir");
	while (n > 0)
		free(list[--n]);
	free(list);
	n = scandir("many", &list, only_e, versionsort);
	ok(n == 300 && strcmp(list[2]->d_name, "e2") == 0, "versionsort");
	while (n > 0)
		free(list[--n]);
	free(list);
	ok(!opendir("nothing") && errno == ENOENT, "opendir of nothing");
	ok(!opendir("a") && errno == ENOTDIR, "opendir of a file");
}

static void
test_cwd(void)
{
	char here[4096], small[2], *path;

	ok(getcwd(here, sizeof here) == here && here[0] == '/', "getcwd");
	ok(!getcwd(small, 2) && errno == ERANGE, "too small");
	ok(!getcwd(here, 0) && errno == EINVAL, "no size");
	getcwd(here, sizeof here);
	path = getcwd(NULL, 0);
	ok(path && strcmp(path, here) == 0, "memory of its own");
	free(path);
}

static void
test_system(void)
{
	struct statvfs fs;
	struct rlimit limit;
	char name[256];

	works(statvfs(".", &fs), "statvfs");
	ok(fs.f_namemax == 255 && fs.f_frsize > 0, "what it says");
	is(sysconf(_SC_PAGESIZE), 4096, "the page size");
	is(sysconf(_SC_CLK_TCK), 100, "ticks");
	ok(sysconf(_SC_NPROCESSORS_ONLN) > 0, "processors");
	getrlimit(RLIMIT_NOFILE, &limit);
	is(sysconf(_SC_OPEN_MAX), (long)limit.rlim_cur, "open files");
	is_errno(sysconf(9999), EINVAL, "no such name");
	is(pathconf(".", _PC_NAME_MAX), 255, "pathconf");
	ok(confstr(_CS_PATH, name, sizeof name) > 4 && name[0] == '/',
	    "confstr");
	works(gethostname(name, sizeof name), "gethostname");
	is_errno(gethostname(name, 0), ENAMETOOLONG, "no room");
	ok(makedev(0x12345, 0x6789a) == makedev(0x12345, 0x6789a) &&
		major(makedev(0x12345, 0x6789a)) == 0x12345 &&
		minor(makedev(0x12345, 0x6789a)) == 0x6789a,
	    "device numbers");
	errno = 0;
	ok(getpriority(PRIO_PROCESS, 0) != -1 || errno == 0, "getpriority");
}

static void
test_terminal(void)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY), other;
	struct termios t;
	struct winsize size = { 24, 80, 0, 0 }, back;

	if (fd < 0) {
		skip("no pseudo-terminals");
		return;
	}
	works(grantpt(fd), "grantpt");
	works(unlockpt(fd), "unlockpt");
	ok(strncmp(ptsname(fd), "/dev/pts/", 9) == 0, "ptsname");
	other = open(ptsname(fd), O_RDWR | O_NOCTTY);
	ok(isatty(other) && strcmp(ttyname(other), ptsname(fd)) == 0,
	    "ttyname");
	works(tcgetattr(other, &t), "tcgetattr");
	ok(t.c_lflag & ICANON && t.c_cc[VEOF] == 4, "as terminals begin");
	cfmakeraw(&t);
	cfsetspeed(&t, B9600);
	works(tcsetattr(other, TCSANOW, &t), "tcsetattr");
	tcgetattr(other, &t);
	ok(!(t.c_lflag & ICANON) && cfgetospeed(&t) == B9600, "raw");
	works(ioctl(fd, TIOCSWINSZ, &size), "TIOCSWINSZ");
	works(ioctl(other, TIOCGWINSZ, &back), "TIOCGWINSZ");
	is(back.ws_col, 80, "the other side has it");
	close(other);
	close(fd);
}

int
main(void)
{
	test_names();
	test_times();
	test_descriptors();
	test_folders();
	test_cwd();
	test_system();
	test_terminal();
	return done();
}
