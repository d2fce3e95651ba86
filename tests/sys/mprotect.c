// covers: mprotect mremap madvise mincore mlock munlock mlock2 mlockall
// covers: munlockall
/*
 * Changing mappings: protection, place, advice, locks.
 */
#include "tests/sys/tap.h"
#include <setjmp.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif
#ifndef MADV_COLD
#define MADV_COLD    20
#define MADV_PAGEOUT 21
#endif
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

static int
read_fault(volatile char *at)
{
	if (sigsetjmp(env, 1))
		return last.si_code;
	(void)*at;
	return 0;
}

static int
write_fault(volatile char *at)
{
	if (sigsetjmp(env, 1))
		return last.si_code;
	*at = 1;
	return 0;
}

static char *
map(size_t pages, int prot)
{
	return mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
}

static void
test_mprotect(void)
{
	char *a = map(4, PROT_READ | PROT_WRITE);
	static const unsigned char ret = 0xc3;
	void (*code)(void);

	memset(a, 7, 4 * PAGE);
	is(mprotect(a + PAGE, PAGE, PROT_READ), 0, "one page for reading");
	is(write_fault(a + PAGE), SEGV_ACCERR, "a write there");
	ok(last.si_addr == a + PAGE, "tells the address");
	is(read_fault(a + PAGE), 0, "a read is fine");
	is(write_fault(a), 0, "the page before");
	is(write_fault(a + 2 * PAGE), 0, "and the one after are as they were");
	is(mprotect(a + PAGE, PAGE, PROT_NONE), 0, "for nothing");
	is(read_fault(a + PAGE), SEGV_ACCERR, "a read there");
	is(mprotect(a, 4 * PAGE, PROT_READ | PROT_WRITE), 0, "all again");
	is(a[PAGE], 7, "the content is as it was");
	memcpy(a, &ret, 1);
	code = (void (*)(void))(uintptr_t)a;
	if (sigsetjmp(env, 1) == 0) {
		code();
		ok(false, "running data");
	} else {
		is(last.si_code, SEGV_ACCERR, "running data");
	}
	is(mprotect(a, PAGE, PROT_READ | PROT_EXEC), 0, "PROT_EXEC");
	code();
	ok(true, "makes it run");
	is(munmap(a + 2 * PAGE, PAGE), 0, "a hole");
	is_errno(mprotect(a, 4 * PAGE, PROT_READ), ENOMEM, "in the range");
	is(write_fault(a + PAGE), SEGV_ACCERR, "what is before it is changed");
	is(syscall(SYS_mprotect, a, 0, PROT_READ), 0, "no length");
	is_errno(syscall(SYS_mprotect, a + 1, PAGE, PROT_READ), EINVAL,
	    "within a page");
	is_errno(mprotect(a, PAGE, 0x100), EINVAL, "no such protection");
	is_errno(syscall(SYS_mprotect, a, -PAGE, PROT_READ), ENOMEM,
	    "a huge length");
	is_errno(mprotect((void *)(1UL << 47), PAGE, PROT_READ), ENOMEM,
	    "beyond user space");
	munmap(a, 4 * PAGE);
}

/* A read-only page that was shared by fork and made writable copies. */
static void
test_protect_fork(void)
{
	char *a = map(1, PROT_READ | PROT_WRITE);
	pid_t pid;

	a[0] = 1;
	mprotect(a, PAGE, PROT_READ);
	pid = fork();
	if (pid == 0) {
		mprotect(a, PAGE, PROT_READ | PROT_WRITE);
		a[0] = 2;
		_exit(a[0] == 2 ? 0 : 1);
	}
	is(wait_for(pid), 0, "a child writes after mprotect");
	is(a[0], 1, "to a copy of its own");
	munmap(a, PAGE);
}

static void
test_mremap(void)
{
	char *a = map(4, PROT_READ | PROT_WRITE), *b, *c;

	memset(a, 3, PAGE);
	a[3 * PAGE] = 4;
	ok(mremap(a, 4 * PAGE, 2 * PAGE, 0) == a, "shrink");
	is(read_fault(a + 2 * PAGE), SEGV_MAPERR, "the rest is gone");
	ok(mremap(a, 2 * PAGE, 4 * PAGE, 0) == a, "grow into free space");
	is(a[3 * PAGE], 0, "with zeroes");
	b = mmap(a + 4 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	if (b == a + 4 * PAGE)
		is_errno((long)mremap(a, 4 * PAGE, 8 * PAGE, 0), ENOMEM,
		    "grow where there is no space");
	c = mremap(a, 4 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
	ok(c != MAP_FAILED, "MREMAP_MAYMOVE");
	is(c[0], 3, "takes the content along");
	is(write_fault(c + 63 * PAGE), 0, "and has new pages");
	if (c != a)
		is(read_fault(a), SEGV_MAPERR, "the old place is free");
	munmap(b, PAGE);
	b = map(2, PROT_READ);
	a = mremap(c, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, b);
	ok(a == b, "MREMAP_FIXED");
	is(a[0], 3, "replaces what was there");
	is_errno((long)mremap(a + 1, PAGE, PAGE, 0), EINVAL, "within a page");
	is_errno((long)mremap(a, PAGE, 0, 0), EINVAL, "to no length");
	is_errno((long)mremap(a, PAGE, PAGE, 0x100), EINVAL, "a flag");
	is_errno((long)mremap(a, PAGE, PAGE, MREMAP_FIXED, b), EINVAL,
	    "MREMAP_FIXED alone");
	is_errno((long)mremap(a, 2 * PAGE, 2 * PAGE,
		     MREMAP_MAYMOVE | MREMAP_FIXED, a + PAGE),
	    EINVAL, "onto itself");
	is_errno((long)mremap(c, PAGE, 2 * PAGE, 0), EFAULT,
	    "what is not mapped");
	munmap(a, 2 * PAGE);
	munmap(c + PAGE, 63 * PAGE);
}

static void
test_madvise(void)
{
	char *a = map(3, PROT_READ | PROT_WRITE);

	memset(a, 9, 3 * PAGE);
	is(madvise(a + PAGE, PAGE, MADV_DONTNEED), 0, "MADV_DONTNEED");
	is(a[PAGE], 0, "throws private memory away");
	is(a[0] + a[2 * PAGE], 18, "and nothing beside it");
	is(madvise(a, 3 * PAGE, MADV_WILLNEED), 0, "MADV_WILLNEED");
	is(madvise(a, 3 * PAGE, MADV_SEQUENTIAL), 0, "MADV_SEQUENTIAL");
	is(madvise(a, 3 * PAGE, MADV_FREE), 0, "MADV_FREE");
	ok(a[0] == 9 || a[0] == 0, "leaves the old or zero");
	is(madvise(a, 0, MADV_DONTNEED), 0, "no length");
	is_errno(madvise(a + 1, PAGE, MADV_DONTNEED), EINVAL, "within a page");
	is_errno(madvise(a, PAGE, 9999), EINVAL, "no such advice");
	munmap(a + PAGE, PAGE);
	is_errno(madvise(a, 3 * PAGE, MADV_DONTNEED), ENOMEM,
	    "a hole in the range");
	munmap(a, 3 * PAGE);
}

/* Ranges that end beyond user space are changed up to the first hole. */
static void
test_far(void)
{
	const size_t far = 1UL << 50;
	char *a = map(3, PROT_READ | PROT_WRITE);

	memset(a, 9, 3 * PAGE);
	munmap(a + 2 * PAGE, PAGE);
	is_errno(madvise(a, far, MADV_POPULATE_READ), ENOMEM,
	    "populating so much");
	is_errno(syscall(SYS_madvise, a, -1L, MADV_NORMAL), EINVAL,
	    "a length that is none when rounded");
	is_errno(syscall(SYS_madvise, a, -PAGE, MADV_NORMAL), EINVAL,
	    "one that wraps");
	is_errno(mprotect(a, far, PROT_READ), ENOMEM, "mprotect of so much");
	is(write_fault(a + PAGE), SEGV_ACCERR, "protects what is there");
	is_errno(mprotect(a, far, 64), EINVAL, "no such rights");
	is_errno(mprotect(a, -PAGE, 64), ENOMEM, "nor such a range");
	is_errno(mlock(a, far), ENOMEM, "mlock of so much");
	is_errno(madvise(a, PAGE, MADV_COLD), EINVAL, "cold, but locked");
	is_errno(madvise(a, PAGE, MADV_PAGEOUT), EINVAL, "out, but locked");
	is_errno(munlock(a, far), ENOMEM, "munlock of so much");
	is(madvise(a, 2 * PAGE, MADV_COLD), 0, "unlocks what is there");
	is_errno(mlock(a, -PAGE), EINVAL, "mlock over the last number");
	is(mlock(a, (size_t)-1), 0, "a length that is none when rounded");
	is_errno(syscall(SYS_mincore, a, 3 * PAGE, KERNEL_ADDR), EFAULT,
	    "mincore looks at the vector first");
	munmap(a, 3 * PAGE);
}

/* What is refused in the middle of a range. */
static void
test_half(void)
{
	char *a = map(3, PROT_READ | PROT_WRITE);
	int fd = open("r", O_RDWR | O_CREAT, 0600), r = open("r", O_RDONLY);

	is(write(fd, "x", 1), 1, "a file");
	mmap(a + PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, r, 0);
	mprotect(a, PAGE, PROT_READ);
	mprotect(a + 2 * PAGE, PAGE, PROT_READ);
	is_errno(mprotect(a, 3 * PAGE, PROT_READ | PROT_WRITE), EACCES,
	    "mprotect over what may not be written");
	is(write_fault(a), 0, "changes what comes before");
	is(write_fault(a + 2 * PAGE), SEGV_ACCERR, "and not what comes after");
	mprotect(a, PAGE, PROT_NONE);
	is_errno(madvise(a, PAGE, MADV_POPULATE_READ), EINVAL,
	    "MADV_POPULATE_READ needs the right to read");
	mprotect(a, PAGE, PROT_EXEC);
	is_errno(madvise(a, PAGE, MADV_POPULATE_READ), EINVAL,
	    "that to execute does not do");
	close(fd);
	close(r);
	munmap(a, 3 * PAGE);
}

enum {
	MANY = 1500
};
static char *many;

static void
touch_each_third(void)
{
	for (int i = 0; i < MANY; i += 3)
		many[i * PAGE] = 1;
}

/* Over boundaries of leaf tables, and a hole; pages that are mapped here, only there,
 * and nowhere. */
static void
many_pages(void)
{
	static unsigned char v[MANY + 1];
	int bad = 0;

	many = mmap(NULL, MANY * PAGE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	in_child(touch_each_third);
	for (int i = 1; i < MANY; i += 30)
		many[i * PAGE] = 1;
	v[MANY] = 77;
	is(syscall(SYS_mincore, many, MANY * PAGE - 5, v), 0,
	    "mincore of many pages");
	for (int i = 0; i < MANY; i++)
		bad += (v[i] & 1) != (i % 3 == 0 || i % 30 == 1);
	is(bad, 0, "those that are there");
	is(v[MANY], 77, "and no more");
	munmap(many + 1000 * PAGE, PAGE);
	is_errno(syscall(SYS_mincore, many, MANY * PAGE, v), ENOMEM, "a hole");
	munmap(many, MANY * PAGE);
}

static void
test_mincore(void)
{
	unsigned char v[4];
	char *a = map(2, PROT_READ | PROT_WRITE);

	a[0] = 1;
	is(syscall(SYS_mincore, a, 2 * PAGE, v), 0, "mincore");
	is(v[0] & 1, 1, "a page that was touched");
	is(v[1] & 1, 0, "one that was not");
	is_errno(syscall(SYS_mincore, a + 1, PAGE, v), EINVAL, "within a page");
	many_pages();
	is_errno(syscall(SYS_mincore, a, PAGE, UNMAPPED), EFAULT, "a vector");
	munmap(a, 2 * PAGE);
	is_errno(syscall(SYS_mincore, a, PAGE, v), ENOMEM, "nothing mapped");
}

static void
test_locks(void)
{
	unsigned char v[1];
	char *a = map(2, PROT_READ | PROT_WRITE);

	is(mlock(a, PAGE), 0, "mlock");
	is(syscall(SYS_mincore, a, PAGE, v), 0, "mincore");
	is(v[0] & 1, 1, "brings the page in");
	is(munlock(a, PAGE), 0, "munlock");
	is(syscall(SYS_mlock2, a, PAGE, 0), 0, "mlock2");
	is(syscall(SYS_mlock2, a, PAGE, 1), 0, "MLOCK_ONFAULT");
	is_errno(syscall(SYS_mlock2, a, PAGE, 8), EINVAL, "a flag");
	munmap(a + PAGE, PAGE);
	is_errno(mlock(a, 2 * PAGE), ENOMEM, "what is not mapped");
	is(syscall(SYS_mlockall, 1), 0, "MCL_CURRENT");
	is(munlockall(), 0, "munlockall");
	is_errno(syscall(SYS_mlockall, 0), EINVAL, "no flags");
	is_errno(syscall(SYS_mlockall, 64), EINVAL, "unknown flags");
	munmap(a, PAGE);
}

int
main(void)
{
	struct sigaction act = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &act, NULL);
	test_mprotect();
	test_protect_fork();
	test_mremap();
	test_madvise();
	test_far();
	test_half();
	test_mincore();
	test_locks();
	return done();
}
