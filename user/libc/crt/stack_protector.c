/*
 * A function compiled with -fstack-protector found its canary overwritten. Nothing
 * on this stack can be trusted, so all that happens is a message and the end.
 */
#include <stdlib.h>

#include "syscall.h"

__noreturn void __stack_chk_fail(void);

__noreturn void
__stack_chk_fail(void)
{
	static const char message[] = "*** stack smashing detected ***\n";

	__syscall(SYS_write, 2, message, sizeof(message) - 1);
	abort();
}
