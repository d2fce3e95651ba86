/*
 * RDSEED and RDRAND.
 *
 * Both may fail for a moment when the generator is exhausted: RDRAND ten times
 * in a row only when it is broken (SDM 1 7.3.17.1), RDSEED more easily, so it
 * is tried once and RDRAND serves otherwise.  Some CPUs answer all-ones after a
 * suspend; that value is refused.
 */
#include "arch/random.h"

#include "arch/x86_64/asm.h"
#include "arch/x86_64/cpufeat.h"

#define RDRAND_TRIES 10

static bool
rdseed(u64 *value)
{
	bool ok;

	__asm__ volatile("rdseed %0" : "=r"(*value), "=@ccc"(ok));
	return ok && ~*value;
}

static bool
rdrand(u64 *value)
{
	bool ok;

	__asm__ volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
	return ok && ~*value;
}

bool
arch_random(u64 *value)
{
	if (cpu_features.rdseed && rdseed(value))
		return true;
	for (unsigned i = 0; cpu_features.rdrand && i < RDRAND_TRIES; i++)
		if (rdrand(value))
			return true;
	return false;
}

u64
arch_cycles(void)
{
	return rdtsc();
}
