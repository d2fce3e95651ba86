/*
 * The end of the system.
 *
 * Every end says in one line why.
 */
#include "proc/end.h"

#include "abi/wait.h"
#include "arch/power.h"
#include "debug/kcsan.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/fmt.h"
#include "proc/hooks.h"

void
system_end(enum machine_end how)
{
	static const char *const text[] = { [END_POWER_OFF] = "Power down",
		[END_RESTART] = "Restarting system",
		[END_HALT] = "System halted" };

	if (how == END_POWER_OFF && !machine_can_power_off())
		how = END_HALT; /* and says so, as Linux does */
	kcsan_end();
	log_print(LOG_EMERG, "reboot: %s", text[how]);
	consoles_flush();
	switch (how) {
	case END_POWER_OFF:
		machine_power_off();
	case END_RESTART:
		machine_restart();
	case END_HALT:
		break;
	}
	machine_halt();
}

void
init_ends(int wait_status)
{
	if (WIFEXITED(wait_status))
		panic("Attempted to kill init! exitcode=%d",
		    WEXITSTATUS(wait_status));
	panic("Attempted to kill init! by signal %d", WTERMSIG(wait_status));
}
