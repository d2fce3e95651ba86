/*
 * open(2): from a path and flags to a struct file.
 *
 * Three ways lead to the dentry: a plain lookup; with O_CREAT, a walk to the
 * last component's directory, where the name is created if it is missing; with
 * O_TMPFILE, an inode without a name.  All end in open_path(), which checks
 * what may be done with the object and binds it to an implementation.
 *
 * Order of checks and errors is Linux's (fs/namei.c: path_openat).
 *
 * Left out: O_ASYNC (F_SETFL reports it), O_DIRECT (-EINVAL, as on Linux for
 * a file system without it).
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/acl.h"
#include "fs/attr.h"
#include "fs/dentry.h"
#include "fs/devnum.h"
#include "fs/dirops.h"
#include "fs/file.h"
#include "fs/fs_context.h"
#include "fs/hooks.h"
#include "fs/mount.h"
#include "fs/namei.h"
#include "sched/thread.h"

#define O_TMPFILE_BIT (O_TMPFILE & ~O_DIRECTORY)
#define OPEN_KNOWN                                                      \
	(O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | \
	    O_NONBLOCK | O_SYNC | O_ASYNC | O_DIRECT | O_LARGEFILE |    \
	    O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC | O_PATH | \
	    O_TMPFILE)
/* What only steers open() and is not shown by F_GETFL. */
#define OPEN_ONLY (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC)
/* Of it, what the implementation sees when it is bound: a terminal's driver the one, who
 * would copy what is then cut off the other. */
#define OPEN_BOUND (O_NOCTTY | O_TRUNC)

/* What open() was asked for. */
struct request {
	int flags;
	mode_t mode;
	unsigned may;   /* MAY_* that must be granted */
	unsigned fmode; /* FMODE_READ, FMODE_WRITE */
	bool created;   /* we made it: its mode does not bind us */
};

static int
request_init(struct request *rq, int flags, mode_t mode)
{
	flags &= OPEN_KNOWN;
	if (flags & O_PATH)
		flags &= O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;
	if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return -EINVAL;
	*rq = (struct request){ .flags = flags, .mode = mode & 07777 };
	if (flags & O_PATH)
		return 0;
	rq->flags |= O_LARGEFILE; /* all files are, and F_GETFL shows it */
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		rq->may = MAY_READ;
		rq->fmode = FMODE_READ;
		break;
	case O_WRONLY:
		rq->may = MAY_WRITE;
		rq->fmode = FMODE_WRITE;
		break;
	case O_RDWR:
		rq->may = MAY_READ | MAY_WRITE;
		rq->fmode = FMODE_READ | FMODE_WRITE;
		break;
	default: /* 3: for ioctls only; both rights, neither use */
		rq->may = MAY_READ | MAY_WRITE;
		break;
	}
	if (flags & O_TMPFILE_BIT &&
	    (!(flags & O_DIRECTORY) || !(rq->may & MAY_WRITE)))
		return -EINVAL;
	if (flags & O_TRUNC)
		rq->may |= MAY_WRITE;
	return 0;
}

int
file_check_flags(int flags)
{
	struct request rq;

	return request_init(&rq, flags, 0);
}

/* May this be opened so? */
static int
check_open(const struct path *p, struct request *rq)
{
	struct inode *inode = p->dentry->inode;
	int err;

	switch (inode_mode(inode) & S_IFMT) {
	case S_IFLNK:
		return -ELOOP;
	case S_IFDIR:
		if (rq->may & MAY_WRITE || rq->flags & O_CREAT)
			return -EISDIR;
		break;
	case S_IFBLK:
	case S_IFCHR:
		if (mount_has(p->mount, MS_NODEV))
			return -EACCES;
		rq->flags &= ~O_TRUNC;
		break;
	case S_IFIFO:
	case S_IFSOCK:
		rq->flags &= ~O_TRUNC;
		break;
	default:
		break;
	}
	if (rq->may & MAY_WRITE && (S_ISREG(inode_mode(inode)))) {
		err = mount_may_write(p->mount);
		if (err)
			return err;
	}
	if (!rq->created) {
		err = inode_permission(inode, rq->may);
		if (err)
			return err;
	}
	if (rq->flags & O_NOATIME && !inode_owner_or_capable(inode))
		return -EPERM;
	if (rq->flags & O_DIRECT && S_ISREG(inode_mode(inode)))
		return -EINVAL;
	return 0;
}

/* The implementation behind an inode. */
static int
bind(struct file *f)
{
	struct inode *inode = f->inode;

	switch (inode_mode(inode) & S_IFMT) {
	case S_IFCHR:
	case S_IFBLK:
		return devnum_open(inode, f);
	case S_IFIFO:
		return fs_fifo_open(inode, f);
	case S_IFREG:
	case S_IFDIR:
		if (!inode->fops)
			return -ENXIO;
		return inode->ops->open ? inode->ops->open(inode, f) : 0;
	default:
		return -ENXIO;
	}
}

static const struct file_ops nothing_ops; /* O_PATH, and until bind() */

/* Counts the file among the writers of its inode and mount.  Counted first, and asked
 * again then: who makes the mount read-only does it the other way round.  That does
 * not miss who was counted before, on whichever CPU: who comes later leaves where
 * he came. */
static int
become_writer(const struct path *p)
{
	int err = inode_get_write(p->dentry->inode);

	if (err)
		return err;
	percpu_add(p->mount->writers, 1);
	memory_barrier();
	err = mount_may_write(p->mount);
	if (err) {
		percpu_add(p->mount->writers, -1);
		inode_put_write(p->dentry->inode);
	}
	return err;
}

/* O_TRUNC: a write, which a running program refuses, be the file opened for
 * writing or not. */
static int
empty(const struct path *p)
{
	struct inode *inode = p->dentry->inode;
	int err = inode_get_write(inode);

	if (!err) {
		err = path_truncate(p, 0);
		inode_put_write(inode);
	}
	return err;
}

/* Opens f, prepared, at p, whose references pass over on success; on failure f
 * is gone. */
static int
open_path(const struct path *p, struct request *rq, struct file *f)
{
	struct inode *inode = p->dentry->inode;
	unsigned fmode = rq->fmode;
	int err;

	if (rq->flags & O_PATH) {
		file_begin(f, p, (u32)rq->flags & ~(u32)OPEN_ONLY, FMODE_PATH,
		    &nothing_ops);
		return 0;
	}
	err = check_open(p, rq);
	if (S_ISREG(inode_mode(inode)) || S_ISDIR(inode_mode(inode)))
		fmode |= FMODE_POS;
	if (!err && fmode & FMODE_WRITE && S_ISREG(inode_mode(inode))) {
		err = become_writer(p);
		fmode |= FMODE_WRITER;
	}
	if (err) {
		file_unprepare(f);
		return err;
	}
	file_begin(f, p, (u32)rq->flags & ~(u32)(OPEN_ONLY & ~OPEN_BOUND),
	    fmode, inode->fops ? inode->fops : &nothing_ops);
	err = bind(f);
	f->flags &= ~(u32)OPEN_BOUND;
	if (err)
		f->ops = &nothing_ops; /* nothing to release */
	if (!err && rq->flags & O_TRUNC && !rq->created)
		err = empty(p);
	if (err) {
		/* The caller keeps its references. */
		path_get(p);
		file_put(f);
	}
	return err;
}

/* Creates the last component in a locked directory. */
static int
create_here(struct walk *w, struct request *rq, struct dentry *d)
{
	struct inode *dir = w->at.dentry->inode;
	int err = mount_may_write(w->at.mount);

	if (!err)
		err = inode_permission(dir, MAY_WRITE | MAY_EXEC);
	if (!err && !dir->ops->mknod)
		err = -EACCES;
	if (!err)
		err = dir->ops->mknod(dir, d,
		    acl_mode_made(dir, S_IFREG | rq->mode), 0);
	if (!err)
		rq->created = true;
	return err;
}

/* The last component, created if it is missing; *out gets a reference. */
static int
find_or_create(struct walk *w, struct request *rq, struct dentry **out)
{
	struct dentry *dir = w->at.dentry;
	int err;

	*out = dentry_cached(dir, &w->last);
	if (*out && dentry_inode(*out))
		return 0;
	if (*out)
		dentry_put(*out);
	if (!mutex_lock_killable(&dir->inode->lock))
		return -EINTR;
	err = dentry_lookup_locked(dir, &w->last, out);
	if (!err && !(*out)->inode) {
		err = create_here(w, rq, *out);
		if (err)
			dentry_put(*out);
	}
	mutex_unlock(&dir->inode->lock);
	return err;
}

/* Walks to the object of an open with O_CREAT. */
static int
walk_create(struct walk *w, struct request *rq)
{
	struct dentry *d;
	int err;

	for (;;) {
		if (w->type != LAST_NORM)
			return rq->flags & O_EXCL ? -EEXIST : -EISDIR;
		if (w->trailing)
			return -EISDIR;
		err = find_or_create(w, rq, &d);
		if (err)
			return err;
		if (!rq->created && rq->flags & O_EXCL) {
			dentry_put(d);
			return -EEXIST;
		}
		if (!S_ISLNK(inode_mode(d->inode)) || rq->flags & O_NOFOLLOW)
			break;
		err = walk_follow(w, d);
		dentry_put(d);
		if (err)
			return err;
		/* A magic link has led to the object itself. */
		if (w->type == LAST_NONE)
			return 0;
	}
	dentry_put(w->at.dentry);
	w->at.dentry = d;
	path_cross_mounts(&w->at);
	return 0;
}

/* O_TMPFILE: w stands on the directory. */
static int
walk_tmpfile(struct walk *w, struct request *rq)
{
	struct inode *dir = w->at.dentry->inode, *inode;
	struct dentry *d;
	struct qname q;
	int err;

	err = mount_may_write(w->at.mount);
	if (!err)
		err = inode_permission(dir, MAY_WRITE | MAY_EXEC);
	if (!err && !dir->ops->tmpfile)
		err = -EOPNOTSUPP;
	if (err)
		return err;
	mutex_lock(&dir->lock);
	err = dir->ops->tmpfile(dir, acl_mode_made(dir, S_IFREG | rq->mode),
	    &inode);
	mutex_unlock(&dir->lock);
	if (err)
		return err;
	mutex_unshared(&inode->lock);
	inode->linkable = !(rq->flags & O_EXCL);
	qname_init(&q, "#tmpfile", 8);
	d = dentry_alloc(dir->sb, w->at.dentry, &q);
	if (!d) {
		inode_put(inode);
		return -ENOMEM;
	}
	dentry_attach(d, inode);
	dentry_put(w->at.dentry);
	w->at.dentry = d;
	rq->created = true;
	return 0;
}

int
file_open_at(int dirfd, const char *name, int flags, mode_t mode,
    struct file **out)
{
	struct request rq;
	struct walk w;
	struct file *f;
	unsigned lookup;
	int err;

	err = request_init(&rq, flags, mode);
	if (err)
		return err;
	/* Before a name is made: it must not stay behind an open that failed. */
	err = file_prepare(&f);
	if (err)
		return err;
	lookup = rq.flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	if (rq.flags & O_DIRECTORY)
		lookup |= LOOKUP_DIRECTORY;
	if (rq.flags & O_CREAT)
		lookup |= LOOKUP_PARENT;
	err = walk_begin(&w, dirfd, name, lookup);
	if (!err && rq.flags & O_CREAT)
		err = walk_create(&w, &rq);
	else if (!err && rq.flags & O_TMPFILE_BIT)
		err = walk_tmpfile(&w, &rq);
	if (err)
		file_unprepare(f);
	else
		err = open_path(&w.at, &rq, f);
	if (!err) {
		w.at.mount = NULL;
		*out = f;
	}
	walk_end(&w);
	return err;
}

int
file_open_path(const struct path *p, int flags, struct file **out)
{
	struct request rq;
	struct file *f;
	int err = request_init(&rq, flags, 0);

	if (!err)
		err = file_prepare(&f);
	if (err)
		return err;
	err = open_path(p, &rq, f);
	if (err)
		return err;
	path_get(p);
	*out = f;
	return 0;
}

int
file_open(const char *path, int flags, mode_t mode, struct file **out)
{
	return file_open_at(AT_FDCWD, path, flags, mode, out);
}

/* As bind(), of a file that owns its path; on failure it is gone. */
static int
bind_or_put(struct file *f)
{
	int err = bind(f);

	if (err) {
		f->ops = &nothing_ops;
		file_put(f);
	}
	return err;
}

int
file_open_exec(int dirfd, const char *name, int at_flags, struct file **out)
{
	unsigned lookup = at_flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	struct inode *inode;
	struct file *f;
	struct path p;
	int err;

	if (at_flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (at_flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	err = path_lookup(dirfd, name, lookup, &p);
	if (err)
		return err;
	inode = p.dentry->inode;
	if (S_ISLNK(inode_mode(inode)))
		err = -ELOOP;
	else if (!S_ISREG(inode_mode(inode)) || !inode->fops ||
	    mount_has(p.mount, MS_NOEXEC))
		err = -EACCES;
	else
		err = inode_permission(inode, MAY_EXEC);
	if (!err)
		err = inode_deny_write(inode);
	if (err)
		goto put_path;
	err = file_alloc(&p, O_RDONLY | O_LARGEFILE,
	    FMODE_READ | FMODE_EXEC | FMODE_POS, inode->fops, &f);
	if (!err) {
		err = bind_or_put(f);
		if (!err)
			*out = f;
		return err;
	}
	inode_allow_write(inode);
put_path:
	path_put(&p);
	return err;
}
