// covers: umask chmod fchmod fchmodat chown fchown lchown fchownat
/*
 * Changing modes and owners, and who may.
 */
#include "tests/sys/tap.h"

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & 07777 : (mode_t)-1;
}

static bool
owned_by(const char *path, uid_t uid, gid_t gid)
{
	struct stat st;

	return lstat(path, &st) == 0 && st.st_uid == uid && st.st_gid == gid;
}

static void
test_umask(void)
{
	is(umask(027), 022, "umask gives the one before");
	is(umask(07777), 027, "and so on");
	is(umask(022), 0777, "only nine bits count");
	umask(077);
	make_file("u", "");
	is(mode_of("u"), 0600, "a new file gets less");
	umask(022);
}

static void
test_chmod(void)
{
	int fd;

	make_file("f", "");
	symlink("f", "l");
	is(chmod("f", 04751), 0, "chmod");
	is(mode_of("f"), 04751, "sets the mode, without the umask");
	is(chmod("f", 0170644), 0, "bits of the type");
	is(mode_of("f"), 0644, "are passed over");
	is(chmod("l", 0600), 0, "chmod of a link");
	is(mode_of("f"), 0600, "changes what it names");
	fd = open("f", O_RDONLY);
	is(fchmod(fd, 0640), 0, "fchmod needs no permission to write");
	is(mode_of("f"), 0640, "and works");
	close(fd);
	is(syscall(SYS_fchmodat, AT_FDCWD, "f", 0604), 0, "fchmodat");
	is(mode_of("f"), 0604, "works");
	is_errno(chmod("none", 0600), ENOENT, "a missing file");
	is_errno(chmod("f/x", 0600), ENOTDIR, "below a file");
	is_errno(chmod("", 0600), ENOENT, "the empty path");
	is_errno(syscall(SYS_chmod, UNMAPPED, 0600), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_fchmod, -1, 0600), EBADF, "no descriptor");
	is_errno(syscall(SYS_fchmodat, -1, "f", 0600), EBADF,
	    "no descriptor, fchmodat");
}

static void
test_chown(void)
{
	int fd;

	if (geteuid() != 0)
		return skip("needs root to give files away");
	make_file("c", "");
	symlink("c", "cl");
	is(chown("c", 1, 2), 0, "chown");
	ok(owned_by("c", 1, 2), "both");
	is(chown("c", (uid_t)-1, 3), 0, "only the group");
	ok(owned_by("c", 1, 3), "leaves the owner");
	is(chown("c", 4, (gid_t)-1), 0, "only the owner");
	ok(owned_by("c", 4, 3), "leaves the group");
	is(lchown("cl", 7, 7), 0, "lchown");
	ok(owned_by("cl", 7, 7) && owned_by("c", 4, 3), "is of the link");
	is(chown("cl", 8, 8), 0, "chown of a link");
	ok(owned_by("cl", 7, 7) && owned_by("c", 8, 8), "is of the file");
	fd = open("c", O_RDONLY);
	is(fchown(fd, 9, 9), 0, "fchown");
	ok(owned_by("c", 9, 9), "works");
	is(fchownat(fd, "", 10, 10, AT_EMPTY_PATH), 0, "AT_EMPTY_PATH");
	ok(owned_by("c", 10, 10), "works");
	close(fd);
	is(fchownat(AT_FDCWD, "cl", 11, 11, AT_SYMLINK_NOFOLLOW), 0,
	    "AT_SYMLINK_NOFOLLOW");
	ok(owned_by("cl", 11, 11), "is of the link");
	is_errno(fchownat(AT_FDCWD, "c", 1, 1, 0x8000), EINVAL,
	    "an unknown flag");
	is_errno(fchownat(-1, "c", 1, 1, 0), EBADF, "no descriptor");
	is_errno(chown("none", 1, 1), ENOENT, "a missing file");
	is_errno(syscall(SYS_fchown, -1, 1, 1), EBADF, "no descriptor");
	is_errno(syscall(SYS_chown, UNMAPPED, 1, 1), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_lchown, UNMAPPED, 1, 1), EFAULT, "a bad pointer");
	chmod("c", 06755);
	is(chown("c", 1000, 1000), 0, "chown of a set-id program");
	is(mode_of("c"), 0755, "takes the bits away");
	chmod("c", 02644);
	is(chown("c", 0, 0), 0, "a set-gid bit without execution");
	is(mode_of("c"), 02644, "means something else and stays");
}

static void
as_owner(void)
{
	gid_t groups[2] = { 1000, 2000 };

	is(chmod("mine", 0700), 0, "the owner changes the mode");
	is_errno(chmod("roots", 0777), EPERM, "not of another's file");
	is_errno(chown("mine", 1001, (gid_t)-1), EPERM, "gives nothing away");
	is(chown("mine", 1000, 1000), 0, "may set what is");
	is_errno(chown("mine", (uid_t)-1, 3000), EPERM, "a foreign group");
	is_errno(chown("roots", (uid_t)-1, 1000), EPERM, "another's file");
	is(chmod("foreign", 02755), 0, "set-gid on a file of a foreign group");
	is(mode_of("foreign"), 0755, "silently has no effect");
	is_errno(chown("setid", (uid_t)-1, (gid_t)-1), EPERM,
	    "nothing, of another's set-id program");
	is(mode_of("setid"), 06755, "which stays one");
	is(chown("roots", (uid_t)-1, (gid_t)-1), 0, "of another's file");
	is_errno(syscall(SYS_setgroups, 2, groups), EPERM, "setgroups");
}

static void
as_group_member(void)
{
	gid_t groups[2] = { 1000, 2000 };

	if (syscall(SYS_setgroups, 2, groups) < 0 ||
	    syscall(SYS_setresgid, 1000, 1000, 1000) < 0 ||
	    syscall(SYS_setresuid, 1000, 1000, 1000) < 0)
		_exit(98);
	is(chown("mine", (uid_t)-1, 2000), 0, "to a group one is in");
	ok(owned_by("mine", 1000, 2000), "works");
}

static void
test_write_drops_setid(void)
{
	int fd = open("mine", O_WRONLY);

	chmod("mine", 06777);
	if (syscall(SYS_setresuid, 1000, 1000, 1000) < 0)
		_exit(98);
	is(write(fd, "", 0), 0, "a write of nothing");
	is(mode_of("mine"), 06777, "leaves the set-id bits");
	is(write(fd, "x", 1), 1, "a write by one who is not root");
	is(mode_of("mine"), 0777, "takes the set-id bits away");
	is(chmod("mine", 06777), 0, "he is the owner");
	is(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1), 0,
	    "a hole");
	is(mode_of("mine"), 0777, "takes them too");
	chmod("mine", 06777);
	is(ftruncate(fd, 1), 0, "and a cut");
	is(mode_of("mine"), 0777, "that cuts nothing");
	close(fd);
}

/* Without group execution the set-gid bit is his who is of the group. */
static void
test_write_keeps_setgid(void)
{
	int fd = open("mine", O_WRONLY), other = open("foreign", O_WRONLY);

	chown("mine", 0, 1000);
	chmod("mine", 02666);
	chown("foreign", 0, 3000);
	chmod("foreign", 02666);
	if (syscall(SYS_setresgid, 1000, 1000, 1000) < 0 ||
	    syscall(SYS_setresuid, 1000, 1000, 1000) < 0)
		_exit(98);
	is(write(fd, "x", 1), 1, "a write to a file of one's group");
	is(mode_of("mine"), 02666, "leaves S_ISGID");
	is(write(other, "x", 1), 1, "a write to one of another group");
	is(mode_of("foreign"), 0666, "takes it");
	close(fd);
	close(other);
}

static void
as_stranger(void)
{
	close(open("group/file", O_CREAT | O_WRONLY, 02755));
	ok(owned_by("group/file", 1001, 1000), "a file, with its group");
	is(mode_of("group/file"), 0755, "which it does not run as");
	umask(022 | S_IXGRP);
	close(open("group/masked", O_CREAT | O_WRONLY, 02755));
	is(mode_of("group/masked"), 0745, "nor one that the umask stops");
	umask(022);
	close(open("group/plain", O_CREAT | O_WRONLY, 02644));
	is(mode_of("group/plain"), 02644, "what is no program keeps the bit");
}

static void
test_inheritance(void)
{
	mkdir("group", 0755);
	chown("group", 0, 1000);
	chmod("group", 02777);
	is(mkdir("group/below", 0755), 0, "a folder in one with S_ISGID");
	is(mode_of("group/below"), 02755, "has it too");
	ok(owned_by("group/below", 0, 1000), "and its group");
	as_user(1001, 1001, as_stranger);
}

static void
test_permission(void)
{
	if (geteuid() != 0)
		return skip("needs root to give files away");
	make_file("mine", "");
	make_file("foreign", "");
	make_file("roots", "");
	make_file("setid", "");
	chmod("setid", 06755);
	chown("mine", 1000, 1000);
	chown("foreign", 1000, 3000);
	as_user(1000, 1000, as_owner);
	is(in_child(as_group_member), 0, "with a second group");
	is(in_child(test_write_drops_setid), 0, "writing");
	is(in_child(test_write_keeps_setgid), 0, "writing again");
	test_inheritance();
}

int
main(void)
{
	test_umask();
	test_chmod();
	test_chown();
	test_permission();
	return done();
}
