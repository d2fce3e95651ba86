// covers: utime utimes futimesat utimensat
/*
 * Times of files: set, and set by what is done to them.
 */
#include "tests/sys/tap.h"
#include <sys/time.h>
#include <time.h>
#include <utime.h>

static struct stat st;

static bool
times_are(const char *path, long atime, long ans, long mtime, long mns)
{
	return lstat(path, &st) == 0 && st.st_atim.tv_sec == atime &&
	    st.st_atim.tv_nsec == ans && st.st_mtim.tv_sec == mtime &&
	    st.st_mtim.tv_nsec == mns;
}

static long
utimensat_raw(int fd, const char *path, const void *times, int flags)
{
	return syscall(SYS_utimensat, fd, path, times, flags);
}

static void
test_calls(void)
{
	struct utimbuf u = { 100, 200 };
	struct timeval tv[2] = { { 300, 5 }, { 400, 6 } };
	struct timespec ts[2] = { { 500, 7 }, { 600, 8 } };
	int fd;

	make_file("f", "");
	symlink("f", "l");
	is(syscall(SYS_utime, "f", &u), 0, "utime");
	ok(times_are("f", 100, 0, 200, 0), "sets seconds");
	is(syscall(SYS_utimes, "f", tv), 0, "utimes");
	ok(times_are("f", 300, 5000, 400, 6000), "sets microseconds");
	is(utimensat_raw(AT_FDCWD, "f", ts, 0), 0, "utimensat");
	ok(times_are("f", 500, 7, 600, 8), "sets nanoseconds");
	is(syscall(SYS_futimesat, AT_FDCWD, "f", tv), 0, "futimesat");
	ok(times_are("f", 300, 5000, 400, 6000), "sets microseconds");
	fd = open("f", O_RDONLY);
	is(utimensat_raw(fd, NULL, ts, 0), 0, "of a descriptor");
	ok(times_are("f", 500, 7, 600, 8), "works");
	close(fd);
	ts[0].tv_sec = 900;
	is(utimensat_raw(AT_FDCWD, "l", ts, AT_SYMLINK_NOFOLLOW), 0,
	    "of a link");
	ok(times_are("l", 900, 7, 600, 8) && times_are("f", 500, 7, 600, 8),
	    "is not of the file");
	is(utimensat_raw(AT_FDCWD, "l", ts, 0), 0, "through a link");
	ok(times_are("f", 900, 7, 600, 8), "is of the file");
}

static void
test_omit_and_now(void)
{
	struct timespec ts[2] = { { 0, UTIME_OMIT }, { 1000, 1 } };
	struct timespec before;

	is(utimensat_raw(AT_FDCWD, "f", ts, 0), 0, "UTIME_OMIT");
	ok(times_are("f", 900, 7, 1000, 1), "leaves one alone");
	clock_gettime(CLOCK_REALTIME_COARSE, &before);
	ts[0].tv_nsec = UTIME_NOW;
	ts[1].tv_nsec = UTIME_OMIT;
	is(utimensat_raw(AT_FDCWD, "f", ts, 0), 0, "UTIME_NOW");
	is(lstat("f", &st), 0, "lstat");
	ok(st.st_atim.tv_sec >= before.tv_sec, "is now");
	is(st.st_mtim.tv_sec, 1000, "and the other as it was");
	is(utimensat_raw(AT_FDCWD, "f", NULL, 0), 0, "no times at all");
	is(lstat("f", &st), 0, "lstat");
	ok(st.st_mtim.tv_sec >= before.tv_sec, "is now for both");
}

static void
test_errors(void)
{
	struct timespec bad[2] = { { 0, 1000000000 }, { 0, 0 } };
	struct timespec good[2] = { { 1, 1 }, { 1, 1 } };
	struct timeval badtv[2] = { { 0, 1000000 }, { 0, 0 } };

	is_errno(utimensat_raw(AT_FDCWD, "f", bad, 0), EINVAL,
	    "too many nanoseconds");
	is_errno(syscall(SYS_utimes, "f", badtv), EINVAL,
	    "too many microseconds");
	is_errno(syscall(SYS_futimesat, AT_FDCWD, "f", badtv), EINVAL,
	    "too many microseconds, futimesat");
	is_errno(utimensat_raw(AT_FDCWD, "none", good, 0), ENOENT, "missing");
	is_errno(utimensat_raw(AT_FDCWD, "", good, 0), ENOENT, "empty");
	is_errno(utimensat_raw(-1, "f", good, 0), EBADF, "no descriptor");
	is_errno(utimensat_raw(-1, NULL, good, 0), EBADF, "nor path");
	is_errno(utimensat_raw(AT_FDCWD, "f", good, 0x8000), EINVAL,
	    "an unknown flag");
	is_errno(utimensat_raw(AT_FDCWD, "f", UNMAPPED, 0), EFAULT,
	    "a bad pointer");
	is_errno(syscall(SYS_utime, "none", NULL), ENOENT, "utime, missing");
	is_errno(syscall(SYS_utime, "f", UNMAPPED), EFAULT, "utime, bad");
}

static void
test_effects(void)
{
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	char c;
	int fd;

	make_file("e", "x");
	mkdir("d", 0755);
	utimensat_raw(AT_FDCWD, "e", old, 0);
	fd = open("e", O_RDWR);
	write(fd, "y", 1);
	lstat("e", &st);
	ok(st.st_mtim.tv_sec > 1000, "a write sets the time");
	ok(st.st_ctim.tv_sec > 1000, "and that of the change");
	utimensat_raw(AT_FDCWD, "e", old, 0);
	pread(fd, &c, 1, 0);
	lstat("e", &st);
	is(st.st_mtim.tv_sec, 1000, "a read does not");
	write(fd, "", 0);
	lstat("e", &st);
	is(st.st_mtim.tv_sec, 1000, "nor a write of nothing");
	close(fd);
	fd = open("e", O_RDWR | O_TRUNC);
	lstat("e", &st);
	ok(st.st_mtim.tv_sec > 1000, "O_TRUNC does");
	close(fd);
	utimensat_raw(AT_FDCWD, "d", old, 0);
	make_file("d/x", "");
	lstat("d", &st);
	ok(st.st_mtim.tv_sec > 1000, "a new name sets that of the folder");
	utimensat_raw(AT_FDCWD, "d", old, 0);
	unlink("d/x");
	lstat("d", &st);
	ok(st.st_mtim.tv_sec > 1000, "so does one that goes");
	utimensat_raw(AT_FDCWD, "e", old, 0);
	chmod("e", 0600);
	lstat("e", &st);
	is(st.st_mtim.tv_sec, 1000, "chmod does not set the time");
}

static void
as_other(void)
{
	struct timespec set[2] = { { 1, 0 }, { 1, 0 } };

	is_errno(utimensat_raw(AT_FDCWD, "writable", set, 0), EPERM,
	    "others set no times");
	is(utimensat_raw(AT_FDCWD, "writable", NULL, 0), 0,
	    "but touch what they may write");
	is_errno(utimensat_raw(AT_FDCWD, "f", NULL, 0), EACCES,
	    "and nothing else");
}

int
main(void)
{
	test_calls();
	test_omit_and_now();
	test_errors();
	test_effects();
	make_file("writable", "");
	chmod("writable", 0666);
	as_user(1000, 1000, as_other);
	return done();
}
