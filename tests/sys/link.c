// covers: link linkat symlink symlinkat unlink unlinkat readlink readlinkat
// covers: mknod mknodat
/*
 * Names: hard links, symbolic links, device nodes, removal.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sys/sysmacros.h>

static void
test_link(void)
{
	struct stat a, b;
	char path[64];
	int fd;

	make_file("f", "content");
	mkdir("d", 0755);
	symlink("f", "l");
	is(link("f", "f2"), 0, "link");
	stat("f", &a);
	stat("f2", &b);
	is(a.st_ino, b.st_ino, "one file");
	is(b.st_nlink, 2, "two names");
	is_errno(link("f", "f2"), EEXIST, "a name that exists");
	is_errno(link("none", "x"), ENOENT, "a missing file");
	is_errno(link("d", "x"), EPERM, "a folder");
	is_errno(link("f", "none/x"), ENOENT, "below nothing");
	is_errno(link("f", "f2/x"), ENOTDIR, "below a file");
	is_errno(link("f", "x/"), ENOENT, "a slash behind");
	is_errno(link("", "x"), ENOENT, "the empty path");
	is(link("l", "l2"), 0, "link of a symbolic link");
	is(lstat("l2", &b), 0, "lstat");
	ok(S_ISLNK(b.st_mode), "links the link");
	is(linkat(AT_FDCWD, "l", AT_FDCWD, "l3", AT_SYMLINK_FOLLOW), 0,
	    "AT_SYMLINK_FOLLOW");
	is(lstat("l3", &b), 0, "lstat");
	is(b.st_ino, a.st_ino, "links what it names");
	is_errno(linkat(AT_FDCWD, "f", AT_FDCWD, "x", 0x8000), EINVAL,
	    "an unknown flag");
	is_errno(linkat(-1, "f", AT_FDCWD, "x", 0), EBADF, "no descriptor");
	is_errno(syscall(SYS_link, UNMAPPED, "x"), EFAULT, "a bad pointer");
	fd = open("f", O_RDONLY);
	is_errno(linkat(fd, "x", AT_FDCWD, "x", 0), ENOTDIR,
	    "a file's descriptor");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	is(linkat(AT_FDCWD, path, AT_FDCWD, "byfd", AT_SYMLINK_FOLLOW), 0,
	    "an open file by its name in /proc");
	close(fd);
}

static void
test_symlink(void)
{
	char buf[64], longname[PATH_MAX + 1];
	int fd;

	is(symlink("anything at all", "s"), 0, "symlink");
	is(readlink("s", buf, sizeof buf), 15, "readlink");
	ok(memcmp(buf, "anything at all", 15) == 0, "gives the text");
	is(readlink("s", buf, 4), 4, "as much as there is room for");
	is_errno(syscall(SYS_readlink, "s", buf, 0), EINVAL, "no room");
	is_errno(syscall(SYS_readlink, "s", buf, -1), EINVAL, "negative room");
	is_errno(readlink("f", buf, 8), EINVAL, "readlink of a file");
	is_errno(readlink("none", buf, 8), ENOENT, "of nothing");
	is_errno(readlink("d", buf, 8), EINVAL, "of a folder");
	is_errno(syscall(SYS_readlink, "s", UNMAPPED, 8), EFAULT, "to nowhere");
	is_errno(symlink("x", "s"), EEXIST, "a name that exists");
	is_errno(symlink("", "e"), ENOENT, "an empty text");
	is_errno(symlink("x", ""), ENOENT, "an empty name");
	is_errno(symlink("x", "none/s"), ENOENT, "below nothing");
	is_errno(syscall(SYS_symlink, UNMAPPED, "e"), EFAULT, "a bad pointer");
	memset(longname, 'x', PATH_MAX);
	longname[PATH_MAX] = '\0';
	is_errno(symlink(longname, "e"), ENAMETOOLONG, "too long a text");
	longname[PATH_MAX - 1] = '\0';
	if (symlink(longname, "longest") == 0)
		is(readlink("longest", longname, sizeof longname), PATH_MAX - 1,
		    "the longest text");
	else
		is(errno, ENAMETOOLONG, "the longest text, or refused");
	fd = open("d", O_RDONLY);
	is(symlinkat("to", fd, "rel"), 0, "symlinkat");
	is(readlinkat(fd, "rel", buf, 8), 2, "readlinkat");
	is_errno(symlinkat("to", -1, "rel"), EBADF, "no descriptor");
	is_errno(readlinkat(-1, "rel", buf, 8), EBADF, "no descriptor");
	is_errno(readlinkat(fd, "", buf, 8), ENOENT, "the empty path");
	close(fd);
	fd = open("s", O_PATH | O_NOFOLLOW);
	is(readlinkat(fd, "", buf, sizeof buf), 15,
	    "the empty path, on a descriptor of a link");
	close(fd);
}

static void
test_unlink(void)
{
	char c;
	int fd, dir = open("d", O_RDONLY);

	make_file("u", "still");
	fd = open("u", O_RDONLY);
	is(unlink("u"), 0, "unlink an open file");
	is(read(fd, &c, 1), 1, "which can still be read");
	close(fd);
	is_errno(unlink("u"), ENOENT, "a missing file");
	is_errno(unlink("d"), EISDIR, "a folder");
	is_errno(unlink("f/x"), ENOTDIR, "below a file");
	is_errno(unlink("f/"), ENOTDIR, "a file with a slash");
	is_errno(unlink(""), ENOENT, "the empty path");
	is_errno(unlink("."), EISDIR, "dot");
	is(unlink("l2"), 0, "a link");
	is(access("f", F_OK), 0, "leaves what it names");
	is_errno(syscall(SYS_unlink, UNMAPPED), EFAULT, "a bad pointer");
	make_file("d/x", "");
	mkdir("d/sub", 0755);
	is(unlinkat(dir, "x", 0), 0, "unlinkat");
	is_errno(unlinkat(dir, "sub", 0), EISDIR, "a folder");
	is(unlinkat(dir, "sub", AT_REMOVEDIR), 0, "AT_REMOVEDIR");
	is_errno(unlinkat(AT_FDCWD, "f", AT_REMOVEDIR), ENOTDIR,
	    "AT_REMOVEDIR of a file");
	is_errno(unlinkat(AT_FDCWD, "f", 0x8000), EINVAL, "an unknown flag");
	is_errno(unlinkat(-1, "f", 0), EBADF, "no descriptor");
	close(dir);
}

static void
test_mknod(void)
{
	struct stat st;
	int dir = open("d", O_RDONLY), fd;

	is(mknod("reg", S_IFREG | 0640, 0), 0, "mknod a file");
	is(stat("reg", &st), 0, "stat");
	is(st.st_mode, S_IFREG | 0640, "is one");
	is(mknod("none-type", 0600, 0), 0, "no type");
	is(stat("none-type", &st), 0, "stat");
	is(st.st_mode, S_IFREG | 0600, "is a file");
	is(mknodat(dir, "fifo", S_IFIFO | 0600, 0), 0, "mknodat a fifo");
	is(mknod("sock", S_IFSOCK | 0600, 0), 0, "a socket");
	is_errno(open("sock", O_RDONLY), ENXIO, "which cannot be opened");
	is_errno(mknod("reg", S_IFREG | 0640, 0), EEXIST, "one that exists");
	is_errno(mknod("x", S_IFDIR | 0755, 0), EPERM, "a folder");
	is_errno(mknod("x", S_IFMT | 0755, 0), EINVAL, "no such type");
	is_errno(mknod("none/x", S_IFREG, 0), ENOENT, "below nothing");
	is_errno(mknodat(-1, "x", S_IFREG, 0), EBADF, "no descriptor");
	is_errno(syscall(SYS_mknod, UNMAPPED, S_IFREG, 0), EFAULT,
	    "a bad pointer");
	close(dir);
	if (geteuid() != 0)
		return skip("device nodes need root");
	is(mknod("null", S_IFCHR | 0666, makedev(1, 3)), 0, "a device");
	is(stat("null", &st), 0, "stat");
	is(st.st_rdev, makedev(1, 3), "has its number");
	fd = open("null", O_RDWR);
	if (fd >= 0)
		is(write(fd, "x", 1), 1, "and works");
	else
		is(errno, EACCES, "or is on a file system without devices");
	is(mknod("nodev", S_IFCHR | 0666, makedev(240, 250)), 0, "no driver");
	fd = open("nodev", O_RDONLY);
	ok(fd < 0 && (errno == ENXIO || errno == EACCES), "cannot be opened");
}

static void
as_nobody(void)
{
	is_errno(unlink("f"), EACCES, "unlink in another's folder");
	is_errno(link("tmp/roots", "mine"), EACCES, "link there");
	is_errno(symlink("f", "mine"), EACCES, "symlink there");
	is_errno(unlink("tmp/roots"), EPERM, "in a sticky folder");
	is_errno(mknod("tmp/dev", S_IFCHR | 0600, makedev(1, 3)), EPERM,
	    "a device node");
	is(mknod("tmp/fifo", S_IFIFO | 0600, 0), 0, "but a fifo");
	is(unlink("tmp/fifo"), 0, "which is one's own");
}

static void
test_permission(void)
{
	mkdir("tmp", 0777);
	chmod("tmp", 01777);
	make_file("tmp/roots", "r");
	chmod("tmp/roots",
	    0666); /* Linux may refuse links to what one cannot write */
	as_user(1000, 1000, as_nobody);
}

int
main(void)
{
	test_link();
	test_symlink();
	test_unlink();
	test_mknod();
	test_permission();
	return done();
}
