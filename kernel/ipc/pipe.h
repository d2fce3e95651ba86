/* Pipes and fifos. */
#ifndef IPC_PIPE_H
#define IPC_PIPE_H

#include "fs/file.h"

/* pipe2(2): flags O_CLOEXEC is the caller's; O_NONBLOCK, O_DIRECT.
 * => returns: 0 and two files with one reference each; -EINVAL, -ENFILE, -ENOMEM */
int pipe_create(int flags, struct file **reader, struct file **writer)
    __must_check;

bool pipe_is(const struct file *f);

/* fcntl(2) F_GETPIPE_SZ and F_SETPIPE_SZ.
 * => returns: the capacity; -EBADF: f is no pipe; -EBUSY, -EPERM, -ENOMEM */
long pipe_get_size(struct file *f);
long pipe_set_size(struct file *f, u64 size);

/* What a pipe that is to hold `size` bytes holds: a power of two, a page at least. */
u64 pipe_capacity(u64 size);

/* fs.pipe-max-size, fs.pipe-user-pages-soft, -hard (pipe(7)); 0: no limit. */
struct pipe_limits {
	u64 max_size;                         /* [a] bytes */
	u64 user_pages_soft, user_pages_hard; /* [a] */
};
extern struct pipe_limits pipe_limits;

/* At boot. */
void pipe_init(void);

#endif
