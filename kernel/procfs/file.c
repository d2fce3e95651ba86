/*
 * Files and links of /proc.
 *
 * A file's text is made when it is read from the start, and later reads go on
 * in the same text, so that what a program collects with many small reads fits
 * together.  The open file keeps the newest text; a read takes a reference to
 * it and copies without any lock.
 */
#include "fs/file.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/fdtable.h"
#include "fs/generic_file.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "procfs/node.h"
#include "procfs/subject.h"

#define STORE_MAX 4095

struct open_text {
	struct spinlock lock;
	struct text *text
	    OWN_LOCK(lock); /* owned reference; NULL: not read yet */
};

/* --- Reading --- */

static int
make_text(const struct node *n, struct text *t)
{
	struct subject s;
	int err = subject_get(&s, n);

	if (err)
		return err;
	if (((n->entry && n->entry->guarded) || n->kind == NODE_FDINFO) &&
	    !subject_is_open(&s))
		err = -EACCES;
	else if (n->kind == NODE_FDINFO)
		err = fdinfo_show(t, &s);
	else
		err = n->entry && n->entry->show ? n->entry->show(t, &s) : -EIO;
	subject_put(&s);
	return !err && t->failed ? -ENOMEM : err;
}

/* Replaces the text by a new one. */
static int
renew(struct file *f)
{
	struct open_text *o = f->private;
	struct text *t = text_create(), *old;
	int err = t ? make_text(node_of(f->inode), t) : -ENOMEM;

	if (err) {
		text_put(t);
		return err;
	}
	spin_lock(&o->lock);
	old = o->text;
	o->text = t;
	spin_unlock(&o->lock);
	text_put(old);
	return 0;
}

static struct text *
get_text(struct open_text *o)
{
	struct text *t;

	spin_lock(&o->lock);
	t = o->text;
	if (t)
		ref_get(&t->refs);
	spin_unlock(&o->lock);
	return t;
}

static ssize_t
text_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct text *t;
	size_t n, copied;
	int err;

	if (!f->private) {
		struct open_text *o = kzalloc(sizeof(*o)), *none = NULL;

		if (!o)
			return -ENOMEM;
		spin_init(&o->lock, LC_INODE_STATE);
		if (!atomic_cas((struct open_text **)&f->private, &none, o))
			kfree(o);
	}
	t = *pos == 0 ? NULL : get_text(f->private);
	if (!t) {
		err = renew(f);
		if (err)
			return err;
		t = get_text(f->private);
	}
	n = *pos < (loff_t)t->len ? min(to->resid, t->len - (size_t)*pos) : 0;
	copied = n ? uio_copy_out(to, t->data + *pos, n) : 0;
	text_put(t);
	atomic_add_own(pos, (loff_t)copied);
	return copied || !n ? (ssize_t)copied : -EFAULT;
}

static ssize_t
text_write(struct file *f, struct uio *from, loff_t *pos)
{
	const struct node *node = node_of(f->inode);
	size_t n = min(from->resid, (size_t)STORE_MAX);
	struct subject s;
	char *buf;
	int err;

	if (!node->entry || !node->entry->store)
		return -EIO;
	buf = kmalloc(n + 1);
	if (!buf)
		return -ENOMEM;
	err = uio_copy_in(from, buf, n) == n ? subject_get(&s, node) : -EFAULT;
	buf[n] = 0;
	if (!err) {
		err = node->entry->store(buf, n, &s);
		subject_put(&s);
	}
	kfree(buf);
	if (!err)
		atomic_add_own(pos, (loff_t)n);
	return err ? err : (ssize_t)n;
}

static loff_t
text_seek(struct file *f, loff_t offset, int whence)
{
	if (whence == SEEK_END)
		return -EINVAL;
	return seek_within(f, offset, whence, 0, INT64_MAX);
}

static void
text_release(struct file *f)
{
	struct open_text *o = f->private;

	if (!o)
		return;
	spin_unshared(&o->lock);
	text_put(o->text);
	kfree(o);
}

const struct file_ops text_file_ops = {
	.read = text_read,
	.write = text_write,
	.seek = text_seek,
	.release = text_release,
};

/* A change of size is accepted: shells open with O_TRUNC. */
static int
ignore_truncate(struct inode *inode, u64 size)
{
	(void)inode;
	(void)size;
	return 0;
}

/* The C library reads in pieces of this size, as it does on Linux. */
static void
small_blocks(struct inode *inode, struct kstat *st)
{
	(void)inode;
	st->blksize = 1024;
}

const struct inode_ops file_inode_ops = {
	.truncate = ignore_truncate,
	.getattr = small_blocks,
};

/* --- Links --- */

static bool
is_guarded(const struct node *n)
{
	return n->kind == NODE_FD || (n->entry && n->entry->guarded);
}

static ssize_t
link_readlink(struct inode *inode, char *buf, size_t size)
{
	const struct node *n = node_of(inode);
	struct subject s;
	ssize_t len = subject_get(&s, n);

	if (len)
		return len == -ESRCH ? -ENOENT : len;
	len = n->kind == NODE_FD ? fd_readlink(buf, size, &s) :
				   n->entry->readlink(buf, size, &s);
	if (is_guarded(n) && !subject_is_open(&s))
		len = -EACCES;
	subject_put(&s);
	return len;
}

static int
link_follow(struct inode *inode, struct path *out)
{
	const struct node *n = node_of(inode);
	struct subject s;
	int err = subject_get(&s, n);

	if (err)
		return err == -ESRCH ? -ENOENT : err;
	err = n->kind == NODE_FD ? fd_follow(out, &s) :
				   n->entry->follow(out, &s);
	if (is_guarded(n) && !subject_is_open(&s)) {
		if (!err)
			path_put(out);
		err = -EACCES;
	}
	subject_put(&s);
	return err;
}

const struct inode_ops text_link_ops = { .readlink = link_readlink };
const struct inode_ops object_link_ops = {
	.readlink = link_readlink,
	.follow = link_follow,
};
