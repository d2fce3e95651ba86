/*
 * Random numbers that cannot be predicted: the kernel's.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "syscall.h"

#define ENTROPY_MAX 256

void
arc4random_buf(void *to, size_t size)
{
	char *next = to;

	while (size > 0) {
		long n = __syscall(SYS_getrandom, next, size, 0);

		if (n == -EINTR)
			continue;
		/* Nothing else can be told to the caller. */
		if (n < 0)
			abort();
		next += n;
		size -= (size_t)n;
	}
}

unsigned int
arc4random(void)
{
	unsigned int n;

	arc4random_buf(&n, sizeof(n));
	return n;
}

/* Below `limit`, each as likely: numbers that would favour some are thrown away. */
unsigned int
arc4random_uniform(unsigned int limit)
{
	unsigned int n;

	if (limit < 2)
		return 0;
	do
		n = arc4random();
	while (n < -limit % limit);
	return n % limit;
}

int
getentropy(void *to, size_t size)
{
	if (size > ENTROPY_MAX) {
		errno = EIO;
		return -1;
	}
	arc4random_buf(to, size);
	return 0;
}
