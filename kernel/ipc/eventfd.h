/* eventfd(2): a counter that can be waited for. */
#ifndef IPC_EVENTFD_H
#define IPC_EVENTFD_H

#include "fs/file.h"

/* flags: EFD_SEMAPHORE, O_NONBLOCK, O_CLOEXEC. => errors: -EINVAL, -ENOMEM */
int eventfd_create(unsigned initial, int flags, struct file **out) __must_check;

#endif
