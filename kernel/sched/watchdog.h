/* The watchdog of debug builds: no kernel code runs for long without a scheduling
 * point, or with interrupts off. */
#ifndef SCHED_WATCHDOG_H
#define SCHED_WATCHDOG_H

#include "lib/compiler.h"
#include "lib/types.h"

#if defined(DEBUG) && !defined(KASAN)
/* Watches from here on, where time is that of instructions: "breenix.icount" is
 * on the command line, and there is one CPU.  "breenix.watchdog=log": goes on
 * after a report, instead of ending the kernel. */
void watchdog_init(const char *cmdline);

/* Runs fn(), which is to be reported. => returns: by how many reports */
unsigned watchdog_catch(void (*fn)(void));
bool watchdog_active(void);
#else
static inline void
watchdog_init(const char *cmdline)
{
	(void)cmdline;
}
#endif

#endif
