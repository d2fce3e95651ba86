/*
 * abort: the end by SIGABRT, whatever the program did about that signal.
 */
#include <signal.h>
#include <stdlib.h>

#include "lock.h"
#include "signal_internal.h"

__noreturn void
abort(void)
{
	static volatile int lock;

	raise(SIGABRT);
	/* The handler returned, or the signal is ignored or blocked. */
	__lock(&lock);
	__signal_reset(SIGABRT);
	raise(SIGABRT);
	__signal_unblock(SIGABRT);
	for (;;)
		__asm__ volatile("hlt");
}
