// covers: mount umount2 chroot statfs fstatfs
/*
 * The tree of file systems, in a mount namespace of our own where there are
 * such things.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statfs.h>

static void
test_statfs(void)
{
	struct statfs s;
	int fd = open(".", O_RDONLY);

	is(statfs(".", &s), 0, "statfs");
	ok(s.f_bsize > 0 && s.f_namelen >= 255, "tells");
	is(syscall(SYS_fstatfs, fd, &s), 0, "fstatfs");
	is(statfs("/proc", &s), 0, "of /proc");
	is(s.f_type, 0x9fa0, "has proc's magic number");
	is_errno(statfs("none", &s), ENOENT, "nothing");
	is_errno(syscall(SYS_statfs, ".", UNMAPPED), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_fstatfs, -1, &s), EBADF, "no descriptor");
	is_errno(syscall(SYS_fstatfs, fd, UNMAPPED), EFAULT, "a bad pointer");
	close(fd);
}

static void
test_mount(void)
{
	struct stat outside, inside, st;
	struct statfs s;
	int fd;

	make_file("m/hidden", "h");
	stat("m", &outside);
	is(mount("name", "m", "tmpfs", 0, NULL), 0, "mount a tmpfs");
	stat("m", &inside);
	ok(outside.st_dev != inside.st_dev, "another device");
	is_errno(access("m/hidden", F_OK), ENOENT, "covers what was there");
	is(stat("m/..", &st), 0, "dot-dot of its root");
	is(st.st_dev, outside.st_dev, "leads out of it");
	statfs("m", &s);
	is(s.f_type, 0x01021994, "tmpfs's magic number");
	make_file("m/f", "inside");
	make_file("x", "");
	is_errno(rename("m/f", "f"), EXDEV, "rename out of it");
	is_errno(link("m/f", "f"), EXDEV, "link out of it");
	is_errno(rmdir("m"), EBUSY, "remove where it is");
	is_errno(rename("m", "n"), EBUSY, "rename where it is");
	fd = open("m/f", O_RDONLY);
	is_errno(umount2("m", 0), EBUSY, "umount with a file open");
	close(fd);
	is(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0,
	    "remount for reading");
	is_errno(open("m/g", O_CREAT | O_RDWR, 0600), EROFS, "no new files");
	is_errno(open("m/f", O_RDWR), EROFS, "no writing");
	is_errno(unlink("m/f"), EROFS, "no removal");
	is_errno(chmod("m/f", 0600), EROFS, "no change");
	is_errno(mkdir("m/d", 0700), EROFS, "no folder");
	is_errno(access("m/f", W_OK), EROFS, "as access() says");
	is(close(open("m/f", O_RDONLY)), 0, "but reading");
	is(umount2("m", 0), 0, "umount");
	ok(file_is("m/hidden", "h"), "uncovers what was there");
	is(mount("a", "m", "tmpfs", 0, NULL), 0, "one");
	is(mount("b", "m", "tmpfs", 0, NULL), 0, "and another on it");
	make_file("m/b", "");
	is(umount2("m", 0), 0, "the upper one goes first");
	is_errno(access("m/b", F_OK), ENOENT, "there is the lower one");
	is(umount2("m", 0), 0, "and then it");
}

static void
test_bind(void)
{
	mkdir("src", 0755);
	mkdir("dst", 0755);
	make_file("src/f", "bound");
	if (mount("src", "dst", NULL, MS_BIND, NULL) < 0)
		return skip("bind mounts are not supported");
	ok(file_is("dst/f", "bound"), "a bind mount shows the same files");
	make_file("dst/g", "g");
	ok(file_is("src/g", "g"), "in both directions");
	is(umount2("dst", 0), 0, "umount");
}

static void
test_detach(void)
{
	int fd;

	mount("x", "m", "tmpfs", 0, NULL);
	make_file("m/f", "lazy");
	fd = open("m/f", O_RDONLY);
	is(umount2("m", MNT_DETACH), 0, "MNT_DETACH with a file open");
	is_errno(access("m/f", F_OK), ENOENT, "is gone");
	{
		char c = 0;

		is(read(fd, &c, 1), 1, "but the open file lives on");
		is(c, 'l', "with its content");
	}
	close(fd);
}

static int
count_mounts(void)
{
	FILE *f = fopen("/proc/self/mounts", "r");
	int n = 0, c;

	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static bool
same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	    x.st_ino == y.st_ino;
}

static void
set_mount_max(const char *n)
{
	int fd = open("/proc/sys/fs/mount-max", O_WRONLY);

	is(write(fd, n, strlen(n)), (long)strlen(n), "mount-max is %s", n);
	close(fd);
}

static void
test_trees(void)
{
	int before = count_mounts(), i, wrong = 0;

	mount("x", "m", "tmpfs", 0, NULL);
	mkdir("m/s", 0755);
	mkdir("m/s/1", 0755);
	mkdir("m/t", 0755);
	mkdir("m/u", 0755);
	mount("in", "m/s/1", "tmpfs", 0, NULL);
	mkdir("m/s/1/deep", 0755);
	mount("deep", "m/s/1/deep", "tmpfs", 0, NULL);
	mount("out", "m/t", "tmpfs", 0, NULL);
	is(mount("m/s", "m/u", NULL, MS_BIND | MS_REC, NULL), 0,
	    "a recursive bind");
	is(count_mounts() - before, 7, "takes what is below, not beside");
	ok(same_file("m/s/1/deep", "m/u/1/deep"), "and shows the same");
	is(mount("m/u", "m/t", NULL, MS_MOVE, NULL), 0, "moved");
	ok(same_file("m/s/1/deep", "m/t/1/deep"), "with all that is on it");
	is_errno(umount2("m", 0), EBUSY, "with others on it: busy");
	is(umount2("m", MNT_DETACH), 0, "unless they go, too");
	is(count_mounts(), before, "all of them");

	/* Each bind doubles what is there. */
	mount("x", "m", "tmpfs", 0, NULL);
	mkdir("m/a", 0755);
	if (on_breenix())
		set_mount_max("300");
	for (i = 0; i < 7; i++)
		wrong += mount("m", "m/a", NULL, MS_BIND | MS_REC, NULL) != 0;
	is(wrong, 0, "a tree bound into itself");
	is(count_mounts() - before, 128, "again and again");
	if (on_breenix()) {
		mount("m", "m/a", NULL, MS_BIND | MS_REC, NULL);
		is_errno(mount("m", "m/a", NULL, MS_BIND | MS_REC, NULL),
		    ENOSPC, "up to a limit");
		is(count_mounts() - before, 256,
		    "and then none of it is there");
		i = open("/proc/sys/fs/mount-max", O_WRONLY);
		is_errno(write(i, "0", 1), EINVAL, "which is not 0");
		close(i);
		set_mount_max("100000");
	}
	is(umount2("m", MNT_DETACH), 0, "MNT_DETACH of all");
	is(count_mounts(), before, "leaves none");
}

static void
test_flags(void)
{
	struct stat st;
	int fd;

	mount("x", "m", "tmpfs", MS_NODEV | MS_NOEXEC | MS_NOSUID,
	    "mode=0700,size=64k");
	stat("m", &st);
	is(st.st_mode & 07777, 0700, "tmpfs: mode=");
	make_file("m/prog", "#!/bin/sh\n");
	chmod("m/prog", 0755);
	{
		char *argv[] = { (char *)"prog", NULL };

		is_errno(execve("m/prog", argv, argv + 1), EACCES, "MS_NOEXEC");
	}
	mknod("m/null", S_IFCHR | 0666, 0x103);
	is_errno(open("m/null", O_RDONLY), EACCES, "MS_NODEV");
	fd = open("m/big", O_RDWR | O_CREAT, 0600);
	{
		static char block[65536 * 2];
		ssize_t n = write(fd, block, sizeof block);

		ok(n < (ssize_t)sizeof block, "size= is a limit");
		is_errno(write(fd, block, sizeof block), ENOSPC, "ENOSPC");
	}
	close(fd);
	unlink("m/big");
	is(umount2("m", 0), 0, "umount");
}

static void
test_errors(void)
{
	is_errno(mount("x", "none", "tmpfs", 0, NULL), ENOENT, "no place");
	is_errno(mount("x", "m/hidden", "tmpfs", 0, NULL), ENOTDIR, "a file");
	is_errno(mount("x", "m", "nosuchfs", 0, NULL), ENODEV, "no such type");
	is_errno(mount("x", UNMAPPED, "tmpfs", 0, NULL), EFAULT, "a bad path");
	is_errno(mount("x", "m", UNMAPPED, 0, NULL), EFAULT, "a bad type");
	is_errno(umount2("m", 0), EINVAL, "umount of what is no mount");
	is_errno(umount2("none", 0), ENOENT, "of nothing");
	is_errno(umount2("m", 0x100), EINVAL, "with an unknown flag");
	is_errno(mount(NULL, "m", NULL, MS_REMOUNT, NULL), EINVAL,
	    "remount of what is no mount");
}

static void
in_chroot(void)
{
	struct stat root, up;
	char path[64];

	is(chroot("jail"), 0, "chroot");
	is(chdir("/"), 0, "to its root");
	ok(file_is("/inside", "jailed"), "which is the folder");
	stat("/", &root);
	stat("/..", &up);
	is(up.st_ino, root.st_ino, "dot-dot stays inside");
	symlink("/inside", "abs");
	ok(file_is("/abs", "jailed"), "absolute links too");
	is(syscall(SYS_getcwd, path, sizeof path), 2, "getcwd");
	is(path[0], '/', "tells the root");
	is_errno(chroot("none"), ENOENT, "chroot to nothing");
	is_errno(chroot("inside"), ENOTDIR, "to a file");
	is_errno(syscall(SYS_chroot, UNMAPPED), EFAULT, "a bad pointer");
}

static void
as_nobody(void)
{
	is_errno(chroot("jail"), EPERM, "chroot is for root");
	is_errno(mount("x", "m", "tmpfs", 0, NULL), EPERM, "so is mount");
	is_errno(umount2("m", 0), EPERM, "and umount");
}

/* Names of a tmpfs, and long targets, count. */
static void
test_counts(void)
{
	char target[4000], name[32];
	struct statfs s;
	int i, links = 0;

	if (mount("x", "m", "tmpfs", 0, "nr_inodes=20,size=64k") < 0) {
		skip("no tmpfs");
		return;
	}
	make_file("m/f", "f");
	for (i = 0; i < 30; i++) {
		sprintf(name, "m/%d", i);
		if (link("m/f", name) < 0)
			break;
		links++;
	}
	is(errno, ENOSPC, "a link too many");
	is(links, 18, "each counts as an inode");
	statfs("m", &s);
	is(s.f_ffree, 0, "none is free");
	unlink("m/0");
	is(rename("m/1", "m/2"), 0, "two names of one file");
	is(rename("m/f", "m/3"), 0, "too");
	make_file("m/g", "g");
	statfs("m", &s);
	is(s.f_ffree, 0, "another file in the place of a link");
	is(rename("m/g", "m/4"), 0, "a file onto a link");
	statfs("m", &s);
	is(s.f_ffree, 1, "gives one back");
	unlink("m/4");
	for (i = 1; i < 30; i++) {
		sprintf(name, "m/%d", i);
		unlink(name);
	}
	unlink("m/f");
	statfs("m", &s);
	is(s.f_ffree, 19, "all but the root");
	memset(target, 'x', sizeof(target) - 1);
	target[sizeof(target) - 1] = 0;
	for (i = 0; i < 19; i++) {
		sprintf(name, "m/%d", i);
		if (symlink(target, name) < 0)
			break;
	}
	is(errno, ENOSPC, "a long target too many");
	is(i, 16, "each counts as a page");
	is_errno(access("m/16", F_OK), ENOENT, "and is not half there");
	unlink("m/3");
	is(symlink(target, "m/3"), 0, "one in the place of another");
	is(symlink("short", "m/short"), 0, "a short one counts nothing");
	umount("m");
}

static void
leave_bind(void)
{
	struct stat st;
	char cwd[4096];
	ssize_t n;

	is(chdir("m/inside/a/b"), 0, "into a mount of a part");
	is(stat("../..", &st), 0, "dot-dot in it");
	is(rename("../../../src/a/b", "../../../out"), 0, "moved out of it");
	is(stat(".", &st), 0, "it is there");
	is_errno(stat("..", &st), ENOENT, "and leads no higher");
	is_errno(open("../secret", O_RDONLY), ENOENT, "nor elsewhere");
	is_errno(open("x/../../secret", O_RDONLY), ENOENT, "from below");
	is_errno(chdir("x/.."), ENOENT, "nor to itself");
	n = syscall(SYS_getcwd, cwd, sizeof(cwd));
	ok(n > 0 && strncmp(cwd, "(unreachable)", 13) == 0, "no name: %s", cwd);
}

/* What is moved out of what a mount shows must not lead to the rest. */
static void
test_left(void)
{
	char deep[2100] = "m/src/deep";
	struct stat st;

	if (mount("none", "m", "tmpfs", 0, NULL) < 0) {
		skip("no tmpfs");
		return;
	}
	mkdir("m/src", 0755);
	mkdir("m/src/a", 0755);
	mkdir("m/src/a/b", 0755);
	mkdir("m/src/a/b/x", 0755);
	mkdir("m/inside", 0755);
	mkdir(deep, 0755);
	for (int i = 0; i < 600; i++) {
		strcat(deep, "/d");
		mkdir(deep, 0755);
	}
	make_file("m/secret", "s");
	is(mount("m/src", "m/inside", NULL, MS_BIND, NULL), 0, "bind a part");
	memmove(deep + strlen("m/inside"), deep + strlen("m/src"),
	    strlen(deep) - strlen("m/src") + 1);
	memcpy(deep, "m/inside", strlen("m/inside"));
	strcat(deep, "/../..");
	is(stat(deep, &st), 0, "far below in it");
	is(in_child(leave_bind), 0, "something leaves it");
	umount("m/inside");
	umount("m");
}

/* What was mounted in a folder that is not there any more keeps nothing. */
static void
test_lost(void)
{
	pid_t pid = fork();
	char path[64];

	if (pid == 0) {
		pause();
		_exit(0);
	}
	is(mount("none", "m", "proc", 0, NULL), 0, "mount");
	snprintf(path, sizeof path, "m/%d/task", pid);
	is(mount("none", path, "tmpfs", 0, NULL), 0,
	    "in the folder of a process");
	is_errno(umount("m"), EBUSY, "there is something in it");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	is_errno(umount(path), ENOENT, "the process is gone");
	is(umount("m"), 0, "umount");
}

int
main(void)
{
	test_statfs();
	mkdir("jail", 0755);
	mkdir("m", 0755);
	make_file("jail/inside", "jailed");
	as_user(1000, 1000, as_nobody);
	if (geteuid() != 0) {
		skip("needs root");
		return done();
	}
	is(in_child(in_chroot), 0, "in a chroot");
	/* On a host: nothing of this may be seen outside. */
	if (!on_breenix() &&
	    (syscall(SYS_unshare, CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)) {
		skip("no mount namespace");
		return done();
	}
	test_mount();
	test_bind();
	test_left();
	test_detach();
	test_trees();
	test_flags();
	test_counts();
	test_lost();
	test_errors();
	return done();
}
