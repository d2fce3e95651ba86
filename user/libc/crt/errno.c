/*
 * Where errno is: in the thread control block.
 */
#include <errno.h>

#include "syscall.h"
#include "thread.h"

int *
__errno_location(void)
{
	return &__thread_self()->errno_value;
}

long
__syscall_error(long answer)
{
	errno = (int)-answer;
	return -1;
}
