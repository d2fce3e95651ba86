// covers: mmap munmap brk
/*
 * Anonymous memory: placement, holes, sharing, limits.
 */
#include "tests/sys/tap.h"
#include <sys/resource.h>

#define PAGE 4096UL

static char *
map(void *at, size_t size, int prot, int flags)
{
	return mmap(at, size, prot, flags | MAP_ANONYMOUS, -1, 0);
}

/* Whether a page is mapped, asked without touching it. */
static bool
is_mapped(void *at)
{
	unsigned char v[1];

	return syscall(SYS_mincore, at, PAGE, v) == 0;
}

static void
test_basics(void)
{
	char *a = map(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	size_t i, zero = 1;

	ok(a != MAP_FAILED, "mmap");
	is((uintptr_t)a % PAGE, 0, "is at a page");
	for (i = 0; i < 3 * PAGE; i++)
		zero &= a[i] == 0;
	ok(zero, "full of zeroes");
	memset(a, 1, 3 * PAGE);
	is(munmap(a + PAGE, PAGE), 0, "unmap the middle");
	ok(is_mapped(a) && !is_mapped(a + PAGE) && is_mapped(a + 2 * PAGE),
	    "leaves both sides");
	is(a[0] + a[2 * PAGE], 2, "with what was in them");
	ok(map(a + PAGE, PAGE, PROT_READ, MAP_PRIVATE) == a + PAGE,
	    "a free hint is taken");
	ok(map(a, PAGE, PROT_READ, MAP_PRIVATE) != a,
	    "one that is not is passed over");
	ok(map(a, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED) == a,
	    "unless MAP_FIXED");
	is(a[0], 0, "which replaces what was there");
	is_errno((long)map(a, PAGE, PROT_READ, MAP_PRIVATE | 0x100000), EEXIST,
	    "MAP_FIXED_NOREPLACE");
	is(munmap(a, 3 * PAGE), 0, "unmap all, whatever it is made of");
	ok(!is_mapped(a), "is gone");
	is(munmap(a, 3 * PAGE), 0, "unmap nothing is fine");
	a = map(NULL, 100, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	a[PAGE - 1] = 1;
	ok(true, "a length is rounded up");
	is(munmap(a, 1), 0, "when unmapping too");
	ok(!is_mapped(a), "is gone");
}

static void
test_errors(void)
{
	char *a = map(NULL, PAGE, PROT_READ, MAP_PRIVATE);
	int fd = open("f", O_RDWR | O_CREAT, 0600);

	is_errno((long)map(NULL, 0, PROT_READ, MAP_PRIVATE), EINVAL,
	    "no length");
	is_errno((long)map(NULL, -PAGE, PROT_READ, MAP_PRIVATE), ENOMEM,
	    "a huge length");
	is_errno((long)map(NULL, (size_t)-1, PROT_READ, MAP_PRIVATE), ENOMEM,
	    "a length that overflows when rounded");
	is_errno((long)map(NULL, PAGE, PROT_READ, 0), EINVAL,
	    "neither private nor shared");
	is_errno((long)map(a + 1, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED),
	    EINVAL, "a fixed address within a page");
	is_errno((long)map((void *)(1UL << 47), PAGE, PROT_READ,
		     MAP_PRIVATE | MAP_FIXED),
	    ENOMEM, "a fixed address beyond user space");
	is_errno((long)map((void *)((1UL << 47) - 2 * PAGE), 4 * PAGE,
		     PROT_READ, MAP_PRIVATE | MAP_FIXED),
	    ENOMEM, "that runs over its end");
	is_errno((long)map(KERNEL_ADDR, PAGE, PROT_READ,
		     MAP_PRIVATE | MAP_FIXED),
	    ENOMEM, "a kernel address");
	is_errno(munmap(a + 1, PAGE), EINVAL, "munmap within a page");
	is_errno(munmap(a, 0), EINVAL, "munmap of no length");
	is_errno(munmap((void *)(1UL << 47), PAGE), EINVAL,
	    "munmap beyond user space");
	is_errno(munmap(a, -PAGE), EINVAL, "munmap of nearly everything");
	is_errno(syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1),
	    EINVAL, "an offset within a page");
	is_errno(syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0),
	    EBADF, "no descriptor");
	close(fd);
	munmap(a, PAGE);
}

static void
test_fork(void)
{
	char *private = map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	char *shared = map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED);
	pid_t pid;

	private[0] = 1;
	shared[0] = 1;
	pid = fork();
	if (pid == 0) {
		if (private[0] != 1 || shared[0] != 1)
			_exit(1);
		private[0] = 2;
		shared[0] = 2;
		_exit(private[0] == 2 ? 0 : 2);
	}
	is(wait_for(pid), 0, "a child sees both");
	is(private[0], 1, "what it writes to private memory stays there");
	is(shared[0], 2, "what it writes to shared memory is seen");
	munmap(private, PAGE);
	munmap(shared, PAGE);
}

/* Half of a large sparse mapping may be touched anywhere. */
static void
test_sparse(void)
{
	size_t size = 1UL << 32, i, good = 1;
	char *a = map(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_NORESERVE);

	ok(a != MAP_FAILED, "four gigabytes of nothing");
	if (a == MAP_FAILED)
		return;
	for (i = 0; i < size; i += size / 16)
		a[i] = (char)(i / (size / 16) + 1);
	for (i = 0; i < size; i += size / 16)
		good &= a[i] == (char)(i / (size / 16) + 1);
	ok(good, "hold what is put in");
	is(munmap(a, size), 0, "munmap");
}

static void
test_limit(void)
{
	struct rlimit old, small;

	getrlimit(RLIMIT_AS, &old);
	small = old;
	small.rlim_cur = 16 << 20;
	is(setrlimit(RLIMIT_AS, &small), 0, "a limit of 16 MiB");
	is_errno((long)map(NULL, 32 << 20, PROT_READ, MAP_PRIVATE), ENOMEM,
	    "more than that");
	setrlimit(RLIMIT_AS, &old);
}

static void
test_many(void)
{
	enum {
		N = 500
	};
	char *at[N];
	int i, good = 1;

	for (i = 0; i < N; i++) {
		/* Two kinds in turn, so that neighbours do not merge. */
		at[i] = map(NULL, PAGE,
		    i % 2 ? PROT_READ | PROT_WRITE : PROT_READ, MAP_PRIVATE);
		good &= at[i] != MAP_FAILED;
	}
	ok(good, "500 mappings");
	for (i = 0; i < N; i += 3)
		munmap(at[i], PAGE);
	for (i = 1; i < N; i += 3)
		good &= at[i][0] == 0;
	ok(good, "of which some are unmapped and the others stay");
	for (i = 0; i < N; i++)
		munmap(at[i], PAGE);
}

/* Where a mapping goes among many: in the highest gap that is large enough. */
static void
test_gaps(void)
{
	enum {
		N = 400
	};
	char *at[N], *bottom, *got;
	int wrong = 0;

	/* Every second page of a range, so that no two are one area. */
	bottom = mmap(NULL, 2 * N * PAGE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < N; i++) {
		at[i] = bottom + 2 * i * PAGE;
		munmap(at[i], PAGE);
	}
	/* All above is taken. */
	for (;;) {
		got = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
		if (got < bottom + 2 * N * PAGE)
			break;
	}
	wrong += got != at[N - 1];
	for (int i = N - 2; i > N / 2; i--)
		wrong += mmap(NULL, PAGE, PROT_READ,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != at[i];
	is(wrong, 0, "from the highest gap down");
	munmap(at[N - 3], 2 * PAGE);
	munmap(at[N / 3], 3 * PAGE);
	got = mmap(NULL, 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	ok(got == at[N / 3], "a larger one where it fits");
	got = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	ok(got == at[N - 3], "and one that is less above that");
	got = mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	ok(got < bottom || got >= bottom + 2 * N * PAGE,
	    "the largest where no gap is");
	munmap(got, 4 * PAGE);
	munmap(bottom, 2 * N * PAGE);
}

static void
test_brk(void)
{
	char *start = (char *)syscall(SYS_brk, 0), *end;
	struct rlimit old, small;

	ok(start != NULL, "brk(0) tells where it is");
	end = (char *)syscall(SYS_brk, start + 3 * PAGE);
	ok(end == start + 3 * PAGE, "up");
	start[0] = 1;
	end[-1] = 1;
	ok((char *)syscall(SYS_brk, start + PAGE) == start + PAGE, "down");
	ok((char *)syscall(SYS_brk, start + 3 * PAGE) == end, "up again");
	is(end[-1], 0, "is new memory");
	ok((char *)syscall(SYS_brk, KERNEL_ADDR) == end,
	    "an impossible place changes nothing");
	ok((char *)syscall(SYS_brk, PAGE) == end, "nor does one too low");
	getrlimit(RLIMIT_DATA, &old);
	small = old;
	small.rlim_cur = PAGE;
	setrlimit(RLIMIT_DATA, &small);
	ok((char *)syscall(SYS_brk, start + (1 << 20)) == end,
	    "nor one beyond RLIMIT_DATA");
	setrlimit(RLIMIT_DATA, &old);
	syscall(SYS_brk, start);
}

int
main(void)
{
	test_basics();
	test_errors();
	test_fork();
	test_sparse();
	test_limit();
	test_many();
	test_gaps();
	test_brk();
	return done();
}
