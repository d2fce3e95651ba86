// covers: truncate ftruncate fallocate
/*
 * The size of files, up and down.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sys/resource.h>

static long
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

static void
test_truncate(void)
{
	char buf[16];
	int fd;

	make_file("f", "0123456789");
	is(truncate("f", 5), 0, "shorter");
	is(size_of("f"), 5, "is shorter");
	is(truncate("f", 8), 0, "longer");
	fd = open("f", O_RDWR);
	is(read(fd, buf, sizeof buf), 8, "read");
	ok(memcmp(buf, "01234\0\0\0", 8) == 0, "what comes back is zero");
	is(ftruncate(fd, 3), 0, "ftruncate");
	is(lseek(fd, 0, SEEK_CUR), 8, "leaves the offset");
	is(read(fd, buf, 1), 0, "where there is nothing now");
	is(write(fd, "x", 1), 1, "and writing");
	is(size_of("f"), 9, "leaves a hole");
	is_errno(ftruncate(fd, -1), EINVAL, "a negative length");
	is_errno(truncate("f", -1), EINVAL, "by name");
	close(fd);
	fd = open("f", O_RDONLY);
	is_errno(ftruncate(fd, 0), EINVAL, "a file open for reading");
	close(fd);
	is_errno(ftruncate(-1, 0), EBADF, "no descriptor");
	is_errno(truncate("none", 0), ENOENT, "a missing file");
	is_errno(truncate(".", 0), EISDIR, "a folder");
	is_errno(truncate("f/x", 0), ENOTDIR, "below a file");
	is_errno(syscall(SYS_truncate, UNMAPPED, 0), EFAULT, "a bad pointer");
	mkfifo("fifo", 0600);
	is_errno(truncate("fifo", 0), EINVAL, "a fifo");
	fd = open(".", O_RDONLY);
	is_errno(ftruncate(fd, 0), EINVAL, "a folder's descriptor");
	close(fd);
}

/* Data beyond the end never shows again, not even through a page. */
static void
test_tail_is_zero(void)
{
	char *page;
	int fd = open("tail", O_RDWR | O_CREAT, 0600);
	int i, good = 1;

	for (i = 0; i < 4096; i++)
		if (write(fd, "z", 1) != 1)
			break;
	page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	is(ftruncate(fd, 100), 0, "cut within a page");
	is(ftruncate(fd, 4096), 0, "and grow again");
	for (i = 100; i < 4096; i++)
		good &= page[i] == 0;
	ok(good, "zeroes in the mapping");
	munmap(page, 4096);
	close(fd);
}

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	caught = sig;
}

static void
test_limit(void)
{
	struct rlimit small = { 1000, RLIM_INFINITY }, old;
	char buf[600] = { 0 };
	int fd = open("lim", O_RDWR | O_CREAT, 0600);

	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	signal(SIGXFSZ, on_signal);
	is(setrlimit(RLIMIT_FSIZE, &small), 0, "a limit of 1000 bytes");
	is(write(fd, buf, 600), 600, "write 600");
	is(write(fd, buf, 600), 400, "then 400 of 600");
	is(caught, 0, "without a signal");
	is_errno(write(fd, buf, 1), EFBIG, "then nothing");
	is(caught, SIGXFSZ, "with one");
	caught = 0;
	is_errno(ftruncate(fd, 1001), EFBIG, "nor ftruncate");
	is(caught, SIGXFSZ, "with the signal");
	is(ftruncate(fd, 10), 0, "shorter is always allowed");
	setrlimit(RLIMIT_FSIZE, &old);
	close(fd);
}

static void
test_fallocate(void)
{
	char buf[8];
	int fd = open("fa", O_RDWR | O_CREAT, 0600), p[2];

	write(fd, "abcdefgh", 8);
	is(fallocate(fd, 0, 0, 20000), 0, "fallocate");
	is(size_of("fa"), 20000, "extends the file");
	is(fallocate(fd, 1, 0, 40000), 0, "FALLOC_FL_KEEP_SIZE");
	is(size_of("fa"), 20000, "does not");
	is(pread(fd, buf, 8, 0), 8, "pread");
	ok(memcmp(buf, "abcdefgh", 8) == 0, "what was there stays");
	is(fallocate(fd, 3, 2, 3), 0, "PUNCH_HOLE");
	is(pread(fd, buf, 8, 0), 8, "pread");
	ok(memcmp(buf, "ab\0\0\0fgh", 8) == 0, "makes zeroes");
	is_errno(fallocate(fd, 2, 0, 10), EOPNOTSUPP,
	    "PUNCH_HOLE without KEEP_SIZE");
	is_errno(fallocate(fd, 0, 0, 0), EINVAL, "no length");
	is_errno(fallocate(fd, 0, -1, 10), EINVAL, "a negative offset");
	is_errno(fallocate(fd, 0, LONG_MAX, 10), EFBIG, "beyond everything");
	is_errno(fallocate(fd, 0x1000, 0, 10), EOPNOTSUPP, "an unknown mode");
	is_errno(fallocate(-1, 0, 0, 10), EBADF, "no descriptor");
	close(fd);
	fd = open("fa", O_RDONLY);
	is_errno(fallocate(fd, 0, 0, 10), EBADF, "open for reading");
	close(fd);
	pipe(p);
	is_errno(fallocate(p[1], 0, 0, 10), ESPIPE, "a pipe");
	close(p[0]);
	close(p[1]);
}

static void
as_nobody(void)
{
	is_errno(truncate("f", 0), EACCES, "without permission to write");
}

int
main(void)
{
	test_truncate();
	test_tail_is_zero();
	test_limit();
	test_fallocate();
	as_user(1000, 1000, as_nobody);
	return done();
}
