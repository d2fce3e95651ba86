/*
 * How fast the string functions are, in bytes a nanosecond: build it with the host's
 * library and with ours and compare.
 *
 *	gcc -O2 -fno-builtin -o host bench/libc/string.c && ./host
 *	user/libc/breenix-cc -O2 -fno-builtin -o own bench/libc/string.c && ./own
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX  (16 << 20)
#define WORK (400UL << 20) /* bytes a measurement */

static char *a, *b;
static volatile size_t sink;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
do_memcpy(size_t n)
{
	memcpy(a, b + 3, n);
}

static void
do_memmove(size_t n)
{
	memmove(a + 1, a, n);
}

static void
do_memset(size_t n)
{
	memset(a, 'x', n);
}

static void
do_strlen(size_t n)
{
	char saved = b[n];

	b[n] = 0;
	sink += strlen(b);
	b[n] = saved;
}

static void
do_memchr(size_t n)
{
	sink += (size_t)memchr(b, 'y', n);
}

static void
do_memcmp(size_t n)
{
	sink += (size_t)memcmp(b, b + MAX + 64, n);
}

static void
do_strcmp(size_t n)
{
	char saved = b[n];

	b[n] = 0;
	sink += (size_t)strcmp(b, b + MAX + 64);
	b[n] = saved;
}

static void
do_strstr(size_t n)
{
	sink += (size_t)memmem(b, n, "xxxy", 4);
}

static const struct {
	const char *name;
	void (*run)(size_t);
} functions[] = { { "memcpy", do_memcpy }, { "memmove", do_memmove },
	{ "memset", do_memset }, { "strlen", do_strlen },
	{ "memchr", do_memchr }, { "memcmp", do_memcmp },
	{ "strcmp", do_strcmp }, { "memmem", do_strstr } };

static double
measure(void (*run)(size_t), size_t n)
{
	size_t times = WORK / (n + 32), i;
	double best = 1e30;

	for (int round = 0; round < 3; round++) {
		double start = now();

		for (i = 0; i < times / 3 + 1; i++)
			run(n);
		start = (now() - start) / (double)i;
		if (start < best)
			best = start;
	}
	return (double)n / best;
}

int
main(void)
{
	static const size_t sizes[] = { 8, 31, 100, 1000, 30000, 12 << 20 };

	a = malloc(MAX + 128);
	b = malloc(2 * MAX + 256);
	if (!a || !b)
		return 1;
	memset(b, 'x', 2 * MAX + 256);
	printf("%-10s", "bytes/ns");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		printf("%10zu", sizes[i]);
	for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
		printf("\n%-10s", functions[f].name);
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
			printf("%10.2f", measure(functions[f].run, sizes[i]));
	}
	printf("\n");
	return 0;
}
