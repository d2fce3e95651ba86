/*
 * Making, removing and renaming names: the calls of section 2 with paths in
 * kernel memory.  All check permissions of the current thread.
 */
#ifndef FS_DIROPS_H
#define FS_DIROPS_H

#include "fs/path.h"
#include "lib/types.h"

struct dentry;
struct inode;
struct qname;

/* What is wrong with a call whose other arguments cannot be had: a node of that
 * mode, a link's source, the directory of a name that is to be renamed. */
int path_check_mknod(mode_t mode) __must_check;
int path_check_link(int olddirfd, const char *old, int at_flags) __must_check;
int path_check_parent(int dirfd, const char *name) __must_check;

int path_mknod(int dirfd, const char *name, mode_t mode, u32 dev);
int path_mkdir(int dirfd, const char *name, mode_t mode);
int path_symlink(const char *target, int dirfd, const char *name);
int path_unlink(int dirfd, const char *name);
int path_rmdir(int dirfd, const char *name);

/* at_flags: AT_SYMLINK_FOLLOW, AT_EMPTY_PATH. */
int path_link(int olddirfd, const char *old, int newdirfd, const char *name,
    int at_flags);

/* flags: RENAME_NOREPLACE, RENAME_EXCHANGE. */
int path_rename(int olddirfd, const char *old, int newdirfd, const char *name,
    unsigned flags);

/*
 * The same of an entry of a directory at hand, of one file system, without a umask: for
 * file systems that stand on others, who act by the rights of cred_act().
 */
struct new_entry {
	mode_t mode; /* with its type */
	u32 dev;
	const char *target; /* of a symlink */
};
/* *out gets a reference, or is NULL. => errors: also -EINTR: killed */
int dirent_make(const struct path *dir, const struct qname *name,
    const struct new_entry *what, struct dentry **out) __must_check;
int dirent_link(struct inode *inode, const struct path *dir,
    const struct qname *name) __must_check;
/* Neither ends early for who is killed: so what was begun can be taken back. */
int dirent_remove(const struct path *dir, const struct qname *name, bool is_dir)
    __must_check;
int dirent_rename(const struct path *olddir, const struct qname *oldname,
    const struct path *newdir, const struct qname *newname, unsigned flags)
    __must_check;

/* Copies a symlink's target, without a NUL. => returns: its length <= size;
 * -EINVAL: p is no symlink */
ssize_t path_readlink(const struct path *p, char *buf, size_t size);

#endif
