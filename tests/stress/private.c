/*
 * Private copies of a file's pages, made while pages of it are taken out and others take
 * their frames: a copy is of that page, or of a hole, never of what came after it.
 */
#include "tests/sys/tap.h"
#include <pthread.h>

enum {
	PAGES = 32,
	SIZE = PAGES * 4096,
	ROUNDS = 1000,
	WRITERS = 3
};

static int file;
static int stop;
static _Atomic long wrong;

static bool
stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

/* Page i is full of i + 1, a hole of 0; one that is written of both. */
static void
look(const unsigned char *page, int i)
{
	for (int k = 8; k < 4096; k++)
		if (page[k] && page[k] != i + 1) {
			wrong++;
			break;
		}
}

static void *
copy_pages(void *arg)
{
	(void)arg;
	while (!stopped()) {
		unsigned char *m = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE, file, 0);

		for (int i = 0; i < PAGES; i++) {
			*(volatile unsigned char *)(m + i * 4096) = 0xff;
			look(m + i * 4096, i);
		}
		munmap(m, SIZE);
	}
	return NULL;
}

/* Takes the frames that this processor has just freed. */
static void
use_frames(void)
{
	unsigned char *m = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	memset(m, 0xee, SIZE);
	munmap(m, SIZE);
}

static void
fill(void)
{
	unsigned char page[4096];

	for (int i = 0; i < PAGES; i++) {
		memset(page, i + 1, sizeof page);
		if (pwrite(file, page, sizeof page, i * 4096L) < 0)
			wrong++;
	}
}

int
main(void)
{
	pthread_t t[WRITERS];

	file = open("private", O_RDWR | O_CREAT | O_TRUNC, 0600);
	ok(file >= 0, "a file");
	fill();
	for (int i = 0; i < WRITERS; i++)
		pthread_create(&t[i], NULL, copy_pages, NULL);
	for (int round = 0; round < ROUNDS; round++) {
		int from = round % PAGES;

		/* Holes, of the same size: no page is beyond the end. */
		syscall(SYS_fallocate, file, 3, from * 4096L,
		    (PAGES - from) * 4096L);
		use_frames();
		fill();
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(t[i], NULL);
	is(wrong, 0, "every copy is of one page");
	unlink("private");
	return done();
}
