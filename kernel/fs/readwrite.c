/*
 * read() and write() on open files: the checks that hold for every kind, and
 * the position.
 *
 * Regular files and directories have a position that descriptors share and
 * pos_lock guards (POSIX XSH 2.9.7).  Others have none: their reads may sleep
 * for long, and must not keep writers out.
 */
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "mm/page.h"
#include "sched/thread.h"

/* Linux's rule for every kind of file: all positions have numbers. */
static inline bool
passes_end(const struct uio *u, loff_t pos)
{
	return (loff_t)u->resid > INT64_MAX - pos;
}

ssize_t
file_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct io_counts *io = &current()->io;
	ssize_t n;

	if (unlikely(!(f->mode & FMODE_READ)))
		return -EBADF;
	if (unlikely(passes_end(to, READ_ONCE(*pos))))
		return -EINVAL;
	if (unlikely(!f->ops->read))
		return S_ISDIR(inode_mode(f->inode)) ? -EISDIR : -EINVAL;
	n = f->ops->read(f, to, pos);
	atomic_add_own(&io->syscr, 1);
	atomic_add_own(&io->rchar, (u64)max(n, (ssize_t)0));
	return n;
}

ssize_t
file_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct io_counts *io = &current()->io;
	ssize_t n;

	if (unlikely(!(f->mode & FMODE_WRITE)))
		return -EBADF;
	if (unlikely(!f->ops->write || passes_end(from, READ_ONCE(*pos))))
		return -EINVAL;
	n = f->ops->write(f, from, pos);
	atomic_add_own(&io->syscw, 1);
	atomic_add_own(&io->wchar, (u64)max(n, (ssize_t)0));
	return n;
}

ssize_t
file_borrow(struct file *f, loff_t pos, size_t n, struct file_loan *loan)
{
	struct io_counts *io = &current()->io;
	ssize_t lent;

	if (!(f->mode & FMODE_READ))
		return -EBADF;
	if ((loff_t)n > INT64_MAX - pos)
		return -EINVAL;
	lent = f->ops->lend(f, pos, n, loan);
	atomic_add_own(&io->syscr, 1);
	atomic_add_own(&io->rchar, (u64)max(lent, (ssize_t)0));
	return lent;
}

void
file_return(struct file_loan *loan)
{
	for (unsigned i = 0; i < loan->npages; i++)
		if (loan->pages[i])
			page_put(loan->pages[i]);
	loan->npages = 0;
}

ssize_t
file_read_next(struct file *f, struct uio *to)
{
	ssize_t n;

	if (!(f->mode & FMODE_POS))
		return file_read(f, to, &f->pos);
	if (!mutex_lock_killable(&f->pos_lock))
		return -EINTR;
	n = file_read(f, to, &f->pos);
	mutex_unlock(&f->pos_lock);
	return n;
}

ssize_t
file_write_next(struct file *f, struct uio *from)
{
	ssize_t n;

	if (!(f->mode & FMODE_POS))
		return file_write(f, from, &f->pos);
	if (!mutex_lock_killable(&f->pos_lock))
		return -EINTR;
	n = file_write(f, from, &f->pos);
	mutex_unlock(&f->pos_lock);
	return n;
}

loff_t
file_pos_get(struct file *f)
{
	loff_t pos;

	mutex_lock(&f->pos_lock);
	pos = f->pos;
	mutex_unlock(&f->pos_lock);
	return pos;
}

void
file_pos_set(struct file *f, loff_t pos)
{
	mutex_lock(&f->pos_lock);
	atomic_store(&f->pos, pos);
	mutex_unlock(&f->pos_lock);
}
