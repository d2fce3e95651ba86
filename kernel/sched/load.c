/*
 * Load averages: how many threads were runnable, over 1, 5 and 15 minutes, each an
 * exponentially decaying mean that every tick of any CPU brings up to date.
 */
#include "sched/load.h"

#include "arch/irqflags.h"
#include "sched/sched.h"
#include "sync/spinlock.h"
#include "time/clock.h"

#define LOAD_PERIOD (5 * NSEC_PER_SEC)

static struct {
	struct spinlock lock;
	ktime_t next OWN_LOCK(lock);
	u64 avg[3] OWN_LOCK(lock); /* << LOAD_SHIFT */
} load = { .lock = SPINLOCK_INIT(LC_RANDOM) };

void
load_update(ktime_t now)
{
	/* exp(-5s / 1, 5, 15 min) << LOAD_SHIFT, as every Unix has them. */
	static const u64 decay[3] = { 1884, 2014, 2037 };

	if (atomic_load(&load.next) > now || !spin_trylock(&load.lock))
		return;
	for (unsigned n = 0; load.next <= now;
	     n++, atomic_add_own(&load.next, LOAD_PERIOD)) {
		u64 active = (u64)sched_nr_running() << LOAD_SHIFT;

		if (n > 180) { /* a quarter of an hour missed: idle since */
			atomic_store(&load.next, now);
			continue;
		}
		for (unsigned i = 0; i < 3; i++)
			atomic_store(&load.avg[i],
			    (load.avg[i] * decay[i] +
				active * ((1 << LOAD_SHIFT) - decay[i])) >>
				LOAD_SHIFT);
	}
	spin_unlock(&load.lock);
}

void
sched_loadavg(u64 avg[3])
{
	irqflags_t flags = irq_save();

	load_update(clock_monotonic());
	irq_restore(flags);
	for (unsigned i = 0; i < 3; i++)
		avg[i] = atomic_load(&load.avg[i]);
}
