// covers: rename renameat renameat2
/*
 * Renaming: every kind onto every kind, and the ways to refuse.
 */
#include "tests/sys/tap.h"

#define NOREPLACE 1
#define EXCHANGE  2
#define WHITEOUT  4

static long
renameat2_raw(const char *from, const char *to, unsigned int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

/* What stands in a row or column of the table below. */
enum kind {
	NONE,
	FILE_,
	EMPTY,
	FULL,
	LINK,
	NKINDS
};

static const char *const kind_name[NKINDS] = { "nothing", "a file",
	"an empty folder", "a full folder", "a link" };

static void
make(const char *path, enum kind kind)
{
	char inner[64];

	switch (kind) {
	case NONE:
	case NKINDS:
		break;
	case FILE_:
		make_file(path, path);
		break;
	case EMPTY:
		mkdir(path, 0755);
		break;
	case FULL:
		mkdir(path, 0755);
		snprintf(inner, sizeof inner, "%s/inner", path);
		make_file(inner, "");
		break;
	case LINK:
		symlink("target", path);
		break;
	}
}

static void
destroy(const char *path)
{
	char inner[64];

	snprintf(inner, sizeof inner, "%s/inner", path);
	unlink(inner);
	unlink(path);
	rmdir(path);
}

static void
test_matrix(void)
{
	static const int wanted[NKINDS][NKINDS] = {
		/* onto:  none    file     empty   full       link */
		[NONE] = { ENOENT, ENOENT, ENOENT, ENOENT, ENOENT },
		[FILE_] = { 0, 0, EISDIR, EISDIR, 0 },
		[EMPTY] = { 0, ENOTDIR, 0, ENOTEMPTY, ENOTDIR },
		[FULL] = { 0, ENOTDIR, 0, ENOTEMPTY, ENOTDIR },
		[LINK] = { 0, 0, EISDIR, EISDIR, 0 },
	};
	struct stat before, after;
	int i, j;

	for (i = 0; i < NKINDS; i++) {
		for (j = 0; j < NKINDS; j++) {
			make("a", (enum kind)i);
			make("b", (enum kind)j);
			lstat("a", &before);
			if (wanted[i][j] != 0) {
				is_errno(rename("a", "b"), wanted[i][j],
				    "%s onto %s", kind_name[i], kind_name[j]);
			} else {
				is(rename("a", "b"), 0, "%s onto %s",
				    kind_name[i], kind_name[j]);
				lstat("b", &after);
				ok(before.st_ino == after.st_ino &&
					access("a", F_OK) < 0,
				    "which is there and no longer here");
			}
			destroy("a");
			destroy("b");
		}
	}
}

static void
test_errors(void)
{
	char longname[256 + 1] = "";

	mkdir("d", 0755);
	mkdir("d/sub", 0755);
	make_file("f", "f");
	is_errno(rename("d", "d/sub/x"), EINVAL, "a folder into itself");
	is_errno(rename("d", "d/x"), EINVAL, "directly");
	is_errno(rename("d/sub", "d"), ENOTEMPTY, "onto its own parent");
	is_errno(rename(".", "x"), EBUSY, "dot");
	is_errno(rename("d/..", "x"), EBUSY, "dot-dot");
	is_errno(rename("f", "."), EBUSY, "onto dot");
	memset(longname, 'x', sizeof longname - 1);
	is_errno(rename("f", longname), ENAMETOOLONG,
	    "to a name that is too long");
	is_errno(rename("none", longname), ENOENT,
	    "the missing one counts first");
	is_errno(rename("f", "none/x"), ENOENT, "below nothing");
	is_errno(rename("f", "f/x"), ENOTDIR, "below a file");
	is_errno(rename("", "x"), ENOENT, "the empty path");
	is_errno(rename("f", ""), ENOENT, "to the empty path");
	is_errno(rename("f/", "x"), ENOTDIR, "a file with a slash");
	is_errno(rename("f", "x/"), ENOTDIR, "to a name with a slash");
	is(rename("d/", "e/"), 0, "a folder, both with a slash");
	is(rename("e", "d"), 0, "and back");
	is_errno(syscall(SYS_rename, UNMAPPED, "x"), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_rename, "f", KERNEL_ADDR), EFAULT,
	    "a kernel pointer");
	is_errno(syscall(SYS_renameat, -1, "f", AT_FDCWD, "x"), EBADF,
	    "no descriptor");
	is_errno(syscall(SYS_renameat, AT_FDCWD, "f", 1, "x"), ENOTDIR,
	    "a file's descriptor");
}

static void
test_same(void)
{
	link("f", "f2");
	is(rename("f", "f2"), 0, "two names of one file");
	ok(access("f", F_OK) == 0 && access("f2", F_OK) == 0,
	    "nothing is done, by POSIX");
	is(rename("f", "f"), 0, "onto itself");
	ok(access("f", F_OK) == 0, "nothing is done");
	unlink("f2");
}

static void
test_flags(void)
{
	struct stat a, b, a2, b2;

	make_file("g", "g");
	is_errno(renameat2_raw("f", "g", NOREPLACE), EEXIST, "NOREPLACE");
	ok(file_is("g", "g"), "keeps what is there");
	is(renameat2_raw("f", "new", NOREPLACE), 0, "NOREPLACE to nothing");
	is(rename("new", "f"), 0, "back");
	is_errno(renameat2_raw("f", "none", EXCHANGE), ENOENT,
	    "EXCHANGE with nothing");
	lstat("f", &a);
	lstat("d", &b);
	is(renameat2_raw("f", "d", EXCHANGE), 0, "EXCHANGE file and folder");
	lstat("f", &a2);
	lstat("d", &b2);
	ok(a.st_ino == b2.st_ino && b.st_ino == a2.st_ino, "they changed");
	is(access("f/sub", F_OK), 0, "with all that is in them");
	is(renameat2_raw("f", "d", EXCHANGE), 0, "and back");
	is_errno(renameat2_raw("d", "d/sub", EXCHANGE), EINVAL,
	    "EXCHANGE with something inside");
	is_errno(renameat2_raw("d/sub", "d", EXCHANGE), EINVAL,
	    "EXCHANGE with what holds it");
	is_errno(renameat2_raw("f", "g", NOREPLACE | EXCHANGE), EINVAL,
	    "both flags");
	is_errno(renameat2_raw("f", "g", EXCHANGE | WHITEOUT), EINVAL,
	    "EXCHANGE and WHITEOUT");
	is_errno(renameat2_raw("f", "g", 0x100), EINVAL, "an unknown flag");
}

static void
test_open_files(void)
{
	struct stat st;
	char c;
	int fd, dir;

	make_file("victim", "v");
	make_file("heir", "h");
	fd = open("victim", O_RDONLY);
	is(rename("heir", "victim"), 0, "rename over an open file");
	is(read(fd, &c, 1), 1, "which can still be read");
	is(c, 'v', "with its old content");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_nlink, 0, "has no name");
	close(fd);
	ok(file_is("victim", "h"), "the name has the new content");
	mkdir("p1", 0755);
	mkdir("p2", 0755);
	mkdir("p1/c", 0755);
	dir = open("p1/c", O_RDONLY);
	is(rename("p1/c", "p2/c"), 0, "a folder to another parent");
	is(fstatat(dir, "..", &st, 0), 0, "its dot-dot");
	ok(stat("p2", &(struct stat){ 0 }) == 0, "stat");
	{
		struct stat parent;

		stat("p2", &parent);
		is(st.st_ino, parent.st_ino, "is the new parent");
	}
	close(dir);
}

static bool
dotdot_is(int dir, const char *name)
{
	struct stat up, st;

	return fstatat(dir, "..", &up, 0) == 0 && stat(name, &st) == 0 &&
	    up.st_ino == st.st_ino;
}

static bool
named(int fd, const char *end)
{
	char link[32], name[4096];
	ssize_t n;

	sprintf(link, "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof(name) - 1);
	if (n < (ssize_t)strlen(end))
		return false;
	name[n] = 0;
	return strcmp(name + n - strlen(end), end) == 0;
}

/* What is replaced stays where it was: ".." from it is not a way into the folder that
 * the other came from. */
static void
test_replaced(void)
{
	char from[300], to[300], deleted[320];
	int dir, fd;

	mkdir("from", 0755);
	mkdir("to", 0755);
	mkdir("from/x", 0755);
	mkdir("to/y", 0755);
	dir = open("to/y", O_RDONLY);
	is(rename("from/x", "to/y"), 0, "over an open folder");
	ok(dotdot_is(dir, "to"), "its dot-dot is what it was");
	ok(named(dir, "/to/y (deleted)"), "and its name");
	close(dir);
	dir = open("to/y", O_RDONLY);
	ok(dotdot_is(dir, "to"), "and the other's is the same");
	ok(named(dir, "/to/y"), "and its name");
	close(dir);
	for (int i = 0; i < 4; i++) {
		sprintf(from, "from/%0*d", i & 1 ? 250 : 5, 1);
		sprintf(to, "to/%0*d", i & 2 ? 250 : 5, 2);
		make_file(from, "1");
		make_file(to, "2");
		fd = open(to, O_RDONLY);
		is(rename(from, to), 0, "names, %d", i);
		sprintf(deleted, "/%s (deleted)", to);
		ok(named(fd, deleted), "the one that is replaced, %d", i);
		close(fd);
		fd = open(to, O_RDONLY);
		make_file(from, "3");
		is(rename(from, to), 0, "once more, %d", i);
		ok(named(fd, deleted), "the one that replaced it, %d", i);
		close(fd);
		is(rename(to, from), 0, "back, %d", i);
		ok(file_is(from, "3"), "what is there, %d", i);
		is_errno(access(to, F_OK), ENOENT, "and what is not, %d", i);
	}
}

static void
as_nobody(void)
{
	is_errno(rename("f", "x"), EACCES, "in another's folder");
	is_errno(rename("tmp/roots", "tmp/x"), EPERM,
	    "another's file in a sticky folder");
	make_file("tmp/mine", "m");
	is_errno(rename("tmp/mine", "tmp/roots"), EPERM,
	    "onto another's file there");
	is(rename("tmp/mine", "tmp/mine2"), 0, "one's own file");
	is_errno(rename("tmp/foreign", "open/foreign"), EPERM,
	    "another's folder out of a sticky folder");
}

static void
test_permission(void)
{
	mkdir("tmp", 0777);
	chmod("tmp", 01777);
	mkdir("open", 0777);
	chmod("open", 0777);
	make_file("tmp/roots", "r");
	mkdir("tmp/foreign", 0755);
	as_user(1000, 1000, as_nobody);
}

int
main(void)
{
	test_matrix();
	test_errors();
	test_same();
	test_flags();
	test_open_files();
	test_replaced();
	test_permission();
	return done();
}
