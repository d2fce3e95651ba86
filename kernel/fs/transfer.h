/* Moving data between two files inside the kernel. */
#ifndef FS_TRANSFER_H
#define FS_TRANSFER_H

#include "fs/file.h"

/* sendfile(2): up to n bytes from *in_pos of `in` to where `out` stands.
 * in_pos NULL: where `in` stands. => returns: bytes moved, or -errno */
ssize_t file_send(struct file *out, struct file *in, loff_t *in_pos, size_t n);

/* copy_file_range(2); a NULL position is the file's own. */
ssize_t file_copy_range(struct file *in, loff_t *in_pos, struct file *out,
    loff_t *out_pos, size_t n);

#endif
