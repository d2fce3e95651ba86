/*
 * The end of the process, at once.
 */
#include <stdlib.h>
#include <unistd.h>

#include "libc.h"
#include "syscall.h"

__noreturn void
_Exit(int status)
{
	for (;;)
		__syscall(SYS_exit_group, status);
}

weak_alias(_Exit, _exit);
