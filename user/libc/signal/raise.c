/*
 * raise: a signal to the calling thread. The thread is asked of the kernel, since a
 * child of vfork has its parent's control block.
 */
#include <signal.h>

#include "syscall.h"

int
raise(int sig)
{
	long pid = __syscall(SYS_getpid), tid = __syscall(SYS_gettid);

	return (int)syscall_ret(__syscall(SYS_tgkill, pid, tid, sig));
}
