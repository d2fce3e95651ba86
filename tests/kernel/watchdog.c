/* The watchdog: planted violations are reported, what keeps the bounds is not.
 * Only in a machine that counts instructions (tests/run, suite watchdog). */
#if defined(DEBUG) && !defined(KASAN)

#include "sched/watchdog.h"

#include "arch/irqflags.h"
#include "debug/ktest.h"
#include "sched/sched.h"
#include "time/clock.h"

static void
spin(ktime_t ns)
{
	ktime_t end = clock_monotonic() + ns;

	while (clock_monotonic() < end)
		;
}

static void
long_stretch(void)
{
	spin(2 * NSEC_PER_MSEC);
}

static void
short_stretches(void)
{
	for (unsigned i = 0; i < 10; i++) {
		spin(NSEC_PER_MSEC / 2);
		sched_point();
	}
}

static void
long_masked(void)
{
	irqflags_t flags = irq_save();

	spin(150 * NSEC_PER_USEC);
	irq_restore(flags);
}

static void
short_masked(void)
{
	for (unsigned i = 0; i < 5; i++) {
		irqflags_t flags = irq_save();

		spin(50 * NSEC_PER_USEC);
		irq_restore(flags);
	}
}

KTEST(watchdog_barks)
{
	if (!watchdog_active())
		return;
	check(watchdog_catch(long_stretch) > 0);
	check(watchdog_catch(long_masked) == 1);
	check(watchdog_catch(short_stretches) == 0);
	check(watchdog_catch(short_masked) == 0);
}

#endif
