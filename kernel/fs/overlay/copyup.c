/*
 * Copying up: what only lower layers have comes into the upper one, when it is about to be
 * changed, and the directories above it before.
 *
 * The copy is made in work, complete with its attributes, and then moved to its place: an
 * error, or the end of who waits for it, leaves nothing but what was there before.  The
 * inode's lock (ovl_inode.lock) is held meanwhile, so that one makes the copy though many
 * ask; so is it while a name is removed, after which a copy has no name either.
 *
 * What has no upper does not move, and nor do the directories above it: they are merged
 * (rename() gives -EXDEV) or in lower layers alone.  So its name is that under which the
 * lower layers have it.
 */
#include "fs/overlay/overlay.h"

#include "abi/fcntl.h"
#include "abi/limits.h"
#include "fs/attr.h"
#include "fs/file.h"
#include "fs/namei.h"
#include "fs/xattr.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define PIECE (16 * PAGE_SIZE)

struct copying {
	struct ovl_super *os;
	struct inode *inode;          /* the overlay's */
	const struct ovl_real *lower; /* copied from here */
	struct kstat st;              /* of that */
	struct ovl_temp temp;
	struct dentry *made; /* in work; with a reference */
};

/* --- Contents --- */

/* Writes n bytes of buf at pos. */
static int
write_piece(struct file *to, char *buf, size_t n, loff_t pos)
{
	while (n) {
		struct uio u;
		ssize_t w;

		uio_init_kernel(&u, buf, n);
		w = to->ops->write(to, &u, &pos);
		if (w <= 0)
			return w ? (int)w : -EIO;
		buf += w;
		n -= (size_t)w;
	}
	return 0;
}

/* Where data begins, and a hole after it, in [at, end). => returns: no more data */
static bool
next_data(struct file *from, loff_t *at, loff_t *until, loff_t end)
{
	loff_t data = from->ops->seek(from, *at, SEEK_DATA);

	if (data == -ENXIO || data >= end)
		return true;
	if (data >= 0)
		*at = data;
	*until = data < 0 ? end : from->ops->seek(from, *at, SEEK_HOLE);
	*until = *until <= *at ? end : min(*until, end);
	return false;
}

static int
copy_range(struct file *from, struct file *to, char *buf, loff_t at, loff_t end)
{
	while (at < end) {
		size_t want = min((size_t)(end - at), (size_t)PIECE);
		ssize_t n = file_read_kernel(from, buf, want, at);
		int err = n < 0 ? (int)n : write_piece(to, buf, (size_t)n, at);

		if (err)
			return err;
		if (thread_killed())
			return -EINTR;
		if ((size_t)n < want) /* it is shorter by now */
			return 0;
		at += n;
		sched_point();
	}
	return 0;
}

static int
copy_bytes(struct file *from, struct file *to, loff_t end)
{
	char *buf = kmalloc(PIECE);
	loff_t at = 0, until;
	int err = buf ? 0 : -ENOMEM;

	while (!err && at < end && !next_data(from, &at, &until, end)) {
		err = copy_range(from, to, buf, at, until);
		at = until;
	}
	kfree(buf);
	if (!err)
		err = path_truncate(&to->path, (u64)end);
	if (!err && to->ops->fsync)
		err = to->ops->fsync(to, false);
	return err;
}

static int
copy_data(struct copying *c, u64 most)
{
	struct path to = { ovl_work(c->os).mount, c->made };
	struct path from = ovl_lower_path(c->os, c->lower);
	loff_t end = (loff_t)min(c->st.size, most);
	struct file *in, *out;
	int err;

	if (!end)
		return 0;
	err = file_open_path(&from, O_RDONLY | O_NOATIME, &in);
	if (err)
		return err;
	err = file_open_path(&to, O_WRONLY, &out);
	if (!err) {
		err = copy_bytes(in, out, end);
		file_put(out);
	}
	file_put(in);
	return err;
}

/* --- Attributes --- */

static int
copy_xattr(struct inode *from, struct inode *to, const char *name, char *value)
{
	ssize_t n;
	int err;

	if (ovl_is_own(name))
		return 0;
	n = xattr_get(from, name, value, XATTR_SIZE_MAX);
	if (n < 0)
		return n == -ENODATA ? 0 : (int)n;
	err = xattr_set(to, name, value, (size_t)n, 0);
	/* The rest may be lost where there is no room for such a thing. */
	if (err == -EOPNOTSUPP && !xattr_is(name, XATTR_SECURITY_PREFIX) &&
	    !xattr_is(name, XATTR_SYSTEM_PREFIX))
		err = 0;
	return err;
}

static int
copy_xattrs(struct copying *c)
{
	struct inode *from = c->lower->dentry->inode, *to = c->made->inode;
	ssize_t n = xattr_list(from, NULL, 0);
	char *names, *value;
	int err = 0;

	if (n <= 0)
		return 0;
	names = kmalloc(XATTR_LIST_MAX);
	value = kmalloc(XATTR_SIZE_MAX);
	if (names && value)
		n = xattr_list(from, names, XATTR_LIST_MAX);
	else
		n = -ENOMEM;
	for (ssize_t at = 0; at < n && !err; at += strlen(names + at) + 1)
		err = copy_xattr(from, to, names + at, value);
	kfree(value);
	kfree(names);
	return n < 0 && n != -EOPNOTSUPP ? (int)n : err;
}

static int
set_attributes(struct inode *inode, const struct kstat *st, u32 valid)
{
	struct attr a = {
		.valid = valid,
		.mode = st->mode & 07777,
		.uid = st->uid,
		.gid = st->gid,
		.atime = st->atime,
		.mtime = st->mtime,
	};
	int err;

	mutex_lock(&inode->lock);
	err = inode_change(inode, &a);
	mutex_unlock(&inode->lock);
	return err;
}

/* A file that had several names leaves them behind, and its number. */
static int
copy_origin(struct copying *c)
{
	int err;

	if (S_ISDIR(c->st.mode) || c->st.nlink > 1)
		return 0;
	err = ovl_origin_set(c->os, c->made, c->lower);
	return err == -EOPNOTSUPP ? 0 : err;
}

/* --- The copy --- */

static int
make_link_copy(struct copying *c, struct new_entry *what)
{
	struct inode *from = c->lower->dentry->inode;
	char *target = name_alloc();
	ssize_t n = -ENOMEM;

	if (target)
		n = from->ops->readlink(from, target, PATH_MAX - 1);
	if (n >= 0) {
		target[n] = '\0';
		what->target = target;
		n = ovl_temp_make(c->os, &c->temp, what, &c->made);
	}
	if (target)
		name_free(target);
	return (int)n;
}

static int
make_copy(struct copying *c)
{
	struct new_entry what = { .mode = c->st.mode & S_IFMT,
		.dev = c->st.rdev };

	if (S_ISLNK(what.mode))
		return make_link_copy(c, &what);
	return ovl_temp_make(c->os, &c->temp, &what, &c->made);
}

static int
fill_copy(struct copying *c, u64 most)
{
	int err = S_ISREG(c->st.mode) ? copy_data(c, most) : 0;

	if (!err)
		err = copy_xattrs(c);
	if (!err)
		err = copy_origin(c);
	if (!err)
		err = set_attributes(c->made->inode, &c->st,
		    ATTR_UID | ATTR_GID | ATTR_MODE | ATTR_ATIME | ATTR_MTIME);
	return err;
}

int
ovl_make_impure(struct inode *dir)
{
	int err;

	if (atomic_load(&ovl_inode(dir)->impure))
		return 0;
	err = ovl_mark(ovl_upper(dir), OVL_IMPURE);
	if (!err)
		atomic_store(&ovl_inode(dir)->impure, true);
	return err == -EOPNOTSUPP ? 0 : err;
}

/* The directory above has an entry of its own now, and does not show it. */
static int
move_into_place(struct copying *c, const struct dentry *d)
{
	struct inode *above = d->parent->inode;
	struct path dir = ovl_upper_path(above);
	struct kstat before;
	struct qname name;
	int err = 0;

	qname_init(&name, d->name, d->len);
	inode_stat(dir.dentry->inode, &before);
	if (!S_ISDIR(c->st.mode))
		err = ovl_make_impure(above);
	if (!err)
		err = ovl_temp_move(c->os, &c->temp, &dir, &name,
		    RENAME_NOREPLACE);
	if (!err)
		(void)!set_attributes(dir.dentry->inode, &before,
		    ATTR_ATIME | ATTR_MTIME);
	return err;
}

/* Copies up what is named by d, whose directory has an upper. => holds: oi->lock */
static int
copy_one(struct ovl_inode *oi, const struct dentry *d, u64 most)
    REQUIRES(oi->lock)
{
	struct copying c = {
		.os = ovl_super(oi->inode.sb),
		.inode = &oi->inode,
		.lower = oi->stack->lower,
	};
	struct cred *old = ovl_enter(c.os);
	int err;

	inode_stat(c.lower->dentry->inode, &c.st);
	err = make_copy(&c);
	if (!err) {
		err = fill_copy(&c, most);
		if (!err && !oi->gone)
			err = move_into_place(&c, d);
		if (err || oi->gone)
			ovl_temp_remove(c.os, &c.temp);
		if (!err)
			ovl_inode_set_upper(&oi->inode, c.made);
		else
			dentry_put(c.made);
	}
	ovl_leave(old);
	if (!err && S_ISDIR(c.st.mode))
		atomic_add(&oi->version, 1);
	return err;
}

static int
copy_locked(const struct dentry *d, u64 most)
{
	struct ovl_inode *oi = ovl_inode(d->inode);
	int err = 0;

	if (!mutex_lock_killable(&oi->lock))
		return -EINTR;
	if (!ovl_upper(&oi->inode))
		err = copy_one(oi, d, most);
	mutex_unlock(&oi->lock);
	return err;
}

/* The highest directory on the way to d that has no upper, or d; with a reference. */
static struct dentry *
topmost(struct dentry *d)
{
	struct dentry *up;

	dentry_get(d);
	while (!ovl_upper((up = dentry_parent_get(d))->inode)) {
		dentry_put(d);
		d = up;
		sched_point();
	}
	dentry_put(up);
	return d;
}

int
ovl_copy_up(struct inode *inode, u64 most)
{
	const struct ovl_super *os = ovl_super(inode->sb);
	int err;

	if (!ovl_has_upper(os))
		return -EROFS;
	err = mount_may_write(os->layers[0].root.mount);
	while (!err && !ovl_upper(inode)) {
		struct dentry *own = ovl_inode(inode)->dentry;
		struct dentry *d = topmost(own);

		err = copy_locked(d, d == own ? most : OVL_ALL);
		dentry_put(d);
	}
	return err;
}
