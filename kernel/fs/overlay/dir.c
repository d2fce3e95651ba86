/*
 * Changes of an overlay's directories.
 *
 * The directory is copied up first.  A name that is made where the upper layer has a
 * whiteout is made in work and takes its place; one that is removed, and is in a lower
 * layer too, leaves a whiteout.  A directory that is removed, or replaced, may have
 * whiteouts in it: it is moved to work and emptied there.  So each change of what is seen
 * is one rename() of the upper layer, but that the whiteout of a name that has moved comes
 * a moment later.
 *
 * What is in lower layers, and so would have to be found under its old name, does not
 * move: rename() of such a directory is -EXDEV, as on Linux without redirect_dir.  A file
 * is copied up first.
 */
#include "fs/overlay/overlay.h"
#include "fs/xattr.h"

#include "abi/fcntl.h"
#include "debug/log.h"
#include "fs/acl.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sync/spinlock.h"

static struct qname
name_of(const struct dentry *d)
{
	struct qname q;

	qname_init(&q, d->name, d->len);
	return q;
}

/* The upper layer's entry, of which the caller has seen that it is `expected` (NULL:
 * none, or a whiteout). => returns: -ESTALE: somebody else was at it */
static int
find_expected(const struct path *dir, const struct qname *name,
    const struct dentry *expected, struct dentry **out)
{
	int err = ovl_find(dir->dentry, name, out);
	bool right;

	if (err)
		return err;
	if (expected)
		right = *out && (*out)->inode == expected->inode;
	else
		right = !*out || ovl_is_whiteout(*out);
	if (!right && *out)
		dentry_put(*out);
	return right ? 0 : -ESTALE;
}

/* --- Making ---------------------------------------------------------------------------- */

/* The rights of who mounted it, and the owner of what is made. => returns: NULL: no
 * memory */
static struct cred *
creator(const struct ovl_super *os, uid_t uid, gid_t gid)
{
	struct cred *c = cred_copy(os->cred);

	if (c) {
		c->fsuid = uid;
		c->fsgid = gid;
	}
	return c;
}

/* A link to what is there, or something new. */
struct making {
	struct ovl_super *os;
	struct path dir; /* of the upper layer */
	struct qname name;
	struct new_entry *what;
	struct inode *inode; /* the overlay's that is made */
	struct inode *above; /* the overlay's directory */
	struct inode *link;  /* the upper layer's; NULL: something new */
	bool merged;         /* lower layers have the directory too */
	struct dentry *made;
};

static int
make_in_place(struct making *m)
{
	if (m->link)
		return dirent_link(m->link, &m->dir, &m->name);
	return dirent_make(&m->dir, &m->name, m->what, &m->made);
}

static int
make_temp(struct making *m, struct ovl_temp *t)
{
	struct path work = ovl_work(m->os);

	if (!m->link)
		return ovl_temp_make(m->os, t, m->what, &m->made);
	ovl_temp_init(m->os, t);
	return dirent_link(m->link, &work, &t->name);
}

/* What is made in work does not inherit there: the overlay's inode does so first, and gives
 * what it has. => holds: dir->lock */
static void
inherit(struct inode *inode, struct inode *dir, struct new_entry *what)
{
	if (S_ISLNK(what->mode) || !atomic_load(&dir->default_acl))
		return;
	acl_inherit(inode, dir);
	what->mode = inode_mode(inode);
}

static int
give_acl(struct inode *inode, enum acl_type type, struct inode *made)
{
	const char *name = type == ACL_ACCESS ? XATTR_NAME_POSIX_ACL_ACCESS :
						XATTR_NAME_POSIX_ACL_DEFAULT;
	ssize_t n = acl_getxattr(inode, type, NULL, 0);
	void *value;

	if (n <= 0)
		return 0;
	value = kmalloc((size_t)n);
	if (!value)
		return -ENOMEM;
	n = acl_getxattr(inode, type, value, (size_t)n);
	if (n > 0)
		n = xattr_set(made, name, value, (size_t)n, 0);
	kfree(value);
	return (int)n;
}

static int
give_acls(struct inode *inode, struct inode *made)
{
	int err = give_acl(inode, ACL_ACCESS, made);

	return err ? err : give_acl(inode, ACL_DEFAULT, made);
}

/* In work, and from there to where a whiteout is. */
static int
make_over_whiteout(struct making *m)
{
	bool is_dir = !m->link && S_ISDIR(m->what->mode);
	struct ovl_temp t;
	int err;

	if (!m->link)
		inherit(m->inode, m->above, m->what);
	err = make_temp(m, &t);
	if (err)
		return err;
	if (!m->link)
		err = give_acls(m->inode, m->made->inode);
	if (is_dir && !err)
		err = ovl_mark(m->made, OVL_OPAQUE);
	if (!err)
		err = ovl_temp_move(m->os, &t, &m->dir, &m->name,
		    is_dir ? RENAME_EXCHANGE : 0);
	/* That, or the whiteout. */
	if (err || is_dir)
		ovl_temp_remove(m->os, &t);
	if (err && m->made)
		dentry_put(m->made);
	return err;
}

static int
make(struct making *m)
{
	struct dentry *there;
	int err = find_expected(&m->dir, &m->name, NULL, &there);

	if (err)
		return err;
	if (there) {
		dentry_put(there);
		return make_over_whiteout(m);
	}
	err = make_in_place(m);
	/* Nothing is below it, so nobody need look. */
	if (!err && m->merged && !m->link && S_ISDIR(m->what->mode))
		(void)!ovl_mark(m->made, OVL_OPAQUE);
	return err;
}

static int
create(struct inode *dir, struct dentry *d, struct new_entry *what)
{
	struct making m = { .os = ovl_super(dir->sb), .what = what };
	struct inode *inode;
	struct cred *c, *old;
	int err = ovl_copy_up(dir, OVL_ALL);

	if (err)
		return err;
	inode = ovl_inode_alloc(dir->sb, what->mode);
	if (!inode)
		return -ENOMEM;
	inode_init_owner(inode, dir);
	c = creator(m.os, atomic_load(&inode->uid), atomic_load(&inode->gid));
	if (!c) {
		inode_put(inode);
		return -ENOMEM;
	}
	m.dir = ovl_upper_path(dir);
	m.name = name_of(d);
	m.merged = ovl_is_merged(dir);
	m.inode = inode;
	m.above = dir;
	old = cred_act(c);
	err = make(&m);
	if (err) {
		inode_put(inode);
	} else {
		ovl_inode_begin(inode, m.made);
		dentry_attach(d, inode);
		ovl_dir_changed(dir);
	}
	ovl_leave(old);
	cred_put(c);
	return err;
}

static int
dir_mknod(struct inode *dir, struct dentry *d, mode_t mode, u32 rdev)
{
	struct new_entry what = { .mode = mode, .dev = rdev };

	/* A whiteout is not for users to make. */
	if (S_ISCHR(mode) && rdev == 0)
		return -EPERM;
	return create(dir, d, &what);
}

static int
dir_mkdir(struct inode *dir, struct dentry *d, mode_t mode)
{
	struct new_entry what = { .mode = S_IFDIR | mode };

	return create(dir, d, &what);
}

static int
dir_symlink(struct inode *dir, struct dentry *d, const char *target)
{
	struct new_entry what = { .mode = S_IFLNK | 0777, .target = target };

	return create(dir, d, &what);
}

/* What was made without a name in the overlay has none in the upper layer. */
static void
let_link(struct inode *upper)
{
	mutex_lock(&upper->lock);
	upper->linkable = true;
	mutex_unlock(&upper->lock);
}

static int
dir_link(struct inode *inode, struct inode *dir, struct dentry *d)
{
	struct making m = { .os = ovl_super(dir->sb) };
	struct cred *old;
	int err = ovl_copy_up(inode, OVL_ALL);

	if (!err)
		err = ovl_copy_up(dir, OVL_ALL);
	if (err)
		return err;
	m.dir = ovl_upper_path(dir);
	m.name = name_of(d);
	m.link = ovl_upper(inode)->inode;
	old = ovl_enter(m.os);
	if (!atomic_load(&m.link->nlink))
		let_link(m.link);
	err = ovl_make_impure(dir);
	if (!err)
		err = make(&m);
	ovl_leave(old);
	if (err)
		return err;
	inode_get(inode);
	dentry_attach(d, inode);
	ovl_inode_refresh(inode);
	ovl_dir_changed(dir);
	return 0;
}

/* O_TMPFILE: made in work, where its name is removed at once. */
static int
dir_tmpfile(struct inode *dir, mode_t mode, struct inode **out)
{
	struct ovl_super *os = ovl_super(dir->sb);
	struct new_entry what = { .mode = mode };
	struct inode *inode;
	struct ovl_temp t;
	struct dentry *made;
	struct cred *c, *old;
	int err = ovl_copy_up(dir, OVL_ALL);

	if (err)
		return err;
	inode = ovl_inode_alloc(dir->sb, mode);
	if (!inode)
		return -ENOMEM;
	inode_init_owner(inode, dir);
	c = creator(os, atomic_load(&inode->uid), atomic_load(&inode->gid));
	if (!c) {
		inode_put(inode);
		return -ENOMEM;
	}
	old = cred_act(c);
	inherit(inode, dir, &what);
	err = ovl_temp_make(os, &t, &what, &made);
	if (!err) {
		ovl_temp_remove(os, &t);
		err = give_acls(inode, made->inode);
		if (err)
			dentry_put(made);
	}
	if (!err) {
		ovl_inode_begin(inode, made);
		*out = inode;
	} else {
		inode_put(inode);
	}
	ovl_leave(old);
	cred_put(c);
	return err;
}

/* --- Removing --------------------------------------------------------------------------- */

/* Moves a directory of the upper layer out of sight, to be emptied. */
static int
move_away(struct ovl_super *os, const struct path *dir,
    const struct qname *name)
{
	struct path work = ovl_work(os);
	struct ovl_temp t;
	int err;

	ovl_temp_init(os, &t);
	err = dirent_rename(dir, name, &work, &t.name, 0);
	if (!err)
		ovl_temp_remove(os, &t);
	return err;
}

/* Takes an entry of the upper layer away, if there is one. */
static int
uncover(struct ovl_super *os, const struct path *dir, const struct qname *name,
    const struct dentry *there)
{
	int err;

	if (!there)
		return 0;
	if (!S_ISDIR(inode_mode(there->inode)))
		return dirent_remove(dir, name, false);
	err = dirent_remove(dir, name, true);
	return err == -ENOTEMPTY ? move_away(os, dir, name) : err;
}

/* Puts a whiteout that is in work in the place of what is there. */
static int
cover(struct ovl_super *os, struct ovl_temp *whiteout, const struct path *dir,
    const struct qname *name, const struct dentry *there)
{
	bool is_dir = there && S_ISDIR(inode_mode(there->inode));
	int err = ovl_temp_move(os, whiteout, dir, name,
	    is_dir ? RENAME_EXCHANGE : 0);

	if (err || is_dir)
		ovl_temp_remove(os, whiteout);
	return err;
}

/* A name goes: of what has `upper`, or nothing, in the upper layer. */
static int
take_away(struct inode *dir, const struct qname *name,
    const struct dentry *upper)
{
	struct ovl_super *os = ovl_super(dir->sb);
	struct path at = ovl_upper_path(dir);
	struct ovl_temp whiteout;
	struct dentry *there;
	int below = ovl_is_below(dir, name);
	int err = min(below, 0);

	if (!err)
		err = find_expected(&at, name, upper, &there);
	if (err)
		return err;
	if (below) {
		err = ovl_temp_whiteout(os, &whiteout);
		if (!err)
			err = cover(os, &whiteout, &at, name, there);
	} else {
		err = uncover(os, &at, name, there);
	}
	if (there)
		dentry_put(there);
	return err;
}

/* The name of an inode was taken away. => holds: inode->lock too */
static void
set_gone(struct ovl_inode *oi) REQUIRES(oi->lock)
{
	struct inode *inode = &oi->inode;

	mutex_unshared(&inode->lock);
	if (!ovl_upper(inode)) {
		atomic_store(&oi->gone, true);
		atomic_store(&inode->nlink, 0);
	}
	ovl_inode_refresh(inode);
}

/* Nothing is found in a directory from here on, since its whiteouts go; or again. */
static void
set_leaving(struct inode *inode, bool leaving)
{
	if (!S_ISDIR(inode_mode(inode)))
		return;
	atomic_store(&ovl_inode(inode)->leaving, leaving);
	memory_barrier();
}

static int
remove(struct inode *dir, struct dentry *d, bool is_dir)
{
	struct ovl_inode *oi = ovl_inode(d->inode);
	struct qname name = name_of(d);
	struct cred *old;
	int err = ovl_copy_up(dir, OVL_ALL);

	if (!err && is_dir) {
		int empty = ovl_dir_is_empty(d->inode);

		err = empty > 0 ? 0 : empty ? empty : -ENOTEMPTY;
	}
	if (err)
		return err;
	if (!mutex_lock_killable(&oi->lock))
		return -EINTR;
	old = ovl_enter(ovl_super(dir->sb));
	set_leaving(&oi->inode, true);
	err = take_away(dir, &name, ovl_upper(&oi->inode));
	ovl_leave(old);
	if (!err) {
		set_gone(oi);
		ovl_dir_changed(dir);
	} else {
		set_leaving(&oi->inode, false);
	}
	mutex_unlock(&oi->lock);
	return err;
}

static int
dir_unlink(struct inode *dir, struct dentry *d)
{
	return remove(dir, d, false);
}

static int
dir_rmdir(struct inode *dir, struct dentry *d)
{
	return remove(dir, d, true);
}

/* --- Renaming --------------------------------------------------------------------------- */

struct moving {
	struct ovl_super *os;
	struct inode *olddir, *newdir;
	struct dentry *from, *to; /* the overlay's */
	bool exchange;
	struct path old, new; /* directories of the upper layer */
	struct qname oldname, newname;
	struct dentry *there; /* at the new name in the upper layer, or NULL */
	bool leaves_whiteout;
	struct ovl_temp whiteout; /* which is in work already */
};

/* May what d names be found in another place? */
static bool
can_move(const struct dentry *d)
{
	return !S_ISDIR(inode_mode(d->inode)) || !ovl_is_merged(d->inode);
}

static int
copy_up_all(struct moving *m)
{
	int err;

	if (!can_move(m->from) || (m->exchange && !can_move(m->to)))
		return -EXDEV;
	err = ovl_copy_up(m->from->inode, OVL_ALL);
	if (!err)
		err = ovl_copy_up(m->olddir, OVL_ALL);
	if (!err)
		err = ovl_copy_up(m->newdir, OVL_ALL);
	if (!err && m->exchange)
		err = ovl_copy_up(m->to->inode, OVL_ALL);
	if (!err && !m->exchange && m->to->inode &&
	    S_ISDIR(inode_mode(m->to->inode))) {
		int empty = ovl_dir_is_empty(m->to->inode);

		err = empty > 0 ? 0 : empty ? empty : -ENOTEMPTY;
	}
	return err;
}

/* What comes into a directory that lower layers have too must not be merged with what they
 * have of its name; and what has an origin makes a directory impure. */
static int
prepare_for(const struct dentry *d, struct inode *dir)
{
	struct dentry *upper = ovl_upper(d->inode);

	if (S_ISDIR(inode_mode(d->inode)))
		return ovl_is_merged(dir) && ovl_mark(upper, OVL_OPAQUE) ?
		    -EXDEV :
		    0;
	return ovl_make_impure(dir);
}

/* What is left at the old name by a rename() that replaced, or exchanged, m->there. */
static int
settle_old_name(struct moving *m, bool exchanged)
{
	const struct dentry *left = exchanged ? m->there : NULL;

	if (m->leaves_whiteout)
		return cover(m->os, &m->whiteout, &m->old, &m->oldname, left);
	return uncover(m->os, &m->old, &m->oldname, left);
}

static int
move_in_upper(struct moving *m)
{
	/* A whiteout or a directory makes way for a directory only so. */
	bool swap = m->there &&
	    (m->exchange || ovl_is_whiteout(m->there) ||
		S_ISDIR(inode_mode(m->there->inode)));
	int err;

	if (m->leaves_whiteout) {
		err = ovl_temp_whiteout(m->os, &m->whiteout);
		if (err)
			return err;
	}
	err = dirent_rename(&m->old, &m->oldname, &m->new, &m->newname,
	    swap ? RENAME_EXCHANGE : 0);
	if (err && m->leaves_whiteout)
		ovl_temp_remove(m->os, &m->whiteout);
	if (err || m->exchange)
		return err;
	if (settle_old_name(m, swap))
		log_warn("overlay: %s is left behind by rename()",
		    m->from->name);
	return 0;
}

static int
move_locked(struct moving *m)
{
	const struct inode *target = m->to->inode;
	struct dentry *source, *upper = target ? ovl_upper(m->to->inode) : NULL;
	int below = m->exchange ? 0 : ovl_is_below(m->olddir, &m->oldname);
	int err = min(below, 0);

	m->leaves_whiteout = below > 0;
	if (!err)
		err = find_expected(&m->old, &m->oldname,
		    ovl_upper(m->from->inode), &source);
	if (err)
		return err;
	dentry_put(source);
	err = find_expected(&m->new, &m->newname, upper, &m->there);
	if (err)
		return err;
	err = prepare_for(m->from, m->newdir);
	if (!err && m->exchange)
		err = prepare_for(m->to, m->olddir);
	if (!err)
		err = move_in_upper(m);
	if (m->there)
		dentry_put(m->there);
	return err;
}

/* => returns: false: the thread is to end */
static bool
lock_both(struct ovl_inode *a, struct ovl_inode *b) NO_THREAD_SAFETY_ANALYSIS
{
	struct ovl_inode *first = b && b < a ? b : a;
	struct ovl_inode *second = first == a ? b : a;

	if (!mutex_lock_killable(&first->lock))
		return false;
	if (!second || mutex_lock_killable(&second->lock))
		return true;
	mutex_unlock(&first->lock);
	return false;
}

static void
unlock_both(struct ovl_inode *a, struct ovl_inode *b) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&a->lock);
	if (b)
		mutex_unlock(&b->lock);
}

static void
moved(struct moving *m) NO_THREAD_SAFETY_ANALYSIS
{
	if (m->to->inode && !m->exchange)
		set_gone(ovl_inode(m->to->inode));
	ovl_dir_changed(m->olddir);
	ovl_dir_changed(m->newdir);
}

static int
dir_rename(struct inode *olddir, struct dentry *from, struct inode *newdir,
    struct dentry *to, unsigned flags)
{
	struct moving m = {
		.os = ovl_super(olddir->sb),
		.olddir = olddir,
		.newdir = newdir,
		.from = from,
		.to = to,
		.exchange = flags & RENAME_EXCHANGE,
		.oldname = name_of(from),
		.newname = name_of(to),
	};
	struct ovl_inode *a = ovl_inode(from->inode);
	struct ovl_inode *b = to->inode ? ovl_inode(to->inode) : NULL;
	struct cred *old;
	int err = copy_up_all(&m);

	if (err)
		return err;
	m.old = ovl_upper_path(olddir);
	m.new = ovl_upper_path(newdir);
	if (!lock_both(a, b))
		return -EINTR;
	old = ovl_enter(m.os);
	if (b && !m.exchange)
		set_leaving(&b->inode, true);
	err = move_locked(&m);
	ovl_leave(old);
	if (!err)
		moved(&m);
	else if (b)
		set_leaving(&b->inode, false);
	unlock_both(a, b);
	return err;
}

const struct inode_ops ovl_dir_ops = {
	.lookup = ovl_lookup,
	.mknod = dir_mknod,
	.mkdir = dir_mkdir,
	.symlink = dir_symlink,
	.link = dir_link,
	.unlink = dir_unlink,
	.rmdir = dir_rmdir,
	.rename = dir_rename,
	.tmpfile = dir_tmpfile,
	.open = ovl_dir_open,
	.setattr = ovl_setattr,
	.getattr = ovl_getattr,
	.getxattr = ovl_getxattr,
	.setxattr = ovl_setxattr,
	.listxattr = ovl_listxattr,
};
