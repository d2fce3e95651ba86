/*
 * Where a process's paths start.
 *
 * Shared by threads (CLONE_FS), so both paths are replaced, and referenced, under a
 * spinlock that is held for as long as counting references takes.  Path walks borrow
 * them without it: a count of changes tells whether they read what was one path.
 */
#include "fs/fs_context.h"

#include "abi/errno.h"
#include "mm/slab.h"
#include "sched/thread.h"

static struct slab_cache context_cache = SLAB_CACHE("fs_context",
    struct fs_context);

int
fs_context_create(const struct path *root, struct fs_context **out)
{
	struct fs_context *fs = slab_zalloc(&context_cache);

	if (!fs)
		return -ENOMEM;
	ref_init(&fs->refs, 1);
	spin_init(&fs->lock, LC_FSCONTEXT);
	spin_unshared(&fs->lock);
	fs->root = fs->cwd = *root;
	path_get(&fs->root);
	path_get(&fs->cwd);
	fs->umask = 022;
	*out = fs;
	return 0;
}

int
fs_context_copy(struct fs_context *old, struct fs_context **out)
{
	struct fs_context *fs = slab_zalloc(&context_cache);

	if (!fs)
		return -ENOMEM;
	ref_init(&fs->refs, 1);
	spin_init(&fs->lock, LC_FSCONTEXT);
	fs_context_cwd(old, &fs->cwd);
	fs_context_root(old, &fs->root);
	fs->umask = atomic_load(&old->umask);
	*out = fs;
	return 0;
}

bool
fs_context_share(struct fs_context *fs)
{
	bool ok;

	spin_lock(&fs->lock);
	ok = !fs->nexecs;
	if (ok)
		ref_get(&fs->refs);
	spin_unlock(&fs->lock);
	return ok;
}

bool
fs_context_exec_begin(struct fs_context *fs, s32 own)
{
	bool shared;

	spin_lock(&fs->lock);
	shared = ref_read(&fs->refs) > own;
	if (!shared)
		fs->nexecs++;
	spin_unlock(&fs->lock);
	return shared;
}

void
fs_context_exec_end(struct fs_context *fs)
{
	spin_lock(&fs->lock);
	fs->nexecs--;
	spin_unlock(&fs->lock);
}

bool
fs_context_leave(struct fs_context *fs)
{
	return ref_put(&fs->refs);
}

void
fs_context_free(struct fs_context *fs)
{
	path_put(&fs->root);
	path_put(&fs->cwd);
	slab_free(&context_cache, fs);
}

void
fs_context_cwd(struct fs_context *fs, struct path *out)
{
	spin_lock(&fs->lock);
	*out = fs->cwd;
	path_get(out);
	spin_unlock(&fs->lock);
}

void
fs_context_root(struct fs_context *fs, struct path *out)
{
	spin_lock(&fs->lock);
	*out = fs->root;
	path_get(out);
	spin_unlock(&fs->lock);
}

static void
replace(struct path *place, const struct path *p)
{
	struct fs_context *fs = current_fs();
	struct path old;

	path_get(p);
	spin_lock(&fs->lock);
	old = *place;
	atomic_add(&fs->changes, 1);
	WRITE_ONCE(place->mount, p->mount);
	WRITE_ONCE(place->dentry, p->dentry);
	atomic_add(&fs->changes, 1);
	spin_unlock(&fs->lock);
	path_put(&old);
}

void
fs_context_set_cwd(const struct path *p)
{
	replace(&current_fs()->cwd, p);
}

void
fs_context_set_root(const struct path *p)
{
	replace(&current_fs()->root, p);
}
