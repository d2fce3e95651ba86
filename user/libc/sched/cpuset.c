/*
 * Sets of processors, and asking where a thread may run.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "syscall.h"

/* The kernel says how much it wrote; the rest of the set is empty. */
int
sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	long n = syscall_ret(__syscall(SYS_sched_getaffinity, pid, size, set));

	if (n < 0)
		return -1;
	memset((char *)set + n, 0, size - (size_t)n);
	return 0;
}

int
sched_getcpu(void)
{
	unsigned int cpu;

	if (syscall_ret(__syscall(SYS_getcpu, &cpu, 0, 0)) < 0)
		return -1;
	return (int)cpu;
}

int
__sched_cpucount(size_t size, const cpu_set_t *set)
{
	int n = 0;

	for (size_t i = 0; i < size / sizeof(__cpu_mask); i++)
		n += __builtin_popcountl(set->__bits[i]);
	return n;
}

void
__cpu_fill(int byte, size_t size, cpu_set_t *set)
{
	memset(set, byte, size);
}

int
__cpu_equal(size_t size, const cpu_set_t *a, const cpu_set_t *b)
{
	return memcmp(a, b, size) == 0;
}

void
__cpu_combine(char operation, size_t size, cpu_set_t *to, const cpu_set_t *a,
    const cpu_set_t *b)
{
	for (size_t i = 0; i < size / sizeof(__cpu_mask); i++) {
		__cpu_mask x = a->__bits[i], y = b->__bits[i];

		if (operation == '&')
			to->__bits[i] = x & y;
		else if (operation == '|')
			to->__bits[i] = x | y;
		else
			to->__bits[i] = x ^ y;
	}
}

cpu_set_t *
__sched_cpualloc(size_t count)
{
	return calloc(1, CPU_ALLOC_SIZE(count));
}

void
__sched_cpufree(cpu_set_t *set)
{
	free(set);
}
