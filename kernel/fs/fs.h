/* Starting the file systems. */
#ifndef FS_FS_H
#define FS_FS_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Sets up caches and types, mounts the root tmpfs, and gives the current
 * thread an fs context there.  Needs the allocators, init_cred as the thread's
 * credentials, and nothing else. Called once. */
void fs_init(void);

/* Unpacks an initrd (newc cpio, plain or packed by gzip, xz or zstd, several
 * after each other) to the root, and says in the log how that went.
 * => sleeps => errors: -EINVAL, -EOPNOTSUPP it is damaged or of another form;
 * -ENOMEM, -ENOSPC; what was unpacked before stays */
int initramfs_unpack(const void *archive, size_t size) __must_check;

#endif
