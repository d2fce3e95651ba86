/* Moving bytes through pipes without a program's memory: splice(2) and its like. */
#ifndef IPC_SPLICE_H
#define IPC_SPLICE_H

#include "fs/file.h"

#define SPLICE_F_ALL \
	(SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT)

/* splice(2): one of the two files is a pipe, or both are.  A NULL position is the
 * file's own. => returns: bytes moved, or -errno */
ssize_t splice_files(struct file *in, loff_t *in_pos, struct file *out,
    loff_t *out_pos, size_t n, unsigned flags);

/* tee(2): both are pipes; `in` keeps what it has. */
ssize_t splice_tee(struct file *in, struct file *out, size_t n, unsigned flags);

/* vmsplice(2): what u describes goes into a pipe, or comes out of it. */
ssize_t splice_from_memory(struct file *f, struct uio *u, unsigned flags);
ssize_t splice_to_memory(struct file *f, struct uio *u, unsigned flags);

#endif
