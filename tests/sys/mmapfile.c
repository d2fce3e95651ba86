// covers: mmap msync
/*
 * Files in memory: one content, however it is looked at.
 */
#include "tests/sys/tap.h"
#include <setjmp.h>

#define PAGE 4096UL

static sigjmp_buf env;
static siginfo_t last;

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	siglongjmp(env, 1);
}

/* The signal that reading a byte causes, or 0. */
static int
probe(volatile char *at)
{
	if (sigsetjmp(env, 1))
		return last.si_signo;
	(void)*at;
	return 0;
}

static void
test_shared(void)
{
	char buf[8];
	int fd = open("s", O_RDWR | O_CREAT, 0600);
	char *a, *b;

	ftruncate(fd, 2 * PAGE);
	a = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	b = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, PAGE);
	ok(a != MAP_FAILED && b != MAP_FAILED, "two mappings of a file");
	memcpy(a, "shared", 6);
	is(pread(fd, buf, 6, 0), 6, "pread");
	ok(memcmp(buf, "shared", 6) == 0, "sees what is written in memory");
	is(pwrite(fd, "other", 5, PAGE), 5, "pwrite");
	ok(memcmp(b, "other", 5) == 0, "is seen in memory");
	ok(memcmp(a + PAGE, "other", 5) == 0, "in every mapping");
	close(fd);
	a[PAGE] = 'O';
	is(b[0], 'O', "the mapping outlives the descriptor");
	is(unlink("s"), 0, "and the name");
	a[PAGE + 1] = 'T';
	is(b[1], 'T', "still");
	munmap(a, 2 * PAGE);
	munmap(b, PAGE);
}

static void
test_private(void)
{
	char buf[8];
	int fd = open("p", O_RDWR | O_CREAT, 0600);
	char *a;

	write(fd, "original", 8);
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	is(a[0], 'o', "the content");
	a[0] = 'X';
	is(pread(fd, buf, 8, 0), 8, "pread");
	ok(memcmp(buf, "original", 8) == 0, "a private write is not in it");
	is(pwrite(fd, "later", 5, 0), 5, "pwrite");
	is(a[0], 'X', "nor is the file's in a page that was written");
	is(a[100], 0, "beyond the end of the file there is zero");
	munmap(a, PAGE);
	close(fd);
	fd = open("p", O_RDONLY);
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	ok(a != MAP_FAILED, "writable, of a file open for reading");
	a[0] = 'Y';
	is(a[0], 'Y', "works, being private");
	munmap(a, PAGE);
	close(fd);
}

static void
test_modes(void)
{
	int fd = open("p", O_RDONLY), dir;
	char *a;

	is_errno((long)mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0), EACCES,
	    "shared and writable, of a file open for reading");
	a = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	ok(a != MAP_FAILED, "shared for reading");
	is_errno(mprotect(a, PAGE, PROT_READ | PROT_WRITE), EACCES,
	    "which mprotect does not make writable");
	munmap(a, PAGE);
	close(fd);
	fd = open("p", O_WRONLY);
	is_errno((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0), EACCES,
	    "a file open for writing only");
	close(fd);
	dir = open(".", O_RDONLY);
	is_errno((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, dir, 0), ENODEV,
	    "a folder");
	close(dir);
	fd = open("p", O_PATH);
	is_errno((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0), EBADF,
	    "an O_PATH descriptor");
	close(fd);
	fd = open("p", O_RDWR);
	is_errno((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, -PAGE),
	    EOVERFLOW, "a negative offset");
	close(fd);
}

static void
test_beyond_end(void)
{
	struct sigaction act = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };
	int fd = open("e", O_RDWR | O_CREAT, 0600), p[2];
	char *a;

	sigaction(SIGBUS, &act, NULL);
	sigaction(SIGSEGV, &act, NULL);
	write(fd, "x", 1);
	a = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	is(probe(a + PAGE - 1), 0, "the rest of the last page");
	is(probe(a + PAGE), SIGBUS, "a page beyond the end");
	is(last.si_code, BUS_ADRERR, "is BUS_ADRERR");
	ok(last.si_addr == a + PAGE, "at that address");
	ftruncate(fd, 2 * PAGE);
	is(probe(a + PAGE), 0, "until the file grows");
	ftruncate(fd, 0);
	is(probe(a), SIGBUS, "and after it shrank");
	pipe(p);
	is_errno(write(p[1], a, 1), EFAULT, "a system call gets EFAULT there");
	close(p[0]);
	close(p[1]);
	munmap(a, 2 * PAGE);
	close(fd);
}

static void
test_msync(void)
{
	int fd = open("m", O_RDWR | O_CREAT, 0600);
	char *a;

	ftruncate(fd, PAGE);
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	a[0] = 1;
	is(msync(a, PAGE, MS_SYNC), 0, "MS_SYNC");
	is(msync(a, PAGE, MS_ASYNC), 0, "MS_ASYNC");
	is(msync(a, PAGE, MS_INVALIDATE), 0, "MS_INVALIDATE");
	is(msync(a, 0, MS_SYNC), 0, "no length");
	is_errno(msync(a, PAGE, MS_SYNC | MS_ASYNC), EINVAL, "both");
	is_errno(msync(a, PAGE, 0x100), EINVAL, "an unknown flag");
	is_errno(msync(a + 1, PAGE, MS_SYNC), EINVAL, "within a page");
	munmap(a, PAGE);
	is_errno(msync(a, PAGE, MS_SYNC), ENOMEM, "what is not mapped");
	close(fd);
}

static void
test_fork(void)
{
	int fd = open("k", O_RDWR | O_CREAT, 0600);
	pid_t pid;
	char *a, c;

	ftruncate(fd, PAGE);
	a = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pid = fork();
	if (pid == 0) {
		a[7] = 'k';
		_exit(0);
	}
	wait_for(pid);
	is(a[7], 'k', "a child's write is seen");
	is(pread(fd, &c, 1, 7), 1, "pread");
	is(c, 'k', "in the file as well");
	munmap(a, PAGE);
	close(fd);
}

/* Reading a file into its own mapping must not deadlock. */
static void
test_self(void)
{
	int fd = open("self", O_RDWR | O_CREAT, 0600);
	char *a;

	ftruncate(fd, 2 * PAGE);
	pwrite(fd, "abc", 3, 0);
	a = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	is(pread(fd, a + PAGE, 3, 0), 3, "read a file into itself");
	ok(memcmp(a + PAGE, "abc", 3) == 0, "copies");
	is(pwrite(fd, a, 3, PAGE + 100), 3, "write a file from itself");
	ok(memcmp(a + PAGE + 100, "abc", 3) == 0, "copies");
	munmap(a, 2 * PAGE);
	close(fd);
}

int
main(void)
{
	test_shared();
	test_private();
	test_modes();
	test_beyond_end();
	test_msync();
	test_fork();
	test_self();
	return done();
}
