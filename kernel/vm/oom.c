/*
 * Out of memory.
 *
 * A page fault that finds no frame has a process ended: there is nobody to tell.
 * A system call first fails with -ENOMEM, with all locks given back; on its way to
 * user space it may then have a process ended too, and be made again
 * (syscall/dispatch.c).  Which one ends, and for whom, proc/oom.c decides.  Its
 * frames are taken at once where that can be done, else they come when its address
 * space and its files go, so the thread that needs one sleeps between its tries.  Nobody ends
 * while what caches gave back is on its way.
 */
#include "vm/oom.h"

#include "sched/sched.h"
#include "time/clock.h"
#include "vm/internal.h"
#include "vm/pagelru.h"
#include "vm/reclaim.h"

#define RETRY_NS (5 * NSEC_PER_MSEC)
#define SHRINK   256 /* pages */

bool
oom_kill(enum oom_for why)
{
	/* The call held locks, and looked at a part of what could go only. */
	if (why == OOM_CALL && pagelru_shrink(SHRINK, true))
		return true;
	if (!reclaim_pending() && !reclaim_thoroughly() &&
	    !oom_end_process(why))
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
