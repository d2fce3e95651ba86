/*
 * A placeholder for the allocator: memory is never reused.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "syscall.h"

static char *next, *end;

void *
malloc(size_t size)
{
	size_t total = (size + 16 + 15) & -16UL;
	char *p;

	if (total > (size_t)(end - next)) {
		size_t area = total + (1 << 20);

		next = (char *)__syscall(SYS_mmap, 0, area,
		    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		end = next + area;
	}
	p = next;
	next += total;
	*(size_t *)p = size;
	return p + 16;
}

void
free(void *p)
{
	(void)p;
}

void *
calloc(size_t n, size_t size)
{
	return malloc(n * size);
}

void *
realloc(void *old, size_t size)
{
	void *p = malloc(size);
	size_t had = old ? ((size_t *)old)[-2] : 0;

	return memcpy(p, old, had < size ? had : size);
}
