// covers: setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr
// covers: llistxattr flistxattr removexattr lremovexattr fremovexattr
/*
 * Extended attributes: errors of the calls, the namespaces and who may use them, limits,
 * and many random changes against a model.  On a tmpfs of its own, for which it has to
 * be root; what a file system without them answers is asked of /proc and of a pipe.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "tests/sys/tap.h"

#define XATTR_SIZE_MAX 65536
#define XATTR_LIST_MAX 65536

static char big[XATTR_SIZE_MAX + 1];

/* --- Errors that need no attribute --- */

static void
test_errors(const char *path)
{
	is_errno(getxattr("absent", "user.a", NULL, 0), ENOENT, "get, no file");
	is_errno(lgetxattr("absent", "user.a", NULL, 0), ENOENT,
	    "lget, no file");
	is_errno(setxattr("absent", "user.a", "v", 1, 0), ENOENT,
	    "set, no file");
	is_errno(lsetxattr("absent", "user.a", "v", 1, 0), ENOENT,
	    "lset, no file");
	is_errno(listxattr("absent", NULL, 0), ENOENT, "list, no file");
	is_errno(llistxattr("absent", NULL, 0), ENOENT, "llist, no file");
	is_errno(removexattr("absent", "user.a"), ENOENT, "remove, no file");
	is_errno(lremovexattr("absent", "user.a"), ENOENT, "lremove, no file");
	is_errno(fgetxattr(-1, "user.a", NULL, 0), EBADF,
	    "fget, no descriptor");
	is_errno(fsetxattr(-1, "user.a", "v", 1, 0), EBADF,
	    "fset, no descriptor");
	is_errno(flistxattr(-1, NULL, 0), EBADF, "flist, no descriptor");
	is_errno(fremovexattr(-1, "user.a"), EBADF, "fremove, no descriptor");
	is_errno(getxattr(path, "", NULL, 0), ERANGE, "an empty name");
	is_errno(getxattr(path, UNMAPPED, NULL, 0), EFAULT, "a bad name");
	is_errno(setxattr(path, UNMAPPED, NULL, 0, 9), EINVAL,
	    "unknown flags, and a bad name");
	is_errno(setxattr(path, "", UNMAPPED, 70000, 0), ERANGE,
	    "a bad name, and too much");
	is_errno(setxattr(path, "user.a", UNMAPPED, 70000, 0), E2BIG,
	    "too much");
}

static void
test_path_descriptor(const char *path)
{
	int fd = open(path, O_PATH);

	is_errno(fgetxattr(fd, "user.a", NULL, 0), EBADF, "fget of O_PATH");
	is_errno(fsetxattr(fd, "user.a", "v", 1, 0), EBADF, "fset of O_PATH");
	is_errno(flistxattr(fd, NULL, 0), EBADF, "flist of O_PATH");
	is_errno(fremovexattr(fd, "user.a"), EBADF, "fremove of O_PATH");
	close(fd);
}

static void
test_without(void)
{
	int fd[2];

	is_errno(setxattr("/proc/version", "user.a", "v", 1, 0), EOPNOTSUPP,
	    "set in /proc");
	is_errno(getxattr("/proc/version", "user.a", NULL, 0), EOPNOTSUPP,
	    "get in /proc");
	is_errno(setxattr("/proc/version", "security.a", "v", 1, 0), EOPNOTSUPP,
	    "set security.* in /proc");
	is(listxattr("/proc/version", NULL, 0), 0, "list in /proc");
	works(pipe(fd), "a pipe");
	is_errno(fsetxattr(fd[0], "user.a", "v", 1, 0), EPERM,
	    "user.* is for regular files and directories");
	is_errno(fgetxattr(fd[0], "user.a", NULL, 0), ENODATA,
	    "and nobody has it elsewhere");
	is_errno(fsetxattr(fd[0], "trusted.a", "v", 1, 0), EOPNOTSUPP,
	    "trusted.* of a pipe");
	is_errno(fgetxattr(fd[0], "trusted.a", NULL, 0), EOPNOTSUPP,
	    "nor can it be read");
	is(flistxattr(fd[0], NULL, 0), 0, "list of a pipe");
	close(fd[0]);
	close(fd[1]);
}

/* --- One attribute --- */

static void
test_flags(int fd)
{
	char buf[8];

	is_errno(fgetxattr(fd, "user.a", NULL, 0), ENODATA, "none is there");
	is_errno(fremovexattr(fd, "user.a"), ENODATA, "to be removed");
	is_errno(fsetxattr(fd, "user.a", "v", 1, XATTR_REPLACE), ENODATA,
	    "to be replaced");
	is(fsetxattr(fd, "user.a", "one", 3, XATTR_CREATE), 0, "create");
	is_errno(fsetxattr(fd, "user.a", "v", 1, XATTR_CREATE), EEXIST,
	    "create again");
	is_errno(fsetxattr(fd, "user.a", "v", 1, XATTR_CREATE | XATTR_REPLACE),
	    EEXIST, "both flags, there");
	is_errno(fsetxattr(fd, "user.b", "v", 1, XATTR_CREATE | XATTR_REPLACE),
	    ENODATA, "both flags, not there");
	is(fgetxattr(fd, "user.a", NULL, 0), 3, "its length");
	is_errno(fgetxattr(fd, "user.a", buf, 2), ERANGE, "too short a buffer");
	is(fgetxattr(fd, "user.a", buf, 3), 3, "its value");
	ok(memcmp(buf, "one", 3) == 0, "is what was set");
	is_errno(fgetxattr(fd, "user.a", UNMAPPED, 3), EFAULT, "a bad buffer");
	is_errno(flistxattr(fd, UNMAPPED, 100), EFAULT, "of a list");
	is_errno(fsetxattr(fd, "user.a", UNMAPPED, 3, 0), EFAULT,
	    "a bad value");
	is(fgetxattr(fd, "user.a", buf, 8), 3, "changes nothing");
	is(fsetxattr(fd, "user.a", "fourth", 6, XATTR_REPLACE), 0, "replace");
	is(fgetxattr(fd, "user.a", buf, 8), 6, "it is longer");
	is(fsetxattr(fd, "user.a", NULL, 0, 0), 0, "no value at all");
	is(fgetxattr(fd, "user.a", buf, 8), 0, "is one that is empty");
	is_errno(flistxattr(fd, buf, 6), ERANGE, "too short for the list");
	is(flistxattr(fd, buf, 8), 7, "the list");
	ok(memcmp(buf, "user.a", 7) == 0, "has its name");
	is(fremovexattr(fd, "user.a"), 0, "remove");
	is_errno(fgetxattr(fd, "user.a", NULL, 0), ENODATA, "it has gone");
	is(flistxattr(fd, NULL, 0), 0, "from the list");
}

static void
test_names(const char *path)
{
	char name[300];

	is_errno(setxattr(path, "foo.a", "v", 1, 0), EOPNOTSUPP,
	    "an unknown prefix");
	is_errno(getxattr(path, "foo.a", NULL, 0), EOPNOTSUPP, "to read too");
	is_errno(setxattr(path, "user", "v", 1, 0), EOPNOTSUPP, "no prefix");
	is_errno(setxattr(path, "system.a", "v", 1, 0), EOPNOTSUPP,
	    "system.* is the kernel's");
	is_errno(setxattr(path, "user.", "v", 1, 0), EINVAL, "a prefix alone");
	is_errno(getxattr(path, "trusted.", NULL, 0), EINVAL, "to read too");
	memset(name, 'n', sizeof name);
	memcpy(name, "user.", 5);
	name[256] = '\0';
	is_errno(setxattr(path, name, "v", 1, 0), ERANGE, "256 characters");
	name[255] = '\0';
	is(setxattr(path, name, "v", 1, 0), 0, "255 characters");
	is(getxattr(path, name, NULL, 0), 1, "are a name");
	is(removexattr(path, name), 0, "to be removed");
}

static void
test_longest(const char *path)
{
	char *buf = malloc(sizeof big);

	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (char)(i * 7);
	is(setxattr(path, "user.big", big, XATTR_SIZE_MAX, 0), 0,
	    "the longest value");
	is_errno(setxattr(path, "user.big", big, sizeof big, 0), E2BIG,
	    "one more");
	is(getxattr(path, "user.big", buf, sizeof big), XATTR_SIZE_MAX,
	    "it is read");
	ok(memcmp(buf, big, XATTR_SIZE_MAX) == 0, "as it was set");
	is_errno(getxattr(path, "user.big", buf, 65535), ERANGE,
	    "one less is too few");
	is(removexattr(path, "user.big"), 0, "remove it");
	free(buf);
}

/* --- Kinds of file --- */

static void
test_links(void)
{
	works(symlink("f", "link"), "a symbolic link");
	is_errno(lsetxattr("link", "user.a", "v", 1, 0), EPERM,
	    "a link has no user.*");
	is_errno(lgetxattr("link", "user.a", NULL, 0), ENODATA, "none");
	is(lsetxattr("link", "trusted.a", "link", 4, 0), 0,
	    "but others it has");
	is(setxattr("link", "trusted.a", "file", 5, 0), 0, "as its file does");
	is(lgetxattr("link", "trusted.a", NULL, 0), 4, "two things");
	is(getxattr("link", "trusted.a", NULL, 0), 5, "with two values");
	is(llistxattr("link", NULL, 0), 10, "in two lists");
	is(lremovexattr("link", "trusted.a"), 0, "remove the one");
	is(getxattr("f", "trusted.a", NULL, 0), 5, "the other stays");
	is(removexattr("link", "trusted.a"), 0, "remove it too");
	unlink("link");
}

static void
test_kinds(void)
{
	works(mkdir("dir", 0755), "a directory");
	is(setxattr("dir", "user.a", "v", 1, 0), 0, "has user.*");
	is(rmdir("dir"), 0, "and goes with it");
	works(mkfifo("fifo", 0644), "a fifo");
	is_errno(setxattr("fifo", "user.a", "v", 1, 0), EPERM, "has not");
	is(setxattr("fifo", "security.a", "v", 1, 0), 0, "but security.*");
	unlink("fifo");
}

static void
test_hard_link(int fd)
{
	is(fsetxattr(fd, "user.h", "v", 1, 0), 0, "of a file");
	works(link("f", "g"), "with two names");
	is(getxattr("g", "user.h", NULL, 0), 1, "both have it");
	is(rename("g", "h"), 0, "renamed");
	is(removexattr("h", "user.h"), 0, "it goes by the other");
	is_errno(fgetxattr(fd, "user.h", NULL, 0), ENODATA, "for both");
	unlink("h");
}

static void
test_ctime(int fd)
{
	struct timespec never[2] = { { 1, 0 }, { 1, 0 } };
	struct stat before, after;

	futimens(fd, never);
	fstat(fd, &before);
	do {
		fsetxattr(fd, "user.a", "v", 1, 0);
		fstat(fd, &after);
	} while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
	    after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
	ok(true, "ctime changes");
	is(after.st_mtime, 1, "mtime does not");
	fremovexattr(fd, "user.a");
}

/* --- Permissions --- */

static void
as_other(void)
{
	char buf[100];

	is_errno(setxattr("f", "user.b", "v", 1, 0), EACCES,
	    "others may not write 0644");
	is_errno(removexattr("f", "user.a"), EACCES, "nor remove");
	is(getxattr("f", "user.a", buf, 100), 1, "but read");
	is_errno(getxattr("secret", "user.a", buf, 100), EACCES,
	    "others may not read 0600");
	is(listxattr("secret", buf, 100), 7, "but list");
	is_errno(setxattr("f", "trusted.a", "v", 1, 0), EPERM,
	    "trusted.* needs rights");
	is_errno(getxattr("f", "trusted.a", buf, 100), ENODATA,
	    "and does not exist without");
	is_errno(removexattr("f", "trusted.a"), EPERM, "nor goes");
	is_errno(setxattr("f", "security.b", "v", 1, 0), EPERM,
	    "security.* needs rights");
	is(getxattr("f", "security.a", buf, 100), 1, "but not to read");
	is_errno(setxattr("f", "security.capability", big, 20, 0), EINVAL,
	    "capabilities must make sense");
	is(listxattr("f", NULL, 0), 18, "trusted.* is not in the list");
	is(listxattr("f", buf, 18), 18, "of that length");
	ok(!memmem(buf, 18, "trusted", 7), "as it says");
	is_errno(listxattr("f", buf, 17), ERANGE, "too short");
	is(setxattr("open", "user.a", "v", 1, 0), 0, "0666 is for all");
	is_errno(setxattr("sticky", "user.a", "v", 1, 0), EPERM,
	    "a sticky directory is its owner's");
	is(getxattr("sticky", "user.a", buf, 100), 1, "to write");
	is(setxattr("wide", "user.a", "v", 1, 0), 0, "any other is not");
	is(setxattr("mine", "user.a", "v", 1, 0), 0,
	    "a sticky directory of one's own");
}

static void
test_rights(int fd)
{
	static const unsigned char v2[20] = { 0, 0, 0, 2 };

	works(setxattr("f", "user.a", "v", 1, 0), "user.a");
	works(setxattr("f", "trusted.a", "v", 1, 0), "trusted.a");
	works(setxattr("f", "security.a", "v", 1, 0), "security.a");
	make_file("secret", "");
	chmod("secret", 0600);
	setxattr("secret", "user.a", "v", 1, 0);
	make_file("open", "");
	chmod("open", 0666);
	mkdir("sticky", 0755);
	chmod("sticky", 01777);
	setxattr("sticky", "user.a", "v", 1, 0);
	mkdir("wide", 0755);
	chmod("wide", 0777);
	mkdir("mine", 0755);
	chmod("mine", 01755);
	if (chown("mine", 1000, 1000) < 0)
		diag("chown: %s", strerror(errno));
	as_user(1000, 1000, as_other);
	is_errno(fsetxattr(fd, "security.capability", big, 20, 0), EINVAL,
	    "capabilities of no revision");
	is_errno(fsetxattr(fd, "security.capability", v2, 19, 0), EINVAL,
	    "of the wrong length");
	is(fsetxattr(fd, "security.capability", v2, 20, 0), 0, "that are good");
	is(fgetxattr(fd, "security.capability", NULL, 0), 20, "are kept");
	fremovexattr(fd, "security.capability");
	fremovexattr(fd, "user.a");
	fremovexattr(fd, "trusted.a");
	fremovexattr(fd, "security.a");
}

static void
test_read_only(void)
{
	int fd = open("f", O_RDONLY);

	works(fsetxattr(fd, "user.a", "v", 1, 0), "an attribute");
	works(mount("none", ".", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL),
	    "a mount that is read-only now");
	is_errno(setxattr("f", "user.a", "v", 1, 0), EROFS, "set");
	is_errno(removexattr("f", "user.a"), EROFS, "remove");
	is_errno(fsetxattr(fd, "user.a", "v", 1, 0), EROFS, "fset");
	is(getxattr("f", "user.a", NULL, 0), 1, "get is for all");
	works(mount("none", ".", NULL, MS_REMOUNT | MS_BIND, NULL), "back");
	works(fremovexattr(fd, "user.a"), "it goes");
	close(fd);
}

/* --- Many --- */

#define NAMES  40
#define ROUNDS 6000

static struct {
	int size; /* -1: not there */
	unsigned char first;
} model[NAMES];

static unsigned seed;

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static const char *
name_of(unsigned i)
{
	static const char *const prefix[] = { "user", "trusted", "security" };
	static char name[64];

	snprintf(name, sizeof name, "%s.%.*s%u", prefix[i % 3], (int)(i % 7),
	    "aaaaaaaa", i * 7919 % 100);
	return name;
}

static bool
set_one(int fd, unsigned i)
{
	static char value[3000];
	int flags = (int)draw(3), size = (int)draw(draw(20) ? 100 : 3000);
	unsigned char first = (unsigned char)draw(256);
	bool there = model[i].size >= 0;
	int wanted = flags == XATTR_CREATE && there ? EEXIST :
	    flags == XATTR_REPLACE && !there        ? ENODATA :
						      0;

	memset(value, first, (size_t)size);
	errno = 0;
	fsetxattr(fd, name_of(i), value, (size_t)size, flags);
	if (errno == wanted && !wanted) {
		model[i].size = size;
		model[i].first = first;
	}
	return errno == wanted;
}

static bool
get_one(int fd, unsigned i)
{
	static unsigned char value[3000];
	ssize_t n = fgetxattr(fd, name_of(i), value, sizeof value);

	if (n < 0)
		return errno == ENODATA && model[i].size < 0;
	if (n != model[i].size)
		return false;
	while (n--)
		if (value[n] != model[i].first)
			return false;
	return true;
}

static bool
remove_one(int fd, unsigned i)
{
	int wanted = model[i].size < 0 ? ENODATA : 0;

	errno = 0;
	fremovexattr(fd, name_of(i));
	model[i].size = -1;
	return errno == wanted;
}

static bool
is_listed(const char *list, ssize_t n, const char *name)
{
	for (ssize_t at = 0; at < n; at += (ssize_t)strlen(list + at) + 1)
		if (strcmp(list + at, name) == 0)
			return true;
	return false;
}

static bool
list_all(int fd)
{
	static char list[4000];
	ssize_t n = flistxattr(fd, list, sizeof list), sum = 0;

	for (unsigned i = 0; i < NAMES; i++) {
		const char *name = name_of(i);

		if (model[i].size >= 0)
			sum += (ssize_t)strlen(name) + 1;
		if (is_listed(list, n, name) != (model[i].size >= 0))
			return false;
	}
	return n == sum && flistxattr(fd, NULL, 0) == sum;
}

static void
test_random(int fd)
{
	bool good = true;
	int round;

	for (unsigned i = 0; i < NAMES; i++)
		model[i].size = -1;
	for (round = 0; good && round < ROUNDS; round++) {
		unsigned i = draw(NAMES);

		switch (draw(8)) {
		case 0:
			good = list_all(fd);
			break;
		case 1:
		case 2:
			good = remove_one(fd, i);
			break;
		case 3:
		case 4:
			good = get_one(fd, i);
			break;
		default:
			good = set_one(fd, i);
		}
	}
	if (!good)
		diag("round %d", round);
	ok(good, "%d random changes and looks", ROUNDS);
	for (unsigned i = 0; i < NAMES; i++)
		remove_one(fd, i);
	is(flistxattr(fd, NULL, 0), 0, "none is left");
}

/* What is free before and after: nothing stays counted. */
static fsfilcnt_t
free_inodes(void)
{
	struct statvfs s;

	return statvfs(".", &s) ? 0 : s.f_ffree;
}

static void
fill(int fd, int *n)
{
	char name[32];

	errno = 0;
	for (*n = 0; *n < 3000; ++*n) {
		snprintf(name, sizeof name, "user.%d", *n);
		if (fsetxattr(fd, name, big, 1000, 0) < 0)
			break;
	}
}

static void
test_full(void)
{
	int fd, n, again;
	fsfilcnt_t before;

	works(mount("none", "small", "tmpfs", 0, "nr_inodes=100"),
	    "a small file system");
	if (chdir("small") < 0)
		return;
	fd = open("f", O_RDWR | O_CREAT, 0644);
	before = free_inodes();
	fill(fd, &n);
	is(errno, ENOSPC, "attributes take room (%d)", n);
	ok(n >= 40 && n <= 110, "about a kilobyte an inode (%d)", n);
	is_errno(open("more", O_CREAT, 0644), ENOSPC, "of new inodes");
	is_errno(fsetxattr(fd, "trusted.a", big, 5000, 0), ENOSPC,
	    "of others too");
	is(fsetxattr(fd, "user.0", big, 10, 0), 0, "a shorter value fits");
	close(fd);
	works(unlink("f"), "the file goes");
	fd = open("f", O_RDWR | O_CREAT, 0644);
	is(free_inodes(), before, "with all that it took");
	fill(fd, &again);
	is(again, n, "for the next");
	for (int i = 0; i < again; i++) {
		char name[32];

		snprintf(name, sizeof name, "user.%d", i);
		fremovexattr(fd, name);
	}
	is(free_inodes(), before, "or one by one");
	close(fd);
}

/* Every name of a file fits into the longest list: not so on Linux. */
static void
test_long_list(int fd)
{
	static char list[XATTR_LIST_MAX];
	char name[256];
	int n = 0;

	do
		snprintf(name, sizeof name, "trusted.%0200d", n);
	while (fsetxattr(fd, name, "", 0, 0) == 0 && ++n < 1000);
	is(errno, ENOSPC, "names take room (%d)", n);
	ok(n > 300, "that of the longest list");
	ok(flistxattr(fd, list, sizeof list) == n * 209L, "which they fill");
	while (n--) {
		snprintf(name, sizeof name, "trusted.%0200d", n);
		fremovexattr(fd, name);
	}
}

static void
test_all(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0644);

	test_errors("f");
	test_path_descriptor("f");
	test_flags(fd);
	test_names("f");
	test_longest("f");
	test_links();
	test_kinds();
	test_hard_link(fd);
	test_ctime(fd);
	test_rights(fd);
	test_random(fd);
	if (on_breenix())
		test_long_list(fd);
	close(fd);
	test_read_only();
}

int
main(void)
{
	test_without();
	if (geteuid() != 0) {
		skip("needs root to mount a tmpfs");
		return done();
	}
	umask(022);
	mkdir("t", 0755);
	mkdir("small", 0755);
	works(mount("none", "t", "tmpfs", 0, "mode=755"), "a tmpfs");
	if (chdir("t") < 0)
		return 1;
	test_all();
	if (chdir("..") < 0)
		return 1;
	test_full();
	if (chdir("..") < 0)
		return 1;
	works(umount2("small", MNT_DETACH), "unmount the small one");
	works(umount2("t", MNT_DETACH), "unmount");
	return done();
}
