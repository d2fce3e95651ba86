/*
 * sendfile and copy_file_range.
 *
 * A file that lends pages is written from them, a batch at a time: one copy, or none
 * if the other file takes none.  Others, and two parts of one file, go a page at a time
 * through a kernel buffer.  What the writer did not take is not lost, since the reader's
 * position moves only by what was written.
 *
 * A file's own position is read before and set after, as on Linux: who uses it
 * meanwhile sees neither.  Its lock is not held in between, since two files may be
 * one, or two of these calls may have them the other way round.
 *
 * Left out: giving pages to the other file, sharing of blocks.
 */
#include "fs/transfer.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/signal.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "mm/page.h"
#include "sched/sched.h"

/* What was taken of the file that is read, and not yet written. */
struct taken {
	struct uio left;
	struct file_loan loan;
	struct page *buffer; /* NULL: it lends */
};

/* Takes at most n bytes. => returns: how many, or -errno */
static ssize_t
take(struct file *in, loff_t at, size_t n, struct taken *t)
{
	ssize_t r;

	if (!t->buffer) {
		r = file_borrow(in, at, n, &t->loan);
		if (r > 0)
			uio_init_kernel_iovec(&t->left, t->loan.iov, (size_t)r);
		return r;
	}
	uio_init_kernel(&t->left, page_address(t->buffer), min(n, PAGE_SIZE));
	r = file_read(in, &t->left, &at);
	if (r > 0)
		uio_init_kernel(&t->left, page_address(t->buffer), (size_t)r);
	return r;
}

/* Writes all of it unless an error or a full file ends that. */
static ssize_t
write_all(struct file *out, struct uio *left, loff_t *pos)
{
	ssize_t done = 0;

	while (left->resid) {
		struct uio from = *left; /* may go further than what counts */
		ssize_t w = pos ? file_write(out, &from, pos) :
				  file_write_next(out, &from);

		if (w <= 0)
			return done ? done : w;
		done += w;
		uio_skip(left, (size_t)w);
		/* A pipe that has taken something need not take more now. */
		if (file_flags(out) & O_NONBLOCK)
			break;
	}
	return done;
}

static ssize_t
move_by(struct taken *t, struct file *in, loff_t *in_pos, struct file *out,
    loff_t *out_pos, size_t n)
{
	size_t done = 0;
	ssize_t r = 0;

	while (done < n) {
		r = take(in, *in_pos, n - done, t);
		if (r <= 0)
			break;
		r = write_all(out, &t->left, out_pos);
		file_return(&t->loan);
		if (r <= 0)
			break;
		*in_pos += r;
		done += (size_t)r;
		if (t->left.resid || thread_interrupted())
			break;
		sched_point();
	}
	return done ? (ssize_t)done : r;
}

static ssize_t
move(struct file *in, loff_t *in_pos, struct file *out, loff_t *out_pos,
    size_t n)
{
	struct taken t;
	ssize_t r;

	t.buffer = NULL;
	t.loan.npages = 0;
	/* Within one file the parts may overlap. */
	if (!in->ops->lend || in->inode == out->inode) {
		t.buffer = page_alloc(0, 0);
		if (!t.buffer)
			return -ENOMEM;
	}
	r = move_by(&t, in, in_pos, out, out_pos, n);
	if (t.buffer)
		page_put(t.buffer);
	return r;
}

/* How much there is to copy. */
static size_t
left_in(const struct file *f, loff_t pos)
{
	u64 size = atomic_load(&f->inode->size);

	return pos >= 0 && (u64)pos < size ? size - (u64)pos : 0;
}

ssize_t
file_send(struct file *out, struct file *in, loff_t *in_pos, size_t n)
{
	ssize_t done;
	loff_t pos;

	if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE))
		return -EBADF;
	if (in_pos && !in->ops->seek)
		return -ESPIPE;
	if (S_ISFIFO(inode_mode(out->inode)) &&
	    file_poll(out, NULL) & POLLERR) {
		fs_send_signal(SIGPIPE);
		return -EPIPE;
	}
	/* As on Linux before 6.5: the source is one that could be mapped. */
	if (file_flags(out) & O_APPEND ||
	    !(S_ISREG(inode_mode(in->inode)) || S_ISBLK(inode_mode(in->inode))))
		return -EINVAL;
	n = min(n, (size_t)MAX_RW_COUNT);
	pos = in_pos ? *in_pos : file_pos_get(in);
	if (pos < 0 || (loff_t)n > INT64_MAX - pos)
		return -EINVAL;
	/* Linux's eventfd and its like are no targets. */
	if (out->mode & FMODE_STAYS && n && left_in(in, pos))
		return -EINVAL;
	done = move(in, &pos, out, NULL, n);
	if (done > 0 && in_pos)
		*in_pos = pos;
	else if (done > 0)
		file_pos_set(in, pos);
	return done;
}

/* Order of checks as Linux's generic_copy_file_checks(). */
ssize_t
file_copy_range(struct file *in, loff_t *in_pos, struct file *out,
    loff_t *out_pos, size_t n)
{
	loff_t in_at = in_pos ? *in_pos : file_pos_get(in);
	loff_t out_at = out_pos ? *out_pos : file_pos_get(out);
	ssize_t done;

	if (S_ISDIR(inode_mode(in->inode)) || S_ISDIR(inode_mode(out->inode)))
		return -EISDIR;
	if (!S_ISREG(inode_mode(in->inode)) || !S_ISREG(inode_mode(out->inode)))
		return -EINVAL;
	if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE) ||
	    file_flags(out) & O_APPEND)
		return -EBADF;
	if ((u64)in_at + n < n || (u64)out_at + n < n)
		return -EOVERFLOW;
	n = min(n, left_in(in, in_at));
	if (in->inode == out->inode && (u64)in_at + n > (u64)out_at &&
	    (u64)out_at + n > (u64)in_at)
		return -EINVAL;
	n = min(n, (size_t)MAX_RW_COUNT);
	if (in_at < 0 || out_at < 0 || (loff_t)n > INT64_MAX - in_at ||
	    (loff_t)n > INT64_MAX - out_at)
		return -EINVAL;
	done = move(in, &in_at, out, &out_at, n);
	if (done <= 0)
		return done;
	if (in_pos)
		*in_pos = in_at;
	else
		file_pos_set(in, in_at);
	if (out_pos)
		*out_pos = out_at;
	else
		file_pos_set(out, out_at);
	return done;
}
