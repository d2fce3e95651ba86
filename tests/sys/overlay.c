// covers:
/*
 * An overlay: lower folders, an upper one, and what is seen of both, in a tmpfs of our own
 * and a mount namespace where there are such things.
 */
#include "tests/sys/tap.h"
#include <dirent.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/xattr.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2
#endif

#define OPTIONS "lowerdir=l1:l2,upperdir=u,workdir=w"

static int
rename_with(const char *from, const char *to, unsigned flags)
{
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static bool
is_whiteout(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted, with blanks between; a number that is not the file's
 * gets a "!". */
static const char *
names(const char *dir)
{
	static char all[4096];
	char *name[256], path[512];
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(dir);
	int n = 0;

	all[0] = '\0';
	while (d && n < 256 && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		name[n] = malloc(strlen(e->d_name) + 2);
		strcpy(name[n], e->d_name);
		if (lstat(path, &st) != 0 || st.st_ino != e->d_ino)
			strcat(name[n], "!");
		n++;
	}
	if (d)
		closedir(d);
	qsort(name, (size_t)n, sizeof name[0], by_name);
	for (int i = 0; i < n; i++) {
		strcat(all, i ? " " : "");
		strcat(all, name[i]);
		free(name[i]);
	}
	return all;
}

#define has_names(dir, wanted, ...)                       \
	({                                                \
		const char *got_ = names(dir);            \
		bool same_ = strcmp(got_, wanted) == 0;   \
		ok(same_, __VA_ARGS__);                   \
		if (!same_)                               \
			diag("%s has \"%s\"", dir, got_); \
	})

/* Linux keeps one whiteout there, for others to be links to. */
static bool
work_is_empty(void)
{
	const char *all = names("w/work");
	char path[64];

	if (!*all)
		return true;
	snprintf(path, sizeof path, "w/work/%.32s", all);
	return !on_breenix() && is_whiteout(path);
}

static bool
over(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	bool good = fd >= 0 &&
	    write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return good;
}

/* --- */

static void
fill(void)
{
	mkdir("l1", 0755);
	mkdir("l2", 0755);
	mkdir("u", 0755);
	mkdir("w", 0755);
	mkdir("m", 0755);
	make_file("l1/both", "upper of both");
	make_file("l2/both", "lower of both");
	make_file("l2/low", "low");
	make_file("l2/two", "two names");
	link("l2/two", "l2/names");
	symlink("both", "l1/link");
	mkdir("l1/dir", 0755);
	mkdir("l2/dir", 0700);
	make_file("l1/dir/one", "1");
	make_file("l2/dir/two", "2");
	mkdir("l2/deep", 0755);
	mkdir("l2/deep/deeper", 0750);
	make_file("l2/deep/deeper/file", "deep");
	mkdir("l2/hidden", 0755);
	make_file("l1/hidden", "a file over a folder");
	mkdir("l1/opaque", 0755);
	mkdir("l2/opaque", 0755);
	make_file("l2/opaque/no", "not seen");
	setxattr("l1/opaque", "trusted.overlay.opaque", "y", 1, 0);
	make_file("l2/gone", "");
	mknod("l1/gone", S_IFCHR, 0);
}

static void
test_refused(void)
{
	mkdir("u/in", 0755);
	is_errno(mount("o", "m", "overlay", 0, "lowerdir=l1"), EINVAL,
	    "one lower layer alone");
	is_errno(mount("o", "m", "overlay", 0, NULL), EINVAL, "no option");
	is_errno(mount("o", "m", "overlay", 0, "upperdir=u,workdir=w"), EINVAL,
	    "no lower layer");
	is_errno(mount("o", "m", "overlay", 0, "lowerdir=l1,upperdir=u"),
	    EINVAL, "no workdir");
	is_errno(mount("o", "m", "overlay", 0,
		     "lowerdir=l1,upperdir=u,workdir=u"),
	    EINVAL, "the workdir is the upperdir");
	is_errno(mount("o", "m", "overlay", 0,
		     "lowerdir=l1,upperdir=u,workdir=u/in"),
	    EINVAL, "or is in it");
	is_errno(mount("o", "m", "overlay", 0,
		     "lowerdir=u,upperdir=u,workdir=w"),
	    ELOOP, "a layer that is two");
	is_errno(mount("o", "m", "overlay", 0, "lowerdir=l1:none"), ENOENT,
	    "a layer that is not there");
	is_errno(mount("o", "m", "overlay", 0, "lowerdir=l1:l2,nosuch=1"),
	    EINVAL, "an unknown option");
	rmdir("u/in");
}

static void
test_read_only(void)
{
	char options[64] = "lowerdir=l1:c\\:d";
	struct statfs s;
	struct stat st;

	is(mount("o", "m", "overlay", 0, "lowerdir=l1:l2"), 0,
	    "two lower layers");
	has_names("m", "both deep dir hidden link low names opaque two",
	    "all their names, once");
	ok(file_is("m/both", "upper of both"), "the upper one's file");
	ok(file_is("m/low", "low"), "the lower one's");
	ok(file_is("m/link", "upper of both"), "through a link");
	has_names("m/dir", "one two", "folders are merged");
	stat("m/dir", &st);
	is(st.st_mode & 07777, 0755, "with the upper one's mode");
	is(st.st_nlink, 1, "and one link");
	ok(file_is("m/hidden", "a file over a folder"), "a file hides");
	has_names("m/opaque", "", "so does a folder that says so");
	is_errno(open("m/gone", O_RDONLY), ENOENT, "and a whiteout");
	is_errno(open("m/low", O_WRONLY), EROFS, "nothing is written");
	is_errno(mkdir("m/new", 0755), EROFS, "nothing made");
	is_errno(unlink("m/low"), EROFS, "nothing removed");
	is_errno(mount(NULL, "m", NULL, MS_REMOUNT, NULL), EROFS,
	    "nor is that changed");
	statfs("m", &s);
	is(s.f_type, 0x794c7630, "its type");
	is(umount("m"), 0, "umount");
	mkdir("c:d", 0755);
	make_file("c:d/x", "escaped");
	is(mount("o", "m", "overlay", 0, options), 0, "a colon in a name");
	ok(file_is("m/x", "escaped"), "is part of it");
	umount("m");
}

static void
test_copy_up(void)
{
	struct stat before, after;
	char text[32] = "";
	int fd, old;

	stat("m/low", &before);
	old = open("m/low", O_RDONLY);
	ok(over("m/low", "changed"), "a lower file is written");
	ok(file_is("m/low", "changed"), "and is so");
	ok(file_is("l2/low", "low"), "though not below");
	ok(file_is("u/low", "changed"), "but above");
	stat("m/low", &after);
	is(after.st_ino, before.st_ino, "it has the same number");
	is(after.st_dev, before.st_dev, "and device");
	fstat(old, &after);
	is(after.st_size, 7, "who has it open is told of its new size");
	is(read(old, text, sizeof text), 7, "and reads");
	ok(strcmp(text, "changed") == 0, "what was written");
	close(old);
	chmod("l2/deep/deeper/file", 0640);
	chown("l2/deep/deeper/file", 12, 34);
	setxattr("l2/deep/deeper/file", "trusted.of", "lower", 5, 0);
	stat("m/deep/deeper", &before);
	fd = open("m/deep/deeper/file", 3);
	ok(fd >= 0, "opened neither to read nor to write");
	ok(!exists("u/deep/deeper"), "it is not copied");
	close(fd);
	fd = open("m/deep/deeper/file", O_RDWR | O_APPEND);
	is(write(fd, "er", 2), 2, "appended");
	close(fd);
	ok(file_is("u/deep/deeper/file", "deeper"), "is copied before");
	stat("u/deep/deeper/file", &after);
	is(after.st_mode & 07777, 0640, "with its mode");
	is(after.st_uid * 100 + after.st_gid, 1234, "its owner");
	is(getxattr("u/deep/deeper/file", "trusted.of", text, 32), 5,
	    "its attributes");
	stat("m/deep/deeper", &after);
	is(after.st_mode, before.st_mode, "and the folders above it");
	is(after.st_mtime, before.st_mtime, "with their times");
	is(after.st_ino, before.st_ino, "and numbers");
	has_names("m/deep", "deeper", "whose names are listed right");
	is(truncate("m/both", 5), 0, "truncate");
	ok(file_is("m/both", "upper"), "copies what is left");
	is(chmod("m/dir/one", 0600), 0, "chmod");
	ok(file_is("u/dir/one", "1"), "copies all");
	is(lchown("m/link", 1, 1), 0, "a link is copied");
	ok(file_is("m/link", "upper"), "as it is");
	is(setxattr("m/dir", "trusted.own", "1", 1, 0), 0, "an attribute");
	is(getxattr("u/dir", "trusted.own", text, 32), 1, "is set above");
	(void)setxattr("m/dir", "trusted.overlay.opaque", "y", 1, 0);
	is_errno(getxattr("u/dir", "trusted.overlay.opaque", text, 32), ENODATA,
	    "ours are not for users");
	ok(work_is_empty(), "nothing is left in work");
}

static void
test_mapping(void)
{
	char *p;
	int fd;

	fd = open("m/dir/two", O_RDONLY);
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	is(p[0], '2', "a file is mapped");
	ok(over("m/dir/two", "T"), "and copied up");
	is(p[0], '2', "the mapping shows what it was");
	munmap(p, 4096);
	close(fd);
	fd = open("m/dir/two", O_RDWR);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p[0] = 'M';
	ok(file_is("m/dir/two", "M"), "what is mapped now is the file");
	munmap(p, 4096);
	close(fd);
}

static void
test_links(void)
{
	struct stat a, b;

	stat("m/two", &a);
	stat("m/names", &b);
	is(a.st_nlink, 2, "two names below");
	is(a.st_ino, b.st_ino, "of one file");
	ok(over("m/two", "one name"), "one is written");
	ok(file_is("m/names", "two names"), "the other is as it was");
	is(link("m/two", "m/new"), 0, "a link");
	stat("m/two", &a);
	stat("m/new", &b);
	is(a.st_ino, b.st_ino, "to what was copied up");
	is(a.st_nlink, 2, "counts");
	is(unlink("m/two"), 0, "removed");
	ok(is_whiteout("u/two"), "what is below is hidden");
	stat("m/new", &b);
	is(b.st_nlink, 1, "one name is left");
	is(link("m/new", "m/two"), 0, "where a whiteout was");
	ok(file_is("u/two", "one name"), "there is a name again");
	unlink("m/new");
	ok(!exists("u/new"), "where nothing was, nothing is left");
}

static void
test_remove(void)
{
	int fd = open("m/names", O_RDONLY);

	is(unlink("m/names"), 0, "a name below is removed");
	ok(is_whiteout("u/names"), "that leaves a whiteout");
	ok(!exists("m/names"), "which is not seen");
	close(fd);
	make_file("m/names", "new");
	ok(file_is("m/names", "new"), "made again");
	is_errno(rmdir("m/dir"), ENOTEMPTY, "a folder with names below");
	unlink("m/dir/one");
	unlink("m/dir/two");
	has_names("m/dir", "", "which go");
	is(rmdir("m/dir"), 0, "is empty then");
	ok(is_whiteout("u/dir"), "and leaves a whiteout");
	is(mkdir("m/dir", 0711), 0, "a new one");
	has_names("m/dir", "", "is empty");
	make_file("m/dir/own", "");
	has_names("m/dir", "own", "but for what is made");
	is_errno(mknod("m/white", S_IFCHR | 0600, 0), EPERM,
	    "nobody makes a whiteout");
	ok(work_is_empty(), "nothing is left in work");
}

static void
test_rename(void)
{
	is_errno(rename("m/deep", "m/shallow"), EXDEV,
	    "a folder of below does not move");
	is(rename("m/dir", "m/deep/moved"), 0, "one of above does");
	has_names("m/deep", "deeper moved", "to there");
	has_names("m/deep/moved", "own", "with what is in it");
	ok(is_whiteout("u/dir"), "the old name stays hidden");
	is(rename("m/low", "m/deep/low"), 0, "a file");
	ok(is_whiteout("u/low"), "leaves a whiteout");
	ok(file_is("m/deep/low", "changed"), "and is there");
	has_names("m/deep", "deeper low moved", "with the number it had");
	is(rename("m/deep/low", "m/low"), 0, "and back over that");
	ok(file_is("m/low", "changed"), "it is there");
	ok(!exists("u/deep/low"), "where nothing was below nothing is left");
	is_errno(rename_with("m/low", "m/both", RENAME_NOREPLACE), EEXIST,
	    "RENAME_NOREPLACE");
	is(rename_with("m/low", "m/both", RENAME_EXCHANGE), 0,
	    "RENAME_EXCHANGE");
	ok(file_is("m/low", "upper") && file_is("m/both", "changed"),
	    "changes both");
	is(mkdir("m/a", 0755), 0, "a folder");
	is(mkdir("m/b", 0755), 0, "and another");
	make_file("m/a/x", "x");
	is(rename("m/a", "m/b"), 0, "replaces an empty one");
	is_errno(rename("m/b", "m/deep"), ENOTEMPTY, "not a full one");
	unlink("m/deep/deeper/file");
	is(rename("m/b", "m/deep/deeper"), 0, "but one that was emptied");
	has_names("m/deep/deeper", "x", "and has its own names only");
	ok(work_is_empty(), "nothing is left in work");
}

static void
test_tmpfile(void)
{
	int fd = open("m", O_TMPFILE | O_RDWR, 0640);
	struct stat st;
	char path[64];

	ok(fd >= 0, "O_TMPFILE");
	is(write(fd, "unnamed", 7), 7, "written");
	fstat(fd, &st);
	is(st.st_nlink, 0, "has no name");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	is(linkat(-1, path, AT_FDCWD, "m/named", AT_SYMLINK_FOLLOW), 0,
	    "gets one");
	ok(file_is("m/named", "unnamed"), "with what was written");
	close(fd);
	unlink("m/named");
}

static void
test_list(void)
{
	struct dirent *e;
	char path[64];
	int i, seen = 0, doubles = 0;
	long where;
	DIR *d;

	mkdir("l1/many", 0755);
	mkdir("l2/many", 0755);
	for (i = 0; i < 300; i++) {
		snprintf(path, sizeof path, "l%d/many/%d", 1 + i % 2, i);
		make_file(path, "");
	}
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "mounted");
	d = opendir("m/many");
	for (i = 0; i < 100; i++)
		readdir(d);
	where = telldir(d);
	for (i = 0; i < 300; i += 3) {
		snprintf(path, sizeof path, "m/many/%d", i);
		unlink(path);
	}
	make_file("m/many/new", "");
	while (readdir(d))
		seen++;
	ok(seen > 100 && seen <= 203, "names go while they are listed");
	seekdir(d, where);
	for (i = 0; readdir(d); i++)
		;
	is(i, seen, "a place in the list stays");
	rewinddir(d);
	for (seen = 0; (e = readdir(d)); seen++)
		doubles += strcmp(e->d_name, "new") == 0;
	is(seen, 203, "from the start again");
	is(doubles, 1, "with what is new, once");
	closedir(d);
	umount("m");
}

static void
test_busy(void)
{
	char *argv[] = { (char *)"m/prog", NULL };
	int fd = open("/proc/self/exe", O_RDONLY), to, out[2];
	ssize_t n;
	pid_t pid;

	static char buf[65536];

	to = open("l2/prog", O_WRONLY | O_CREAT, 0755);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		if (write(to, buf, (size_t)n) != n)
			break;
	close(fd);
	close(to);
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "mounted");
	(void)!pipe(out);
	pid = fork();
	if (pid == 0) {
		dup2(out[1], 1);
		setenv("OVERLAY_SLEEPS", "1", 1);
		execv("m/prog", argv);
		_exit(1);
	}
	is(read(out[0], buf, 1), 1, "a program runs from it");
	if (on_breenix()) {
		is_errno(open("m/prog", O_WRONLY), ETXTBSY,
		    "and is not written");
		is_errno(truncate("m/prog", 0), ETXTBSY, "nor cut off");
	}
	is(chmod("m/prog", 0700), 0, "copied up while it runs");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(out[0]);
	close(out[1]);
	fd = open("m/prog", O_WRONLY);
	ok(fd >= 0, "then it is written");
	if (on_breenix())
		is_errno(execv("m/prog", argv), ETXTBSY, "and does not run");
	close(fd);
	umount("m");
}

static void
unprivileged(void)
{
	char text[8];

	ok(file_is("m/open", "all"), "who may read does");
	is_errno(open("m/closed", O_RDONLY), EACCES, "who may not does not");
	is_errno(open("m/open", O_WRONLY), EACCES, "nor writes");
	is_errno(chmod("m/open", 0777), EPERM, "nor changes");
	ok(over("m/mine", "changed"), "one's own is copied up");
	is_errno(unlink("m/open"), EACCES, "nothing is removed");
	make_file("m/free/new", "x");
	{
		struct stat st;

		is(stat("m/free/new", &st), 0, "what is made");
		is(st.st_uid * 10000 + st.st_gid, 10002000, "is its maker's");
		is(st.st_mode & 0777, 0644, "with the mode it should have");
	}
	ok(getxattr("m/mine", "trusted.overlay.origin", text, 0) < 0,
	    "ours are not seen");
	ok(!exists("m/private/x"), "a closed folder stays closed");
}

static void
test_rights(void)
{
	make_file("l1/open", "all");
	make_file("l1/closed", "none");
	chmod("l1/closed", 0600);
	make_file("l1/mine", "mine");
	chown("l1/mine", 1000, 2000);
	mkdir("l1/free", 0777);
	chmod("l1/free", 0777);
	mkdir("l1/private", 0700);
	make_file("l1/private/x", "");
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "mounted");
	umask(022);
	as_user(1000, 2000, unprivileged);
	{
		struct stat st;

		stat("u/mine", &st);
		is(st.st_uid * 10000 + st.st_gid, 10002000,
		    "the copy is its owner's");
	}
	umount("m");
}

/* An access control list in which user 1000 may do what `perm` says. */
static int
set_acl(const char *path, const char *type, unsigned perm)
{
	const struct {
		uint32_t version;
		struct {
			uint16_t tag, perm;
			uint32_t id;
		} e[5];
	} acl = { 2,
		{ { 1, 6, -1u }, { 2, (uint16_t)perm, 1000 }, { 4, 0, -1u },
		    { 16, 7, -1u }, { 32, 0, -1u } } };

	return setxattr(path, type, &acl, sizeof acl, 0);
}

static void
by_list(void)
{
	ok(file_is("m/acl/file", "listed"), "who is in a list reads");
	ok(over("m/acl/write", "written"), "and writes");
	ok(file_is("m/acl/new", "inherited"), "also what was made there");
	ok(file_is("m/acl/again", "inherited"), "where something was before");
	is_errno(open("m/acl/file", O_WRONLY), EACCES, "no more than it says");
}

static void
test_lists(void)
{
	const char *type = "system.posix_acl_access";
	const char *inherited = "system.posix_acl_default";
	char a[64], b[64];
	struct stat st;
	int fd;

	mkdir("l2/acl", 0755);
	make_file("l2/acl/file", "listed");
	make_file("l2/acl/write", "listed");
	make_file("l2/acl/again", "");
	if (set_acl("l2/acl/file", type, 4) != 0)
		return skip("no access control lists");
	set_acl("l2/acl/write", type, 6);
	set_acl("l2/acl", inherited, 4);
	umask(077);
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "mounted");
	make_file("m/acl/new", "inherited");
	unlink("m/acl/again");
	make_file("m/acl/again", "inherited");
	as_user(1000, 1000, by_list);
	is(getxattr("u/acl/write", type, a, sizeof a), 44, "copied with it");
	is(getxattr("m/acl/again", type, a, sizeof a), 44, "inherited");
	is(getxattr("m/acl/new", type, b, sizeof b), 44, "either way");
	ok(memcmp(a, b, 44) == 0, "the same");
	stat("m/acl/new", &st);
	is(st.st_mode & 0777, 0640, "with the mode that it says");
	unlink("m/acl/new");
	mkdir("m/acl/again2", 0777);
	is(getxattr("m/acl/again2", inherited, a, sizeof a), 44,
	    "a folder inherits it all");
	fd = open("m/acl", O_TMPFILE | O_RDWR, 0666);
	is(fgetxattr(fd, type, a, sizeof a), 44, "so does what has no name");
	close(fd);
	is(chmod("m/acl/file", 0600), 0, "chmod");
	is(getxattr("m/acl/file", type, a, sizeof a), 44, "keeps it");
	is(a[30], 0, "and changes its mask");
	is(removexattr("m/acl/file", type), 0, "removed");
	is_errno(getxattr("u/acl/file", type, a, sizeof a), ENODATA,
	    "it is gone");
	is(set_acl("m/acl/file", type, 7), 0, "set");
	is(getxattr("u/acl/file", type, a, sizeof a), 44, "it is above");
	umount("m");
	umask(0);
}

/* A large file with little in it, whose layers are unmounted before the overlay. */
static void
test_sparse(void)
{
	struct stat st;
	char c = 0;
	int fd;

	mkdir("s", 0755);
	mount("s", "s", "tmpfs", 0, NULL);
	mkdir("s/l", 0755);
	mkdir("s/u", 0755);
	mkdir("s/w", 0755);
	fd = open("s/l/sparse", O_CREAT | O_RDWR, 0644);
	is(pwrite(fd, "x", 1, 1L << 33), 1, "a file of 8 GiB");
	ftruncate(fd, 1L << 34);
	close(fd);
	is(mount("o", "m", "overlay", 0,
	       "lowerdir=s/l,upperdir=s/u,workdir=s/w"),
	    0, "below");
	is(umount("s"), 0, "its file system is unmounted");
	fd = open("m/sparse", O_RDWR);
	ok(fd >= 0, "is copied up");
	fstat(fd, &st);
	is(st.st_size, 1L << 34, "with its size");
	ok(st.st_blocks < 100000, "and its holes");
	is(pread(fd, &c, 1, 1L << 33), 1, "read");
	is(c, 'x', "it has what it had");
	is(fsync(fd), 0, "fsync");
	close(fd);
	fd = open("m", O_RDONLY);
	is(fsync(fd), 0, "of the folder");
	close(fd);
	is(umount("m"), 0, "umount");
}

/* What was not finished is not seen, and goes with the next mount. */
static void
test_again(ino_t both)
{
	struct stat st;

	make_file("w/work/#left", "over");
	mkdir("w/work/#dir", 0700);
	mknod("w/work/#dir/white", S_IFCHR, 0);
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "mounted again");
	has_names("w/work", "", "work is empty");
	has_names("m", "both deep hidden link low names opaque two",
	    "all is there");
	ok(file_is("m/both", "changed"), "as it was");
	stat("m/both", &st);
	is(st.st_ino, both, "with its number");
	has_names("m/deep", "deeper moved", "what has moved, too");
	umount("m");
}

static void
test_stacked(void)
{
	mkdir("l3", 0755);
	make_file("l3/third", "3");
	mkdir("m2", 0755);
	mkdir("u2", 0755);
	mkdir("w2", 0755);
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "one");
	is(mount("o", "m2", "overlay", 0,
	       "lowerdir=m:l3,upperdir=u2,workdir=w2"),
	    0, "and one on it");
	ok(file_is("m2/third", "3") && file_is("m2/both", "changed"),
	    "shows both");
	ok(over("m2/both", "twice"), "takes changes");
	ok(file_is("m/both", "changed"), "of its own");
	is(rename("m2/low", "m2/third"), 0, "a file moves");
	ok(file_is("m2/third", "upper"), "to there");
	is(unlink("m2/two"), 0, "and one goes");
	ok(exists("m/two"), "but not below");
	mkdir("m3", 0755);
	is_errno(mount("o", "m3", "overlay", 0, "lowerdir=m2:l3"), EINVAL,
	    "three are too many");
	umount("m2");
	umount("m");
}

int
main(void)
{
	struct stat st;

	if (getenv("OVERLAY_SLEEPS")) {
		(void)!write(1, "x", 1);
		pause();
	}
	if (geteuid() != 0) {
		skip("needs root");
		return done();
	}
	if (!on_breenix() &&
	    (syscall(SYS_unshare, CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)) {
		skip("no mount namespace");
		return done();
	}
	mkdir("t", 0755);
	if (mount("t", "t", "tmpfs", 0, "mode=755") != 0 || chdir("t") != 0) {
		skip("no tmpfs");
		return done();
	}
	umask(0);
	fill();
	if (mount("o", "m", "overlay", 0, OPTIONS) != 0) {
		skip("no overlays here");
		return done();
	}
	umount("m");
	test_refused();
	test_read_only();
	is(mount("o", "m", "overlay", 0, OPTIONS), 0, "with an upper layer");
	test_copy_up();
	test_mapping();
	test_links();
	test_remove();
	test_rename();
	test_tmpfile();
	stat("m/both", &st);
	is(umount("m"), 0, "umount");
	test_again(st.st_ino);
	test_sparse();
	test_stacked();
	test_list();
	test_busy();
	test_rights();
	test_lists();
	return done();
}
