/*
 * The allocator: alignment, contents over realloc, limits, threads that free each
 * other's blocks, forks meanwhile, and the mistakes that must not go unnoticed.
 */
#include "tests/sys/tap.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

/* The mistakes are made on purpose. */
#pragma GCC diagnostic ignored "-Wfree-nonheap-object"
#pragma GCC diagnostic ignored "-Wuse-after-free"

#ifdef __breenix__
#define OWN 1
#else
#define OWN 0
#endif

#define NTHREADS 6
#define NSLOTS   1000
#define NSHARED  64
#define ROUNDS   60000

/* Behind the compiler's back, which would warn. */
static volatile size_t half = SIZE_MAX / 2;

static unsigned int
next(unsigned int *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static size_t
some_size(unsigned int *seed)
{
	unsigned int kind = next(seed) % 100;

	return kind < 80 ? next(seed) % 600 :
	    kind < 95    ? next(seed) % 40000 :
	    kind < 99    ? next(seed) % 300000 :
			   next(seed) % 3000000;
}

/* --- One thread ----------------------------------------------------------------------- */

static void
test_sizes(void)
{
	bool aligned = true, usable = true, distinct = true;
	char *before = NULL;

	for (size_t size = 0; size < 600000; size += 1 + size / 7) {
		char *p = malloc(size);

		aligned &= p != NULL && (uintptr_t)p % 16 == 0;
		usable &= malloc_usable_size(p) >= size;
		distinct &= p != before;
		memset(p, 0x5a, size);
		free(before);
		before = p;
	}
	free(before);
	ok(aligned, "blocks of all sizes are aligned to 16");
	ok(usable, "malloc_usable_size");
	ok(distinct, "also blocks of no bytes are blocks");
	errno = 0;
	ok(malloc(half) == NULL && errno == ENOMEM, "far too much");
	errno = 0;
	ok(calloc(half, 3) == NULL && errno == ENOMEM, "calloc sees overflow");
	errno = 0;
	ok(reallocarray(NULL, half, 3) == NULL && errno == ENOMEM,
	    "reallocarray too");
	free(NULL);
	errno = 77;
	free(malloc(500000));
	is(errno, 77, "free leaves errno alone");
}

static void
test_calloc(void)
{
	bool zero = true;

	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 400000; size = size * 3 + 1) {
			char *p = calloc(size, 1);

			for (size_t i = 0; i < size; i++)
				zero &= p[i] == 0;
			memset(p, 0xff, size);
			free(p);
		}
	}
	ok(zero, "calloc's memory is zero, also when it was used before");
}

static bool
is_pattern(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i += 61)
		if (p[i] != (unsigned char)(i * 7))
			return false;
	return true;
}

static void
fill_pattern(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(i * 7);
}

static void
test_realloc(void)
{
	unsigned int seed = 1;
	unsigned char *p = NULL;
	size_t size = 0;
	bool kept = true;

	for (int i = 0; i < 3000; i++) {
		size_t wanted = some_size(&seed) + 1;
		unsigned char *q = realloc(p, wanted);

		kept &= q != NULL &&
		    is_pattern(q, size < wanted ? size : wanted);
		p = q;
		size = wanted;
		fill_pattern(p, size);
	}
	free(p);
	ok(kept, "realloc keeps the contents");
	p = malloc(1000000);
	fill_pattern(p, 1000000);
	p = realloc(p, 50000000);
	ok(p != NULL && is_pattern(p, 1000000), "a big block grows");
	p = realloc(p, 300000);
	ok(p != NULL && is_pattern(p, 300000), "and shrinks");
	ok(realloc(p, half) == NULL && is_pattern(p, 300000),
	    "if there is no memory it stays");
	free(p);
}

static void
test_aligned(void)
{
	bool good = true;
	void *p;

	for (size_t align = 1; align <= 1 << 22; align *= 2) {
		for (size_t size = 0; size < 500000; size = size * 5 + 3) {
			p = memalign(align, size);
			good &= p != NULL && (uintptr_t)p % align == 0;
			memset(p, 1, size);
			good &= malloc_usable_size(p) >= size;
			free(p);
		}
	}
	ok(good, "memalign up to 4 MiB");
	is(posix_memalign(&p, 24, 8), EINVAL, "24 is no alignment");
	is(posix_memalign(&p, 4, 8), EINVAL, "4 is too little for POSIX");
	is(posix_memalign(&p, 64, 100), 0, "64 is one");
	p = realloc(p, 100000);
	ok(p != NULL, "realloc of an aligned block");
	free(p);
	p = aligned_alloc(4096, 8192);
	ok(p != NULL && (uintptr_t)p % 4096 == 0, "aligned_alloc");
	free(p);
}

/* --- Threads ---------------------------------------------------------------------------- */

struct block {
	unsigned char *p;
	size_t size;
};

static struct block shared[NSHARED];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile bool damaged;

static void
mark(const struct block *b)
{
	if (b->size == 0)
		return;
	memset(b->p, (int)((uintptr_t)b->p >> 4 ^ b->size),
	    b->size < 64 ? b->size : 64);
	b->p[b->size - 1] = (unsigned char)b->size;
}

static void
check(const struct block *b)
{
	unsigned char wanted = (unsigned char)((uintptr_t)b->p >> 4 ^ b->size);

	if (b->size == 0)
		return;
	if (b->p[b->size - 1] != (unsigned char)b->size)
		damaged = true;
	for (size_t i = 0; i + 1 < b->size && i < 64; i++)
		if (b->p[i] != wanted)
			damaged = true;
}

static void
exchange(struct block *b, unsigned int i)
{
	struct block mine = *b;

	pthread_mutex_lock(&lock);
	*b = shared[i];
	shared[i] = mine;
	pthread_mutex_unlock(&lock);
}

static void *
work(void *argument)
{
	unsigned int seed = (unsigned int)(uintptr_t)argument;
	struct block *blocks = calloc(NSLOTS, sizeof *blocks);

	for (int i = 0; i < ROUNDS; i++) {
		struct block *b = &blocks[next(&seed) % NSLOTS];
		unsigned int what = next(&seed) % 8;

		if (b->p == NULL) {
			b->size = some_size(&seed);
			b->p = malloc(b->size);
			mark(b);
		} else if (what == 0) {
			check(b);
			b->size = some_size(&seed) + 1;
			b->p = realloc(b->p, b->size);
			mark(b);
		} else if (what == 1) {
			exchange(b, next(&seed) % NSHARED);
		} else {
			check(b);
			free(b->p);
			b->p = NULL;
		}
	}
	for (int i = 0; i < NSLOTS; i++)
		free(blocks[i].p);
	free(blocks);
	return NULL;
}

/* A child has one thread: no other is to hold the lock when it is made. */
static void
take_lock(void)
{
	pthread_mutex_lock(&lock);
}

static void
drop_lock(void)
{
	pthread_mutex_unlock(&lock);
}

static void
use_heap(void)
{
	work((void *)99);
}

static void
test_threads(void)
{
	pthread_t threads[NTHREADS];
	bool forks = true;

	pthread_atfork(take_lock, drop_lock, drop_lock);
	for (uintptr_t i = 0; i < NTHREADS; i++)
		pthread_create(&threads[i], NULL, work, (void *)(i + 1));
	for (int i = 0; i < 5; i++)
		forks &= in_child(use_heap) == 0;
	for (int i = 0; i < NTHREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < NSHARED; i++) {
		check(&shared[i]);
		free(shared[i].p);
	}
	ok(!damaged, "no block was damaged by another thread");
	ok(forks, "children of a process with threads have a heap");
}

/* --- Mistakes ------------------------------------------------------------------------------ */

static void
double_free(void)
{
	char *volatile p = malloc(100);

	free(p);
	free(p);
}

static void
double_free_between(void)
{
	char *volatile p = malloc(100), *volatile q = malloc(100);

	free(p);
	free(q);
	free(p);
}

static void
double_free_big(void)
{
	char *volatile p = malloc(5000000);

	free(p);
	free(p);
}

static void
free_static(void)
{
	static char data[64];
	char *volatile p = data;

	free(p + 16);
}

static void
free_inside(void)
{
	char *volatile p = malloc(1000);

	free(p + 16);
}

static void
free_stack(void)
{
	char data[64];
	char *volatile p = data;

	free((void *)(((uintptr_t)p + 15) & ~(uintptr_t)15));
}

static void
dies(void (*mistake)(void), const char *what)
{
	int fds[2], status;
	char message[256] = "";
	pid_t pid;

	if (pipe(fds) < 0)
		return;
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDERR_FILENO);
		mistake();
		_exit(0);
	}
	close(fds[1]);
	if (read(fds[0], message, sizeof message - 1) < 0)
		message[0] = '\0';
	close(fds[0]);
	status = wait_for(pid);
	/* The host's library knows some of them only by a fault. */
	ok((died_by(status, SIGABRT) && message[0] != '\0') ||
		(!OWN && died_by(status, SIGSEGV)),
	    "%s is reported", what);
}

#ifdef __breenix__
static char *volatile big;

static void
overrun_big(void)
{
	big = malloc(1 << 20);
	memset(big, 0, malloc_usable_size(big) + 1);
}
#endif

static void
limited(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };
	size_t n = 0;

	setrlimit(RLIMIT_AS, &limit);
	while (malloc(10000) != NULL && n < 100000)
		n++;
	_exit(n > 1000 && n < 100000 && errno == ENOMEM ? 0 : 1);
}

int
main(void)
{
	test_sizes();
	test_calloc();
	test_realloc();
	test_aligned();
	test_threads();
	dies(double_free, "freeing twice");
	dies(double_free_between, "freeing twice, with another between");
	dies(double_free_big, "freeing a big block twice");
	dies(free_static, "freeing what is static");
	dies(free_inside, "freeing the inside of a block");
	dies(free_stack, "freeing the stack");
#ifdef __breenix__
	ok(died_by(in_child(overrun_big), SIGSEGV),
	    "running over the end of a big block faults");
#endif
	is(in_child(limited), 0, "the end of memory is a null pointer");
	return done();
}
