/* signalfd(2): signals that are read. */
#ifndef IPC_SIGNALFD_H
#define IPC_SIGNALFD_H

#include "fs/file.h"

/* flags: O_NONBLOCK, O_CLOEXEC; set: bit n - 1 is signal n. => errors: -EINVAL, -ENOMEM */
int signalfd_create(u64 set, int flags, struct file **out) __must_check;

/* It reads those of `set` from now on. => errors: -EINVAL: f is none */
int signalfd_set(struct file *f, u64 set) __must_check;

#endif
