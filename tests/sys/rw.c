// covers: read write pread64 pwrite64 readv writev preadv pwritev preadv2
// covers: pwritev2 lseek
/*
 * Reading and writing regular files: counts, offsets, holes, vectors, errors.
 */
#include "tests/sys/tap.h"
#include <limits.h>
#include <sys/epoll.h>
#include <sys/uio.h>

static int
fresh(const char *content)
{
	int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0644);

	if (write(fd, content, strlen(content)) < 0)
		diag("write: %s", strerror(errno));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
test_read_write(void)
{
	char buf[64];
	int fd = fresh("hello world");

	is(read(fd, buf, 5), 5, "read what is asked");
	ok(memcmp(buf, "hello", 5) == 0, "from the start");
	is(read(fd, buf, sizeof buf), 6, "read what is left");
	is(read(fd, buf, sizeof buf), 0, "then nothing");
	is(read(fd, buf, 0), 0, "read nothing");
	is(read(fd, UNMAPPED, 0), 0, "into nowhere");
	is(write(fd, "", 0), 0, "write nothing");
	is(lseek(fd, 0, SEEK_CUR), 11, "which moves nothing");
	is_errno(read(-1, buf, 1), EBADF, "read, no descriptor");
	is_errno(write(-1, buf, 1), EBADF, "write, no descriptor");
	lseek(fd, 0, SEEK_SET);
	is_errno(read(fd, UNMAPPED, 4), EFAULT, "read to a bad pointer");
	is_errno(read(fd, KERNEL_ADDR, 4), EFAULT, "to a kernel pointer");
	is_errno(write(fd, UNMAPPED, 4), EFAULT, "write from a bad pointer");
	is_errno(write(fd, KERNEL_ADDR, 4), EFAULT, "from a kernel pointer");
	is(lseek(fd, 0, SEEK_CUR), 0, "a failed call moves nothing");
	close(fd);
}

/* A buffer whose second page is missing: what fits is transferred. */
static void
test_partial(void)
{
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = fresh("0123456789");
	ssize_t n;

	munmap(map + 4096, 4096);
	n = read(fd, map + 4096 - 4, 10);
	ok(n == 4 || (n == -1 && errno == EFAULT),
	    "read into a buffer that ends early");
	if (n == 4)
		is(lseek(fd, 0, SEEK_CUR), 4, "moves by what it read");
	memset(map, 'x', 4096);
	lseek(fd, 0, SEEK_SET);
	n = write(fd, map + 4096 - 4, 10);
	ok(n == 4 || (n == -1 && errno == EFAULT),
	    "write from a buffer that ends early");
	close(fd);
	munmap(map, 4096);
}

static void
test_lseek(void)
{
	char buf[8];
	struct stat st;
	int fd = fresh("0123456789"), p[2];

	is(lseek(fd, 3, SEEK_SET), 3, "SEEK_SET");
	is(lseek(fd, 2, SEEK_CUR), 5, "SEEK_CUR");
	is(lseek(fd, -1, SEEK_END), 9, "SEEK_END");
	is_errno(lseek(fd, -1, SEEK_SET), EINVAL, "before the start");
	is_errno(lseek(fd, -20, SEEK_END), EINVAL, "before the start, END");
	is_errno(lseek(fd, 0, 99), EINVAL, "no such whence");
	is_errno(lseek(-1, 0, SEEK_SET), EBADF, "no descriptor");
	is(lseek(fd, 0, SEEK_CUR), 9, "a failed seek moves nothing");
	is_errno(lseek(fd, LONG_MAX, SEEK_CUR), EINVAL, "overflow");
	is(lseek(fd, 100000, SEEK_SET), 100000, "beyond the end");
	is(read(fd, buf, 1), 0, "is nothing to read");
	is(write(fd, "x", 1), 1, "but a place to write");
	is(fstat(fd, &st), 0, "fstat");
	is(st.st_size, 100001, "which extends the file");
	is(pread(fd, buf, 4, 50000), 4, "and leaves a hole");
	ok(memcmp(buf, "\0\0\0\0", 4) == 0, "of zeroes");
	is(lseek(fd, 0, SEEK_DATA), 0, "SEEK_DATA at data");
	ok(lseek(fd, 0, SEEK_HOLE) > 0, "SEEK_HOLE finds one, or the end");
	is_errno(lseek(fd, 200000, SEEK_DATA), ENXIO, "SEEK_DATA at no data");
	is_errno(lseek(fd, 200000, SEEK_HOLE), ENXIO, "SEEK_HOLE at the end");
	close(fd);
	if (pipe(p) == 0) {
		is_errno(lseek(p[0], 0, SEEK_CUR), ESPIPE, "a pipe");
		is_errno(pread(p[0], buf, 1, 0), ESPIPE, "pread of a pipe");
		is_errno(pwrite(p[1], buf, 1, 0), ESPIPE, "pwrite of a pipe");
		close(p[0]);
		close(p[1]);
	}
}

static void
test_positional(void)
{
	char buf[16];
	int fd = fresh("0123456789");

	is(pread(fd, buf, 3, 4), 3, "pread");
	ok(memcmp(buf, "456", 3) == 0, "reads there");
	is(pwrite(fd, "ab", 2, 1), 2, "pwrite");
	is(lseek(fd, 0, SEEK_CUR), 0, "both leave the offset alone");
	is(pread(fd, buf, 16, 0), 10, "pread of all");
	ok(memcmp(buf, "0ab3456789", 10) == 0, "shows what was written");
	is(pread(fd, buf, 4, 1000), 0, "pread beyond the end");
	is_errno(pread(fd, buf, 1, -1), EINVAL, "a negative offset");
	is_errno(pwrite(fd, buf, 1, -1), EINVAL, "a negative offset, write");
	is_errno(pread(-1, buf, 1, 0), EBADF, "no descriptor");
	is_errno(pwrite(-1, buf, 1, 0), EBADF, "no descriptor, write");
	close(fd);
	fd = open("f", O_RDWR | O_APPEND);
	is(pwrite(fd, "Z", 1, 0), 1, "pwrite with O_APPEND");
	is(pread(fd, buf, 16, 0), 11, "appends all the same");
	close(fd);
}

static void
test_vectors(void)
{
	char a[4], b[8];
	struct iovec iov[2] = { { a, 4 }, { b, 8 } };
	struct iovec out[3] = { { (void *)"one", 3 }, { NULL, 0 },
		{ (void *)"three", 5 } };
	struct iovec bad[2] = { { a, (size_t)-1 }, { b, 1 } };
	struct iovec sum[2] = { { a, SSIZE_MAX }, { b, 1 } };
	int fd = fresh("");

	is(writev(fd, out, 3), 8, "writev");
	is(pwritev(fd, out, 1, 8), 3, "pwritev");
	is(lseek(fd, 0, SEEK_SET), 0, "rewind");
	is(readv(fd, iov, 2), 11, "readv fills one after the other");
	ok(memcmp(a, "onet", 4) == 0 && memcmp(b, "hreeone", 7) == 0,
	    "in order");
	is(preadv(fd, iov, 2, 3), 8, "preadv");
	ok(memcmp(a, "thre", 4) == 0, "reads there");
	is(readv(fd, iov, 0), 0, "an empty vector");
	is_errno(readv(fd, iov, -1), EINVAL, "a negative count");
	is_errno(readv(fd, iov, IOV_MAX + 1), EINVAL, "too many");
	is_errno(readv(fd, bad, 2), EINVAL, "a negative length");
	is_errno(readv(fd, UNMAPPED, 1), EFAULT, "a bad vector");
	is_errno(readv(-1, iov, 1), EBADF, "no descriptor");
	is_errno(writev(-1, iov, 1), EBADF, "no descriptor, writev");
	is_errno(writev(fd, bad, 2), EINVAL, "a negative length, writev");
	is_errno(writev(fd, UNMAPPED, 1), EFAULT, "a bad vector, writev");
	is_errno(preadv(fd, iov, 1, -1), EINVAL, "a negative offset");
	is_errno(pwritev(fd, iov, 1, -1), EINVAL, "and to write");
	/* Lengths whose sum is too large are cut, not refused. */
	lseek(fd, 0, SEEK_END);
	ok(readv(fd, sum, 2) <= 0, "lengths that overflow");
	close(fd);
}

static long
preadv2_raw(int fd, struct iovec *iov, long n, long at, int flags)
{
	return syscall(SYS_preadv2, fd, iov, n, at, 0L, flags);
}

static long
pwritev2_raw(int fd, struct iovec *iov, long n, long at, int flags)
{
	return syscall(SYS_pwritev2, fd, iov, n, at, 0L, flags);
}

static void
test_flags(void)
{
	char buf[8];
	struct iovec iov[1] = { { buf, 4 } };
	struct iovec out[1] = { { (void *)"XY", 2 } };
	int fd = fresh("0123456789");

	is(preadv2_raw(fd, iov, 1, 2, 0), 4, "preadv2");
	ok(memcmp(buf, "2345", 4) == 0, "reads there");
	is(preadv2_raw(fd, iov, 1, -1, 0), 4, "at -1 uses the offset");
	is(lseek(fd, 0, SEEK_CUR), 4, "and moves it");
	is(pwritev2_raw(fd, out, 1, 0, 0x10), 2, "RWF_APPEND");
	is(lseek(fd, 0, SEEK_END), 12, "writes at the end");
	is(pwritev2_raw(fd, out, 1, 0, 0x2), 2, "RWF_DSYNC");
	is_errno(preadv2_raw(fd, iov, 1, 0, 0x40000000), EOPNOTSUPP,
	    "an unknown flag");
	is_errno(pwritev2_raw(fd, out, 1, 0, 0x40000000), EOPNOTSUPP,
	    "an unknown flag, write");
	is_errno(preadv2_raw(-1, iov, 1, 0, 0), EBADF, "no descriptor");
	is_errno(pwritev2_raw(fd, UNMAPPED, 1, 0, 0), EFAULT, "a bad vector");
	close(fd);
}

static void
test_large(void)
{
	enum {
		SIZE = 1 << 20
	};
	char *out = malloc(SIZE), *in = malloc(SIZE);
	int fd = fresh("");
	long i, at;

	for (i = 0; i < SIZE; i++)
		out[i] = (char)(i * 31 + (i >> 12));
	is(write(fd, out, SIZE), SIZE, "write a megabyte");
	lseek(fd, 0, SEEK_SET);
	for (at = 0; at < SIZE; at += 4099)
		if (read(fd, in + at, 4099) <= 0)
			break;
	ok(memcmp(in, out, SIZE) == 0, "and read it back in odd pieces");
	close(fd);
	free(in);
	free(out);
}

/* Where positions end. */
/* Many pages, some of them holes, from the middle of one to the middle of another:
 * into one buffer, into pieces, and into one that ends early. */
static void
test_runs(void)
{
	enum {
		PAGES = 80,
		SIZE = PAGES * 4096,
		FROM = 1234,
		LENGTH = SIZE - 2 * FROM
	};
	static char want[SIZE], got[SIZE];
	char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec v[] = { { got, 5000 }, { got + 5000, 1 },
		{ got + 5001, 12288 }, { got + 17289, LENGTH - 17289 } };
	int fd = fresh("");
	ssize_t n;

	for (size_t i = 0; i < SIZE; i++)
		if (i / 4096 < 40 || i / 4096 % 3)
			want[i] = (char)(i * 7 + i / 4096 * 13 + 1);
	is(ftruncate(fd, SIZE), 0, "a file of holes");
	for (size_t i = 0; i < SIZE; i += 4096)
		if ((i / 4096 < 40 || i / 4096 % 3) &&
		    pwrite(fd, want + i, 4096, (off_t)i) != 4096)
			ok(0, "write page %zu", i / 4096);
	is(pread(fd, got, LENGTH, FROM), LENGTH, "read over pages and holes");
	ok(memcmp(got, want + FROM, LENGTH) == 0, "which is what they hold");
	memset(got, 'x', SIZE);
	is(preadv(fd, v, 4, FROM), LENGTH, "into pieces");
	ok(memcmp(got, want + FROM, LENGTH) == 0, "the same");
	munmap(map + 5 * 4096, SIZE - 5 * 4096);
	n = pread(fd, map + 100, LENGTH, FROM);
	ok(n > 0 && n <= 5 * 4096 - 100, "into what ends early");
	ok(n > 0 && memcmp(map + 100, want + FROM, (size_t)n) == 0,
	    "what fits");
	munmap(map, 5 * 4096);
	close(fd);
}

static void
test_end(void)
{
	const long end = LONG_MAX;
	int fd = fresh("abc"), zero = open("/dev/zero", O_RDWR);
	char c[4] = "";
	struct iovec v[2] = { { c, 1 }, { c, 1 } };

	is_errno(pread(fd, c, 1, end), EINVAL, "pread over the end");
	is(pread(fd, c, 0, end), 0, "of nothing");
	is(pread(fd, c, 1, end - 1), 0, "before it");
	is_errno(pwrite(fd, c, 2, end - 1), EINVAL, "pwrite over the end");
	is(pwrite(fd, c, 0, end), 0, "of nothing");
	is_errno(preadv(fd, v, 2, end - 1), EINVAL, "preadv");
	is_errno(pwritev(fd, v, 2, end - 1), EINVAL, "pwritev");
	is_errno(pread(zero, c, 1, end), EINVAL, "of a device");
	is_errno(pwrite(zero, c, 1, end), EINVAL, "and to it");
	close(zero);
	close(fd);
}

/* A buffer where none can be: first whether there is anything to read. */
static void
test_bad_buffer(void)
{
	int fd = epoll_create1(0);

	is_errno(syscall(SYS_read, fd, KERNEL_ADDR, 8), EINVAL,
	    "an epoll set cannot be read");
	is_errno(syscall(SYS_write, fd, KERNEL_ADDR, 8), EINVAL, "nor written");
	is(lseek(fd, 5, SEEK_SET), 0, "nor moved in");
	close(fd);
	fd = open(".", O_RDONLY);
	is_errno(syscall(SYS_read, fd, KERNEL_ADDR, 8), EFAULT, "a directory");
	is_errno(syscall(SYS_pread64, fd, KERNEL_ADDR, 8, 0), EFAULT,
	    "at a position");
	close(fd);
}

int
main(void)
{
	test_read_write();
	test_partial();
	test_lseek();
	test_positional();
	test_vectors();
	test_flags();
	test_large();
	test_runs();
	test_end();
	test_bad_buffer();
	return done();
}
