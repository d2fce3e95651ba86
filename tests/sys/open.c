// covers: open openat creat close
/*
 * What open() makes, finds and refuses; what becomes of a descriptor.
 */
#include "tests/sys/tap.h"
#include <limits.h>

static void
test_creation(void)
{
	struct stat st;
	int fd;

	is_errno(open("none", O_RDONLY), ENOENT, "a missing file");
	fd = works(open("f", O_RDWR | O_CREAT, 0666), "O_CREAT makes a file");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFREG | 0644, "with its mode less the umask");
	is(st.st_size, 0, "and nothing in it");
	is(write(fd, "12345", 5), 5, "write");
	is(close(fd), 0, "close");
	is_errno(close(fd), EBADF, "close again");
	is_errno(open("f", O_RDWR | O_CREAT | O_EXCL, 0666), EEXIST,
	    "O_EXCL on a file that exists");
	fd = works(open("f", O_RDONLY | O_CREAT, 0), "O_CREAT finds it");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode, S_IFREG | 0644, "and leaves its mode alone");
	is(st.st_size, 5, "and its content");
	close(fd);
	fd = works(open("f", O_WRONLY | O_TRUNC), "O_TRUNC");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_size, 0, "empties it");
	close(fd);
	fd = works(creat("g", 0600), "creat");
	is_errno(read(fd, &st, 1), EBADF, "is for writing only");
	close(fd);
	fd = works(open("zero", O_RDWR | O_CREAT, 0), "a file with mode 0");
	is(write(fd, "x", 1), 1, "is open as asked, whatever its mode");
	close(fd);
	umask(0);
	fd = open("sticky", O_RDWR | O_CREAT, 07777);
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_mode & 07777, 07777, "all twelve bits of the mode count");
	close(fd);
	umask(022);
	symlink("f", "link");
	is_errno(open("link", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST,
	    "O_EXCL does not follow a link");
	symlink("made", "dangling");
	fd = works(open("dangling", O_RDWR | O_CREAT, 0600),
	    "O_CREAT through a dangling link");
	is(stat("made", &st), 0, "makes what it names");
	close(fd);
	symlink("made2", "dangling2");
	is_errno(open("dangling2", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST,
	    "unless with O_EXCL");
	is_errno(open("dangling2", O_RDWR), ENOENT, "a dangling link");
}

static void
test_access_modes(void)
{
	char c;
	int fd;

	make_file("f", "abc");
	fd = open("f", O_RDONLY);
	is_errno(write(fd, "x", 1), EBADF, "write to O_RDONLY");
	is(read(fd, &c, 1), 1, "read from O_RDONLY");
	is_errno(ftruncate(fd, 0), EINVAL, "ftruncate of O_RDONLY");
	close(fd);
	fd = open("f", O_WRONLY);
	is_errno(read(fd, &c, 1), EBADF, "read from O_WRONLY");
	is(write(fd, "x", 1), 1, "write to O_WRONLY");
	close(fd);
	fd = open("f", O_RDWR | O_APPEND);
	is(lseek(fd, 0, SEEK_SET), 0, "seek to the start");
	is(write(fd, "d", 1), 1, "O_APPEND");
	is(lseek(fd, 0, SEEK_CUR), 4, "wrote at the end");
	close(fd);
	ok(file_is("f", "xbcd"), "as the file shows");
}

static void
test_kinds(void)
{
	int fd;

	mkdir("d", 0755);
	symlink("f", "link2");
	is_errno(open("d", O_WRONLY), EISDIR, "a folder for writing");
	is_errno(open("d", O_RDWR), EISDIR, "a folder for both");
	is_errno(open("d", O_RDONLY | O_CREAT, 0600), EISDIR,
	    "a folder with O_CREAT");
	fd = works(open("d", O_RDONLY), "a folder for reading");
	is_errno(read(fd, &fd, 1), EISDIR, "but not by read()");
	close(fd);
	fd = works(open("d", O_RDONLY | O_DIRECTORY), "O_DIRECTORY, a folder");
	close(fd);
	is_errno(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR,
	    "O_DIRECTORY, a file");
	is_errno(open("f/x", O_RDONLY), ENOTDIR, "below a file");
	is_errno(open("f/", O_RDONLY), ENOTDIR, "a file with a slash behind");
	is_errno(open("none/x", O_CREAT | O_RDWR, 0600), ENOENT,
	    "O_CREAT below nothing");
	is_errno(open("new/", O_CREAT | O_RDWR, 0600), EISDIR,
	    "O_CREAT with a slash behind");
	is_errno(open("link2", O_RDONLY | O_NOFOLLOW), ELOOP,
	    "O_NOFOLLOW, a link");
	is_errno(open("", O_RDONLY), ENOENT, "the empty path");
	is_errno(open(UNMAPPED, O_RDONLY), EFAULT, "a bad pointer");
	is_errno(open(KERNEL_ADDR, O_RDONLY), EFAULT, "a kernel pointer");
}

static void
test_path_only(void)
{
	struct stat st;
	char c;
	int fd, fd2;

	make_file("p", "path");
	chmod("p", 0);
	fd = works(open("p", O_PATH), "O_PATH needs no permission");
	is_errno(read(fd, &c, 1), EBADF, "and permits no read");
	is_errno(write(fd, "x", 1), EBADF, "no write");
	is_errno(syscall(SYS_fchmod, fd, 0600), EBADF, "no fchmod");
	is_errno(lseek(fd, 0, SEEK_SET), EBADF, "no lseek");
	is(fstat(fd, &st), 0, "but fstat");
	is(fcntl(fd, F_GETFL) & O_PATH, O_PATH, "F_GETFL tells");
	fd2 = works(dup(fd), "dup");
	close(fd2);
	close(fd);
	symlink("p", "plink");
	fd = works(open("plink", O_PATH | O_NOFOLLOW),
	    "O_PATH|O_NOFOLLOW opens a link itself");
	is(fstat(fd, &st), 0, "fstat");
	ok(S_ISLNK(st.st_mode), "is a link");
	close(fd);
	mkdir("pd", 0755);
	make_file("pd/x", "in");
	fd = works(open("pd", O_PATH | O_DIRECTORY), "O_PATH of a folder");
	fd2 = works(openat(fd, "x", O_RDONLY), "serves openat");
	close(fd2);
	is(fchdir(fd), 0, "and fchdir");
	is(chdir(".."), 0, "back");
	close(fd);
}

static void
test_openat(void)
{
	char path[256];
	int dir, fd;

	mkdir("at", 0755);
	make_file("at/f", "at");
	make_file("plain", "x");
	dir = open("at", O_RDONLY);
	fd = works(openat(dir, "f", O_RDONLY), "relative to a folder");
	close(fd);
	fd = works(openat(AT_FDCWD, "at/f", O_RDONLY), "AT_FDCWD");
	close(fd);
	if (getcwd(path, sizeof path - 8)) {
		strcat(path, "/plain");
		fd = works(openat(-5, path, O_RDONLY),
		    "an absolute path ignores the descriptor");
		close(fd);
	}
	is_errno(openat(-5, "f", O_RDONLY), EBADF, "no descriptor");
	is_errno(openat(999, "f", O_RDONLY), EBADF, "a free descriptor");
	fd = open("plain", O_RDONLY);
	is_errno(openat(fd, "f", O_RDONLY), ENOTDIR, "a file's descriptor");
	close(fd);
	is_errno(openat(dir, "", O_RDONLY), ENOENT, "the empty path");
	is(unlink("at/f"), 0, "unlink");
	is(rmdir("at"), 0, "remove the open folder");
	is_errno(openat(dir, "f", O_CREAT | O_RDWR, 0600), ENOENT,
	    "nothing can be made in a removed folder");
	close(dir);
}

static void
test_tmpfile(void)
{
	struct stat st;
	char path[64];
	int fd = open(".", O_TMPFILE | O_RDWR, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		skip("O_TMPFILE is not supported");
		return;
	}
	ok(fd >= 0, "O_TMPFILE");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_nlink, 0, "has no name");
	is(write(fd, "t", 1), 1, "and can be written");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	is(linkat(AT_FDCWD, path, AT_FDCWD, "named", AT_SYMLINK_FOLLOW), 0,
	    "and named later");
	close(fd);
	ok(file_is("named", "t"), "with its content");
	is_errno(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL,
	    "O_TMPFILE for reading only");
}

static void
test_lowest_descriptor(void)
{
	int a = open("f", O_RDONLY), b = open("f", O_RDONLY), c;

	is(b, a + 1, "descriptors rise");
	close(a);
	c = open("f", O_RDONLY);
	is(c, a, "and the lowest free one is taken");
	close(c);
	close(b);
	is_errno(close(-1), EBADF, "close(-1)");
	is_errno(close(1 << 30), EBADF, "close of a huge number");
}

static void
as_nobody(void)
{
	is_errno(open("secret", O_RDONLY), EACCES, "no permission to read");
	is_errno(open("readable", O_WRONLY), EACCES, "nor to write");
	is(close(open("readable", O_RDONLY)), 0, "but what others may");
	is_errno(open("new", O_CREAT | O_RDWR, 0600), EACCES,
	    "nor to make a file in another's folder");
	is_errno(open("readable", O_RDONLY | O_TRUNC), EACCES,
	    "O_TRUNC needs permission to write");
	is_errno(open("readable", O_RDONLY | O_NOATIME), EPERM,
	    "O_NOATIME is for the owner");
	is_errno(open("locked/f", O_RDONLY), EACCES, "nor to search a folder");
	is(close(open("readable", O_RDONLY | O_CREAT, 0600)), 0,
	    "O_CREAT of what exists needs no permission on the folder");
}

static void
test_permissions(void)
{
	make_file("secret", "s");
	chmod("secret", 0600);
	make_file("readable", "r");
	mkdir("locked", 0700);
	make_file("locked/f", "l");
	as_user(1000, 1000, as_nobody);
	ok(file_is("readable", "r"), "and nothing was truncated");
}

int
main(void)
{
	test_creation();
	test_access_modes();
	test_kinds();
	test_path_only();
	test_openat();
	test_tmpfile();
	test_lowest_descriptor();
	test_permissions();
	return done();
}
