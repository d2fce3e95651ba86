/*
 * Two locks of one class: the order in which each two were taken (debug builds).
 *
 * Of classes whose locks have an order that no address shows (a directory before
 * what is in it), a table remembers which lock was taken while which was held.
 * The other way round is an error, whether somebody waits at that moment or not.
 * The order may change with what it stands for: lockpairs_forget() when a
 * directory moves, lockpairs_drop() when a lock's memory gets another.
 *
 * Either makes a stamp grow that each entry has as of its time.  The table loses
 * entries when it is crowded: it misses orders, it makes none up.
 */
#ifdef DEBUG

#include "sync/lockpairs.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "lib/hash.h"

#define NPAIRS  1024
#define NSTAMPS 1024

static struct {
	u32 busy; /* [a] a spinlock that nothing checks */
	struct pair {
		const void *outer, *inner;
		u32 stamp; /* of both locks and the class, when it was made */
	} at[NPAIRS];
	u32 stamps[NSTAMPS];  /* [a] by lock: grows when there is a new one */
	u32 epochs[LC_COUNT]; /* [a] by class: grows when its order changes */
} pairs;

static u32 *
stamp_of(const void *lock)
{
	return &pairs.stamps[hash_u64((u64)lock) % NSTAMPS];
}

static u32
stamp_now(enum lock_class class, const void *a, const void *b)
{
	return atomic_load(stamp_of(a)) + atomic_load(stamp_of(b)) +
	    atomic_load(&pairs.epochs[class]);
}

static struct pair *
slot(const void *outer, const void *inner)
{
	return &pairs.at[hash_u64((u64)outer ^ hash_u64((u64)inner)) % NPAIRS];
}

bool
lockpairs_take(enum lock_class class, const void *outer, const void *inner)
{
	u32 stamp = stamp_now(class, outer, inner);
	const struct pair *other = slot(inner, outer);
	irqflags_t flags = irq_save();
	bool good;

	while (atomic_xchg(&pairs.busy, 1))
		cpu_relax();
	good = other->outer != inner || other->inner != outer ||
	    other->stamp != stamp;
	if (good)
		*slot(outer, inner) = (struct pair){ outer, inner, stamp };
	store_release(&pairs.busy, 0);
	irq_restore(flags);
	return good;
}

void
lockpairs_drop(const void *lock)
{
	atomic_add(stamp_of(lock), 1);
}

void lockpairs_forget(enum lock_class class)
{
	atomic_add(&pairs.epochs[class], 1);
}

#endif
