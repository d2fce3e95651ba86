/*
 * Files and links of /proc.
 *
 * A read prints records of the file (lib/text.c) until there are as many bytes
 * as it wants, or a buffer is full, and copies them out.  What is left, of the
 * last record, stays with the open file for the read that goes on there, so that
 * small reads fit together; a buffer that is empty goes.  A read elsewhere prints
 * from the first record on, and one at the start always does.  So an open file
 * keeps a place and at most one buffer, however long its text is.
 *
 * A read takes the open file's state for itself and puts it back: there is no
 * lock.  Who comes meanwhile, by pread(), finds none and makes his own; the last
 * to put back finds one there, and frees his.
 *
 * A guarded file asks for permission when it is opened, so that nobody's rights are
 * lent to who opened it, and again at each read.  It is about the program of then:
 * after an execve() it has ended.
 */
#include "fs/file.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "cred/cred.h"
#include "fs/fdtable.h"
#include "fs/generic_file.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "proc/process.h"
#include "procfs/node.h"
#include "procfs/subject.h"
#include "sched/sched.h"

#define BUFFER_SIZE PAGE_SIZE
#define STORE_MAX   4095

struct reading {
	struct text text; /* its buffer is NULL while there is nothing in it */
	u32 nexecs;       /* as opened.nexecs */
	size_t from;      /* what of the buffer was read */
	loff_t pos;       /* of that in the file; -1: nowhere */
};

struct opened {
	struct reading *kept; /* [a] NULL: none, or taken */
	u32 nexecs;           /* [I] of its process */
};

/* Is it for who may look into the process as a debugger may? */
static bool
is_guarded(const struct node *n)
{
	return n->kind == NODE_FD || n->kind == NODE_FDINFO ||
	    (n->entry && n->entry->guarded);
}

/* --- Reading --- */

static int
show(struct text *t, const struct node *n, const struct subject *s)
{
	if (thread_killed())
		return -EINTR;
	if (n->kind == NODE_FDINFO)
		return fdinfo_show(t, s);
	return n->entry && n->entry->show ? n->entry->show(t, s) : -EIO;
}

/* Prints what comes next, `want` bytes or a little more, as far as there is
 * room.  Who may not see it is found out afterwards (subject.c). */
static int
print(struct reading *r, const struct node *n, size_t want)
{
	struct text *t = &r->text;
	struct subject s;
	int err = subject_get(&s, n);
	bool more = true;

	if (err)
		return err;
	/* Counted before the new program can be seen. */
	if (is_guarded(n) && atomic_load(&s.process->nexecs) != r->nexecs) {
		t->ended = true;
		more = false;
	}
	while (more && t->len < want) {
		text_begin(t);
		err = show(t, n, &s);
		more = text_commit(t, !err);
		sched_point();
	}
	if (t->len)
		err = 0;
	if (!err && is_guarded(n) && !subject_is_open(&s))
		err = -EACCES;
	subject_put(&s);
	return err;
}

/* Fills the empty buffer.  After an error all begins anew. */
static int
fill(struct reading *r, const struct node *n, size_t want)
{
	struct text *t = &r->text;
	int err;

	if (!t->buf)
		t->buf = kmalloc(BUFFER_SIZE);
	t->size = BUFFER_SIZE - 1;
	t->len = r->from = 0;
	err = t->buf ? print(r, n, min(want, t->size)) : -ENOMEM;
	if (err) {
		t->len = 0;
		r->pos = -1;
	}
	return err;
}

/* Goes to a position, which may be behind the end. */
static int
go_to(struct reading *r, const struct node *n, loff_t pos)
{
	int err = 0;

	if (pos == r->pos && pos != 0)
		return 0;
	text_rewind(&r->text);
	r->from = 0;
	r->pos = 0;
	while (!err && r->pos < pos && !r->text.ended) {
		err = fill(r, n, BUFFER_SIZE);
		if (!err) {
			r->from = (size_t)min(pos - r->pos,
			    (loff_t)r->text.len);
			r->pos += (loff_t)r->from;
		}
	}
	if (!err)
		r->pos = pos;
	return err;
}

/* Fills the buffer once, so that a read gives whole records if it can; more
 * often only for who has room for all that is in it. */
static ssize_t
read_at(struct reading *r, const struct node *n, struct uio *to, loff_t pos)
{
	struct text *t = &r->text;
	size_t copied, wanted, done = 0;
	int err = go_to(r, n, pos);
	bool filled = false;

	while (!err && to->resid) {
		if (r->from == t->len) {
			if (t->ended || (filled && to->resid < BUFFER_SIZE))
				break;
			err = fill(r, n, to->resid);
			filled = true;
			if (err)
				break;
		}
		wanted = min(to->resid, t->len - r->from);
		copied = uio_copy_out(to, t->buf + r->from, wanted);
		r->from += copied;
		r->pos += (loff_t)copied;
		done += copied;
		if (copied < wanted)
			err = -EFAULT;
	}
	return done ? (ssize_t)done : err;
}

static void
reading_free(struct reading *r)
{
	if (r)
		kfree(r->text.buf);
	kfree(r);
}

static ssize_t
text_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct opened *o = f->private;
	struct reading *r = atomic_xchg(&o->kept, NULL), *none = NULL;
	ssize_t n;

	if (!r)
		r = kzalloc(sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->nexecs = o->nexecs;
	n = read_at(r, node_of(f->inode), to, *pos);
	*pos += max(n, (ssize_t)0);
	if (r->from == r->text.len) {
		kfree(r->text.buf);
		r->text.buf = NULL;
	}
	if (!atomic_cas(&o->kept, &none, r))
		reading_free(r);
	return n;
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
	struct opened *o = f->private;

	reading_free(o->kept);
	kfree(o);
}

static int
may_open(struct opened *o, const struct node *n)
{
	struct subject s;
	int err = subject_get(&s, n);

	if (err)
		return err;
	o->nexecs = atomic_load(&s.process->nexecs);
	if (!subject_is_open(&s))
		err = -EACCES;
	subject_put(&s);
	return err;
}

static int
text_open(struct inode *inode, struct file *f)
{
	const struct node *n = node_of(inode);
	struct opened *o = kzalloc(sizeof(*o));
	int err = o ? 0 : -ENOMEM;

	if (!err && is_guarded(n))
		err = may_open(o, n);
	if (err) {
		kfree(o);
		return err;
	}
	f->private = o;
	return 0;
}

static u64
text_pages(const struct file *f)
{
	const struct opened *o = f->private;

	return atomic_load(&o->kept) ? 1 : 0;
}

const struct file_ops text_file_ops = {
	.pages = text_pages,
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

bool
node_is_setting(const struct node *n)
{
	return n->kind == NODE_STATIC && n->entry &&
	    !strncmp(n->entry->path, "sys/", 4);
}

/* The mode holds for root too: no capability overrides it (as Linux). */
static int
setting_permission(struct inode *inode, unsigned may)
{
	const struct cred *c = current_cred();
	mode_t bits = inode_mode(inode);

	if (c->euid == 0)
		bits >>= 6;
	else if (cred_in_group(c, 0))
		bits >>= 3;
	return (bits & may) == may ? 0 : -EACCES;
}

/* Nobody lends what is a process's, or a setting, to others (as Linux). */
int
node_setattr(struct inode *inode, const struct attr *a)
{
	const struct node *n = node_of(inode);
	bool setting = node_is_setting(n);

	if ((n->pid || setting) && a->valid & ATTR_MODE)
		return -EPERM;
	if (setting && a->valid & (ATTR_UID | ATTR_GID))
		return -EPERM;
	inode_setattr(inode, a);
	return 0;
}

const struct inode_ops file_inode_ops = {
	.open = text_open,
	.setattr = node_setattr,
	.truncate = ignore_truncate,
	.getattr = small_blocks,
};

const struct inode_ops setting_inode_ops = {
	.open = text_open,
	.permission = setting_permission,
	.setattr = node_setattr,
	.truncate = ignore_truncate,
	.getattr = small_blocks,
};

/* --- Links --- */

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
