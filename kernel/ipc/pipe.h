/* Pipes and fifos. */
#ifndef IPC_PIPE_H
#define IPC_PIPE_H

#include "fs/file.h"

/* pipe2(2): flags O_CLOEXEC is the caller's; O_NONBLOCK, O_DIRECT.
 * => returns: 0 and two files with one reference each; -EINVAL, -ENOMEM */
int pipe_create(int flags, struct file **reader, struct file **writer)
    __must_check;

/* fcntl(2) F_GETPIPE_SZ and F_SETPIPE_SZ.
 * => returns: the capacity; -EBADF: f is no pipe; -EBUSY, -EPERM, -ENOMEM */
long pipe_get_size(struct file *f);
long pipe_set_size(struct file *f, u64 size);

/* At boot. */
void pipe_init(void);

#endif
