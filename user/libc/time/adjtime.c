/*
 * Disciplining the clock: the kernel's calls.
 */
#include <sys/timex.h>

#include "libc.h"
#include "syscall.h"

_Static_assert(sizeof(struct timex) == 208, "ABI");

int
adjtimex(struct timex *t)
{
	return (int)syscall_ret(__syscall(SYS_adjtimex, t));
}

int
clock_adjtime(__clockid_t clock, struct timex *t)
{
	return (int)syscall_ret(__syscall(SYS_clock_adjtime, clock, t));
}

weak_alias(adjtimex, ntp_adjtime);
