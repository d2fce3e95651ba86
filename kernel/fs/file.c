/*
 * Open files.
 *
 * Life: file_alloc() with one reference, which fd_install() takes over;
 * calls in progress, mappings and other descriptors count too.  Each close()
 * of a descriptor is file_close(); the last put is file_release(), which undoes
 * in reverse what open did: the implementation's release(), the counts of
 * writers, the path.
 *
 * Files that have no name in any directory (pipes, epoll sets, event counters)
 * live in internal file systems that are never attached to the mount table.
 */
#include "fs/file.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/dentry.h"
#include "fs/fstype.h"
#include "fs/generic_file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "fs/locks.h"
#include "fs/mount.h"
#include "fs/pseudo.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/percpu.h"
#include "mm/slab.h"
#include "sched/thread.h"

u64 file_max = UINT64_MAX;

static struct cpucount nfiles;

u64
file_count(void)
{
	return cpucount_read(&nfiles);
}

static struct slab_cache file_cache = SLAB_CACHE("file", struct file);

int
file_prepare(struct file **out)
{
	struct file *f;

	if (!cpucount_add(&nfiles, 1, atomic_load(&file_max)) &&
	    !(capable(CAP_SYS_ADMIN) && cpucount_add(&nfiles, 1, UINT64_MAX)))
		return -ENFILE;
	f = slab_alloc(&file_cache);
	if (!f) {
		cpucount_sub(&nfiles, 1);
		return -ENOMEM;
	}
	f->was_shared = false;
	*out = f;
	return 0;
}

static void
file_free(struct rcu_head *h)
{
	slab_free(&file_cache, container_of(h, struct file, rcu));
}

void
file_unprepare(struct file *f)
{
	cpucount_sub(&nfiles, 1);
	if (unlikely(f->was_shared))
		rcu_call(&f->rcu, file_free);
	else
		slab_free(&file_cache, f);
}

void
file_begin(struct file *f, const struct path *p, u32 flags, u32 mode,
    const struct file_ops *ops)
{
	ref_init(&f->refs, 1);
	f->flags = flags;
	f->mode = mode;
	f->ops = ops;
	f->path = *p;
	f->inode = p->dentry->inode;
	f->cred = current_cred_get();
	atomic_store(&f->pos, 0);
	f->private = NULL;
	f->watchers = NULL;
	f->owner = 0;
	if (f->inode && f->inode->cache.device)
		generic_file_begin(f);
	mutex_init(&f->pos_lock, LC_FILE_POS);
}

int
file_alloc(const struct path *p, u32 flags, u32 mode,
    const struct file_ops *ops, struct file **out)
{
	int err = file_prepare(out);

	if (!err)
		file_begin(*out, p, flags, mode, ops);
	return err;
}

int
file_close(struct file *f, const struct fdtable *table)
{
	int err = f->ops->flush ? f->ops->flush(f) : 0;

	if (unlikely(f->inode->locks))
		file_locks_closed(f, table);
	file_put(f);
	return err;
}

void
file_release(struct file *f)
{
	if (unlikely(atomic_load(&f->watchers)))
		fs_epoll_release(f);
	if (unlikely(f->inode->locks))
		file_locks_released(f);
	if (f->ops->release)
		f->ops->release(f);
	if (f->mode & FMODE_WRITER) {
		inode_put_write(f->inode);
		percpu_add(f->path.mount->writers, -1);
	}
	if (f->mode & FMODE_EXEC)
		inode_allow_write(f->inode);
	path_put(&f->path);
	current_cred_put(f->cred);
	file_unprepare(f);
}

ssize_t
file_read_kernel(struct file *f, void *buf, size_t n, loff_t pos)
{
	size_t done = 0;

	if (!f->ops->read)
		return -EINVAL;
	while (done < n) {
		struct uio to;
		ssize_t r;

		uio_init_kernel(&to, (char *)buf + done, n - done);
		r = f->ops->read(f, &to, &pos);
		if (r < 0)
			return done ? (ssize_t)done : r;
		if (r == 0)
			break;
		done += (size_t)r;
	}
	return (ssize_t)done;
}

/* Internal file systems. */

static void
pseudo_statfs(struct superblock *sb, struct statfs *st)
{
	st->f_type = (long)sb->magic;
}

static const struct super_ops pseudo_super_ops = {
	.statfs = pseudo_statfs,
};

const struct inode_ops pseudo_inode_ops;

int
pseudo_fs_create(struct pseudo_fs *fs)
{
	struct superblock *sb;
	int err = super_alloc(&fs->type, &pseudo_super_ops, &sb);

	if (err)
		return err;
	fs->type.name = fs->name;
	sb->private = (void *)(uintptr_t)fs->name;
	sb->magic = fs->magic;
	sb->nameless = true;
	err = mount_create(sb, fs->name, 0, &fs->mount);
	if (err)
		super_put(sb);
	else
		cpuref_spread(&fs->mount->refs); /* it stays */
	return err;
}

int
pseudo_path_create(struct pseudo_fs *fs, mode_t mode, struct path *out)
{
	return pseudo_path_create_named(fs, mode, "", out);
}

int
pseudo_path_create_named(struct pseudo_fs *fs, mode_t mode, const char *name,
    struct path *out)
{
	struct inode *inode = inode_alloc(fs->mount->sb, mode);
	const struct cred *c = current_cred();

	if (!inode)
		return -ENOMEM;
	inode->ops = &pseudo_inode_ops;
	mutex_unshared(&inode->lock);
	inode->nlink = 1;
	inode->uid = c->fsuid;
	inode->gid = c->fsgid;
	out->dentry = dentry_alloc_pseudo(inode, name);
	if (!out->dentry) {
		inode_put(inode);
		return -ENOMEM;
	}
	out->mount = fs->mount;
	mount_get(out->mount);
	return 0;
}

static struct pseudo_fs anon_fs = {
	.name = "anon_inode",
	.magic = ANON_INODE_FS_MAGIC,
};
static struct inode *anon_inode; /* [I] of all files without one of their own */

void
file_init(u64 total_pages)
{
	/* As Linux: a tenth of memory, at 1 KiB a file with what it names. */
	file_max = max(total_pages * (PAGE_SIZE / 1024) / 10, (u64)8192);
	if (cpucount_init(&nfiles) != 0 || pseudo_fs_create(&anon_fs) != 0)
		panic("no memory for anonymous inodes");
	anon_inode = inode_alloc(anon_fs.mount->sb, 0600);
	if (!anon_inode)
		panic("no memory for anonymous inodes");
	anon_inode->ops = &pseudo_inode_ops;
	mutex_unshared(&anon_inode->lock);
	anon_inode->nlink = 1;
}

int
file_create_anon(const char *name, const struct file_ops *ops, void *private,
    u32 flags, u32 mode, struct file **out)
{
	struct qname q;
	struct path p;
	int err;

	qname_init(&q, name, (u32)strlen(name));
	p.dentry = dentry_alloc(anon_inode->sb, NULL, &q);
	if (!p.dentry)
		return -ENOMEM;
	p.dentry->flags |= DENTRY_PSEUDO | DENTRY_BORROWS;
	p.dentry->inode = anon_inode;
	p.mount = anon_fs.mount;
	mount_get(p.mount);
	err = file_alloc(&p, flags, mode, ops, out);
	if (err) {
		path_put(&p);
		return err;
	}
	(*out)->private = private;
	return 0;
}
