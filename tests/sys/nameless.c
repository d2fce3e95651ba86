// covers: unlink rmdir rename ftruncate fchmod fsetxattr openat
/*
 * A file that has lost its name, and another that has it since: what is done by a
 * descriptor of the first does nothing to the second.
 *
 * A server that finds files by their names (9p) cannot do all of it: ESTALE is as good there
 * as success, unless nobody but us can see the difference.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

#define V9FS_MAGIC 0x01021997

static bool by_name; /* the file system finds files so */

static bool
done_or_stale(long result)
{
	return result >= 0 || (by_name && errno == ESTALE);
}

/* Does the file of that name have these bytes, mode 0644, and no attribute? */
static void
is_untouched(const char *name, const char *bytes, const char *after)
{
	char buf[64] = "";
	struct stat st;
	int fd = open(name, O_RDONLY);

	is(read(fd, buf, sizeof buf), (long)strlen(bytes), "%s: size after %s",
	    name, after);
	ok(strcmp(buf, bytes) == 0, "its bytes");
	close(fd);
	is(stat(name, &st), 0, "stat");
	is(st.st_mode, S_IFREG | 0644, "its mode");
	ok(st.st_mtime > 1000000, "its time");
	is(getxattr(name, "user.a", buf, sizeof buf), -1, "its attributes");
}

/* All that changes a file by fd, of which `kept` bytes are left. */
static void
change(int fd, bool named)
{
	static const struct timespec then[2] = { { 5, 5 }, { 6, 6 } };
	struct stat st;
	char buf[16] = "";

	is(fchmod(fd, 0600), 0, "fchmod");
	if (named) {
		is(ftruncate(fd, 1), 0, "ftruncate");
		is(futimens(fd, then), 0, "futimens");
		ok(done_or_stale(fsetxattr(fd, "user.a", "v", 1, 0)) ||
			errno == EOPNOTSUPP,
		    "fsetxattr");
		return;
	}
	is(ftruncate(fd, 1), 0, "ftruncate");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_size, 1, "the size");
	is(st.st_mode, S_IFREG | 0600, "the mode");
	is(st.st_nlink, 0, "no name");
	is(ftruncate(fd, 3), 0, "ftruncate, longer");
	is(pread(fd, buf, sizeof buf, 0), 3, "pread");
	ok(memcmp(buf, "o\0\0", 3) == 0, "zeroes behind what was left");
	is(pwrite(fd, "xy", 2, 1), 2, "pwrite");
	is(fsync(fd), 0, "fsync");
	is(pread(fd, buf, sizeof buf, 0), 3, "pread");
	ok(memcmp(buf, "oxy", 3) == 0, "what was written");
	is(futimens(fd, then), 0, "futimens");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mtime, 6, "the time");
	ok(done_or_stale(fsetxattr(fd, "user.a", "v", 1, 0)) ||
		errno == EOPNOTSUPP,
	    "fsetxattr");
}

static void
test_removed(void)
{
	char path[64], buf[16] = "";
	int fd, again;

	make_file("f", "old");
	fd = open("f", O_RDWR);
	is(unlink("f"), 0, "unlink");
	make_file("f", "the new one");
	change(fd, false);
	is_untouched("f", "the new one", "changes of one that was removed");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY);
	ok(done_or_stale(again), "opened by its descriptor");
	if (again >= 0) {
		is(read(again, buf, sizeof buf), 3, "read");
		ok(memcmp(buf, "oxy", 3) == 0, "it is the old one");
		close(again);
	}
	is_errno(linkat(AT_FDCWD, path, AT_FDCWD, "back", AT_SYMLINK_FOLLOW),
	    ENOENT, "it gets no name");
	close(fd);
	is_untouched("f", "the new one", "close");
	unlink("f");
}

static void
test_replaced(void)
{
	int fd;

	make_file("f", "old");
	make_file("g", "the new one");
	fd = open("f", O_RDWR);
	is(rename("g", "f"), 0, "rename onto it");
	change(fd, false);
	is_untouched("f", "the new one", "changes of one that was replaced");
	close(fd);
	unlink("f");
}

/* It has lost the name that it was opened by, and has another. */
static void
test_renamed(void)
{
	struct stat st;
	int fd;

	make_file("f", "old");
	is(link("f", "g"), 0, "link");
	fd = open("f", O_RDWR);
	is(unlink("f"), 0, "unlink");
	make_file("f", "the new one");
	change(fd, true);
	is_untouched("f", "the new one", "changes of one with another name");
	is(chmod("g", 0640), 0, "chmod by the other name");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFREG | 0640, "is the file's");
	is(ftruncate(fd, 2), 0, "from then on, ftruncate");
	is(fchmod(fd, 0600), 0, "and fchmod");
	is(stat("g", &st), 0, "stat");
	is(st.st_size, 2, "the size");
	is(st.st_mode, S_IFREG | 0600, "the mode");
	is_untouched("f", "the new one", "those");
	close(fd);
	unlink("f");
	unlink("g");
}

static void
test_folder(void)
{
	char buf[256];
	struct stat st;
	int fd;

	mkdir("d", 0755);
	fd = open("d", O_RDONLY | O_DIRECTORY);
	is(rmdir("d"), 0, "rmdir");
	mkdir("d", 0755);
	make_file("d/x", "the new one");
	is_errno(openat(fd, "x", O_RDONLY), ENOENT, "openat");
	is_errno(openat(fd, "y", O_RDWR | O_CREAT, 0666), ENOENT, "O_CREAT");
	is_errno(mkdirat(fd, "y", 0777), ENOENT, "mkdirat");
	is_errno(unlinkat(fd, "x", 0), ENOENT, "unlinkat");
	is_errno(renameat(fd, "x", AT_FDCWD, "z"), ENOENT, "renameat");
	is_errno(fstatat(fd, "x", &st, 0), ENOENT, "fstatat");
	is_errno(syscall(SYS_getdents64, fd, buf, sizeof buf), ENOENT,
	    "getdents");
	is(fchmod(fd, 0700), 0, "fchmod");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFDIR | 0700, "its mode");
	is(stat("d", &st), 0, "stat");
	is(st.st_mode, S_IFDIR | 0755, "the new one's");
	close(fd);
	is_untouched("d/x", "the new one", "all of it");
	unlink("d/x");
	rmdir("d");
}

static void
test_symlink(void)
{
	char buf[16];
	int fd;

	is(symlink("old", "l"), 0, "symlink");
	fd = open("l", O_PATH | O_NOFOLLOW);
	is(unlink("l"), 0, "unlink");
	is(symlink("other", "l"), 0, "another");
	ok(done_or_stale(readlinkat(fd, "", buf, sizeof buf)), "readlinkat");
	ok(errno == ESTALE || memcmp(buf, "old", 3) == 0, "reads the old one");
	close(fd);
	unlink("l");
}

/* Whoever reads goes on when the one who wrote as well has gone. */
static void
test_reader_stays(void)
{
	static char bytes[1 << 20], buf[4096];
	int fd = open("big", O_RDWR | O_CREAT, 0644), other;

	memset(bytes, 'x', sizeof bytes);
	is(write(fd, bytes, sizeof bytes), sizeof bytes, "write");
	is(fsync(fd), 0, "fsync");
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	other = open("big", O_RDONLY);
	close(fd);
	is(pread(other, buf, sizeof buf, 700000), sizeof buf, "pread");
	ok(buf[0] == 'x' && buf[4095] == 'x', "its bytes");
	close(other);
	unlink("big");
}

int
main(void)
{
	struct statfs fs;

	umask(022);
	by_name = statfs(".", &fs) == 0 && fs.f_type == V9FS_MAGIC;
	test_removed();
	test_replaced();
	test_renamed();
	test_folder();
	test_symlink();
	test_reader_stays();
	return done();
}
