/*
 * Out of memory.
 *
 * Only page faults end processes: a system call that needs memory fails with
 * -ENOMEM.  The victim is the process with the most resident pages, so that a
 * runaway program goes and the shell stays.  It dies on its own way back to
 * user space; its frames come when its address space goes, so the thread that
 * needs one sleeps between its tries.
 */
#include "vm/oom.h"

#include "sched/sched.h"
#include "time/clock.h"

#define RETRY_NS (5 * NSEC_PER_MSEC)

bool (*oom_kill_largest)(void);

bool
oom_kill(void)
{
	if (!oom_kill_largest || !oom_kill_largest())
		return false;
	if (!thread_killed())
		(void)!sched_sleep_until(clock_monotonic() + RETRY_NS, false);
	return true;
}
