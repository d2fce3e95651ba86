/* Waiting for several files at once: poll() and select(). */
#ifndef IPC_POLLWAIT_H
#define IPC_POLLWAIT_H

#include "abi/poll.h"
#include "lib/types.h"

/* poll(2): fds is a kernel copy; revents are filled in.  deadline is absolute
 * monotonic ns, KTIME_FOREVER, or 0: do not wait.
 * => returns: how many have events; -ERESTARTSYS, -ENOMEM */
int poll_files(struct pollfd *fds, unsigned n, ktime_t deadline);

/* select(2): three sets of nfds bits each (NULL: none), replaced by those that
 * are ready. => returns: bits set in all; -EBADF, -ERESTARTSYS, -ENOMEM */
int select_files(unsigned nfds, u64 *in, u64 *out, u64 *except,
    ktime_t deadline);

#endif
