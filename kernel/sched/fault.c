/*
 * Fault points of debug builds.
 *
 * thread->fail_nth, which /proc/self/fail-nth sets, counts down at each point
 * that the thread passes; the one that brings it to zero fails.  So a test can
 * make the 1st, 2nd, 3rd ... fail until none is left.
 */
#ifdef DEBUG

#include "debug/fault.h"

#include "sched/thread.h"

bool
fault_point(const char *what)
{
	struct thread *t = current();

	(void)what;
	if (likely(!t || !t->fail_nth))
		return false;
	return --t->fail_nth == 0;
}

#endif
