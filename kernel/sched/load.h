/* Load averages, for the tick; sched_loadavg() tells them. */
#ifndef SCHED_LOAD_H
#define SCHED_LOAD_H

#include "lib/types.h"

/* Takes account of the time until now. => holds: interrupts off */
void load_update(ktime_t now);

#endif
