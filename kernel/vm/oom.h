/* When no frame is left: ending a process so that the others can go on. */
#ifndef VM_OOM_H
#define VM_OOM_H

#include "lib/types.h"

/* Ends the process with the largest resident set and waits a moment for its
 * memory. => sleeps => returns: false when there is nobody to end */
bool oom_kill(void);

/* Set by the process layer: sends SIGKILL to the largest process and says
 * so. => returns: false when there is none */
extern bool (*oom_kill_largest)(void);

#endif
