/* A call that is refused changes nothing that was mapped; where mappings go. */
// covers: mmap mremap mprotect munmap
#include "tests/sys/tap.h"

#include <pthread.h>
#include <setjmp.h>
#include <sys/resource.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif
#define P    4096UL
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static bool
all_are(const char *p, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != c)
			return false;
	return true;
}

static char *
filled(size_t n, char c)
{
	char *p = mmap(NULL, n, RW, ANON, -1, 0);

	memset(p, c, n);
	return p;
}

static void
limit_space(void)
{
	char *p = filled(2 * P, 'k'), *q = filled(2 * P, 'q');
	struct rlimit l = { 40 << 20, RLIM_INFINITY };

	setrlimit(RLIMIT_AS, &l);
	is_errno((long)mmap(p, 60 << 20, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
	    "MAP_FIXED beyond RLIMIT_AS");
	ok(all_are(p, 2 * P, 'k'), "what was there stays");
	is_errno((long)mremap(p, 2 * P, 60 << 20, MREMAP_MAYMOVE), ENOMEM,
	    "mremap beyond RLIMIT_AS");
	ok(all_are(p, 2 * P, 'k'), "what was there stays");
	/* Linux unmaps the target first; not to is no less right. */
	if (on_breenix()) {
		is_errno((long)mremap(q, 2 * P, 60 << 20,
			     MREMAP_MAYMOVE | MREMAP_FIXED, p),
		    ENOMEM, "mremap to a place beyond RLIMIT_AS");
		ok(all_are(p, 2 * P, 'k'), "the target stays");
	}
	/* What is replaced counts as gone. */
	l.rlim_cur = 64 << 20;
	setrlimit(RLIMIT_AS, &l);
	p = mmap(NULL, 40 << 20, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	ok(p != MAP_FAILED, "a mapping below the limit");
	ok(mmap(p, 40 << 20, RW, ANON | MAP_FIXED | MAP_NORESERVE, -1, 0) == p,
	    "is replaced by one that would not fit beside it");
}

static void
limit_data(void)
{
	char *p = filled(2 * P, 'k');
	struct rlimit l = { 30 << 20, RLIM_INFINITY };

	setrlimit(RLIMIT_DATA, &l);
	is_errno((long)mmap(p, 60 << 20, RW, ANON | MAP_FIXED, -1, 0), ENOMEM,
	    "MAP_FIXED beyond RLIMIT_DATA");
	ok(all_are(p, 2 * P, 'k'), "what was there stays");
}

static void
refused(void)
{
	char *p = filled(2 * P, 'k');
	int w, r, d, pp[2];

	make_file("f", "abc");
	w = open("f", O_WRONLY);
	r = open("f", O_RDONLY);
	d = open(".", O_RDONLY);
	is(pipe(pp), 0, "pipe");
#define REFUSED(e, what, ...) \
	is_errno((long)mmap(p, P, __VA_ARGS__), e, "MAP_FIXED of " what)
	REFUSED(EACCES, "a file that cannot be read", PROT_READ,
	    MAP_FIXED | MAP_PRIVATE, w, 0);
	REFUSED(EACCES, "a shared file that cannot be written", RW,
	    MAP_FIXED | MAP_SHARED, r, 0);
	REFUSED(EBADF, "no file", RW, MAP_FIXED | MAP_PRIVATE, 99, 0);
	REFUSED(EINVAL, "no type", RW, MAP_FIXED, r, 0);
	REFUSED(EINVAL, "an odd offset", RW, MAP_FIXED | MAP_PRIVATE, r, 5);
	REFUSED(ENODEV, "a directory", PROT_READ, MAP_FIXED | MAP_PRIVATE, d,
	    0);
	REFUSED(ENODEV, "a pipe", PROT_READ, MAP_FIXED | MAP_PRIVATE, pp[0], 0);
	REFUSED(EEXIST, "what is taken", RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	/* First the place, then the offset, then the kind, then the file. */
	REFUSED(EEXIST, "what is taken, of no type", RW, MAP_FIXED_NOREPLACE, w,
	    -4096);
	REFUSED(EOVERFLOW, "an offset too far, of no type", RW, MAP_FIXED, w,
	    -4096);
	REFUSED(EINVAL, "no type, of a file that cannot be read", RW, MAP_FIXED,
	    w, 0);
	REFUSED(EINVAL, "validated shared memory of no file", RW,
	    MAP_FIXED | MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0);
	REFUSED(EACCES, "a stack of a file that cannot be read", PROT_READ,
	    MAP_FIXED | MAP_PRIVATE | MAP_GROWSDOWN, w, 0);
	REFUSED(EINVAL, "a stack of a file", PROT_READ,
	    MAP_FIXED | MAP_PRIVATE | MAP_GROWSDOWN, r, 0);
	REFUSED(ENODEV, "a stack of a pipe", PROT_READ,
	    MAP_FIXED | MAP_PRIVATE | MAP_GROWSDOWN, pp[0], 0);
	REFUSED(EOVERFLOW, "an offset too far in a pipe", PROT_READ,
	    MAP_FIXED | MAP_PRIVATE, pp[0], -4096);
	ok(all_are(p, 2 * P, 'k'), "after all that the old pages are there");
	close(w);
	close(r);
	close(d);
	close(pp[0]);
	close(pp[1]);
	munmap(p, 2 * P);
}

static void
remap(void)
{
	char *b = filled(8 * P, 'b'), *s, *d, *x, *y;

	/* The moved page and its target in one area, either way round. */
	b[0] = '0';
	b[7 * P] = '7';
	ok(mremap(b, P, P, MREMAP_MAYMOVE | MREMAP_FIXED, b + 5 * P) ==
		b + 5 * P,
	    "mremap up within one mapping");
	is(b[5 * P], '0', "the page is there");
	ok(mremap(b + 7 * P, P, P, MREMAP_MAYMOVE | MREMAP_FIXED, b + P) ==
		b + P,
	    "and down");
	is(b[P], '7', "the page is there");
	ok(all_are(b + 2 * P, 3 * P, 'b') && b[6 * P] == 'b',
	    "those between are as they were");
	is_errno(msync(b, P, MS_ASYNC), ENOMEM, "the first source is unmapped");
	is_errno(msync(b + 7 * P, P, MS_ASYNC), ENOMEM, "the second too");
	/* Shrinking on the way. */
	ok(mremap(b + 2 * P, 3 * P, P, MREMAP_MAYMOVE | MREMAP_FIXED,
	       b + 7 * P) == b + 7 * P,
	    "mremap to less, elsewhere");
	is(b[7 * P], 'b', "the first page went there");
	is_errno(msync(b + 4 * P, P, MS_ASYNC), ENOMEM, "the rest is gone");
	munmap(b, 8 * P);

	s = mmap(NULL, 2 * P, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	d = mremap(s, 0, 2 * P, MREMAP_MAYMOVE);
	ok(d != MAP_FAILED && d != s, "old size 0: a second mapping");
	s[P + 1] = 'z';
	is(d[P + 1], 'z', "of the same pages");
	is_errno((long)mremap(s, 0, P, 0), ENOMEM, "not without MAYMOVE");
	x = filled(P, 'x');
	is_errno((long)mremap(x, 0, P, MREMAP_MAYMOVE), EINVAL,
	    "not of private pages");
	y = (char *)syscall(SYS_mremap, x, P, P,
	    MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
	ok(y != MAP_FAILED && y[1] == 'x' && x[1] == 0,
	    "DONTUNMAP leaves an empty mapping");
	munmap(y, P);
	ok((char *)syscall(SYS_mremap, x, P, P,
	       MREMAP_MAYMOVE | MREMAP_DONTUNMAP, y) == y,
	    "at the address that is given, when it is free");
	ok((char *)syscall(SYS_mremap, x, P, P,
	       MREMAP_MAYMOVE | MREMAP_DONTUNMAP, y) != y,
	    "elsewhere when it is not");
	is_errno(syscall(SYS_mremap, x, P, P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP,
		     y + 1),
	    EINVAL, "not within a page");
	is_errno(syscall(SYS_mremap, x, P, P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP,
		     x),
	    EINVAL, "nor over the old");
	is_errno(syscall(SYS_mremap, x, P, P, MREMAP_MAYMOVE | MREMAP_FIXED,
		     0xffff800000000000UL),
	    EINVAL, "nor beyond user space");
	is_errno((long)mremap(x, P, 0, MREMAP_MAYMOVE), EINVAL, "new size 0");
	munmap(s, 2 * P);
	munmap(d, 2 * P);
}

static void
low(void)
{
	char *p = NULL;
	int n;

	for (n = 0; n < 50; n++) {
		p = mmap(NULL, 1 << 20, RW, ANON | MAP_32BIT, -1, 0);
		if (p == MAP_FAILED || (uintptr_t)p + (1 << 20) > 0x80000000UL)
			break;
		p[n] = 1;
	}
	is(n, 50, "MAP_32BIT: below 2 GiB");
	is_errno((long)mmap(NULL, 0x7fff0000, PROT_NONE,
		     ANON | MAP_32BIT | MAP_NORESERVE, -1, 0),
	    ENOMEM, "not where there is no room");
	ok(mmap((void *)0x20000, P, RW, ANON | MAP_32BIT, -1, 0) ==
		(void *)0x20000,
	    "a hint below is taken");
	p = mmap((void *)0x200000000UL, P, RW, ANON | MAP_32BIT, -1, 0);
	ok((uintptr_t)p < 0x80000000UL, "a hint above is not");
}

static sigjmp_buf env;

static void
on_fault(int sig)
{
	siglongjmp(env, sig);
}

/* Which signal does a write give? */
static int
touch(volatile char *p)
{
	int sig = sigsetjmp(env, 1);

	if (!sig)
		*p = 1;
	return sig;
}

static void
stacks(void)
{
	char *b = mmap(NULL, 1024 * P, PROT_NONE, ANON, -1, 0), *m, *n;
	int i;

	munmap(b, 1024 * P);
	m = mmap(b + 1000 * P, P, RW, ANON | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
	ok(m == b + 1000 * P, "MAP_GROWSDOWN");
	for (i = 0; i < 20 && !touch(m - (size_t)i * P); i++)
		;
	is(i, 20, "it grows page by page");
	is_errno((long)mmap(NULL, P, RW,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0),
	    EINVAL, "not of shared memory");
	/* A neighbour keeps its distance, and is kept at a distance. */
	n = mmap(b + 700 * P, P, RW, ANON | MAP_FIXED, -1, 0);
	is(touch(b + 701 * P), SIGSEGV, "it stops before a neighbour");
	is(touch(b + 960 * P), 0, "and grows farther away");
	ok(mmap(b + 890 * P, P, RW, ANON, -1, 0) != b + 890 * P,
	    "a hint close below is not taken");
	munmap(n, P);
	n = mmap(b + 700 * P, P, PROT_NONE, ANON | MAP_FIXED, -1, 0);
	is(touch(b + 701 * P), 0, "it grows down to an inaccessible one");
	munmap(b, 1024 * P);
}

static void
grows(void)
{
	char *b = mmap(NULL, 64 * P, PROT_NONE, ANON, -1, 0), *m;

	munmap(b, 64 * P);
	m = mmap(b + 32 * P, 8 * P, RW, ANON | MAP_GROWSDOWN | MAP_FIXED, -1,
	    0);
	m[0] = m[4 * P] = m[7 * P] = 1;
	is(mprotect(m + 4 * P, P, PROT_READ | PROT_GROWSDOWN), 0,
	    "mprotect with PROT_GROWSDOWN");
	is(touch(m), SIGSEGV, "begins where the stack begins");
	is(touch(m + 4 * P), SIGSEGV, "and ends with the range");
	is(touch(m + 5 * P), 0, "what comes after keeps its rights");
	is_errno(mprotect(m, P, PROT_READ | PROT_GROWSUP), EINVAL,
	    "nothing grows up");
	is_errno(mprotect(m, P, PROT_READ | PROT_GROWSUP | PROT_GROWSDOWN),
	    EINVAL, "nor both ways");
	is_errno(mprotect(m - 16 * P, P, PROT_READ | PROT_GROWSDOWN), ENOMEM,
	    "a stack that lies above the range");
	is_errno(mprotect(m - 16 * P, P, PROT_READ | PROT_GROWSUP), ENOMEM,
	    "nothing there");
	munmap(m, 8 * P);
	m = filled(2 * P, 'n');
	is_errno(mprotect(m, P, PROT_READ | PROT_GROWSDOWN), EINVAL,
	    "what is no stack");
	ok(!touch(m), "keeps its rights");
	/* What the loader does for a library with an executable stack. */
	is(mprotect((void *)((uintptr_t)&m & ~(P - 1)), P,
	       PROT_READ | PROT_WRITE | PROT_EXEC | PROT_GROWSDOWN),
	    0, "the thread's own stack");
}

int
main(void)
{
	static char alt[65536];
	stack_t ss = { .ss_sp = alt, .ss_size = sizeof alt };
	struct sigaction sa = { .sa_handler = on_fault,
		.sa_flags = SA_ONSTACK };

	sigaltstack(&ss, NULL);
	sigaction(SIGSEGV, &sa, NULL);
	refused();
	is(in_child(limit_space), 0, "the part with RLIMIT_AS");
	is(in_child(limit_data), 0, "the part with RLIMIT_DATA");
	remap();
	low();
	stacks();
	grows();
	return done();
}
