/* Working directory, root and umask of a thread (see fs/path.h). */
#ifndef FS_FS_CONTEXT_H
#define FS_FS_CONTEXT_H

#include "fs/path.h"
#include "sync/refcount.h"

struct fs_context {
	struct refcount refs; /* the threads that share it, nobody else */
	struct spinlock lock;
	struct path root OWN_LOCK(lock); /* owned references */
	struct path cwd OWN_LOCK(lock);  /* owned references */
	u32 changes;                     /* [a] of those two: odd during one */
	u32 umask;                       /* [a] */
	u32 nexecs OWN_LOCK(lock); /* programs being started, see exec_begin */
} __aligned(64);

/* A context that starts and works at root, umask 022. => errors: -ENOMEM */
int fs_context_create(const struct path *root, struct fs_context **out)
    __must_check;

/* Another thread shares it. => returns: false, without a reference, while a
 * program is being started that may gain rights: -EAGAIN of clone(2) */
bool fs_context_share(struct fs_context *fs) __must_check;
/* A program is started by a process of whose threads `own` share fs.  Who counts
 * them holds the lock under which they leave.
 * => returns: true: others share it too.  If not, nobody comes to share it until
 * fs_context_exec_end() */
bool fs_context_exec_begin(struct fs_context *fs, s32 own) __must_check;
void fs_context_exec_end(struct fs_context *fs);

/* One of the two, borrowed. => holds: an RCU section, for as long as it is used */
static inline struct path
fs_context_peek(const struct fs_context *fs, const struct path *place)
{
	struct path p;
	u32 changes;

	do {
		changes = load_acquire(&fs->changes);
		p.mount = READ_ONCE(place->mount);
		p.dentry = READ_ONCE(place->dentry);
		barrier();
	} while (unlikely(changes & 1) ||
	    unlikely(atomic_load(&fs->changes) != changes));
	return p;
}

static inline struct path
fs_context_peek_root(const struct fs_context *fs)
{
	return fs_context_peek(fs, &fs->root);
}

static inline struct path
fs_context_peek_cwd(const struct fs_context *fs)
{
	return fs_context_peek(fs, &fs->cwd);
}

/* Replaces the current thread's; takes references of its own. => sleeps */
void fs_context_set_cwd(const struct path *p);
void fs_context_set_root(const struct path *p);

#endif
