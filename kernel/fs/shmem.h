/* Memory that several processes share without a name: MAP_SHARED |
 * MAP_ANONYMOUS. */
#ifndef FS_SHMEM_H
#define FS_SHMEM_H

#include "lib/compiler.h"
#include "lib/types.h"

struct file;

/* A file of size bytes, all holes, that can only be mapped.
 * => errors: -ENOMEM */
int shmem_create(u64 size, struct file **out) __must_check;

#endif
