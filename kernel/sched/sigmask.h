/* The signal mask for the duration of one system call. */
#ifndef SCHED_SIGMASK_H
#define SCHED_SIGMASK_H

#include "lib/types.h"

/* Sets the current thread's blocked signals until it goes back to user space
 * (and any handler that then runs has returned).  Implemented by signal/. */
void sigmask_set_temporary(u64 mask);

#endif
