/*
 * Out of memory.
 *
 * Only page faults end processes: a system call that needs memory fails with
 * -ENOMEM.  Which one ends, proc/oom.c decides.  Its frames are taken at once
 * where that can be done, else they come when its address space goes, so the
 * thread that needs one sleeps between its tries.  Nobody ends while what caches
 * gave back is on its way.
 */
#include "vm/oom.h"

#include "sched/sched.h"
#include "time/clock.h"
#include "vm/internal.h"
#include "vm/reclaim.h"

#define RETRY_NS (5 * NSEC_PER_MSEC)

bool
oom_kill(void)
{
	if (!reclaim_pending() && !oom_end_process())
		return false;
	if (!thread_killed())
		(void)!sched_sleep_until(clock_monotonic() + RETRY_NS, false);
	return true;
}

bool
vm_reap(struct vmspace *vm)
{
	if (!vm_read_trylock(vm))
		return false;
	atomic_store(&vm->reaped, true);
	for (struct vm_area *a = area_first(vm); a; a = vm_area_next(a))
		if (!(a->flags & (VM_SHARED | VM_SPECIAL)))
			vm_zap(vm, a->start, a->end);
	vm_read_unlock(vm);
	return true;
}
