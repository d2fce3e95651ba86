/*
 * References to what is used by all CPUs and seldom goes: counted by CPU.
 *
 * While it stands, each CPU counts on its own (mm/percpu.h), and no put is the last
 * one: somebody has a reference of his own, and ends that time before he drops it.
 *
 *	cpuref_init()      one reference, counted exactly
 *	cpuref_spread()    counted by CPU from here on
 *	cpuref_gather()    to be counted exactly; and when a grace period is over,
 *	cpuref_gathered()  it is
 *
 * Between the last two the exact count has a bias, so that it does not end while
 * words of CPUs are missing in it.
 */
#ifndef MM_CPUREF_H
#define MM_CPUREF_H

#include "mm/percpu.h"

#define CPUREF_CLOSED (1L << 62)
#define CPUREF_BIAS   (1L << 40)

struct cpuref {
	struct percpu *words; /* [I] */
	bool exact;           /* [a] */
	s64 count;            /* [a] but for the words */
};

/* => errors: -ENOMEM */
int cpuref_init(struct cpuref *r) __must_check;
void cpuref_fini(struct cpuref *r);

static inline bool
cpuref_is_exact(const struct cpuref *r)
{
	return atomic_load(&r->exact);
}

void cpuref_spread(struct cpuref *r);
void cpuref_gather(struct cpuref *r);
void cpuref_gathered(struct cpuref *r);

/* Takes a reference where there is one. */
static inline void
cpuref_get(struct cpuref *r)
{
	if (likely(!atomic_load(&r->exact)))
		percpu_add(r->words, 1);
	else
		atomic_add(&r->count, 1);
}

bool cpuref_get_exact(struct cpuref *r);

/* The same of what was found without one: false when there is none any more, or
 * it was closed. => holds: an RCU section */
static inline __must_check bool
cpuref_get_live(struct cpuref *r)
{
	if (unlikely(atomic_load(&r->exact)))
		return cpuref_get_exact(r);
	percpu_add(r->words, 1);
	return true;
}

/* => returns: true: it was the last */
static inline __must_check bool
cpuref_put(struct cpuref *r)
{
	if (likely(!atomic_load(&r->exact))) {
		percpu_add(r->words, -1);
		return false;
	}
	return (atomic_fetch_sub(&r->count, 1) & ~CPUREF_CLOSED) == 1;
}

/* Gives no more references to those who have none, if there are just n.
 * => holds: it is counted exactly => returns: false: there are others */
bool cpuref_close(struct cpuref *r, s64 n) __must_check;

#endif
