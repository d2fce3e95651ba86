/* When no frame is left: ending a process so that the others can go on. */
#ifndef VM_OOM_H
#define VM_OOM_H

#include "lib/compiler.h"
#include "lib/types.h"

struct vmspace;

/* For whom memory is wanted. */
enum oom_for {
	OOM_FAULT, /* a page that the program has been promised */
	OOM_CALL,  /* a system call, which can fail */
};

/* Sees to it that a process ends, and waits a moment for its memory.
 * => sleeps => returns: false when there is nobody to end */
bool oom_kill(enum oom_for why);

/* Ends the worst process, unless one is ending and its memory may yet come.
 * Implemented by proc/oom.c.
 * => returns: false when there is nobody left to end */
bool oom_end_process(enum oom_for why);

/* Takes the private pages of a space whose threads are all dying, from outside:
 * they may wait for what needs this very memory. From then on none comes back:
 * a fault in it ends its thread.
 * => returns: false: its areas are being changed, now */
bool vm_reap(struct vmspace *vm) __must_check;

#endif
