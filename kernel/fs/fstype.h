/* The kinds of file systems that can be mounted. */
#ifndef FS_FSTYPE_H
#define FS_FSTYPE_H

#include "lib/types.h"

struct superblock;

struct fs_type {
	const char *name;
	bool nodev; /* needs no block device (/proc/filesystems) */
	/* The superblock with its root, and one reference for the caller; one
	 * that exists already may be given again.  flags are MS_*.
	 * => sleeps => errors: of mount(2) */
	int (*mount)(struct fs_type *type, const char *source, u32 flags,
	    const char *data, struct superblock **out);
	struct fs_type *next; /* owned by mounting.c */
};

/* Adds a type for good; at boot. */
void fs_type_register(struct fs_type *type);

/* The registered types in order: NULL gives the first. */
struct fs_type *fs_type_next(const struct fs_type *type);

#endif
