// libc: glibc
/* Memory that is locked: what counts, what comes in, what may be done to it. */
// covers: mlock mlock2 munlock mlockall munlockall msync madvise mincore
#include "tests/sys/tap.h"

#include <sys/resource.h>

#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif
#ifndef MCL_ONFAULT
#define MCL_ONFAULT 4
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#define P    4096UL
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* VmLck, in pages; allocates nothing. */
static long
locked(void)
{
	static char text[8192];
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	const char *line;

	close(fd);
	text[n > 0 ? n : 0] = 0;
	line = strstr(text, "VmLck:");
	return line ? strtol(line + 6, NULL, 10) / 4 : -1;
}

static int
present(void *p, size_t n)
{
	unsigned char v[64];
	int sum = 0;

	if (mincore(p, n * P, v) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		sum += v[i] & 1;
	return sum;
}

static char *
map(size_t n, int prot, int flags)
{
	return mmap(NULL, n * P, prot, flags, -1, 0);
}

static void
ranges(void)
{
	char *p = map(8, RW, ANON), *q;

	is(present(p, 8), 0, "fresh memory is not there");
	is(mlock(p + 2 * P + 5, P), 0, "mlock over a page's end");
	is(locked(), 2, "counts both pages");
	is(present(p, 8), 2, "and brings them in");
	is(mlock(p, 8 * P), 0, "mlock of all");
	is(locked(), 8, "counts none twice");
	is(munlock(p, 4 * P), 0, "munlock of half");
	is(locked(), 4, "counts");
	munmap(p, 8 * P);
	is(locked(), 0, "unmapped memory is not locked");

	p = map(4, RW, ANON);
	is(syscall(SYS_mlock2, p, 4 * P, MLOCK_ONFAULT), 0, "MLOCK_ONFAULT");
	is(locked(), 4, "counts");
	is(present(p, 4), 0, "brings nothing in");
	p[0] = 1;
	is(present(p, 4), 1, "until it is touched");
	is(mlock(p, 4 * P), 0, "mlock after it");
	is(present(p, 4), 4, "brings all in");
	is_errno(syscall(SYS_mlock2, p, P, 2), EINVAL, "unknown flag");
	is_errno(madvise(p, P, MADV_DONTNEED), EINVAL, "DONTNEED is refused");
	is(madvise(p, P, MADV_DONTNEED_LOCKED), 0, "DONTNEED_LOCKED is not");
	is(p[0], 0, "and drops the page");
	is_errno(msync(p, P, MS_INVALIDATE), EBUSY, "MS_INVALIDATE is refused");
	is(msync(p, P, MS_SYNC), 0, "MS_SYNC is not");
	q = mremap(p, 4 * P, 8 * P, MREMAP_MAYMOVE);
	is(locked(), 8, "what it grows by is locked");
	is(present(q, 8), 8, "and brought in");
	munmap(q, 8 * P);

	p = map(3, RW, ANON);
	munmap(p + P, P);
	is_errno(mlock(p, 3 * P), ENOMEM, "mlock over a hole");
	is(locked(), 1, "locks what comes before it");
	is_errno(msync(p, 3 * P, MS_SYNC), ENOMEM, "msync over a hole");
	munmap(p, 3 * P);
	p = map(2, PROT_NONE, ANON);
	is_errno(mlock(p, 2 * P), ENOMEM, "mlock of what cannot be brought in");
	is(locked(), 2, "locks it all the same");
	munmap(p, 2 * P);
}

static void
beyond_end(void)
{
	int fd = open("short", O_RDWR | O_CREAT, 0600);
	char *p;

	is(ftruncate(fd, P), 0, "a file of one page");
	p = mmap(NULL, 2 * P, RW, MAP_SHARED, fd, 0);
	is_errno(mlock(p, 2 * P), ENOMEM, "mlock past its end");
	is(locked(), 2, "locks both pages");
	is(munlock(p, 2 * P), 0, "munlock");
	is(mlockall(MCL_CURRENT), 0, "mlockall does not mind");
	is(munlockall(), 0, "munlockall");
	is(locked(), 0, "unlocks all");
	munmap(p, 2 * P);
	close(fd);
}

static void
future(void)
{
	char *p, *brk = sbrk(0);

	is(mlockall(MCL_FUTURE), 0, "MCL_FUTURE");
	is(locked(), 0, "locks nothing that is there");
	p = map(4, RW, ANON);
	is(locked(), 4, "but what comes");
	is(present(p, 4), 4, "and brings it in");
	is(brk == sbrk(4 * P) ? 0 : -1, 0, "sbrk");
	is(locked(), 8, "the heap too");
	is(sbrk(-4 * (long)P) == (void *)-1 ? -1 : 0, 0, "sbrk back");
	is(mlockall(MCL_FUTURE | MCL_ONFAULT), 0, "MCL_ONFAULT");
	munmap(p, 4 * P);
	p = map(4, RW, ANON);
	is(locked(), 4, "counts");
	is(present(p, 4), 0, "but brings nothing in");
	is(mlockall(MCL_CURRENT), 0, "MCL_CURRENT alone");
	is(present(p, 4), 4, "brings in what is there");
	munmap(p, 4 * P);
	is(munlockall(), 0, "munlockall");
	p = map(4, RW, ANON);
	is(locked(), 0, "ends it");
	munmap(p, 4 * P);
	is_errno(mlockall(0), EINVAL, "no flag");
	is_errno(mlockall(MCL_ONFAULT), EINVAL, "MCL_ONFAULT alone");
	is_errno(mlockall(8), EINVAL, "unknown flag");
}

static void
inherit(void)
{
	is(locked(), 0, "a child has nothing locked");
	(void)map(4, RW, ANON);
	is(locked(), 0, "nor will have");
}

static void
limited(void)
{
	struct rlimit l = { 4 * P, 4 * P };
	char *p = map(8, RW, ANON), *q;

	is(setrlimit(RLIMIT_MEMLOCK, &l), 0, "RLIMIT_MEMLOCK: 4 pages");
	is_errno(mlock(p, 5 * P), ENOMEM, "5 are too many");
	is(locked(), 0, "and none is locked");
	is(mlock(p, 4 * P), 0, "4 are not");
	is(mlock(p + P, 3 * P), 0, "nor some of them again");
	is_errno(mlock(p + P, 4 * P), ENOMEM, "but one more");
	is_errno((long)map(1, RW, ANON | MAP_LOCKED), EAGAIN, "MAP_LOCKED");
	is_errno((long)mremap(p, 4 * P, 5 * P, MREMAP_MAYMOVE), EAGAIN,
	    "mremap of locked pages");
	is_errno(mlockall(MCL_CURRENT), ENOMEM, "mlockall");
	is(mlockall(MCL_FUTURE), 0, "MCL_FUTURE alone");
	is_errno((long)map(1, RW, ANON), EAGAIN, "then nothing can be mapped");
	is_errno((long)mmap(p + 6 * P, P, RW, ANON | MAP_FIXED, -1, 0), EAGAIN,
	    "not in another's place either");
	p[6 * P] = 1;
	is(munlockall(), 0, "munlockall");
	q = map(2, RW, ANON | MAP_LOCKED);
	ok(q != MAP_FAILED, "MAP_LOCKED within the limit");
	is(locked(), 2, "counts");
	l.rlim_cur = l.rlim_max = 0;
	is(setrlimit(RLIMIT_MEMLOCK, &l), 0, "RLIMIT_MEMLOCK: 0");
	is_errno(mlock(p, P), EPERM, "mlock");
	is_errno(mlockall(MCL_FUTURE), EPERM, "mlockall");
	is_errno((long)map(1, RW, ANON | MAP_LOCKED), EPERM, "MAP_LOCKED");
	is(munlock(q, 2 * P), 0, "munlock is free");
}

static void
forked(void)
{
	pid_t pid;

	is(mlockall(MCL_FUTURE), 0, "MCL_FUTURE");
	(void)map(2, RW, ANON);
	pid = fork();
	if (!pid) {
		inherit();
		_exit(0);
	}
	is(wait_for(pid), 0, "the child");
	munlockall();
}

/* What is cached of a file is for those to know who own it, or could write to it. */
static int sparse;

static int
cached(void)
{
	char *p = mmap(NULL, 8 * P, PROT_READ, MAP_SHARED, sparse, 0);
	int n = present(p, 8);

	munmap(p, 8 * P);
	return n;
}

static void
not_mine(void)
{
	is(cached(), 8, "who may only read hears that all is there");
}

static void
everybodys(void)
{
	is(cached(), 0, "who may write knows");
}

static void
who_may_know(void)
{
	sparse = works(open("sparse", O_RDWR | O_CREAT, 0644), "open");
	is(ftruncate(sparse, 8 * P), 0, "a file of holes");
	close(sparse);
	sparse = works(open("sparse", O_RDONLY), "open to read");
	is(cached(), 0, "its owner knows that nothing is cached");
	as_user(1000, 1000, not_mine);
	is(fchmod(sparse, 0666), 0, "chmod");
	as_user(1000, 1000, everybodys);
	close(sparse);
	unlink("sparse");
}

int
main(void)
{
	who_may_know();
	ranges();
	beyond_end();
	future();
	forked();
	as_user(1000, 1000, limited);
	return done();
}
