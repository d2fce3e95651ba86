/*
 * Two locks of one class: the order in which each two were taken (debug builds).
 *
 * Of classes whose locks have an order that no address shows (a directory before
 * what is in it), a table remembers which lock was taken while which was held.
 * The other way round is an error, whether somebody waits at that moment or not.
 * The order may change with what it stands for: lockpairs_forget() when a
 * directory moves, lockpairs_drop() when a lock's memory gets another.
 *
 * The table loses entries when it is crowded: it misses orders, it makes none up.
 */
#ifdef DEBUG

#include "sync/lockpairs.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "lib/hash.h"

#define NPAIRS 1024

static struct {
	u32 busy; /* [a] a spinlock that nothing checks */
	struct pair {
		const void *outer, *inner;
		enum lock_class class;
	} at[NPAIRS];
} pairs;

static irqflags_t
table_lock(void)
{
	irqflags_t flags = irq_save();

	while (atomic_xchg(&pairs.busy, 1))
		cpu_relax();
	return flags;
}

static void
table_unlock(irqflags_t flags)
{
	store_release(&pairs.busy, 0);
	irq_restore(flags);
}

static struct pair *
slot(const void *outer, const void *inner)
{
	return &pairs.at[hash_u64((u64)outer ^ hash_u64((u64)inner)) % NPAIRS];
}

bool
lockpairs_take(enum lock_class class, const void *outer, const void *inner)
{
	irqflags_t flags = table_lock();
	const struct pair *other = slot(inner, outer);
	bool good = other->outer != inner || other->inner != outer;

	if (good)
		*slot(outer, inner) = (struct pair){ outer, inner, class };
	table_unlock(flags);
	return good;
}

void
lockpairs_drop(const void *lock)
{
	irqflags_t flags = table_lock();

	for (unsigned i = 0; i < NPAIRS; i++)
		if (pairs.at[i].outer == lock || pairs.at[i].inner == lock)
			pairs.at[i] = (struct pair){ 0 };
	table_unlock(flags);
}

void lockpairs_forget(enum lock_class class)
{
	irqflags_t flags = table_lock();

	for (unsigned i = 0; i < NPAIRS; i++)
		if (pairs.at[i].class == class)
			pairs.at[i] = (struct pair){ 0 };
	table_unlock(flags);
}

#endif
