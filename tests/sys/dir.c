// covers: mkdir mkdirat rmdir getdents getdents64 getcwd chdir fchdir
/*
 * Folders: making, removing, listing, standing in one.
 */
#include "tests/sys/tap.h"
#include <limits.h>

struct dirent64 {
	uint64_t ino;
	int64_t off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

struct dirent_old {
	unsigned long ino;
	unsigned long off;
	unsigned short reclen;
	char name[];
};

static void
test_mkdir(void)
{
	struct stat st;
	char longname[300];
	int fd;

	is(mkdir("d", 0777), 0, "mkdir");
	is(stat("d", &st), 0, "stat");
	is(st.st_mode, S_IFDIR | 0755, "has the mode less the umask");
	is_errno(mkdir("d", 0777), EEXIST, "a folder that exists");
	make_file("f", "");
	is_errno(mkdir("f", 0777), EEXIST, "a file that exists");
	symlink("nowhere", "dangling");
	is_errno(mkdir("dangling", 0777), EEXIST, "a dangling link");
	is_errno(mkdir("none/d", 0777), ENOENT, "below nothing");
	is_errno(mkdir("f/d", 0777), ENOTDIR, "below a file");
	is_errno(mkdir("", 0777), ENOENT, "the empty path");
	is_errno(mkdir("/", 0777), EEXIST, "the root");
	is_errno(mkdir(".", 0777), EEXIST, "dot");
	is_errno(mkdir("d/..", 0777), EEXIST, "dot-dot");
	is(mkdir("slash/", 0777), 0, "a slash behind");
	is(mkdir("sticky", 01777), 0, "the sticky bit");
	is(stat("sticky", &st), 0, "stat");
	is(st.st_mode & 07777, 01755, "is kept");
	memset(longname, 'a', 256);
	longname[256] = '\0';
	is_errno(mkdir(longname, 0777), ENAMETOOLONG, "256 characters");
	longname[255] = '\0';
	is(mkdir(longname, 0777), 0, "255 characters");
	is_errno(syscall(SYS_mkdir, UNMAPPED, 0777), EFAULT, "a bad pointer");
	fd = open("d", O_RDONLY);
	is(mkdirat(fd, "in", 0700), 0, "mkdirat");
	is(stat("d/in", &st), 0, "is where it should be");
	is_errno(mkdirat(-1, "in", 0700), EBADF, "no descriptor");
	close(fd);
	fd = open("f", O_RDONLY);
	is_errno(mkdirat(fd, "in", 0700), ENOTDIR, "a file's descriptor");
	close(fd);
}

static void
test_rmdir(void)
{
	is_errno(rmdir("d"), ENOTEMPTY, "a folder with something in it");
	is(rmdir("d/in"), 0, "an empty one");
	is_errno(rmdir("d/in"), ENOENT, "a missing one");
	is_errno(rmdir("f"), ENOTDIR, "a file");
	is_errno(rmdir("dangling"), ENOTDIR, "a link");
	is_errno(rmdir("."), EINVAL, "dot");
	is_errno(rmdir("d/."), EINVAL, "dot at the end");
	is_errno(rmdir("slash/.."), ENOTEMPTY, "dot-dot");
	is_errno(rmdir("/"), EBUSY, "the root");
	is(rmdir("slash/"), 0, "a slash behind");
	symlink("d", "dlink");
	is_errno(rmdir("dlink"), ENOTDIR, "a link to a folder");
	is_errno(rmdir("dlink/"), ENOTDIR, "even with a slash");
	is_errno(rmdir(""), ENOENT, "the empty path");
	is_errno(syscall(SYS_rmdir, KERNEL_ADDR), EFAULT, "a bad pointer");
	is(rmdir("d"), 0, "the folder");
}

/* Counts entries, checking that each is there once. */
static int
list(int fd, size_t room, int *dots, unsigned char *type_of_first)
{
	char buf[4096], name[256] = "";
	long n, at;
	int count = 0;

	*dots = 0;
	while ((n = syscall(SYS_getdents64, fd, buf, room)) > 0) {
		for (at = 0; at < n;) {
			struct dirent64 *e = (void *)(buf + at);

			at += e->reclen;
			if (e->name[0] == '.') {
				(*dots)++;
				continue;
			}
			if (strcmp(e->name, name) == 0)
				return -2;
			strcpy(name, e->name);
			if (strcmp(name, "e0") == 0)
				*type_of_first = e->type;
			count++;
		}
	}
	return n < 0 ? -1 : count;
}

static void
test_list(void)
{
	char name[32];
	unsigned char type = 0;
	struct stat st;
	char buf[64];
	int i, fd, dots;

	mkdir("list", 0755);
	mkdir("list/e0", 0755);
	for (i = 1; i < 100; i++) {
		snprintf(name, sizeof name, "list/e%d", i);
		make_file(name, "");
	}
	fd = open("list", O_RDONLY);
	is(list(fd, 4096, &dots, &type), 100, "all entries");
	is(dots, 2, "and dot and dot-dot");
	is(type, 4, "with their type (DT_DIR)");
	is(list(fd, 4096, &dots, &type), 0, "at the end there is nothing");
	is(lseek(fd, 0, SEEK_SET), 0, "rewind");
	is(list(fd, 64, &dots, &type), 100, "all with a small buffer");
	lseek(fd, 0, SEEK_SET);
	is_errno(syscall(SYS_getdents64, fd, buf, 10), EINVAL,
	    "a buffer too small for one");
	is_errno(syscall(SYS_getdents64, fd, UNMAPPED, 4096), EFAULT,
	    "a bad pointer");
	is_errno(syscall(SYS_getdents64, -1, buf, 64), EBADF, "no descriptor");
	is(lseek(fd, 0, SEEK_SET), 0, "rewind");
	ok(syscall(SYS_getdents, fd, buf, 64) > 0, "getdents");
	ok(((struct dirent_old *)(void *)buf)->name[0] != '\0', "has a name");
	is_errno(syscall(SYS_getdents, fd, buf, 8), EINVAL, "too small");
	is_errno(syscall(SYS_getdents, -1, buf, 64), EBADF, "no descriptor");
	close(fd);
	fd = open("f", O_RDONLY);
	is_errno(syscall(SYS_getdents64, fd, buf, 64), ENOTDIR, "a file");
	is_errno(syscall(SYS_getdents, fd, buf, 64), ENOTDIR, "a file");
	close(fd);
	is(stat("list", &st), 0, "stat");
	/* Removing what was listed, while listing. */
	fd = open("list", O_RDONLY);
	for (i = 0; i < 200; i++) {
		char entries[256];
		long n = syscall(SYS_getdents64, fd, entries, sizeof entries);
		long at = 0;

		if (n <= 0)
			break;
		while (at < n) {
			struct dirent64 *e = (void *)(entries + at);

			at += e->reclen;
			if (e->name[0] != '.')
				unlinkat(fd, e->name,
				    e->type == 4 ? AT_REMOVEDIR : 0);
		}
	}
	close(fd);
	is(rmdir("list"), 0, "an rm -r that lists while it removes ends");
}

static void
test_cwd(void)
{
	char base[PATH_MAX], path[PATH_MAX];
	int fd, here;

	ok(syscall(SYS_getcwd, base, sizeof base) > 1, "getcwd");
	is(base[0], '/', "is absolute");
	is(syscall(SYS_getcwd, path, sizeof path), strlen(base) + 1,
	    "and returns the length with the NUL");
	is_errno(syscall(SYS_getcwd, path, strlen(base)), ERANGE, "too small");
	is_errno(syscall(SYS_getcwd, UNMAPPED, 100), EFAULT, "a bad pointer");
	is(mkdir("w", 0755), 0, "mkdir");
	is(mkdir("w/x", 0755), 0, "mkdir");
	is(chdir("w/x"), 0, "chdir");
	strcat(base, "/w/x");
	getcwd(path, sizeof path);
	ok(strcmp(path, base) == 0, "getcwd follows");
	is(chdir(".."), 0, "up");
	here = open(".", O_RDONLY);
	is_errno(chdir("none"), ENOENT, "a missing folder");
	is_errno(chdir("../f"), ENOTDIR, "a file");
	is_errno(chdir(""), ENOENT, "the empty path");
	is_errno(syscall(SYS_chdir, UNMAPPED), EFAULT, "a bad pointer");
	fd = open("../f", O_RDONLY);
	is_errno(fchdir(fd), ENOTDIR, "fchdir to a file");
	is_errno(fchdir(-1), EBADF, "fchdir, no descriptor");
	close(fd);
	is(chdir("x"), 0, "into a folder");
	is(rename("../x", "../y"), 0, "that is renamed");
	getcwd(path, sizeof path);
	ok(strcmp(path + strlen(path) - 4, "/w/y") == 0,
	    "getcwd tells the new name");
	is(rmdir("../y"), 0, "and removed");
	is_errno(syscall(SYS_getcwd, path, sizeof path), ENOENT,
	    "then there is no name");
	is_errno(open("new", O_CREAT | O_RDWR, 0600), ENOENT,
	    "and nothing can be made there");
	is(fchdir(here), 0, "fchdir back");
	is(chdir(".."), 0, "and up");
	close(here);
}

static void
as_nobody(void)
{
	is_errno(chdir("private"), EACCES, "chdir without permission");
	is_errno(mkdir("x", 0777), EACCES, "mkdir without permission");
	is_errno(rmdir("private"), EACCES, "rmdir without permission");
	is_errno(rmdir("tmp/roots"), EPERM,
	    "rmdir of another's in a sticky folder");
	is(mkdir("tmp/mine", 0700), 0, "one's own there");
	is(rmdir("tmp/mine"), 0, "may go");
}

static void
test_permission(void)
{
	mkdir("private", 0700);
	mkdir("tmp", 0777);
	chmod("tmp", 01777);
	mkdir("tmp/roots", 0777);
	as_user(1000, 1000, as_nobody);
}

int
main(void)
{
	test_mkdir();
	test_rmdir();
	test_list();
	test_cwd();
	test_permission();
	return done();
}
