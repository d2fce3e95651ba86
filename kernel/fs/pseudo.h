/* File systems that are only seen through open files: pipes, sockets. */
#ifndef FS_PSEUDO_H
#define FS_PSEUDO_H

#include "fs/fstype.h"
#include "fs/inode.h"
#include "fs/path.h"

struct pseudo_fs {
	const char *name;    /* [I] as in "pipe:[7]"; "": as if removed */
	u64 magic;           /* [I] f_type of statfs */
	struct fs_type type; /* filled by pseudo_fs_create() */
	struct mount *mount; /* filled by pseudo_fs_create() */
};

/* => errors: -ENOMEM */
int pseudo_fs_create(struct pseudo_fs *fs) __must_check;

/* A new inode of that mode, owned by the current thread, with the references
 * of a path. => errors: -ENOMEM */
int pseudo_path_create(struct pseudo_fs *fs, mode_t mode, struct path *out)
    __must_check;

/* The same with a name, as in "/SYSV00000000 (deleted)". */
int pseudo_path_create_named(struct pseudo_fs *fs, mode_t mode,
    const char *name, struct path *out) __must_check;

/* No operation but the defaults. */
extern const struct inode_ops pseudo_inode_ops;

/* Sets up what file_create_anon() needs; at boot. */
void file_init(u64 total_pages);

#endif
