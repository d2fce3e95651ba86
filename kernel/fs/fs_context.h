/* Working directory, root and umask of a thread (see fs/path.h). */
#ifndef FS_FS_CONTEXT_H
#define FS_FS_CONTEXT_H

#include "fs/path.h"
#include "sync/refcount.h"

struct fs_context {
	struct refcount refs;
	struct spinlock lock;
	struct path root; /* [l] owned references */
	struct path cwd;  /* [l] owned references */
	u32 umask;        /* [a] */
};

/* A context that starts and works at root, umask 022. => errors: -ENOMEM */
int fs_context_create(const struct path *root, struct fs_context **out)
    __must_check;

/* Replaces the current thread's; takes references of its own. => sleeps */
void fs_context_set_cwd(const struct path *p);
void fs_context_set_root(const struct path *p);

#endif
