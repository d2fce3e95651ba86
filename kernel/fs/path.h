/*
 * A place in the tree of names: a dentry, and the mount it is seen through.
 * Also struct fs_context: where a process's paths start.
 */
#ifndef FS_PATH_H
#define FS_PATH_H

#include "lib/types.h"
#include "sync/spinlock.h"

struct dentry;
struct mount;

struct path {
	struct mount *mount;   /* owned reference */
	struct dentry *dentry; /* owned reference */
};

void path_get(const struct path *p);
void path_put(const struct path *p);

/* The absolute name as seen from `root` (NULL: the current root), built at
 * the end of buf. A removed name ends in " (deleted)"; one outside root starts
 * with "(unreachable)".
 * => returns: 0 and *out inside buf; -ENAMETOOLONG */
int path_name(const struct path *p, const struct path *root, char *buf,
    size_t size, char **out) __must_check;

/* The same of the current directory, for getcwd(). => errors: -ENOENT: removed */
int path_cwd_name(char *buf, size_t size, char **out) __must_check;

/* Working directory, root directory and umask: shared by CLONE_FS, else
 * copied by fork. */
struct fs_context;
int fs_context_copy(struct fs_context *old, struct fs_context **out)
    __must_check;
/* A thread gives it up. => returns: it was the last: fs_context_free() is due */
bool fs_context_leave(struct fs_context *fs) __must_check;
void fs_context_free(struct fs_context *fs); /* => sleeps */
/* A copy with references of another thread's cwd or root (for procfs). */
void fs_context_cwd(struct fs_context *fs, struct path *out);
void fs_context_root(struct fs_context *fs, struct path *out);

#endif
