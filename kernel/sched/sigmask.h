/*
 * The temporary signal mask of ppoll, pselect and epoll_pwait.
 */
#ifndef SCHED_SIGMASK_H
#define SCHED_SIGMASK_H

#include "lib/types.h"

/* Blocks just `mask` until the current thread is back in user space: the old
 * mask returns after handlers have run when the call was interrupted, else at
 * once on the way out.  (signal) => returns: 0 */
int sigmask_set_temporary(u64 mask);

#endif
