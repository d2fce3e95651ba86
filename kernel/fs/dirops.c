/*
 * Changes of directories.
 *
 * Making: walk to the parent, lock it, look the name up; when it is free and
 * may be made, the file system makes it.  Removing: the same, with the rules
 * of sticky directories, then the file system removes and the dentry is
 * unhashed.  Renaming locks both parents; the order between them
 * needs a tree that holds still, which the file system's rename_lock gives.
 *
 * The file system updates times and link counts; this file knows the rules
 * that hold for all of them.
 *
 * The same is to be had without paths, in a directory at hand: for file systems that
 * stand on others.
 *
 * Invariant: an inode's directory lock is held from the lookup of a name to the
 * end of its change, so what the lookup found is still so.
 *
 * Order of errors: fs/namei.c of Linux.
 */
#include "fs/dirops.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/acl.h"
#include "fs/dentry.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "lib/string.h"

/* Making. */

typedef int make_fn(struct inode *dir, struct dentry *d, void *arg);

/* => holds: parent's inode lock */
static int
make_locked(struct walk *w, bool is_dir, make_fn *make, void *arg)
    REQUIRES(w->at.dentry->inode->lock)
{
	struct inode *dir = w->at.dentry->inode;
	struct dentry *d;
	int err = dentry_lookup_locked(w->at.dentry, &w->last, &d);

	if (err)
		return err;
	if (d->inode)
		err = -EEXIST;
	else if (w->trailing && !is_dir)
		err = -ENOENT;
	else
		err = mount_may_write(w->at.mount);
	if (!err)
		err = inode_permission(dir, MAY_WRITE | MAY_EXEC);
	if (!err)
		err = make(dir, d, arg);
	dentry_put(d);
	return err;
}

static int
make_last(struct walk *w, bool is_dir, make_fn *make, void *arg)
{
	int err;

	if (!mutex_lock_killable(&w->at.dentry->inode->lock))
		return -EINTR;
	err = make_locked(w, is_dir, make, arg);
	mutex_unlock(&w->at.dentry->inode->lock);
	return err;
}

static int
make_name(int dirfd, const char *name, bool is_dir, make_fn *make, void *arg)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, name, LOOKUP_PARENT);

	if (!err && w.type != LAST_NORM)
		err = -EEXIST;
	if (!err)
		err = make_last(&w, is_dir, make, arg);
	walk_end(&w);
	return err;
}

struct node_args {
	mode_t mode;
	u32 dev;
};

static int
make_node(struct inode *dir, struct dentry *d, void *arg)
{
	struct node_args *a = arg;

	if ((S_ISCHR(a->mode) || S_ISBLK(a->mode)) && !capable(CAP_MKNOD))
		return -EPERM;
	if (!dir->ops->mknod)
		return -EPERM;
	return dir->ops->mknod(dir, d, acl_mode_made(dir, a->mode), a->dev);
}

int
path_check_mknod(mode_t mode)
{
	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return 0;
	case S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
}

int
path_mknod(int dirfd, const char *name, mode_t mode, u32 dev)
{
	struct node_args a = { .mode = mode & (S_IFMT | 07777) };
	int err = path_check_mknod(mode);

	if (err)
		return err;
	if (!(mode & S_IFMT))
		a.mode |= S_IFREG;
	if (S_ISCHR(mode) || S_ISBLK(mode))
		a.dev = dev;
	return make_name(dirfd, name, false, make_node, &a);
}

static int
make_dir(struct inode *dir, struct dentry *d, void *arg)
{
	mode_t *mode = arg;

	if (!dir->ops->mkdir)
		return -EPERM;
	return dir->ops->mkdir(dir, d, acl_mode_made(dir, *mode));
}

int
path_mkdir(int dirfd, const char *name, mode_t mode)
{
	mode_t m = S_IFDIR | (mode & 01777);

	return make_name(dirfd, name, true, make_dir, &m);
}

static int
make_symlink(struct inode *dir, struct dentry *d, void *arg)
{
	return dir->ops->symlink ? dir->ops->symlink(dir, d, arg) : -EPERM;
}

int
path_symlink(const char *target, int dirfd, const char *name)
{
	return make_name(dirfd, name, false, make_symlink, (void *)target);
}

static int
make_link(struct inode *dir, struct dentry *d, void *arg)
{
	struct inode *inode = arg;
	int err;

	if (inode->sb != dir->sb)
		return -EXDEV;
	if (!dir->ops->link || S_ISDIR(inode_mode(inode)))
		return -EPERM;
	mutex_lock(&inode->lock);
	if (inode->nlink == 0 && !inode->linkable)
		err = -ENOENT;
	else
		err = dir->ops->link(inode, dir, d);
	if (!err)
		inode->linkable = false;
	mutex_unlock(&inode->lock);
	return err;
}

static int
find_source(int dirfd, const char *name, int at_flags, struct path *out)
{
	unsigned lookup = at_flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0;

	if (at_flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (at_flags & AT_EMPTY_PATH) {
		if (!capable(CAP_DAC_READ_SEARCH))
			return -ENOENT;
		lookup |= LOOKUP_EMPTY;
	}
	return path_lookup(dirfd, name, lookup, out);
}

int
path_check_link(int olddirfd, const char *old, int at_flags)
{
	struct path from;
	int err = find_source(olddirfd, old, at_flags, &from);

	if (!err)
		path_put(&from);
	return err;
}

int
path_link(int olddirfd, const char *old, int newdirfd, const char *name,
    int at_flags)
{
	struct path from;
	int err = find_source(olddirfd, old, at_flags, &from);

	if (err)
		return err;
	err = make_name(newdirfd, name, false, make_link, from.dentry->inode);
	path_put(&from);
	return err;
}

/* Removing. */

static int
check_sticky(const struct inode *dir, const struct inode *inode)
{
	uid_t uid = current_cred()->fsuid;

	if (!(inode_mode(dir) & S_ISVTX) || atomic_load(&inode->uid) == uid ||
	    atomic_load(&dir->uid) == uid)
		return 0;
	return capable(CAP_FOWNER) ? 0 : -EPERM;
}

/* May the entry d of dir go? => holds: dir->lock */
static int
may_delete(struct inode *dir, const struct dentry *d, bool is_dir)
{
	const struct inode *inode = d->inode;
	int err = inode_permission(dir, MAY_WRITE | MAY_EXEC);

	if (!err)
		err = check_sticky(dir, inode);
	if (err)
		return err;
	if (is_dir && !S_ISDIR(inode_mode(inode)))
		return -ENOTDIR;
	if (!is_dir && S_ISDIR(inode_mode(inode)))
		return -EISDIR;
	return 0;
}

/* Nothing is mounted on what is locked, if nothing is yet, until it can be seen that it
 * has gone (fs/mounting.c). */
static int
remove_entry(struct inode *dir, struct dentry *d, bool is_dir)
{
	struct inode *inode = d->inode;
	int err;

	mutex_lock(&inode->lock);
	if (atomic_load(&d->flags) & DENTRY_MOUNTPOINT)
		err = -EBUSY;
	else
		err = is_dir ? dir->ops->rmdir(dir, d) :
			       dir->ops->unlink(dir, d);
	if (!err && is_dir)
		atomic_store(&inode->dead, true);
	else if (!err)
		dentry_unhash(d);
	mutex_unlock(&inode->lock);
	return err;
}

/* => holds: dir's lock; *victim gets a reference, to be dropped unlocked */
static int
remove_locked(struct walk *w, bool is_dir, struct inode **victim)
    REQUIRES(w->at.dentry->inode->lock)
{
	struct inode *dir = w->at.dentry->inode, *inode;
	struct dentry *d;
	int err = dentry_lookup_locked(w->at.dentry, &w->last, &d);

	if (err)
		return err;
	inode = d->inode;
	if (!inode)
		err = -ENOENT;
	else if (w->trailing && !is_dir)
		err = S_ISDIR(inode_mode(inode)) ? -EISDIR : -ENOTDIR;
	else
		err = may_delete(dir, d, is_dir);
	if (!err && !(is_dir ? dir->ops->rmdir : dir->ops->unlink))
		err = -EPERM;
	if (err)
		goto put;
	inode_get(inode);
	*victim = inode;
	err = remove_entry(dir, d, is_dir);
	if (!err && is_dir) {
		dentry_prune(d);
		dentry_unhash(d);
	}
put:
	dentry_put(d);
	return err;
}

static bool
lock_dir(struct inode *dir, bool killable)
    TRY_ACQUIRE(true, dir->lock) NO_THREAD_SAFETY_ANALYSIS
{
	if (killable)
		return mutex_lock_killable(&dir->lock);
	mutex_lock(&dir->lock);
	return true;
}

static int
remove_name(struct walk *w, bool is_dir, bool killable)
{
	struct inode *victim = NULL;
	int err = mount_may_write(w->at.mount);

	if (err)
		return err;
	if (!lock_dir(w->at.dentry->inode, killable))
		return -EINTR;
	err = remove_locked(w, is_dir, &victim);
	mutex_unlock(&w->at.dentry->inode->lock);
	/* Freeing a large file takes long: not under the directory's lock. */
	if (victim)
		inode_put(victim);
	return err;
}

int
path_unlink(int dirfd, const char *name)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, name, LOOKUP_PARENT);

	if (!err && w.type != LAST_NORM)
		err = -EISDIR;
	if (!err)
		err = remove_name(&w, false, true);
	walk_end(&w);
	return err;
}

int
path_rmdir(int dirfd, const char *name)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, name, LOOKUP_PARENT);

	if (!err) {
		switch (w.type) {
		case LAST_NORM:
			err = remove_name(&w, true, true);
			break;
		case LAST_DOT:
			err = -EINVAL;
			break;
		case LAST_DOTDOT:
			err = -ENOTEMPTY;
			break;
		case LAST_NONE:
			err = -EBUSY;
			break;
		}
	}
	walk_end(&w);
	return err;
}

/* Renaming. */

/* Locks two directories, the higher one first.  With a != b the caller holds the file system's
 * rename_lock, so that the order of two of which none is higher does not matter. */
static void
lock_dirs(struct dentry *a, struct dentry *b) NO_THREAD_SAFETY_ANALYSIS
{
	bool below = dentry_is_below(a, b);
	struct dentry *first = below ? b : a, *second = below ? a : b;

	mutex_lock(&first->inode->lock);
	if (first->inode == second->inode)
		return;
	if (dentry_is_below(second, first))
		mutex_lock(&second->inode->lock);
	else
		mutex_lock_gated(&second->inode->lock);
}

static void
unlock_dirs(struct dentry *a, struct dentry *b) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&a->inode->lock);
	if (a->inode != b->inode)
		mutex_unlock(&b->inode->lock);
}

int
path_check_parent(int dirfd, const char *name)
{
	struct walk w;
	int err = walk_begin(&w, dirfd, name, LOOKUP_PARENT);

	walk_end(&w);
	return err;
}

/* Both directories are locked; the entries `from` and `to` are referenced. */
struct renaming {
	struct walk *old, *new;
	struct dentry *from, *to;
	unsigned flags;
};

static int
check_names(const struct renaming *r)
{
	const struct inode *source = r->from->inode, *target = r->to->inode;
	bool exchange = r->flags & RENAME_EXCHANGE;

	if (r->flags & RENAME_NOREPLACE && target)
		return -EEXIST;
	if (exchange && !target)
		return -ENOENT;
	if (exchange && r->new->trailing && !S_ISDIR(inode_mode(target)))
		return -ENOTDIR;
	if (!S_ISDIR(inode_mode(source)) &&
	    (r->old->trailing || (!exchange && r->new->trailing)))
		return -ENOTDIR;
	if (r->old->at.dentry == r->new->at.dentry)
		return 0;
	/* A directory cannot be moved below itself. */
	if (dentry_is_below(r->new->at.dentry, r->from))
		return -EINVAL;
	if (target && dentry_is_below(r->old->at.dentry, r->to))
		return exchange ? -EINVAL : -ENOTEMPTY;
	return 0;
}

static int
check_rights(const struct renaming *r)
{
	struct inode *olddir = r->old->at.dentry->inode;
	struct inode *newdir = r->new->at.dentry->inode;
	struct inode *source = r->from->inode, *target = r->to->inode;
	bool is_dir = S_ISDIR(inode_mode(source));
	bool exchange = r->flags & RENAME_EXCHANGE;
	int err = may_delete(olddir, r->from, is_dir);

	if (!err && !target)
		err = inode_permission(newdir, MAY_WRITE | MAY_EXEC);
	if (!err && target)
		err = may_delete(newdir, r->to,
		    exchange ? S_ISDIR(inode_mode(target)) : is_dir);
	/* Its ".." changes. */
	if (!err && olddir != newdir && is_dir)
		err = inode_permission(source, MAY_WRITE);
	if (!err && olddir != newdir && exchange && target &&
	    S_ISDIR(inode_mode(target)))
		err = inode_permission(target, MAY_WRITE);
	if (!err &&
	    (atomic_load(&r->from->flags) | atomic_load(&r->to->flags)) &
		DENTRY_MOUNTPOINT)
		err = -EBUSY;
	if (!err && !olddir->ops->rename)
		err = -EPERM;
	return err;
}

static int
rename_in_fs(const struct renaming *r)
{
	struct inode *olddir = r->old->at.dentry->inode;

	return olddir->ops->rename(olddir, r->from, r->new->at.dentry->inode,
	    r->to, r->flags);
}

/* A target that is replaced must not be filled meanwhile. */
static int
rename_onto(const struct renaming *r, struct inode *target)
{
	int err;

	/* It is below the one folder, and nothing to the other. */
	if (r->old->at.dentry->inode == r->new->at.dentry->inode)
		mutex_lock(&target->lock);
	else
		mutex_lock_gated(&target->lock);
	err = atomic_load(&r->to->flags) & DENTRY_MOUNTPOINT ? -EBUSY :
							       rename_in_fs(r);
	if (!err && !(r->flags & RENAME_EXCHANGE) &&
	    S_ISDIR(inode_mode(target)))
		atomic_store(&target->dead, true);
	mutex_unlock(&target->lock);
	return err;
}

static int
rename_entries(struct renaming *r)
{
	struct inode *source = r->from->inode, *target = r->to->inode;
	bool exchange = r->flags & RENAME_EXCHANGE;
	int err;

	if (source == target)
		return 0;
	err = check_rights(r);
	if (!err)
		err = target ? rename_onto(r, target) : rename_in_fs(r);
	if (err)
		return err;
	if (target && !exchange && S_ISDIR(inode_mode(target)))
		dentry_prune(r->to);
	/* A negative target goes on as the negative entry of the old name. */
	dentry_move(r->from, r->to, exchange || !target);
	return 0;
}

static int
rename_locked(struct renaming *r,
    struct inode **victim) NO_THREAD_SAFETY_ANALYSIS
{
	int err = dentry_lookup_locked(r->old->at.dentry, &r->old->last,
	    &r->from);

	if (err)
		return err;
	err = r->from->inode ?
	    dentry_lookup_locked(r->new->at.dentry, &r->new->last, &r->to) :
	    -ENOENT;
	if (err)
		goto put_from;
	err = check_names(r);
	if (!err) {
		if (r->to->inode) {
			*victim = r->to->inode;
			inode_get(*victim);
		}
		err = rename_entries(r);
	}
	dentry_put(r->to);
put_from:
	dentry_put(r->from);
	return err;
}

static int
rename_between(struct walk *old, struct walk *new, unsigned flags)
{
	struct renaming r = { .old = old, .new = new, .flags = flags };
	struct dentry *a = old->at.dentry, *b = new->at.dentry;
	struct mutex *shape = &a->sb->rename_lock;
	struct inode *victim = NULL;
	int err;

	if (a == b) {
		lock_dirs(a, b);
		err = rename_locked(&r, &victim);
		unlock_dirs(a, b);
	} else {
		mutex_lock(shape);
		lock_dirs(a, b);
		err = rename_locked(&r, &victim);
		unlock_dirs(a, b);
		mutex_unlock(shape);
	}
	if (victim)
		inode_put(victim);
	return err;
}

int
path_rename(int olddirfd, const char *oldname, int newdirfd,
    const char *newname, unsigned flags)
{
	struct walk old, new;
	int err;

	err = walk_begin(&old, olddirfd, oldname, LOOKUP_PARENT);
	if (err)
		goto end_old;
	err = walk_begin(&new, newdirfd, newname, LOOKUP_PARENT);
	if (err)
		goto end_new;
	if (old.at.mount != new.at.mount)
		err = -EXDEV;
	else if (old.type != LAST_NORM)
		err = -EBUSY;
	else if (new.type != LAST_NORM)
		err = flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	else
		err = mount_may_write(old.at.mount);
	if (!err)
		err = rename_between(&old, &new, flags);
end_new:
	walk_end(&new);
end_old:
	walk_end(&old);
	return err;
}

ssize_t
path_readlink(const struct path *p, char *buf, size_t size)
{
	struct inode *inode = p->dentry->inode;

	if (!S_ISLNK(inode_mode(inode)) || !inode->ops->readlink)
		return -EINVAL;
	inode_touch_read(inode, p->mount);
	return inode->ops->readlink(inode, buf, size);
}

/* --- In a directory at hand ------------------------------------------------------------ */

/* A walk that has come to the last component; it owns nothing. */
static struct walk
walk_at(const struct path *dir, const struct qname *name)
{
	return (struct walk){
		.at = *dir, .held = true, .last = *name, .type = LAST_NORM
	};
}

struct making {
	const struct new_entry *what;
	struct dentry *made; /* with a reference */
};

static int
make_any(struct inode *dir, struct dentry *d, void *arg)
{
	const struct inode_ops *ops = dir->ops;
	struct making *m = arg;
	const struct new_entry *what = m->what;
	mode_t mode = inode_mode_in(dir, what->mode);
	int err = -EPERM;

	if (S_ISDIR(what->mode) && ops->mkdir)
		err = ops->mkdir(dir, d, mode);
	else if (S_ISLNK(what->mode) && ops->symlink)
		err = ops->symlink(dir, d, what->target);
	else if (!S_ISDIR(what->mode) && !S_ISLNK(what->mode) && ops->mknod &&
	    (!(S_ISCHR(what->mode) || S_ISBLK(what->mode)) ||
		capable(CAP_MKNOD)))
		err = ops->mknod(dir, d, mode, what->dev);
	if (!err) {
		dentry_get(d);
		m->made = d;
	}
	return err;
}

int
dirent_make(const struct path *dir, const struct qname *name,
    const struct new_entry *what, struct dentry **out)
{
	struct walk w = walk_at(dir, name);
	struct making m = { .what = what };
	int err = make_last(&w, false, make_any, &m);

	*out = m.made;
	return err;
}

int
dirent_link(struct inode *inode, const struct path *dir,
    const struct qname *name)
{
	struct walk w = walk_at(dir, name);

	return make_last(&w, false, make_link, inode);
}

int
dirent_remove(const struct path *dir, const struct qname *name, bool is_dir)
{
	struct walk w = walk_at(dir, name);

	return remove_name(&w, is_dir, false);
}

int
dirent_rename(const struct path *olddir, const struct qname *oldname,
    const struct path *newdir, const struct qname *newname, unsigned flags)
{
	struct walk old = walk_at(olddir, oldname);
	struct walk new = walk_at(newdir, newname);
	int err = mount_may_write(olddir->mount);

	return err ? err : rename_between(&old, &new, flags);
}
