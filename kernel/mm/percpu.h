/*
 * Words of which each CPU has one: what all of them write, without sharing it.
 *
 * A CPU changes its own word, from any context but interrupts, and nobody else's; the
 * sum of them is what counts.  Words of one CPU lie side by side in pages that are
 * its own.
 */
#ifndef MM_PERCPU_H
#define MM_PERCPU_H

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/layout.h"
#include "sync/spinlock.h"

/* CPU 0's word, that of CPU n is n pages behind it. */
struct percpu;

/* Zeroes, or NULL: no memory. => after all CPUs have started */
struct percpu *percpu_alloc(void) __must_check;
void percpu_free(struct percpu *p);

static inline s64 *
percpu_word(struct percpu *p, unsigned cpu)
{
	return (s64 *)((char *)p + (u64)cpu * PAGE_SIZE);
}

static inline s64 *
percpu_own(struct percpu *p)
{
	return percpu_word(p, cpu_id());
}

static inline void
percpu_add(struct percpu *p, s64 n)
{
	s64 *own = percpu_own(p);

	atomic_store(own, *own + n);
}

/* What others add meanwhile may be in it or not. */
s64 percpu_sum(struct percpu *p);

/*
 * A count with a limit, which is exact although CPUs count on their own while it is
 * far away.
 *
 * Each hands over what it has counted when that is BATCH, under the lock, so the words
 * are at most that far from zero.  Near the limit they are summed up, under the lock: who
 * counts on his own adds first and looks then whether others sum up, who sums up
 * says so first; so one of them sees the other.
 */
struct cpucount {
	struct percpu *words;
	s64 total OWN_LOCK(lock); /* what was handed over */
	bool near;                /* [a] all take the lock */
	struct spinlock lock;
};

/* => errors: -ENOMEM */
int cpucount_init(struct cpucount *c) __must_check;
void cpucount_fini(struct cpucount *c);

/* Counts n more, if not more than limit are there then. */
bool cpucount_add(struct cpucount *c, s64 n, u64 limit) __must_check;
void cpucount_sub(struct cpucount *c, s64 n);
u64 cpucount_read(struct cpucount *c);
/* Is it above the limit?  Cheap far below. */
bool cpucount_exceeds(struct cpucount *c, u64 limit);

#endif
