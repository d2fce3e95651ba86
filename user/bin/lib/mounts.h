/*
 * What is mounted where.
 */
#ifndef USER_BIN_LIB_MOUNTS_H
#define USER_BIN_LIB_MOUNTS_H

#include <stddef.h>

struct mount_entry {
	char *source, *directory, *type, *options;
};

/* All of /proc/self/mounts, in the order of mounting; *n of them. */
struct mount_entry *mounts_read(size_t *n);

#endif
