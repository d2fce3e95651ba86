/* The end of the system: by init, or by reboot(2). */
#ifndef PROC_END_H
#define PROC_END_H

#include "lib/compiler.h"

/* Process 1 ends with this wait status: says so and ends the machine as the
 * command line wants it. */
__noreturn void init_ends(int wait_status);

/* Power off, restart, halt after a line in the log and the host's status. */
enum machine_end {
	END_POWER_OFF,
	END_RESTART,
	END_HALT
};
__noreturn void system_end(enum machine_end how);

#endif
