/* memfd_create(2) and seals. */
#ifndef FS_TMPFS_MEMFD_H
#define FS_TMPFS_MEMFD_H

#include "lib/compiler.h"
#include "lib/types.h"

struct file;

#define MEMFD_NAME_MAX 249 /* behind "memfd:" */

/* At boot. */
void memfd_init(void);

/* A file without a name in any folder.  name: of at most MEMFD_NAME_MAX bytes; of flags
 * MFD_ALLOW_SEALING and MFD_NOEXEC_SEAL count.  => errors: -ENOMEM, -ENFILE */
int memfd_create(const char *name, unsigned flags, struct file **out)
    __must_check;

/* fcntl(2): F_GET_SEALS and F_ADD_SEALS.
 * => returns: F_SEAL_* => errors: -EINVAL: f is not in a tmpfs; -EPERM, -EBUSY */
long file_get_seals(const struct file *f);
long file_add_seals(struct file *f, unsigned seals);

#endif
