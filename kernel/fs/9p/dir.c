/*
 * Directories of a 9p file system: names are the server's, and what the cache of names
 * has is right by the rule of the mount.
 *
 * cache=always: for ever; but a file with several names may lose the one that its fid was
 * found by, so such names are asked whether the fid is still good.  cache=open: a
 * name that is there is asked for at each look-up, by its inode's fid: the server knows
 * that by its path, so one message tells whether the name leads there still, and what
 * has changed.  One that is not there is looked up again.
 */
#include "fs/9p/internal.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "cred/cred.h"
#include "fs/9p/proto.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "fs/readdir.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

/* --- Looking up --- */

/* A new number for the file of that name in dir. */
static int
walk_to(struct inode *dir, const struct dentry *d, u32 *number,
    struct p9_qid *qid)
{
	struct p9_fid *fid = p9_inode_fid(dir, P9_PATH);
	int err = p9_walk(p9_client(dir), fid->number, d->name, d->len, number,
	    qid);

	p9_fid_put(fid);
	return err;
}

/* d of dir names the file that the server has by that name; `own` may change what the server
 * says of it, or is NULL.  => errors: -ENOENT: there is none, or has gone meanwhile */
static int
bring(struct inode *dir, struct dentry *d,
    void (*own)(struct inode *dir, u32 number, struct p9_attr *a))
{
	struct p9_client *c = p9_client(dir);
	struct p9_attr a;
	struct inode *inode;
	struct p9_qid qid;
	u32 number;
	int err = walk_to(dir, d, &number, &qid);

	if (err)
		return err;
	err = p9_getattr(c, number, &a);
	if (err) {
		p9_number_drop(c, number);
		return err;
	}
	if (own)
		own(dir, number, &a);
	err = p9_inode_get(dir->sb, &a, number, &inode);
	if (err)
		return err;
	if (p9_super(dir->sb)->shared || (a.nlink > 1 && !S_ISDIR(a.mode)))
		atomic_or(&d->flags, DENTRY_REVALIDATE);
	dentry_attach(d, inode);
	return 0;
}

static int
dir_lookup(struct inode *dir, struct dentry *d)
{
	int err = bring(dir, d, NULL);

	if (err != -ENOENT)
		return err;
	if (p9_super(dir->sb)->shared)
		atomic_or(&d->flags, DENTRY_REVALIDATE);
	return 0;
}

/* The fid of an inode has lost its name: another is made by this one. */
static int
renew(struct dentry *d, struct inode *inode)
{
	struct p9_client *c = p9_client(inode);
	struct dentry *parent = dentry_parent_get(d);
	struct p9_fid *fid;
	struct p9_qid qid;
	u32 number;
	int err = walk_to(parent->inode, d, &number, &qid);

	dentry_put(parent);
	if (err)
		return err == -ENOENT ? 0 : err;
	if (qid.path != inode->ino) {
		p9_number_drop(c, number);
		return 0;
	}
	err = p9_fid_make(c, number, &fid);
	if (err)
		return err;
	p9_inode_rename_fid(inode, fid);
	return 1;
}

/* What the server has by the name of the inode's fid, is it that? */
static int
ask(struct inode *inode)
{
	struct p9_fid *fid = p9_inode_fid(inode, P9_PATH);
	struct p9_attr a;
	int right = p9_leads_to(inode, fid, &a);

	p9_fid_put(fid);
	if (!right)
		atomic_store(&p9_inode(inode)->stale, true);
	if (right <= 0)
		return right;
	/* Somebody changes it now: this side knows best. */
	if (!mutex_trylock(&inode->lock))
		return 1;
	p9_inode_refresh(inode, &a);
	mutex_unlock(&inode->lock);
	return 1;
}

int
p9_revalidate(struct dentry *d)
{
	struct inode *inode = dentry_inode(d);

	if (!inode)
		return !p9_super(d->sb)->shared;
	if (d == d->sb->root)
		return 1;
	if (atomic_load(&p9_inode(inode)->stale))
		return renew(d, inode);
	return p9_super(d->sb)->shared ? ask(inode) : 1;
}

/* --- Making --- */

/* What a server made as its own is given to who made it here, if he lets us. */
static void
own(struct inode *dir, u32 number, struct p9_attr *a)
{
	struct p9_super *s = p9_super(dir->sb);
	struct p9_setattr to = { .uid = current_cred()->fsuid,
		.gid = inode_group_in(dir) };

	if (atomic_load(&s->no_chown))
		return;
	if (a->uid != to.uid)
		to.valid |= P9_SETATTR_UID;
	if (a->gid != to.gid)
		to.valid |= P9_SETATTR_GID;
	if (!to.valid)
		return;
	if (p9_setattr(&s->client, number, &to)) {
		atomic_store(&s->no_chown, true);
		return;
	}
	/* That takes the set-id bits of a file. */
	to.valid = P9_SETATTR_MODE;
	to.mode = a->mode & 07777;
	if (a->mode & (S_ISUID | S_ISGID))
		(void)!p9_setattr(&s->client, number, &to);
	a->uid = to.uid;
	a->gid = to.gid;
}

/* d names what was just made at the server. */
static int
made(struct inode *dir, struct dentry *d)
{
	int err = bring(dir, d, own);

	if (!err)
		inode_touch_modified(dir);
	return err;
}

/* The file is open from its making on: the maker may write to one that is read-only. */
static int
create(struct inode *dir, struct dentry *d, mode_t mode)
{
	struct p9_client *c = p9_client(dir);
	struct p9_fid *at = p9_inode_fid(dir, P9_PATH), *writer;
	struct p9_inode *i;
	u32 number;
	int err = p9_walk(c, at->number, NULL, 0, &number, NULL);

	p9_fid_put(at);
	if (err)
		return err;
	err = p9_create(c, number, d->name, d->len, O_RDWR | O_CREAT | O_EXCL,
	    mode & 07777, inode_group_in(dir));
	if (err)
		p9_number_drop(c, number);
	else
		err = p9_fid_make(c, number, &writer);
	if (err)
		return err;
	err = made(dir, d);
	if (err) {
		p9_fid_put(writer);
		return err;
	}
	i = p9_inode(d->inode);
	spin_lock(&i->lock);
	if (!i->writer) {
		i->writer = writer;
		i->writer_reads = true;
		writer = NULL;
	}
	spin_unlock(&i->lock);
	p9_fid_put(writer);
	return 0;
}

static int
dir_mknod(struct inode *dir, struct dentry *d, mode_t mode, u32 rdev)
{
	struct p9_fid *fid;
	int err;

	if (S_ISREG(mode))
		return create(dir, d, mode);
	fid = p9_inode_fid(dir, P9_PATH);
	err = p9_mknod(p9_client(dir), fid->number, d->name, d->len, mode,
	    dev_major(rdev), dev_minor(rdev), inode_group_in(dir));
	p9_fid_put(fid);
	return err ? err : made(dir, d);
}

static int
dir_mkdir(struct inode *dir, struct dentry *d, mode_t mode)
{
	struct p9_fid *fid = p9_inode_fid(dir, P9_PATH);
	int err = p9_mkdir(p9_client(dir), fid->number, d->name, d->len,
	    mode & 07777, inode_group_in(dir));

	p9_fid_put(fid);
	if (!err)
		err = made(dir, d);
	if (!err)
		atomic_add(&dir->nlink, 1);
	return err;
}

static int
dir_symlink(struct inode *dir, struct dentry *d, const char *target)
{
	struct p9_fid *fid = p9_inode_fid(dir, P9_PATH);
	int err = p9_symlink(p9_client(dir), fid->number, d->name, d->len,
	    target, inode_group_in(dir));

	p9_fid_put(fid);
	return err ? err : made(dir, d);
}

/* d of dir is another name of the file, for when it loses the first. */
static void
remember(struct inode *inode, struct inode *dir, const struct dentry *d)
{
	struct p9_fid *fid;
	struct p9_qid qid;
	u32 number;

	if (!walk_to(dir, d, &number, &qid) &&
	    !p9_fid_make(p9_client(inode), number, &fid))
		p9_inode_add_name(inode, fid);
}

static int
dir_link(struct inode *inode, struct inode *dir, struct dentry *d)
{
	struct p9_fid *at, *fid;
	int err = p9_name_fid(inode, true, &fid);

	if (err)
		return err;
	at = p9_inode_fid(dir, P9_PATH);
	err = p9_link(p9_client(dir), at->number, fid->number, d->name, d->len);
	p9_fid_put(fid);
	p9_fid_put(at);
	if (err)
		return err;
	remember(inode, dir, d);
	atomic_or(&d->flags, DENTRY_REVALIDATE);
	inode_get(inode);
	dentry_attach(d, inode);
	atomic_add(&inode->nlink, 1);
	inode_touch_changed(inode);
	inode_touch_modified(dir);
	return 0;
}

/* --- Removing and moving --- */

/* An inode has lost a name; without any its number may be given to another. */
static void
unnamed(struct inode *inode)
{
	u32 nlink = atomic_load(&inode->nlink);

	if (S_ISDIR(inode_mode(inode)) || nlink <= 1) {
		atomic_store(&inode->nlink, 0);
		atomic_store(&p9_inode(inode)->nameless, true);
		inode_table_forget(inode);
	} else {
		atomic_store(&inode->nlink, nlink - 1);
		atomic_store(&p9_inode(inode)->stale, true);
	}
	inode_touch_changed(inode);
}

static int
remove(struct inode *dir, struct dentry *d, u32 flags)
{
	struct p9_fid *fid = p9_inode_fid(dir, P9_PATH);
	int err = p9_unlinkat(p9_client(dir), fid->number, d->name, d->len,
	    flags);

	p9_fid_put(fid);
	if (err)
		return err;
	unnamed(d->inode);
	inode_touch_modified(dir);
	return 0;
}

static int
dir_unlink(struct inode *dir, struct dentry *d)
{
	return remove(dir, d, 0);
}

static int
dir_rmdir(struct inode *dir, struct dentry *d)
{
	int err = remove(dir, d, P9_UNLINK_DIR);

	if (!err && atomic_load(&dir->nlink) > 2)
		atomic_add(&dir->nlink, -1U);
	return err;
}

static int
dir_rename(struct inode *olddir, struct dentry *from, struct inode *newdir,
    struct dentry *to, unsigned flags)
{
	struct inode *inode = from->inode, *victim = to->inode;
	struct p9_fid *old, *new;
	int err;

	if (flags & ~(unsigned)RENAME_NOREPLACE)
		return -EINVAL; /* the protocol knows no other */
	old = p9_inode_fid(olddir, P9_PATH);
	new = p9_inode_fid(newdir, P9_PATH);
	err = p9_renameat(p9_client(olddir), old->number, from->name, from->len,
	    new->number, to->name, to->len);
	p9_fid_put(old);
	p9_fid_put(new);
	if (err)
		return err;
	if (victim)
		unnamed(victim);
	if (S_ISDIR(inode_mode(inode))) {
		if (olddir != newdir && atomic_load(&olddir->nlink) > 2)
			atomic_add(&olddir->nlink, -1U);
		if (olddir != newdir && !victim)
			atomic_add(&newdir->nlink, 1);
	}
	inode_touch_changed(inode);
	inode_touch_modified(olddir);
	inode_touch_modified(newdir);
	return 0;
}

/* --- Listing --- */

#define LISTING (32U * 1024)

/* Of an open directory: a part of the listing.  Key: [l] the file's pos_lock */
struct listing {
	struct p9_fid *fid; /* [I] */
	u8 *buf;            /* [l] entries as the server sent them, or NULL */
	u32 size;           /* [l] */
	u64 first;          /* [l] the position of the first of them */
};

static int
dir_open(struct inode *inode, struct file *f)
{
	struct p9_client *c = p9_client(inode);
	struct listing *l = kzalloc(sizeof(*l));
	struct p9_fid *fid;
	u32 number;
	int err;

	if (!l)
		return -ENOMEM;
	f->private = l;
	err = p9_name_fid(inode, false, &fid);
	if (err == -ESTALE && atomic_load(&inode->dead))
		return 0; /* nobody lists it */
	if (err)
		goto free;
	err = p9_walk(c, fid->number, NULL, 0, &number, NULL);
	p9_fid_put(fid);
	if (err)
		goto free;
	err = p9_open(c, number, O_RDONLY | O_DIRECTORY);
	if (err) {
		p9_number_drop(c, number);
		goto free;
	}
	err = p9_fid_make(c, number, &l->fid);
	if (err)
		goto free;
	return 0;
free:
	f->private = NULL;
	kfree(l);
	return err;
}

static void
dir_release(struct file *f)
{
	struct listing *l = f->private;

	if (!l)
		return;
	p9_fid_put(l->fid);
	kfree(l->buf);
	kfree(l);
}

/* => returns: bytes from position pos on; 0: the end */
static ssize_t
fetch(struct file *f, struct listing *l, u64 pos)
{
	ssize_t n;

	kfree(l->buf);
	l->buf = NULL;
	l->size = 0;
	n = p9_readdir(p9_client(f->inode), l->fid->number, pos, LISTING,
	    &l->buf);
	if (n > 0) {
		l->size = (u32)n;
		l->first = pos;
	}
	return n;
}

static bool
is_name(const struct p9_string *s)
{
	return s->len && s->len <= NAME_MAX && !memchr(s->s, '/', s->len) &&
	    !memchr(s->s, '\0', s->len);
}

struct entry {
	struct p9_qid qid;
	u64 next; /* the position behind it */
	u8 type;
	struct p9_string name;
};

/* => returns: false: no whole entry is left, or nonsense (w->bad) */
static bool
next_entry(const struct p9_client *c, struct p9_wire *w, struct entry *e)
{
	if (w->at == w->size)
		return false;
	e->qid = p9_qid_of(c, w);
	e->next = p9_get64(w);
	e->type = p9_get8(w);
	e->name = p9_get_string(w);
	if (!w->bad && (!is_name(&e->name) || e->next > INT64_MAX))
		w->bad = true;
	return !w->bad;
}

/* Gives what the buffer has from e->pos on. => returns: 1: all of it; 0: e is full;
 * -ENOENT: it has nothing of that; -EIO */
static int
emit_buffered(const struct p9_client *c, struct listing *l,
    struct dir_emitter *e)
{
	struct p9_wire w = { .buf = l->buf, .size = l->size };
	u64 pos = l->first;
	bool here = pos == (u64)e->pos;
	struct entry x;

	while (next_entry(c, &w, &x)) {
		if (here) {
			if (!dir_emit(e, x.name.s, x.name.len, x.qid.path,
				x.type))
				return 0;
			e->pos = (loff_t)x.next;
		}
		pos = x.next;
		here = here || pos == (u64)e->pos;
	}
	if (w.bad)
		return -EIO;
	return here ? 1 : -ENOENT;
}

/* => holds: the file's pos_lock */
static int
dir_iterate(struct file *f, struct dir_emitter *e)
{
	const struct p9_client *c = p9_client(f->inode);
	struct listing *l = f->private;
	int more = -ENOENT;

	if (l->buf && e->pos)
		more = emit_buffered(c, l, e);
	while (more) {
		ssize_t n;

		if (more < 0 && more != -ENOENT)
			return more;
		if (thread_killed())
			return -EINTR;
		n = fetch(f, l, (u64)e->pos);
		if (n <= 0)
			return (int)n;
		more = emit_buffered(c, l, e);
	}
	return 0;
}

const struct inode_ops p9_dir_ops = {
	.lookup = dir_lookup,
	.mknod = dir_mknod,
	.mkdir = dir_mkdir,
	.symlink = dir_symlink,
	.link = dir_link,
	.unlink = dir_unlink,
	.rmdir = dir_rmdir,
	.rename = dir_rename,
	.open = dir_open,
	.setattr = p9_set_attributes,
	.getattr = p9_get_attributes,
	.getxattr = p9_getxattr,
	.setxattr = p9_setxattr,
	.listxattr = p9_listxattr,
};

const struct file_ops p9_dir_file_ops = {
	.iterate = dir_iterate,
	.seek = dir_seek,
	.fsync = generic_file_fsync,
	.release = dir_release,
};
