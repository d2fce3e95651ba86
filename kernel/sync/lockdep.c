/*
 * The lock-order checker (debug builds).
 *
 * What a CPU holds of spinlocks is a small stack; it is empty whenever a
 * thread may sleep.  What a thread holds of sleeping locks is another, inside
 * struct thread; the scheduler says at each switch whose it is.  A lock may be
 * taken only when its class comes after those of all locks in both; a try takes
 * without that check, since it waits for nothing.
 *
 * Same-class rules (sync/lockorder.def): NONE; ADDRESS, a higher address than
 * the one held; PARENT and OTHER are orders that an address does not show: no two
 * locks may be taken now in one order and now in the other (sync/lockpairs.c).
 *
 * Interrupts: a class of kind IRQ is held with interrupts off only, and a handler
 * takes no other.  So no handler waits for a lock that its own CPU holds.
 *
 * Where something is done now and then only (an allocation that finds its
 * magazine empty, a user copy that faults), lockdep_might_*() checks each time
 * as if it were.
 */
#ifdef DEBUG

#include "sync/lockdep.h"

#include "arch/atomic.h"
#include "arch/cpu.h"
#include "arch/irqflags.h"
#include "sync/lockpairs.h"

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

static struct lockdep_held spinning[MAX_CPUS]; /* [p] */
/* Of the running thread; at first of the boot code, which has none. [p] */
static struct lockdep_held *sleeping[MAX_CPUS];
static struct lockdep_held boot_held[MAX_CPUS];

static struct {
	bool on;    /* [a] a test runs: count, do not panic */
	unsigned n; /* [a] */
} caught;

static struct lockdep_held *
held_sleeping(void)
{
	unsigned cpu = cpu_id();

	return sleeping[cpu] ? sleeping[cpu] : &boot_held[cpu];
}

static bool
is_caught(void)
{
	if (!atomic_load(&caught.on))
		return false;
	atomic_add(&caught.n, 1);
	return true;
}

/* A report: of a bug, or of what a test planted. */
#define report(...)                         \
	do {                                \
		if (!is_caught())           \
			panic(__VA_ARGS__); \
	} while (0)

/* May `lock` be taken while another of the class is held? */
static bool
pair_ok(enum lock_class class, const void *held, const void *lock)
{
	switch (classes[class].same) {
	case NONE:
		return false;
	case ADDRESS:
		return lock > held;
	default:
		return lockpairs_take(class, held, lock);
	}
}

void
lockdep_new(enum lock_class class, const void *lock)
{
	if (classes[class].same == PARENT || classes[class].same == OTHER)
		lockpairs_drop(lock);
}

/* `pairs`: of the same class too. */
static void
check(const struct lockdep_held *h, enum lock_class class, const void *lock,
    bool pairs)
{
	for (unsigned i = 0; i < h->n; i++) {
		enum lock_class other = h->at[i].class;

		if (lock && h->at[i].lock == lock)
			report("lock %s taken twice", classes[class].name);
		if (other < class)
			continue;
		if (other > class)
			report("lock order: %s taken while %s is held",
			    classes[class].name, classes[other].name);
		else if (pairs && !pair_ok(class, h->at[i].lock, lock))
			report("lock order: two of class %s",
			    classes[class].name);
	}
}

static void
check_sleeping(enum lock_class class, const void *lock, bool pairs)
{
	const struct lockdep_held *h = &spinning[cpu_id()];

	if (h->n)
		report("sleeping lock %s taken under spinlock %s",
		    classes[class].name, classes[h->at[0].class].name);
	if (in_interrupt())
		report("sleeping lock %s taken in an interrupt",
		    classes[class].name);
	check(held_sleeping(), class, lock, pairs);
}

static void
check_spinning(enum lock_class class, const void *lock)
{
	check(&spinning[cpu_id()], class, lock, true);
	if (in_interrupt() && classes[class].kind != LOCK_IRQ)
		report("lock %s taken in an interrupt", classes[class].name);
}

static void
push(struct lockdep_held *h, enum lock_class class, const void *lock)
{
	if (h->n == LOCKDEP_MAX_HELD)
		panic("lock %s: too many held", classes[class].name);
	h->at[h->n].class = class;
	h->at[h->n++].lock = lock;
}

enum order {
	FREE,
	GATED, /* of other classes only */
	ORDERED
};

static void
add(enum lock_class class, const void *lock, enum order order)
{
	irqflags_t flags = irq_save();

	if (classes[class].kind == LOCK_SLEEP) {
		if (order != FREE)
			check_sleeping(class, lock, order == ORDERED);
		push(held_sleeping(), class, lock);
	} else {
		if (order != FREE)
			check_spinning(class, lock);
		if (classes[class].kind == LOCK_IRQ && flags & RFLAGS_IF)
			report("lock %s taken with interrupts on",
			    classes[class].name);
		push(&spinning[cpu_id()], class, lock);
	}
	irq_restore(flags);
}

void
lockdep_acquire_class(enum lock_class class, const void *lock)
{
	add(class, lock, ORDERED);
}

void
lockdep_acquire_gated_class(enum lock_class class, const void *lock)
{
	add(class, lock, GATED);
}

void
lockdep_acquire_try_class(enum lock_class class, const void *lock)
{
	add(class, lock, FREE);
}

void
lockdep_release_class(enum lock_class class, const void *lock)
{
	irqflags_t flags = irq_save();
	bool sleeps = classes[class].kind == LOCK_SLEEP;
	struct lockdep_held *h = sleeps ? held_sleeping() : &spinning[cpu_id()];
	unsigned i = h->n;

	while (i && h->at[i - 1].lock != lock)
		i--;
	if (!i)
		panic("lock %s released, not held", classes[class].name);
	for (h->n--; i <= h->n; i++)
		h->at[i - 1] = h->at[i];
	if (classes[class].kind == LOCK_IRQ && flags & RFLAGS_IF)
		report("lock %s held with interrupts on", classes[class].name);
	irq_restore(flags);
}

void
lockdep_assert_may_sleep(const char *where)
{
	irqflags_t flags = irq_save();
	const struct lockdep_held *h = &spinning[cpu_id()];

	if (h->n)
		report("%s may sleep under spinlock %s", where,
		    classes[h->at[0].class].name);
	if (in_interrupt())
		report("%s may sleep, in an interrupt", where);
	irq_restore(flags);
}

void
lockdep_assert_none(const char *where)
{
	irqflags_t flags = irq_save();
	const struct lockdep_held *h = held_sleeping();

	lockdep_assert_may_sleep(where);
	if (h->n)
		report("%s ends with lock %s held", where,
		    classes[h->at[0].class].name);
	irq_restore(flags);
}

void
lockdep_might_alloc(void)
{
	irqflags_t flags = irq_save();

	if (in_interrupt())
		report("an allocation in an interrupt");
	check(&spinning[cpu_id()], LC_KVA, NULL, true);
	irq_restore(flags);
}

void
lockdep_might_fault(void)
{
	irqflags_t flags = irq_save();

	lockdep_assert_may_sleep("a user copy");
	check(held_sleeping(), LC_VMSPACE, NULL, true);
	irq_restore(flags);
}

void
lockdep_switch_held(struct lockdep_held *held)
{
	sleeping[cpu_id()] = held;
}

unsigned
lockdep_catch(void (*fn)(void))
{
	atomic_store(&caught.n, 0);
	atomic_store(&caught.on, true);
	fn();
	atomic_store(&caught.on, false);
	return atomic_load(&caught.n);
}

#endif
