/*
 * Pipes that are spliced, shared, resized and closed by several threads at a time.
 *
 * Each of the bytes that go through says where it comes from, so that a page that two
 * have, and one of them writes, is seen.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <time.h>

#define PAGE    4096
#define SECONDS 8

static int pipes[3][2], file;
static int stop, wrong;
static char page[4 * PAGE] __attribute__((aligned(PAGE)));

static unsigned
random_of(unsigned *seed)
{
	return *seed = *seed * 1103515245 + 12345, *seed >> 16;
}

/* All that is in the pipes is runs of "abcdefgh" of whole words. */
static void
check(const char *buf, ssize_t n)
{
	for (ssize_t i = 0; i < n; i++)
		if (buf[i] < 'a' || buf[i] > 'h')
			__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
}

static void *
work(void *arg)
{
	unsigned seed = (unsigned)(uintptr_t)arg;
	static __thread char buf[10000];

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		int *from = pipes[random_of(&seed) % 3];
		int *to = pipes[random_of(&seed) % 3];
		size_t n = random_of(&seed) % 2 ? PAGE * 2 :
						  random_of(&seed) % 9000 + 1;
		loff_t at = random_of(&seed) % 2 * PAGE;
		unsigned flags = SPLICE_F_NONBLOCK;

		switch (random_of(&seed) % 10) {
		case 0:
			(void)!write(to[1], page, n);
			break;
		case 1:
		case 2:
			check(buf, read(from[0], buf, n));
			break;
		case 3:
		case 4:
			splice(from[0], NULL, to[1], NULL, n, flags);
			break;
		case 5:
			tee(from[0], to[1], n, flags);
			break;
		case 6:
			splice(file, &at, to[1], NULL, n, flags);
			break;
		case 7:
			splice(from[0], NULL, file, &at, n, flags);
			break;
		case 8:
			fcntl(to[1], F_SETPIPE_SZ,
			    PAGE << random_of(&seed) % 5);
			break;
		case 9: {
			int own[2];

			if (pipe2(own, O_NONBLOCK))
				break;
			tee(from[0], own[1], n, 0);
			splice(from[0], NULL, own[1], NULL, n, 0);
			check(buf, read(own[0], buf, PAGE / 2));
			close(own[0]);
			splice(from[0], NULL, own[1], NULL, n, 0);
			close(own[1]);
		}
		}
	}
	return NULL;
}

int
main(void)
{
	pthread_t threads[6];

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof page; i++)
		page[i] = (char)('a' + i % 8);
	file = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
	(void)!write(file, page, sizeof page);
	for (int i = 0; i < 3; i++)
		if (pipe2(pipes[i], O_NONBLOCK))
			_exit(97);
	for (uintptr_t i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, work, (void *)(i + 1));
	sleep(SECONDS);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	is(wrong, 0, "no byte that nobody wrote");
	return done();
}
