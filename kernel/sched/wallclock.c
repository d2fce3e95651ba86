/* The wall clock: setting it, sleeping by it. */
#include "sched/wallclock.h"

#include "abi/errno.h"
#include "sched/sched.h"

struct waitq wallclock_set = WAITQ_INIT(wallclock_set);

void
wallclock_set_to(s64 ns)
{
	clock_set_realtime(ns);
	wake_all(&wallclock_set);
}

int
wallclock_sleep(s64 ns)
{
	int err;

	/* The deadline is evaluated for each sleep; one that has passed by a
	 * clock that was then set back is none. */
	do
		err = WAIT_EVENT(&wallclock_set, clock_realtime() >= ns,
		    WAIT_INTERRUPTIBLE, wallclock_deadline(ns));
	while (err == -ETIMEDOUT);
	return err;
}
