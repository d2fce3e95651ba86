/*
 * poll, select, and their forms with a signal mask.
 *
 * The kernel writes what is left of the time into its argument; of the functions
 * only select does so.
 */
#include <errno.h>
#include <poll.h>
#include <sys/select.h>

#include "signal_internal.h"
#include "syscall.h"

int
poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return (int)syscall_ret(__syscall_cp(SYS_poll, fds, n, timeout));
}

int
ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout,
    const sigset_t *mask)
{
	struct timespec left;

	if (timeout)
		left = *timeout;
	return (int)syscall_ret(__syscall_cp(SYS_ppoll, fds, n,
	    timeout ? &left : NULL, mask, KERNEL_SET_SIZE));
}

int
select(int n, fd_set *restrict readable, fd_set *restrict writable,
    fd_set *restrict exceptional, struct timeval *restrict timeout)
{
	return (int)syscall_ret(__syscall_cp(SYS_select, n, readable, writable,
	    exceptional, timeout));
}

/* Six arguments are all there is room for: the mask and its size share one. */
int
pselect(int n, fd_set *restrict readable, fd_set *restrict writable,
    fd_set *restrict exceptional, const struct timespec *restrict timeout,
    const sigset_t *restrict mask)
{
	long packed[2] = { (long)mask, KERNEL_SET_SIZE };
	struct timespec left;

	if (timeout)
		left = *timeout;
	return (int)syscall_ret(__syscall_cp(SYS_pselect6, n, readable,
	    writable, exceptional, timeout ? &left : NULL, packed));
}
