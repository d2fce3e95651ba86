/*
 * splice, tee, vmsplice: bytes go through a pipe without a program's memory.
 *
 * Between two pipes, whole pages change places, if both stand at the beginning of one;
 * tee() lets both have the page.  A whole page of a file that lends its pages is put
 * into the pipe as it is: what is written to the file later shows, as on Linux.  All
 * else is one copy: a file is read into the pages of the pipe, or written from them.
 *
 * A file is read and written without the pipe's lock, which comes after those of files
 * and is no lock to wait under for a terminal's input.  The pipe is busy instead
 * (pipe.c): who drains it alone moves its tail, and who fills it its head, so nothing
 * is lost or comes twice when only part is taken.  Pages for what is to be read are
 * there before it is: so nothing is read that then has no room.
 *
 * A call waits until it can begin, and goes on as long as it need not wait.  One that
 * may not wait does so for the end of another's work, as it would for a lock, and finds
 * then what there is.  Who is
 * interrupted before it began does so again (-ERESTARTSYS).
 *
 * vmsplice() copies: pages that a program still has stay its own.
 *
 * Left out: which flags move and which copy is the same (SPLICE_F_MOVE, _MORE, _GIFT).
 */
#include "ipc/splice.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "fs/inode.h"
#include "ipc/pipe_internal.h"
#include "lib/string.h"
#include "sched/restart.h"
#include "sched/sched.h"

#define PIECE_PAGES 16 /* between two scheduling points */

/* --- Waiting ------------------------------------------------------------------- */

/* Takes the lock of a pipe that has something, which nobody else drains.
 * => returns: 1: locked; 0: the end; -EAGAIN, -ERESTARTSYS, -EINTR */
static int
lock_readable(struct pipe *p, bool wait) NO_THREAD_SAFETY_ANALYSIS
{
	int err = thread_interrupted() ? -ERESTARTSYS : 0;

	while (!err) {
		bool end, mine;

		if (!mutex_lock_killable(&p->lock))
			return -EINTR;
		mine = may_take(p);
		end = !p->writers;
		if (mine && p->head != p->tail)
			return 1;
		mutex_unlock(&p->lock);
		if (mine && end)
			return 0;
		if (mine && !wait)
			return -EAGAIN;
		err = wait_event_intr_one(&p->rd,
		    pipe_readable(p) || (!wait && may_take(p)));
	}
	return err;
}

static bool
can_begin_to_fill(const struct pipe *p)
{
	return (room(p) && may_fill(p)) || !atomic_load(&p->readers);
}

/* Takes the lock of a pipe that has room, which nobody else fills.
 * => returns: 1: locked; -EPIPE with SIGPIPE, -EAGAIN, -ERESTARTSYS, -EINTR */
static int
lock_writable(struct pipe *p, bool wait) NO_THREAD_SAFETY_ANALYSIS
{
	int err = 0;

	while (!err) {
		bool readers, mine;

		if (!mutex_lock_killable(&p->lock))
			return -EINTR;
		mine = may_fill(p);
		readers = p->readers != 0;
		if (readers && mine && room(p))
			return 1;
		mutex_unlock(&p->lock);
		if (!readers)
			return (int)pipe_broken();
		if (mine && !wait)
			return -EAGAIN;
		err = wait_event_intr_one(&p->wr,
		    can_begin_to_fill(p) || (!wait && may_fill(p)));
	}
	return err;
}

/* Whoever waits looks again: there may be room, bytes, or an end to being busy. */
static void
wake_pipe(struct pipe *p)
{
	if (waitq_active(&p->rd))
		wake_all(&p->rd);
	if (waitq_active(&p->wr))
		wake_all(&p->wr);
}

/* --- The pages of a pipe ----------------------------------------------------------- */

static inline void **
slot_at(struct pipe *p, u64 at) REQUIRES(p->lock)
{
	return &p->pages[((at - p->base) & (p->capacity - 1)) / PAGE_SIZE];
}

static inline size_t
offset_at(const struct pipe *p, u64 at) REQUIRES(p->lock)
{
	return (at - p->base) % PAGE_SIZE;
}

/* n more bytes, of one page, were read. */
static void
pass(struct pipe *p, size_t n) REQUIRES(p->lock)
{
	void **slot = slot_at(p, p->tail);

	atomic_store(&p->tail, p->tail + n);
	if (slot_is_shared(*slot))
		pipe_leave_shared(p, slot);
	if (p->head == p->tail)
		pipe_start_again(p);
}

/* A piece of a pipe, as memory that stays while the pipe is busy. */
struct piece {
	struct iovec iov[PIECE_PAGES];
	size_t n;
};

/* What there is from `at` on, at most `most` bytes.  make: pages that are not there
 * are made. => returns: -ENOMEM: nothing */
static int
map_piece(struct pipe *p, u64 at, size_t most, bool make, struct piece *piece)
    REQUIRES(p->lock)
{
	unsigned i;

	piece->n = 0;
	for (i = 0; i < PIECE_PAGES && piece->n < most; i++) {
		size_t offset = offset_at(p, at + piece->n);
		size_t n = min(most - piece->n, PAGE_SIZE - offset);
		void **slot = slot_at(p, at + piece->n);

		if (make && !*slot && pipe_new_page(p, slot))
			break;
		piece->iov[i] = (struct iovec){
			(void __user *)((vaddr_t)slot_page(*slot) + offset), n
		};
		piece->n += n;
	}
	return piece->n ? 0 : -ENOMEM;
}

/* --- From a pipe to a file ----------------------------------------------------------- */

/* => returns: 1: draining; as lock_readable() */
static int
drain_begin(struct pipe *p, size_t most, bool wait, struct piece *piece)
{
	int r = lock_readable(p, wait);

	if (r != 1)
		return r;
	mutex_unshared(&p->lock);
	(void)map_piece(p, p->tail, min(most, (size_t)(p->head - p->tail)),
	    false, piece);
	atomic_store(&p->busy, p->busy | PIPE_DRAINING);
	mutex_unlock(&p->lock);
	return 1;
}

static void
drain_end(struct pipe *p, const struct piece *piece, size_t n)
{
	mutex_lock(&p->lock);
	atomic_store(&p->busy, p->busy & ~PIPE_DRAINING);
	for (unsigned i = 0; n; i++) {
		size_t part = min(n, piece->iov[i].iov_len);

		pass(p, part);
		n -= part;
	}
	mutex_unlock(&p->lock);
	wake_pipe(p);
}

static ssize_t
drain(struct pipe *p, struct file *out, loff_t *pos, size_t n, bool wait)
{
	struct piece piece;
	size_t done = 0;
	ssize_t r = 0;

	while (done < n) {
		struct uio from;

		r = drain_begin(p, n - done, wait && !done, &piece);
		if (r <= 0)
			break;
		uio_init_kernel_iovec(&from, piece.iov, piece.n);
		r = file_write(out, &from, pos);
		drain_end(p, &piece, r > 0 ? (size_t)r : 0);
		if (r <= 0)
			break;
		done += (size_t)r;
		sched_point();
	}
	return done ? (ssize_t)done : r;
}

/* --- From a file to a pipe ------------------------------------------------------------- */

/* A page that others have too comes into a slot that nothing is in. */
static void
put_page(struct pipe *p, void **slot, struct page *page) REQUIRES(p->lock)
{
	if (*slot)
		pipe_drop_slot(p, slot);
	page_get(page);
	*slot = (void *)((uintptr_t)page_address(page) | SLOT_SHARED);
	atomic_add_own(&p->npages, 1);
}

/* Puts whole pages that are lent at the head.
 * => returns: bytes, 0: not from here, -ENOMEM */
static ssize_t
put_lent(struct pipe *p, const struct file_loan *loan) REQUIRES(p->lock)
{
	size_t done = 0;

	for (unsigned i = 0; i < loan->npages; i++) {
		void **slot = slot_at(p, p->head);

		if (loan->iov[i].iov_len != PAGE_SIZE)
			break;
		if (loan->pages[i])
			put_page(p, slot, loan->pages[i]);
		else if (*slot || !pipe_new_page(p, slot))
			memset(*slot, 0, PAGE_SIZE);
		else
			return done ? (ssize_t)done : -ENOMEM;
		atomic_store(&p->head, p->head + PAGE_SIZE);
		done += PAGE_SIZE;
	}
	return (ssize_t)done;
}

/* The same of a file, if both stand at the beginning of a page.  It has been marked
 * as being filled: others may read meanwhile. */
static ssize_t
fill_lent(struct pipe *p, struct file *in, loff_t *pos, size_t n)
{
	struct file_loan loan = { .npages = 0 };
	ssize_t r = 0;

	if (in->ops->lend && *pos % PAGE_SIZE == 0 && n >= PAGE_SIZE)
		r = file_borrow(in, *pos, n - n % PAGE_SIZE, &loan);
	if (r > 0) {
		mutex_lock(&p->lock);
		r = put_lent(p, &loan);
		mutex_unlock(&p->lock);
		file_return(&loan);
	}
	if (r > 0)
		*pos += r;
	return r;
}

/* Reads once into its pages. */
static ssize_t
fill_copied(struct pipe *p, struct file *in, loff_t *pos, size_t n)
{
	struct piece piece;
	struct uio to;
	ssize_t r;

	mutex_lock(&p->lock);
	r = map_piece(p, p->head, n, true, &piece);
	mutex_unlock(&p->lock);
	if (r)
		return r;
	uio_init_kernel_iovec(&to, piece.iov, piece.n);
	r = file_read(in, &to, pos);
	if (r > 0) {
		mutex_lock(&p->lock);
		atomic_store(&p->head, p->head + (u64)r);
		mutex_unlock(&p->lock);
	}
	return r;
}

/* What has room goes in: of a regular file all of it, of others what one read gives,
 * since a second may have to wait. */
static ssize_t
fill(struct pipe *p, struct file *in, loff_t *pos, size_t n, bool aligned)
{
	bool regular = S_ISREG(inode_mode(in->inode));
	size_t done = 0;
	ssize_t r = 0;

	while (done < n) {
		r = 0;
		if (aligned && done % PAGE_SIZE == 0)
			r = fill_lent(p, in, pos, n - done);
		if (!r)
			r = fill_copied(p, in, pos, n - done);
		if (r <= 0)
			break;
		done += (size_t)r;
		if (!regular || thread_interrupted())
			break;
		if (waitq_active(&p->rd))
			wake_one(&p->rd);
		sched_point();
	}
	return done ? (ssize_t)done : r;
}

/* Can bytes of such a file be moved at all? */
static bool
is_spliced(const struct file *f, bool out)
{
	if (S_ISREG(inode_mode(f->inode)))
		return true;
	return f->ops->spliced & (out ? FILE_SPLICED_TO : FILE_SPLICED_FROM);
}

/* All positions have numbers (Linux: rw_verify_area()). */
static int
check_range(loff_t pos, size_t n)
{
	return pos < 0 || (ssize_t)n < 0 || (loff_t)n > INT64_MAX - pos ?
	    -EINVAL :
	    0;
}

static ssize_t
file_to_pipe(struct file *in, loff_t *pos, struct pipe *p, size_t n, bool wait)
{
	ssize_t r = lock_writable(p, wait);
	bool aligned;

	if (r != 1)
		return r;
	mutex_unshared(&p->lock);
	n = min(n, (size_t)room(p));
	n = min(n, (size_t)MAX_RW_COUNT);
	aligned = offset_at(p, p->head) == 0;
	atomic_store(&p->busy, p->busy | PIPE_FILLING);
	mutex_unlock(&p->lock);

	r = check_range(*pos, n);
	if (!r)
		r = is_spliced(in, false) ? fill(p, in, pos, n, aligned) :
					    -EINVAL;

	mutex_lock(&p->lock);
	atomic_store(&p->busy, p->busy & ~PIPE_FILLING);
	if (p->head == p->tail)
		pipe_start_again(p);
	mutex_unlock(&p->lock);
	wake_pipe(p);
	return r;
}

/* --- Between two pipes ------------------------------------------------------------------- */

static void
lock_both(struct pipe *a, struct pipe *b) ACQUIRE(a->lock, b->lock)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(a < b ? &a->lock : &b->lock);
	mutex_lock(a < b ? &b->lock : &a->lock);
}

static void
unlock_both(struct pipe *a, struct pipe *b) RELEASE(a->lock, b->lock)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&a->lock);
	mutex_unlock(&b->lock);
}

/* A whole page changes places with the one that was to be written. */
static void
swap_page(void **from, struct pipe *in, void **to, struct pipe *out)
    REQUIRES(in->lock, out->lock)
{
	void *page = *from;

	if (!*to) {
		atomic_add_own(&in->npages, (u64)-1);
		atomic_add_own(&out->npages, 1);
	}
	*from = *to;
	*to = page;
}

/* Both have it from here on. */
static void
share_page(void **from, void **to, struct pipe *out) REQUIRES(out->lock)
{
	*from = (void *)((uintptr_t)*from | SLOT_SHARED);
	put_page(out, to, virt_to_page(slot_page(*from)));
}

/* Puts what is at `at` in `in`, of one page of both, at the head of `out`; keep: and
 * leaves it there. => returns: bytes; -ENOMEM */
static ssize_t
move_part(struct pipe *in, u64 at, struct pipe *out, size_t n, bool keep)
    REQUIRES(in->lock, out->lock)
{
	size_t offset = offset_at(in, at),
	       to_offset = offset_at(out, out->head);
	void **from = slot_at(in, at), **to = slot_at(out, out->head);

	n = min(n, PAGE_SIZE - max(offset, to_offset));
	if (n == PAGE_SIZE && keep) {
		share_page(from, to, out);
	} else if (n == PAGE_SIZE) {
		swap_page(from, in, to, out);
	} else {
		if (!*to && pipe_new_page(out, to))
			return -ENOMEM;
		memcpy((char *)*to + to_offset,
		    (char *)slot_page(*from) + offset, n);
	}
	atomic_store(&out->head, out->head + n);
	return (ssize_t)n;
}

/* As swap_page() leaves it: what was read has gone already. */
static void
pass_moved(struct pipe *in, size_t n) REQUIRES(in->lock)
{
	if (n < PAGE_SIZE) {
		pass(in, n);
		return;
	}
	atomic_store(&in->tail, in->tail + n);
	if (in->head == in->tail)
		pipe_start_again(in);
}

static ssize_t
move_parts(struct pipe *in, struct pipe *out, size_t n, bool keep)
    REQUIRES(in->lock, out->lock)
{
	size_t done = 0;
	ssize_t r = 0;

	n = min(n, (size_t)(in->head - in->tail));
	n = min(n, (size_t)room(out));
	for (unsigned parts = 1; done < n; parts++) {
		r = move_part(in, keep ? in->tail + done : in->tail, out,
		    n - done, keep);
		if (r < 0)
			break;
		if (!keep)
			pass_moved(in, (size_t)r);
		done += (size_t)r;
		if (parts % PIECE_PAGES == 0)
			sched_point();
	}
	return done ? (ssize_t)done : r;
}

/* Waits for bytes, or the end of them. */
static int
wait_readable(struct pipe *p, bool wait)
{
	int err = 0;

	while (!pipe_readable(p) && !err) {
		if (!wait && may_take(p))
			return -EAGAIN;
		err = wait_event_intr(&p->rd,
		    pipe_readable(p) || (!wait && may_take(p)));
	}
	return err;
}

/* Waits for room, or that nobody reads. */
static int
wait_writable(struct pipe *p, bool wait)
{
	int err = 0;

	while (!(room(p) && may_fill(p)) && !err) {
		if (!atomic_load(&p->readers))
			return (int)pipe_broken();
		if (!wait && may_fill(p))
			return -EAGAIN;
		err = wait_event_intr(&p->wr,
		    can_begin_to_fill(p) || (!wait && may_fill(p)));
	}
	return err;
}

/* Order of looks as Linux's ipipe_prep(), opipe_prep(), splice_pipe_to_pipe(). */
static ssize_t
pipe_to_pipe(struct pipe *in, struct pipe *out, size_t n, bool wait, bool keep)
{
	ssize_t r = 0;
	bool again = true;

	while (again) {
		bool broken;

		r = wait_readable(in, wait);
		if (!r)
			r = wait_writable(out, wait);
		if (r)
			return r;
		lock_both(in, out);
		broken = !out->readers;
		again = false;
		if (!broken && may_take(in) && may_fill(out))
			r = move_parts(in, out, n, keep);
		if (!broken && !r)
			again = in->head != in->tail || in->writers;
		unlock_both(in, out);
		if (broken)
			return pipe_broken();
	}
	if (r > 0) {
		wake_pipe(in);
		wake_pipe(out);
	}
	return r;
}

/* --- The calls ------------------------------------------------------------------------------- */

static inline bool
may_wait(const struct file *f, unsigned flags)
{
	return !(flags & SPLICE_F_NONBLOCK) && !(file_flags(f) & O_NONBLOCK);
}

static ssize_t
from_pipe(struct pipe *p, struct file *out, loff_t *out_pos, size_t n,
    bool wait)
{
	loff_t pos;
	ssize_t r;

	if (out_pos && !out->ops->seek)
		return -EINVAL;
	if (file_flags(out) & O_APPEND)
		return -EINVAL;
	pos = out_pos ? *out_pos : file_pos_get(out);
	r = check_range(pos, n);
	if (r)
		return r;
	if (!is_spliced(out, true))
		return -EINVAL;
	r = drain(p, out, &pos, min(n, (size_t)MAX_RW_COUNT), wait);
	if (r <= 0)
		return r;
	if (out_pos)
		*out_pos = pos;
	else
		file_pos_set(out, pos);
	return r;
}

static ssize_t
to_pipe(struct file *in, loff_t *in_pos, struct pipe *p, size_t n, bool wait)
{
	loff_t pos;
	ssize_t r;

	if (in_pos && !in->ops->seek)
		return -EINVAL;
	pos = in_pos ? *in_pos : file_pos_get(in);
	r = file_to_pipe(in, &pos, p, n, wait);
	if (r <= 0)
		return r;
	if (in_pos)
		*in_pos = pos;
	else
		file_pos_set(in, pos);
	return r;
}

ssize_t
splice_files(struct file *in, loff_t *in_pos, struct file *out, loff_t *out_pos,
    size_t n, unsigned flags)
{
	struct pipe *from = pipe_of(in), *to = pipe_of(out);

	if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE))
		return -EBADF;
	if (from && to)
		return from == to ?
		    -EINVAL :
		    pipe_to_pipe(from, to, n,
			may_wait(in, flags) && may_wait(out, flags), false);
	if (from)
		return from_pipe(from, out, out_pos, n, may_wait(in, flags));
	if (to)
		return to_pipe(in, in_pos, to, n, may_wait(out, flags));
	return -EINVAL;
}

ssize_t
splice_tee(struct file *in, struct file *out, size_t n, unsigned flags)
{
	struct pipe *from = pipe_of(in), *to = pipe_of(out);

	if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE))
		return -EBADF;
	if (!from || !to || from == to)
		return -EINVAL;
	return pipe_to_pipe(from, to, n,
	    may_wait(in, flags) && may_wait(out, flags), true);
}

ssize_t
splice_from_memory(struct file *f, struct uio *u, unsigned flags)
{
	struct pipe *p = pipe_of(f);
	ssize_t n;

	if (!p)
		return -EBADF;
	n = lock_writable(p, !(flags & SPLICE_F_NONBLOCK));
	if (n != 1)
		return n;
	mutex_unshared(&p->lock);
	n = pipe_put(p, u);
	mutex_unlock(&p->lock);
	wake_pipe(p);
	return n;
}

ssize_t
splice_to_memory(struct file *f, struct uio *u, unsigned flags)
{
	struct pipe *p = pipe_of(f);
	ssize_t n;

	if (!p)
		return -EBADF;
	n = lock_readable(p, !(flags & SPLICE_F_NONBLOCK));
	if (n != 1)
		return n;
	mutex_unshared(&p->lock);
	n = pipe_take(p, u);
	mutex_unlock(&p->lock);
	wake_pipe(p);
	return n;
}
