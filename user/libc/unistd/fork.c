/*
 * fork.
 *
 * The child has one thread, whatever its parent had: locks that other threads held
 * would stay held for ever. What keeps such locks registers functions with
 * pthread_atfork, or is called by __fork_handlers, which the threads' part
 * defines.
 */
#include <unistd.h>

#include "fork.h"
#include "libc.h"
#include "syscall.h"
#include "thread.h"

pid_t
fork(void)
{
	long pid;

	if (__fork_handlers)
		__fork_handlers(FORK_PREPARE);
	pid = __syscall(SYS_fork);
	if (pid == 0) {
		__thread_self()->tid = (int)__syscall(SYS_gettid);
		__threaded = false;
	}
	if (__fork_handlers)
		__fork_handlers(pid == 0 ? FORK_CHILD : FORK_PARENT);
	return (pid_t)syscall_ret(pid);
}
