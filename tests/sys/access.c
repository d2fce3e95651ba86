// covers: access faccessat faccessat2
/*
 * May I? By the real identity, or the effective one when asked.
 */
#include "tests/sys/tap.h"

#define EACCESS_FLAG 0x200 /* AT_EACCESS */

static long
faccessat2_raw(int fd, const char *path, int mode, int flags)
{
	return syscall(439, fd, path, mode, flags);
}

static void
test_root(void)
{
	make_file("plain", "x");
	chmod("plain", 0);
	make_file("exec", "x");
	chmod("exec", 0001);
	mkdir("d", 0);
	if (geteuid() != 0)
		return skip("not root");
	is(access("plain", R_OK | W_OK), 0, "root reads and writes all");
	is_errno(access("plain", X_OK), EACCES,
	    "but runs only what someone may run");
	is(access("exec", X_OK), 0, "such as this");
	is(access("d", R_OK | W_OK | X_OK), 0, "and searches every folder");
}

static void
test_errors(void)
{
	int fd;

	is_errno(access("none", F_OK), ENOENT, "a missing file");
	is_errno(access("plain/x", F_OK), ENOTDIR, "below a file");
	is_errno(access("", F_OK), ENOENT, "the empty path");
	is_errno(access("plain", 8), EINVAL, "no such mode");
	is_errno(access("plain", -1), EINVAL, "nor this");
	is_errno(syscall(SYS_access, UNMAPPED, F_OK), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_faccessat, -1, "x", F_OK), EBADF, "no descriptor");
	is(syscall(SYS_faccessat, AT_FDCWD, "exec", F_OK), 0, "faccessat");
	is(faccessat2_raw(AT_FDCWD, "exec", F_OK, 0), 0, "faccessat2");
	is_errno(faccessat2_raw(AT_FDCWD, "exec", F_OK, 0x8000), EINVAL,
	    "an unknown flag");
	symlink("none", "dangling");
	is_errno(access("dangling", F_OK), ENOENT, "a dangling link");
	is(faccessat2_raw(AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW), 0,
	    "is there by itself");
	fd = open("exec", O_PATH);
	is(faccessat2_raw(fd, "", F_OK, AT_EMPTY_PATH), 0, "AT_EMPTY_PATH");
	is_errno(faccessat2_raw(fd, "", F_OK, 0), ENOENT, "without it");
	close(fd);
}

/* Owner, group and others: each has its own three bits, and no more. */
static void
as_member(void)
{
	is_errno(access("f040", W_OK), EACCES, "group may read: no write");
	is(access("f040", R_OK), 0, "group may read");
	is_errno(access("f004", R_OK), EACCES,
	    "others may read: the group is no other");
	is(access("g004", R_OK), 0, "others may read");
	is_errno(access("g400", R_OK), EACCES, "the owner may read: not I");
	is_errno(access("own040", R_OK), EACCES,
	    "the owner is not looked up in the group");
}

static void
effective(void)
{
	if (syscall(SYS_setresuid, 1000, 0, 0) < 0)
		_exit(97);
	is_errno(access("g400", R_OK), EACCES,
	    "access() asks for the real identity");
	is(faccessat2_raw(AT_FDCWD, "g400", R_OK, EACCESS_FLAG), 0,
	    "AT_EACCESS for the effective one");
	is(close(open("g400", O_RDONLY)), 0, "by which open() goes");
}

static void
test_classes(void)
{
	static const struct {
		const char *name;
		mode_t mode;
		uid_t uid;
		gid_t gid;
	} files[] = {
		{ "f040", 0040, 0, 1000 },
		{ "f004", 0004, 0, 1000 },
		{ "g004", 0004, 0, 0 },
		{ "g400", 0400, 0, 0 },
		{ "own040", 0040, 1000, 1000 },
	};
	size_t i;

	if (geteuid() != 0)
		return skip("needs root to give files away");
	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		make_file(files[i].name, "x");
		if (chown(files[i].name, files[i].uid, files[i].gid) < 0)
			diag("chown: %s", strerror(errno));
		chmod(files[i].name, files[i].mode);
	}
	as_user(1000, 1000, as_member);
	is(in_child(effective), 0, "with two identities");
}

int
main(void)
{
	test_root();
	test_errors();
	test_classes();
	return done();
}
