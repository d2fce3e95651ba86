// covers: stat fstat lstat newfstatat statx
/*
 * File attributes by name and by descriptor.
 */
#include "tests/sys/tap.h"
#include <sys/sysmacros.h>
#include <time.h>

/* musl 1.2.3 does not know statx(). */
#define STATX_TYPE        1u
#define STATX_BASIC_STATS 0x7ffu

struct statx_time {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t reserved;
};

struct statx {
	uint32_t stx_mask;
	uint32_t stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink;
	uint32_t stx_uid;
	uint32_t stx_gid;
	uint16_t stx_mode;
	uint16_t spare0;
	uint64_t stx_ino;
	uint64_t stx_size;
	uint64_t stx_blocks;
	uint64_t stx_attributes_mask;
	struct statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
	uint32_t stx_rdev_major, stx_rdev_minor;
	uint32_t stx_dev_major, stx_dev_minor;
	uint64_t spare2[14];
};

_Static_assert(sizeof(struct statx) == 256, "struct statx");

static long
statx_raw(int fd, const char *path, int flags, unsigned int mask, void *buf)
{
	return syscall(SYS_statx, fd, path, flags, mask, buf);
}

static void
test_kinds(void)
{
	struct stat st, link;
	int p[2];

	make_file("f", "12345");
	mkdir("d", 0751);
	symlink("f", "l");
	mknod("fifo", S_IFIFO | 0640, 0);
	is(stat("f", &st), 0, "stat a file");
	is(st.st_mode, S_IFREG | 0644, "its mode");
	is(st.st_size, 5, "its size");
	is(st.st_nlink, 1, "one name");
	is(st.st_uid, geteuid(), "its owner");
	is(st.st_gid, getegid(), "its group");
	ok(st.st_blksize > 0, "a block size");
	ok(st.st_mtim.tv_sec > 0 || st.st_mtim.tv_nsec > 0, "a time");
	is(stat("d", &st), 0, "stat a folder");
	is(st.st_mode, S_IFDIR | 0751, "its mode");
	is(stat("l", &st), 0, "stat a link");
	ok(S_ISREG(st.st_mode), "is what it names");
	is(lstat("l", &link), 0, "lstat a link");
	ok(S_ISLNK(link.st_mode), "is the link");
	is(link.st_mode & 0777, 0777, "with all permissions");
	is(link.st_size, 1, "as long as its text");
	ok(link.st_ino != st.st_ino, "and an inode of its own");
	is(lstat("f", &link), 0, "lstat of a file is stat");
	is(link.st_ino, st.st_ino, "the same inode");
	is(link.st_dev, st.st_dev, "the same device");
	is(stat("fifo", &st), 0, "stat a fifo");
	is(st.st_mode, S_IFIFO | 0640, "its mode");
	is(stat("/dev/null", &st), 0, "stat /dev/null");
	ok(S_ISCHR(st.st_mode), "is a character device");
	is(st.st_rdev, makedev(1, 3), "number 1:3");
	if (pipe(p) == 0) {
		is(fstat(p[0], &st), 0, "fstat a pipe");
		ok(S_ISFIFO(st.st_mode), "is a fifo");
		close(p[0]);
		close(p[1]);
	}
	is(stat(".", &st), 0, "stat .");
	ok(S_ISDIR(st.st_mode), "is a folder");
	is(stat("/", &st), 0, "stat /");
	ok(st.st_nlink >= 1, "has names");
}

static void
test_links(void)
{
	struct stat st;
	int fd = open("n", O_RDWR | O_CREAT, 0600);

	link("n", "n2");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_nlink, 2, "two names");
	unlink("n");
	unlink("n2");
	is(fstat(fd, &st), 0, "fstat of an unlinked file");
	is(st.st_nlink, 0, "has no name");
	close(fd);
	mkdir("p", 0755);
	mkdir("p/c", 0755);
	is(stat("p", &st), 0, "a folder with a folder");
	ok(st.st_nlink == 3 || st.st_nlink == 1,
	    "counts it in its links, or counts none");
}

static void
test_errors(void)
{
	struct stat st;

	is_errno(stat("none", &st), ENOENT, "stat, missing");
	is_errno(lstat("none", &st), ENOENT, "lstat, missing");
	is_errno(stat("f/x", &st), ENOTDIR, "below a file");
	is_errno(stat("f/", &st), ENOTDIR, "a file with a slash");
	is_errno(stat("", &st), ENOENT, "the empty path");
	is_errno(fstat(-1, &st), EBADF, "fstat, no descriptor");
	is_errno(syscall(SYS_stat, UNMAPPED, &st), EFAULT, "a bad path");
	is_errno(syscall(SYS_stat, "f", UNMAPPED), EFAULT, "a bad buffer");
	is_errno(syscall(SYS_lstat, "f", KERNEL_ADDR), EFAULT,
	    "a kernel buffer");
	is_errno(syscall(SYS_fstat, 1, UNMAPPED), EFAULT, "fstat to nowhere");
}

static void
test_fstatat(void)
{
	struct stat st;
	int dir = open("d", O_RDONLY);
	int file = open("f", O_RDONLY);

	make_file("d/x", "x");
	is(fstatat(dir, "x", &st, 0), 0, "relative to a folder");
	is(st.st_size, 1, "is that file");
	is(fstatat(AT_FDCWD, "l", &st, AT_SYMLINK_NOFOLLOW), 0, "NOFOLLOW");
	ok(S_ISLNK(st.st_mode), "is the link");
	is(fstatat(file, "", &st, AT_EMPTY_PATH), 0, "AT_EMPTY_PATH");
	is(st.st_size, 5, "is the descriptor's file");
	is(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH), 0, "of AT_FDCWD");
	ok(S_ISDIR(st.st_mode), "is the working directory");
	is_errno(fstatat(dir, "", &st, 0), ENOENT, "empty without the flag");
	is_errno(fstatat(file, "x", &st, 0), ENOTDIR, "a file's descriptor");
	is_errno(fstatat(-1, "x", &st, 0), EBADF, "no descriptor");
	is_errno(syscall(SYS_newfstatat, dir, "x", &st, 0x8000000), EINVAL,
	    "an unknown flag");
	close(dir);
	close(file);
}

static void
test_statx(void)
{
	struct statx sx;
	struct stat st;

	memset(&sx, 0xaa, sizeof sx);
	is(statx_raw(AT_FDCWD, "f", 0, STATX_BASIC_STATS, &sx), 0, "statx");
	is(stat("f", &st), 0, "stat");
	is(sx.stx_mask & STATX_BASIC_STATS, STATX_BASIC_STATS,
	    "all basic fields are there");
	is(sx.stx_mode, st.st_mode, "mode");
	is(sx.stx_size, st.st_size, "size");
	is(sx.stx_ino, st.st_ino, "inode");
	is(sx.stx_nlink, st.st_nlink, "links");
	is(sx.stx_uid, st.st_uid, "owner");
	is(sx.stx_blocks, st.st_blocks, "blocks");
	is(makedev(sx.stx_dev_major, sx.stx_dev_minor), st.st_dev, "device");
	is(sx.stx_mtime.tv_sec, st.st_mtim.tv_sec, "seconds");
	is(sx.stx_mtime.tv_nsec, st.st_mtim.tv_nsec, "nanoseconds");
	is(statx_raw(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_TYPE, &sx), 0,
	    "statx a link");
	is(sx.stx_mode & S_IFMT, S_IFLNK, "is the link");
	is(statx_raw(1, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &sx), 0,
	    "statx a descriptor");
	is_errno(statx_raw(AT_FDCWD, "none", 0, 0, &sx), ENOENT, "missing");
	is_errno(statx_raw(AT_FDCWD, "f", 0, 0x80000000, &sx), EINVAL,
	    "the reserved bit");
	is_errno(statx_raw(AT_FDCWD, "f", 0x6000, 0, &sx), EINVAL,
	    "both kinds of synchronisation");
	is_errno(statx_raw(AT_FDCWD, "f", 1 << 30, 0, &sx), EINVAL,
	    "an unknown flag");
	is_errno(statx_raw(AT_FDCWD, "f", 0, 0, UNMAPPED), EFAULT,
	    "a bad buffer");
	is_errno(statx_raw(-1, "f", 0, 0, &sx), EBADF, "no descriptor");
}

int
main(void)
{
	test_kinds();
	test_links();
	test_errors();
	test_fstatat();
	test_statx();
	return done();
}
