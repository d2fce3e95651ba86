/* The end of the kernel by its own fault; see also lib/assert.h, arch/trap.h. */
#ifndef DEBUG_PANIC_H
#define DEBUG_PANIC_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Is a panic under way?  Nobody takes locks to print then. */
bool panicking(void);

/* "panic=N" on the command line: 0 halts, below 0 restarts at once, above
 * restarts after so many seconds.  Where "breenix.exit=" gives the host a way to
 * learn of the end, the machine ends at once, whatever N is. */
void panic_set_action(s64 seconds);

/* The machine cannot boot in the memory it has: says what there is no room for,
 * and ends it as a panic does, but without its report.  => any context */
__noreturn void boot_no_memory(const char *what);

/* Implemented by drivers/host_run.c: called once, before the end, for the host
 * protocol's status.  => waits for no lock */
void panic_notify(void);

#endif
