/*
 * Regular files of an overlay, links and nodes.
 *
 * An open file has one of the layer behind it, whose page cache is the only one.  What was
 * opened for reading before it was copied up reads the upper layer's from then on; what
 * was mapped stays the lower one's, as on Linux.  Who runs it and who writes to it exclude
 * each other by the overlay's inode.
 */
#include "fs/overlay/overlay.h"

#include "abi/fcntl.h"
#include "fs/attr.h"
#include "fs/file.h"
#include "fs/generic_file.h"
#include "mm/slab.h"
#include "vm/vmspace.h"

struct ovl_file {
	struct file *real; /* [I] owned: as it was opened */
	struct file
	    *upper; /* [a] owned: opened since it was copied up; or NULL */
};

/* Opens what is behind f, by its flags; to read unless it is for writing. */
static int
open_real(struct file *f, struct file **out)
{
	struct path at = ovl_real_path(f->inode);
	u32 keep = O_SYNC | O_DSYNC | (f->mode & FMODE_WRITE ? O_ACCMODE : 0);
	struct cred *old = ovl_enter(ovl_super(f->inode->sb));
	int err = file_open_path(&at, (int)(file_flags(f) & keep) | O_NOATIME,
	    out);

	ovl_leave(old);
	return err;
}

int
ovl_file_open(struct inode *inode, struct file *f)
{
	struct ovl_file *of;
	int err = 0;

	if (f->mode & FMODE_WRITE)
		err = ovl_copy_up(inode, file_flags(f) & O_TRUNC ? 0 : OVL_ALL);
	if (err)
		return err;
	of = kzalloc(sizeof(*of));
	if (!of)
		return -ENOMEM;
	err = open_real(f, &of->real);
	if (err) {
		kfree(of);
		return err;
	}
	f->private = of;
	return 0;
}

/* The file to read from. */
static int
real_file(struct file *f, struct file **out)
{
	struct ovl_file *of = f->private;
	struct file *upper = load_acquire(&of->upper), *none = NULL;
	int err;

	*out = of->real;
	if (likely(of->real->inode == ovl_real_inode(f->inode)))
		return 0;
	if (!upper) {
		err = open_real(f, &upper);
		if (err)
			return err;
		if (!atomic_cas(&of->upper, &none, upper)) {
			file_put(upper);
			upper = none;
		}
	}
	*out = upper;
	return 0;
}

/* A read is seen in the upper layer alone. */
static void
accessed(struct file *f)
{
	if (!(file_flags(f) & O_NOATIME) && ovl_upper(f->inode))
		inode_touch_read(ovl_upper(f->inode)->inode, f->path.mount);
}

static ssize_t
read(struct file *f, struct uio *to, loff_t *pos)
{
	struct file *real;
	ssize_t n = real_file(f, &real);

	if (n)
		return n;
	n = real->ops->read(real, to, pos);
	accessed(f);
	return n;
}

static ssize_t
lend(struct file *f, loff_t pos, size_t n, struct file_loan *loan)
{
	struct file *real;
	ssize_t lent = real_file(f, &real);

	if (lent)
		return lent;
	lent = real->ops->lend ? real->ops->lend(real, pos, n, loan) : -EINVAL;
	accessed(f);
	return lent;
}

static ssize_t
write(struct file *f, struct uio *from, loff_t *pos)
{
	struct ovl_file *of = f->private;
	struct file *real = of->real;
	ssize_t n;

	if (!mutex_lock_killable(&f->inode->lock))
		return -EINTR;
	if (from->resid && inode_has_suid(f->inode))
		inode_strip_suid(f->inode);
	if (file_flags(f) & O_APPEND)
		from->append = true;
	n = real->ops->write(real, from, pos);
	atomic_store(&f->inode->size, atomic_load(&real->inode->size));
	mutex_unlock(&f->inode->lock);
	return n;
}

static loff_t
seek(struct file *f, loff_t offset, int whence)
{
	struct file *real;
	int err = real_file(f, &real);

	if (err)
		return err;
	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		return real->ops->seek(real, offset, whence);
	return seek_within(f, offset, whence,
	    (loff_t)atomic_load(&real->inode->size),
	    (loff_t)min(f->inode->sb->max_bytes, (u64)INT64_MAX));
}

static int
mmap(struct file *f, struct vm_area *area)
{
	struct file *real;
	int err = real_file(f, &real);

	if (err)
		return err;
	if (!real->ops->mmap)
		return -ENODEV;
	err = real->ops->mmap(real, area);
	accessed(f);
	return err;
}

static int
fsync(struct file *f, bool datasync)
{
	struct file *real;
	int err;

	if (!ovl_upper(f->inode))
		return 0;
	err = real_file(f, &real);
	if (err)
		return err;
	return real->ops->fsync ? real->ops->fsync(real, datasync) : -EINVAL;
}

static int
flush(struct file *f)
{
	struct ovl_file *of = f->private;
	struct file *real = of->real;

	return real->ops->flush ? real->ops->flush(real) : 0;
}

/* f may not have come to be open. */
static u64
pages(const struct file *f)
{
	const struct ovl_file *of = f->private;

	return of ? file_pages(of->real) : 0;
}

static void
release(struct file *f)
{
	struct ovl_file *of = f->private;

	file_put(of->real);
	if (of->upper)
		file_put(of->upper);
	kfree(of);
}

const struct file_ops ovl_file_ops = {
	.read = read,
	.lend = lend,
	.write = write,
	.seek = seek,
	.mmap = mmap,
	.fsync = fsync,
	.flush = flush,
	.pages = pages,
	.release = release,
};

/* --- Sizes ------------------------------------------------------------------------------ */

static int
reg_truncate(struct inode *inode, u64 size)
{
	struct path at;
	struct cred *old;
	int err = ovl_copy_up(inode, size);

	if (err)
		return err;
	at = ovl_upper_path(inode);
	old = ovl_enter(ovl_super(inode->sb));
	err = path_truncate(&at, size);
	ovl_leave(old);
	ovl_inode_refresh(inode);
	return err;
}

static int
reg_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end)
{
	struct inode *real;
	struct cred *old;
	int err = ovl_copy_up(inode, OVL_ALL);

	if (err)
		return err;
	real = ovl_real_inode(inode);
	if (!real->ops->fallocate)
		return -EOPNOTSUPP;
	old = ovl_enter(ovl_super(inode->sb));
	mutex_lock(&real->lock);
	err = real->ops->fallocate(real, mode, start, end);
	if (!err)
		inode_touch_modified(real);
	mutex_unlock(&real->lock);
	ovl_leave(old);
	ovl_inode_refresh(inode);
	return err;
}

const struct inode_ops ovl_reg_ops = {
	.open = ovl_file_open,
	.truncate = reg_truncate,
	.fallocate = reg_fallocate,
	.setattr = ovl_setattr,
	.getattr = ovl_getattr,
	.getxattr = ovl_getxattr,
	.setxattr = ovl_setxattr,
	.listxattr = ovl_listxattr,
};

/* --- Others ------------------------------------------------------------------------------ */

static ssize_t
link_readlink(struct inode *inode, char *buf, size_t size)
{
	struct inode *real = ovl_real_inode(inode);
	struct cred *old = ovl_enter(ovl_super(inode->sb));
	ssize_t n = real->ops->readlink(real, buf, size);

	ovl_leave(old);
	return n;
}

const struct inode_ops ovl_link_ops = {
	.readlink = link_readlink,
	.setattr = ovl_setattr,
	.getattr = ovl_getattr,
	.getxattr = ovl_getxattr,
	.setxattr = ovl_setxattr,
	.listxattr = ovl_listxattr,
};

/* Devices, fifos and sockets are the overlay's own; their attributes are not. */
const struct inode_ops ovl_node_ops = {
	.setattr = ovl_setattr,
	.getattr = ovl_getattr,
	.getxattr = ovl_getxattr,
	.setxattr = ovl_setxattr,
	.listxattr = ovl_listxattr,
};
