/* Starting the file systems. */
#ifndef FS_FS_H
#define FS_FS_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Sets up caches and types, mounts the root tmpfs, and gives the current
 * thread an fs context there.  Needs the allocators, init_cred as the thread's
 * credentials, and nothing else. Called once. */
void fs_init(void);

/* Unpacks an initrd (newc cpio, plain or gzip, several after each other) to
 * the root. => sleeps => errors: -EINVAL the archive is damaged; -ENOMEM,
 * -ENOSPC; what was unpacked before stays */
int initramfs_unpack(const void *archive, size_t size) __must_check;

#endif
