/*
 * The allocator: nanoseconds an operation, for several ways to use it.
 *
 *	gcc -O2 bench/libc/malloc.c -pthread        the host's
 *	musl-gcc -O2 -static bench/libc/malloc.c    musl's
 *	user/libc/breenix-cc -O2 bench/libc/malloc.c
 *
 * Each line is the best of several runs.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS  5
#define NLIVE 10000

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static unsigned int
next(unsigned int *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* One block at a time, of one size. */
static void
pairs(long n)
{
	for (long i = 0; i < n; i++) {
		char *volatile p = malloc(64);

		*p = 1;
		free(p);
	}
}

/* Many blocks, freed in the order they were made. */
static void
batches(long n)
{
	static char *blocks[NLIVE];

	for (long i = 0; i < n; i += NLIVE) {
		for (int k = 0; k < NLIVE; k++) {
			blocks[k] = malloc(16 + (size_t)(k % 16) * 16);
			*blocks[k] = 1;
		}
		for (int k = 0; k < NLIVE; k++)
			free(blocks[k]);
	}
}

/* Ten thousand blocks of mixed sizes, replaced at random. */
static void
churn(long n)
{
	char **blocks = calloc(NLIVE, sizeof *blocks);
	unsigned int seed = 1;

	for (long i = 0; i < n; i++) {
		unsigned int k = next(&seed) % NLIVE;
		unsigned int kind = next(&seed) % 100;
		size_t size = kind < 90 ? next(&seed) % 512 :
					  next(&seed) % 8192;

		free(blocks[k]);
		blocks[k] = malloc(size + 1);
		blocks[k][0] = 1;
	}
	for (int k = 0; k < NLIVE; k++)
		free(blocks[k]);
	free(blocks);
}

/* A vector that doubles to a megabyte. */
static void
growing(long n)
{
	for (long i = 0; i < n; i += 17) {
		char *p = NULL;

		for (size_t size = 16; size <= 1 << 20; size *= 2) {
			p = realloc(p, size);
			p[size - 1] = 1;
		}
		free(p);
	}
}

/* Blocks of 100 KiB. */
static void
middle(long n)
{
	for (long i = 0; i < n; i++) {
		char *volatile p = malloc(100 << 10);

		p[0] = 1;
		free(p);
	}
}

static void *
churn_thread(void *n)
{
	churn((long)n);
	return NULL;
}

static void
two_threads(long n)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, churn_thread,
		    (void *)(n / 2));
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

/* One thread makes what another frees. */
#define RING 1024
static char *volatile ring[RING];
static long ring_total;

static void *
consume(void *unused)
{
	for (long i = 0; i < ring_total; i++) {
		char *p;

		while ((p = __atomic_exchange_n(&ring[i % RING], NULL,
			    __ATOMIC_ACQ_REL)) == NULL)
			sched_yield();
		free(p);
	}
	return unused;
}

static void
handed_over(long n)
{
	pthread_t thread;

	ring_total = n;
	pthread_create(&thread, NULL, consume, NULL);
	for (long i = 0; i < n; i++) {
		while (ring[i % RING] != NULL)
			sched_yield();
		__atomic_store_n(&ring[i % RING], malloc(100),
		    __ATOMIC_RELEASE);
	}
	pthread_join(thread, NULL);
}

static void
measure(const char *name, void (*work)(long), long n)
{
	double best = 1e18;

	for (int i = 0; i < RUNS; i++) {
		double start = now(), time;

		work(n);
		time = (now() - start) / (double)n;
		if (time < best)
			best = time;
	}
	printf("%-12s %9.1f ns\n", name, best);
}

static void
print_memory(void)
{
	char line[128];
	FILE *f = fopen("/proc/self/status", "r");

	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, "VmHWM", 5) == 0)
			printf("%s", line);
}

int
main(void)
{
	measure("pairs", pairs, 5000000);
	measure("batches", batches, 2000000);
	measure("churn", churn, 2000000);
	measure("growing", growing, 34000);
	measure("middle", middle, 200000);
	measure("two threads", two_threads, 2000000);
	measure("handed over", handed_over, 500000);
	print_memory();
	return 0;
}
