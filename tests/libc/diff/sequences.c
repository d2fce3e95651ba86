/*
 * Prints what programs expect to be the same everywhere: the numbers of random,
 * rand and the rand48 family, messages of errors and signals, digits of ecvt.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

static void
show_random(void)
{
	static char state[5][256];
	static const size_t sizes[] = { 8, 32, 64, 128, 256 };
	unsigned int seed = 3;

	for (int i = 0; i < 50; i++)
		printf("%ld %d %d\n", random(), rand(), rand_r(&seed));
	for (unsigned int s = 0; s < 4; s++) {
		srandom(s * 12345);
		for (int i = 0; i < 40; i++)
			printf("%ld ", random());
		printf("\n");
	}
	for (int i = 0; i < 5; i++) {
		initstate(7, state[i], sizes[i]);
		for (int j = 0; j < 100; j++)
			printf("%ld ", random());
		printf("\n");
	}
	for (int i = 0; i < 20; i++) {
		setstate(state[i % 5]);
		printf("%ld\n", random());
	}
}

static void
show_rand48(void)
{
	unsigned short x[3] = { 1, 2, 3 }, p[7] = { 9, 8, 7, 6, 5, 4, 3 };

	srand48(42);
	for (int i = 0; i < 20; i++)
		printf("%a %ld %ld %a %ld %ld\n", drand48(), lrand48(),
		    mrand48(), erand48(x), nrand48(x), jrand48(x));
	printf("%d\n", seed48(x)[1]);
	lcong48(p);
	for (int i = 0; i < 5; i++)
		printf("%a %ld\n", drand48(), lrand48());
}

static void
show_messages(void)
{
	for (int i = -1; i < 140; i++)
		printf("%d %s\n", i, strerror(i));
	for (int i = 0; i < 32; i++)
		printf("%d %s\n", i, strsignal(i));
}

/* Few digits: glibc's are not exact. */
static void
show_digits(void)
{
	for (int i = 0; i < 2000; i++) {
		double d = (double)(int64_t)random_bits() /
		    (double)(1UL << random_below(60));
		int n = (int)random_below(8) + 2, point, negative;
		char text[64];

		printf("%s", ecvt(d, n, &point, &negative));
		printf(" %d %d", point, negative);
		if (d < 1e15 && d > -1e15) {
			printf(" %s", fcvt(d, n % 6, &point, &negative));
			printf(" %d %d", point, negative);
		}
		printf(" %s\n", gcvt(d, n, text));
	}
}

int
main(void)
{
	show_random();
	show_rand48();
	show_messages();
	show_digits();
	return 0;
}
