/*
 * The lock-order checker (debug builds).
 *
 * What a CPU holds of spinlocks is a small stack; it is empty whenever a
 * thread may sleep.  Sleeping locks are kept by thread, through an opaque pointer
 * that the scheduler hands over at each switch.
 *
 * Same-class rules (sync/lockorder.def): NONE; ADDRESS, a higher address than
 * the one held; PARENT and OTHER are orders that an address does not show, and
 * are not checked here.
 */
#ifdef DEBUG

#include "sync/lockdep.h"

#include "arch/cpu.h"
#include "arch/irqflags.h"

#define MAX_HELD 24

enum same_rule {
	NONE,
	ADDRESS,
	PARENT,
	OTHER
};

static const struct {
	const char *name;
	enum lock_kind kind;
	enum same_rule same;
} classes[LC_COUNT] = {
#define LOCK(name_, kind_, same_, protects) \
	[LC_##name_] = { #name_, LOCK_##kind_, same_ },
#include "sync/lockorder.def"
#undef LOCK
};

static struct held {
	unsigned n;
	struct {
		enum lock_class class;
		const void *lock;
	} at[MAX_HELD];
} held[MAX_CPUS]; /* [p] spinlocks */

static void
check(const struct held *h, enum lock_class class, const void *lock)
{
	for (unsigned i = 0; i < h->n; i++) {
		enum lock_class other = h->at[i].class;

		if (h->at[i].lock == lock)
			panic("lock %s taken twice", classes[class].name);
		if (other < class)
			continue;
		if (other > class)
			panic("lock order: %s taken while %s is held",
			    classes[class].name, classes[other].name);
		if (classes[class].same == NONE ||
		    (classes[class].same == ADDRESS && lock < h->at[i].lock))
			panic("lock order: two of class %s",
			    classes[class].name);
	}
}

static void
add(enum lock_class class, const void *lock, bool ordered)
{
	irqflags_t flags = irq_save();
	struct held *h = &held[cpu_id()];

	if (classes[class].kind == LOCK_SPIN) {
		if (ordered)
			check(h, class, lock);
		if (h->n == MAX_HELD)
			panic("lock %s: too many held", classes[class].name);
		h->at[h->n].class = class;
		h->at[h->n++].lock = lock;
	} else if (ordered && h->n) {
		panic("sleeping lock %s taken under spinlock %s",
		    classes[class].name, classes[h->at[0].class].name);
	}
	irq_restore(flags);
}

void
lockdep_acquire_class(enum lock_class class, const void *lock)
{
	add(class, lock, true);
}

void
lockdep_acquire_try_class(enum lock_class class, const void *lock)
{
	add(class, lock, false);
}

void
lockdep_release_class(enum lock_class class, const void *lock)
{
	irqflags_t flags = irq_save();
	struct held *h = &held[cpu_id()];

	if (classes[class].kind == LOCK_SPIN) {
		unsigned i = h->n;

		while (i && h->at[i - 1].lock != lock)
			i--;
		if (!i)
			panic("lock %s released, not held",
			    classes[class].name);
		for (h->n--; i <= h->n; i++)
			h->at[i - 1] = h->at[i];
	}
	irq_restore(flags);
}

void
lockdep_assert_may_sleep(const char *where)
{
	const struct held *h = &held[cpu_id()];

	if (h->n)
		panic("%s may sleep under spinlock %s", where,
		    classes[h->at[0].class].name);
}

#endif
