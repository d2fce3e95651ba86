/* See cpuref.h.  A CPU that counts on its own is not switched meanwhile, so it has
 * done so when a grace period that began after cpuref_gather() is over. */
#include "mm/cpuref.h"

#include "abi/errno.h"
#include "lib/assert.h"

int
cpuref_init(struct cpuref *r)
{
	r->words = percpu_alloc();
	r->exact = true;
	r->count = 1;
	return r->words ? 0 : -ENOMEM;
}

void
cpuref_fini(struct cpuref *r)
{
	percpu_free(r->words);
}

void
cpuref_spread(struct cpuref *r)
{
	atomic_store(&r->exact, false);
}

void
cpuref_gather(struct cpuref *r)
{
	assert(!r->exact);
	atomic_add(&r->count, CPUREF_BIAS);
	atomic_store(&r->exact, true);
}

void
cpuref_gathered(struct cpuref *r)
{
	s64 n = percpu_sum(r->words);
	unsigned cpu;

	for_each_cpu(cpu, cpus_online())
		atomic_store(percpu_word(r->words, cpu), 0);
	atomic_add(&r->count, n - CPUREF_BIAS);
}

bool
cpuref_get_exact(struct cpuref *r)
{
	s64 n = atomic_load(&r->count);

	do {
		if (n <= 0 || n & CPUREF_CLOSED)
			return false;
	} while (!atomic_cas(&r->count, &n, n + 1));
	return true;
}

bool
cpuref_close(struct cpuref *r, s64 n)
{
	return atomic_cas(&r->count, &n, n | CPUREF_CLOSED);
}
