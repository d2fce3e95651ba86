/*
 * A file is cut off while the mappings of it are split, joined, moved and
 * forked. Afterwards every mapping shows what the file holds: no page that was
 * cut off is left in any of them.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>

enum {
	CHANGERS = 2,
	ROUNDS = 20,
	CHANGES = 40,
	CUTS = 12,
	PAGES = 32
};
#define PAGE 4096UL

static char *arena; /* PAGES of the file, and as much room for moves */
static int fd;
static pthread_barrier_t begin, end;
static __thread sigjmp_buf env;
static __thread volatile int armed;

static void
on_fault(int sig)
{
	(void)sig;
	if (!armed)
		_exit(3);
	siglongjmp(env, 1);
}

/* What a mapping shows, or -1. */
__attribute__((noinline)) static int
look(const volatile char *at)
{
	int c = -1;

	if (sigsetjmp(env, 1) == 0) {
		armed = 1;
		c = (unsigned char)*at;
	}
	armed = 0;
	return c;
}

static void *
changer(void *arg)
{
	unsigned int seed = (unsigned int)(uintptr_t)arg * 7919 + 1;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		pthread_barrier_wait(&begin);
		for (i = 0; i < CHANGES; i++) {
			unsigned int page = (seed >> 8) % PAGES;
			char *at = arena + page * PAGE;
			char *other = at + PAGES * PAGE;

			seed = seed * 1103515245 + 12345;
			switch (seed >> 20 & 3) {
			case 0:
				mprotect(at, PAGE, PROT_READ);
				mprotect(at, PAGE, PROT_READ | PROT_WRITE);
				break;
			case 1:
				mremap(at, PAGE, PAGE,
				    MREMAP_MAYMOVE | MREMAP_FIXED, other);
				look(other);
				mremap(other, PAGE, PAGE,
				    MREMAP_MAYMOVE | MREMAP_FIXED, at);
				break;
			default:
				look(at);
			}
		}
		pthread_barrier_wait(&end);
	}
	return NULL;
}

static void
fill(char c)
{
	static char page[PAGE];
	int i;

	memset(page, c, PAGE);
	for (i = 0; i < PAGES; i++)
		if (pwrite(fd, page, PAGE, i * (off_t)PAGE) != (ssize_t)PAGE)
			_exit(4);
}

/* Pages of the arena that show something else than c. */
static int
stale(int c)
{
	int i, n = 0, seen;

	for (i = 0; i < 2 * PAGES; i++) {
		seen = look(arena + (size_t)i * PAGE);
		n += seen != -1 && seen != c;
	}
	return n;
}

/* A child that looks when the cutting is over. */
static pid_t
watch(int go, int c)
{
	pid_t pid = fork();
	char b;

	if (pid == 0)
		_exit(read(go, &b, 1) < 0 || stale(c) != 0);
	return pid;
}

static void
run(int flags)
{
	int round, i, own = 0, children = 0, pp[2];

	arena = mmap(NULL, 2 * PAGES * PAGE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (round = 0; round < ROUNDS; round++) {
		int now = 1 + round % 100;
		pid_t pid[2];

		fill((char)200);
		mmap(arena, PAGES * PAGE, PROT_READ | PROT_WRITE,
		    flags | MAP_FIXED, fd, 0);
		stale(200);
		if (pipe(pp) < 0)
			_exit(5);
		pthread_barrier_wait(&begin);
		for (i = 0; i < CUTS; i++) {
			if (i % 6 == 0)
				pid[i / 6] = watch(pp[0], now);
			if (ftruncate(fd, 0) || ftruncate(fd, PAGES * PAGE))
				_exit(6);
		}
		pthread_barrier_wait(&end);
		fill((char)now);
		own += stale(now);
		if (write(pp[1], "gg", 2) != 2)
			_exit(7);
		for (i = 0; i < 2; i++)
			children += !exited_with(wait_for(pid[i]), 0);
		close(pp[0]);
		close(pp[1]);
	}
	is(own, 0, "no stale page in the space that was changed");
	is(children, 0, "none in its children");
	munmap(arena, 2 * PAGES * PAGE);
}

static void
all(int flags)
{
	pthread_t t[CHANGERS];
	int i;

	pthread_barrier_init(&begin, NULL, CHANGERS + 1);
	pthread_barrier_init(&end, NULL, CHANGERS + 1);
	for (i = 0; i < CHANGERS; i++)
		pthread_create(&t[i], NULL, changer, (void *)(uintptr_t)i);
	run(flags);
	for (i = 0; i < CHANGERS; i++)
		pthread_join(t[i], NULL);
}

int
main(void)
{
	struct sigaction sa = { .sa_handler = on_fault };

	sigaction(SIGBUS, &sa, NULL);
	sigaction(SIGSEGV, &sa, NULL);
	fd = open("file", O_RDWR | O_CREAT, 0600);
	ok(fd >= 0, "a file");
	all(MAP_SHARED);
	all(MAP_PRIVATE);
	return done();
}
