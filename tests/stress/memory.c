/*
 * One address space changed by many threads at once: mapping, unmapping,
 * protecting, touching, forking. A fault on memory that another thread took
 * away is expected; anything else is not.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <setjmp.h>

enum {
	THREADS = 4,
	ROUNDS = 400,
	PAGES = 16
};
#define PAGE 4096UL

static char *arena;
static __thread sigjmp_buf env;
static __thread volatile int armed;

static void
on_fault(int sig, siginfo_t *info, void *context)
{
	char *at = info->si_addr;

	(void)sig;
	(void)context;
	if (!armed || at < arena || at >= arena + PAGES * PAGE)
		_exit(3);
	siglongjmp(env, 1);
}

/* Writes memory that may be gone, or go meanwhile. */
__attribute__((noinline)) static void
touch(char *at, size_t size)
{
	if (sigsetjmp(env, 1) == 0) {
		armed = 1;
		memset(at, 1, size);
	}
	armed = 0;
}

static void *
changer(void *arg)
{
	unsigned int seed = (unsigned int)(uintptr_t)arg * 7919 + 1;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		char *at = arena + (seed >> 8) % PAGES * PAGE;
		size_t size = ((seed >> 16) % 4 + 1) * PAGE;

		seed = seed * 1103515245 + 12345;
		if (at + size > arena + PAGES * PAGE)
			size = PAGE;
		switch (seed >> 20 & 7) {
		case 0:
			munmap(at, size);
			break;
		case 1:
		case 2:
			mmap(at, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
			break;
		case 3:
			mprotect(at, size, PROT_READ);
			break;
		case 4:
			madvise(at, size, MADV_DONTNEED);
			break;
		default:
			touch(at, size);
		}
	}
	return NULL;
}

static void
threads_change_memory(void)
{
	struct sigaction act = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };
	pthread_t t[THREADS];
	uintptr_t i;

	sigaction(SIGSEGV, &act, NULL);
	sigaction(SIGBUS, &act, NULL);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, changer, (void *)i) != 0)
			_exit(1);
	for (i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		if (wait_for(pid) != 0)
			_exit(2);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
}

/* Copy-on-write: every process of a tree writes its own pattern everywhere. */
static void
write_tree(int depth, unsigned char *memory, size_t size)
{
	size_t i;
	pid_t pid[2] = { -1, -1 };
	int k;

	for (k = 0; depth > 0 && k < 2; k++) {
		pid[k] = fork();
		if (pid[k] == 0) {
			write_tree(depth - 1, memory, size);
			_exit(0);
		}
	}
	for (i = 0; i < size; i += 512)
		memory[i] = (unsigned char)(getpid() + i / 512);
	for (i = 0; i < size; i += 512)
		if (memory[i] != (unsigned char)(getpid() + i / 512))
			_exit(4);
	for (k = 0; k < 2; k++)
		if (pid[k] > 0 && wait_for(pid[k]) != 0)
			_exit(5);
}

static void
copy_on_write(void)
{
	size_t size = 64 * PAGE;
	unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(memory, 1, size);
	write_tree(4, memory, size);
}

/* Threads write a file by write() and by memory, all in the same pages. */
static int shared_fd;
static unsigned char *shared_map;

static void *
file_writer(void *arg)
{
	size_t mine = (size_t)(uintptr_t)arg;
	size_t i;

	for (i = 0; i < ROUNDS; i++) {
		size_t at = (i * THREADS + mine) % (PAGES * PAGE);
		unsigned char value = (unsigned char)(at * 31);

		if (i % 2)
			shared_map[at] = value;
		else if (pwrite(shared_fd, &value, 1, (off_t)at) != 1)
			return (void *)1;
	}
	return NULL;
}

static void
file_by_two_ways(void)
{
	pthread_t t[THREADS];
	uintptr_t i;
	unsigned char c;

	shared_fd = open("shared", O_RDWR | O_CREAT, 0600);
	ftruncate(shared_fd, PAGES * PAGE);
	shared_map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_SHARED, shared_fd, 0);
	for (i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, file_writer, (void *)i);
	for (i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	for (i = 0; i < (uintptr_t)ROUNDS * THREADS; i++)
		if (pread(shared_fd, &c, 1, (off_t)i) != 1 ||
		    c != (unsigned char)(i * 31) || shared_map[i] != c)
			_exit(2);
}

int
main(void)
{
	arena = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	is(in_child(threads_change_memory), 0, "threads that change memory");
	is(in_child(copy_on_write), 0, "a tree of processes that write");
	is(in_child(file_by_two_ways), 0, "a file written in two ways");
	return done();
}
