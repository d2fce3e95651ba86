// covers: sendfile copy_file_range readahead fadvise64
/*
 * Moving data from file to file inside the kernel.
 */
#include "tests/sys/tap.h"
#include <sys/eventfd.h>
#include <sys/resource.h>

static long
range(int in, long *in_at, int out, long *out_at, size_t n, int flags)
{
	return syscall(SYS_copy_file_range, in, in_at, out, out_at, n, flags);
}

/* An offset that can be read and not written: what was sent is sent. */
static void
read_only_offset(int out, int in)
{
	off_t *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	off_t end = lseek(out, 0, SEEK_END);

	*at = 0;
	mprotect(at, 4096, PROT_READ);
	is_errno(syscall(SYS_sendfile, out, in, at, 1), EFAULT,
	    "a read-only offset");
	is(lseek(out, 0, SEEK_END), end + 1, "comes after the bytes");
	is_errno(syscall(SYS_sendfile, -1, in, at, 1), EFAULT,
	    "and before a bad file");
	is(ftruncate(out, end), 0, "cut off again");
	lseek(out, end, SEEK_SET);
	munmap(at, 4096);
}

static void
test_sendfile(void)
{
	char buf[32];
	long at = 2;
	int in, out, p[2];

	make_file("in", "0123456789");
	in = open("in", O_RDONLY);
	out = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);
	is(syscall(SYS_sendfile, out, in, NULL, 4), 4, "sendfile");
	is(lseek(in, 0, SEEK_CUR), 4, "moves both offsets");
	is(lseek(out, 0, SEEK_CUR), 4, "as a read and a write would");
	is(syscall(SYS_sendfile, out, in, &at, 3), 3, "with an offset");
	is(at, 5, "which moves");
	is(lseek(in, 0, SEEK_CUR), 4, "instead of the file's");
	is(syscall(SYS_sendfile, out, in, NULL, 100), 6, "to the end");
	is(syscall(SYS_sendfile, out, in, NULL, 100), 0,
	    "where there is no more");
	is(pread(out, buf, sizeof buf, 0), 13, "all");
	ok(memcmp(buf, "0123234456789", 13) == 0, "in order");
	pipe(p);
	lseek(in, 0, SEEK_SET);
	is(syscall(SYS_sendfile, p[1], in, NULL, 10), 10, "to a pipe");
	is(read(p[0], buf, sizeof buf), 10, "arrives");
	is_errno(syscall(SYS_sendfile, out, p[0], NULL, 1), EINVAL,
	    "from a pipe");
	is_errno(syscall(SYS_sendfile, in, in, NULL, 1), EBADF,
	    "to a file open for reading");
	is_errno(syscall(SYS_sendfile, out, -1, NULL, 1), EBADF, "no file");
	is_errno(syscall(SYS_sendfile, out, in, UNMAPPED, 1), EFAULT, "bad");
	read_only_offset(out, in);
	at = -1;
	is_errno(syscall(SYS_sendfile, out, in, &at, 1), EINVAL, "negative");
	close(p[0]);
	close(p[1]);
	close(in);
	close(out);
}

static void
test_range(void)
{
	char buf[32];
	long a = 1, b = 0;
	int in, out, dir;

	make_file("in", "0123456789");
	in = open("in", O_RDWR);
	out = open("out2", O_RDWR | O_CREAT, 0600);
	is(range(in, &a, out, &b, 5, 0), 5, "copy_file_range");
	is(a, 6, "moves one offset");
	is(b, 5, "and the other");
	is(range(in, NULL, out, NULL, 3, 0), 3, "with the files' own");
	is(lseek(in, 0, SEEK_CUR), 3, "which move");
	is(pread(out, buf, sizeof buf, 0), 5, "the copy");
	ok(memcmp(buf, "01245", 5) == 0, "is right");
	is(range(in, &a, out, &b, 100, 0), 4, "to the end");
	is(range(in, &a, out, &b, 100, 0), 0, "where there is no more");
	is_errno(range(in, NULL, out, NULL, 1, 1), EINVAL, "a flag");
	is_errno(range(-1, NULL, out, NULL, 1, 0), EBADF, "no descriptor");
	a = 0;
	b = 2;
	is_errno(range(in, &a, in, &b, 5, 0), EINVAL, "onto itself");
	b = 10;
	is(range(in, &a, in, &b, 5, 0), 5, "beside itself");
	dir = open(".", O_RDONLY);
	is_errno(range(dir, NULL, out, NULL, 1, 0), EISDIR, "a folder");
	close(dir);
	dir = open("out2", O_WRONLY | O_APPEND);
	is_errno(range(in, NULL, dir, NULL, 1, 0), EBADF, "O_APPEND");
	close(dir);
	close(in);
	close(out);
}

/* What is checked, and in which order. */
static void
test_checks(void)
{
	int in = open("in", O_RDWR | O_CREAT | O_TRUNC, 0600), out, p[2];
	loff_t zero = 0, two = 2, far = -1, end = INT64_MAX;

	signal(SIGPIPE, SIG_IGN);
	is(write(in, "abc", 3), 3, "a file of 3 bytes");
	is_errno(syscall(SYS_copy_file_range, in, &zero, in, &two, 100UL, 0),
	    EINVAL, "copies that overlap");
	is(syscall(SYS_copy_file_range, in, &zero, in, &far, 0UL, 0), -1,
	    "a negative position");
	far = -1;
	is_errno(syscall(SYS_copy_file_range, in, &zero, in, &far, 100UL, 0),
	    EOVERFLOW, "and a length that wraps it");
	two = 50;
	is(syscall(SYS_copy_file_range, in, &two, in, &zero, 100UL, 0), 0,
	    "nothing is there to overlap");
	is_errno(syscall(SYS_sendfile, 1, in, &end, 5UL), EINVAL,
	    "sendfile over the last position");
	pipe(p);
	close(p[0]);
	zero = 0;
	is_errno(syscall(SYS_sendfile, p[1], in, &zero, 0UL), EPIPE,
	    "sendfile of nothing to a pipe that nobody reads");
	close(p[1]);
	out = eventfd(0, 0);
	is_errno(syscall(SYS_sendfile, out, in, &zero, 3UL), EINVAL,
	    "sendfile to an eventfd");
	close(out);
	close(in);
}

static void
test_advice(void)
{
	int fd = open("in", O_RDONLY), p[2];

	is(syscall(SYS_readahead, fd, 0L, 4096UL), 0, "readahead");
	is_errno(syscall(SYS_readahead, -1, 0L, 1UL), EBADF, "no descriptor");
	is(syscall(SYS_fadvise64, fd, 0L, 0UL, 3), 0, "fadvise");
	is(syscall(SYS_fadvise64, fd, 0L, 0UL, 4), 0, "DONTNEED");
	is_errno(syscall(SYS_fadvise64, fd, 0L, 0UL, 99), EINVAL, "no such");
	is_errno(syscall(SYS_fadvise64, -1, 0L, 0UL, 0), EBADF, "no file");
	pipe(p);
	is_errno(syscall(SYS_fadvise64, p[0], 0L, 0UL, 0), ESPIPE, "a pipe");
	close(p[0]);
	close(p[1]);
	close(fd);
}

#define BIG (300 * 1024 + 123)

static unsigned char image[2 * BIG], got[2 * BIG];

/* Pages of data, pages that were never written, an end within one. */
static int
make_big(void)
{
	int fd = open("big", O_RDWR | O_CREAT | O_TRUNC, 0600);

	for (int i = 0; i < BIG; i++)
		image[i] = i / 4096 % 5 == 3 ? 0 : i * 7 + i / 4096;
	for (int at = 0; at < BIG; at += 4096)
		if (at / 4096 % 5 != 3)
			pwrite(fd, image + at,
			    BIG - at < 4096 ? BIG - at : 4096, at);
	return fd;
}

/* From and to positions that are no pages' starts, also within one file. */
static void
test_big(void)
{
	static const int places[][2] = { { 0, 0 }, { 1, 0 }, { 0, 1 },
		{ 4095, 17 }, { 5000, 4096 }, { 12288, 8191 }, { BIG - 5, 3 } };
	int in = make_big(), out = open("bigout", O_RDWR | O_CREAT, 0600),
	    bad = 0;

	for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
		off_t from = places[i][0], to = places[i][1], n = BIG - from;

		ftruncate(out, 0);
		bad += range(in, &from, out, &to, BIG, 0) != n || from != BIG ||
		    to != places[i][1] + n;
		bad += pread(out, got, sizeof got, places[i][1]) != n ||
		    memcmp(got, image + BIG - n, n);
		from = places[i][0];
		ftruncate(out, 0);
		lseek(out, places[i][1], SEEK_SET);
		bad += syscall(SYS_sendfile, out, in, &from, BIG) != n ||
		    from != BIG;
		bad += pread(out, got, sizeof got, places[i][1]) != n ||
		    memcmp(got, image + BIG - n, n);
	}
	is(bad, 0, "copies of many pages, with holes, from and to any place");
	off_t from = 100, to = BIG + 1000;
	is(range(in, &from, in, &to, BIG - 100, 0), BIG - 100, "in one file");
	is(pread(in, got, sizeof got, BIG + 1000), BIG - 100, "is long");
	ok(memcmp(got, image + 100, BIG - 100) == 0, "and right");
	close(out);
	close(in);
}

/* What a full pipe does not take stays where it is. */
static void
test_pipe(void)
{
	int in = make_big(), p[2], bad = 0;
	off_t at = 10;
	long n, sum = 0;

	pipe(p);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	while (sum < BIG - 10) {
		n = syscall(SYS_sendfile, p[1], in, &at, BIG);
		bad += n <= 0 || at != 10 + sum + n;
		bad += read(p[0], got + sum, n) != n;
		sum += n;
		if (bad)
			break;
	}
	is(bad, 0, "to a pipe that does not wait, part by part");
	ok(sum == BIG - 10 && memcmp(got, image + 10, sum) == 0, "all arrives");
	while (write(p[1], image, 4096) > 0)
		;
	is_errno(syscall(SYS_sendfile, p[1], in, NULL, 100), EAGAIN,
	    "it is full");
	is(lseek(in, 0, SEEK_CUR), 0, "nothing moved");
	close(p[0]);
	close(p[1]);
	close(in);
}

static void
test_limit(void)
{
	struct rlimit old, small = { 20000, 20000 };
	int in = make_big(),
	    out = open("bigout", O_RDWR | O_CREAT | O_TRUNC, 0600);
	off_t at = 0;

	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	is(syscall(SYS_sendfile, out, in, &at, 100000), 20000,
	    "up to the limit");
	is(at, 20000, "is what was sent");
	is_errno(syscall(SYS_sendfile, out, in, &at, 1), EFBIG, "no further");
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);
	close(in);
	close(out);
}

int
main(void)
{
	test_sendfile();
	test_range();
	test_checks();
	test_advice();
	test_big();
	test_pipe();
	test_limit();
	return done();
}
