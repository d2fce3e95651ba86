/*
 * Pipes and fifos.
 *
 * A pipe is a ring of bytes in whole pages: `head` counts the bytes ever
 * written, `tail` those read, and their difference is what is in it.  Pages are
 * allocated when the writer first reaches them and stay until the pipe goes;
 * an empty pipe starts again at its first page, so that small messages always
 * use one page, which is warm.
 *
 * A write of up to PIPE_BUF bytes is one piece: it waits until all of it fits
 * (POSIX XSH write()).  Longer ones go in as room appears.
 *
 * Life: made by pipe_create() or by the first open of a fifo; counted by its
 * open files; the last release frees it.
 *
 * splice(2) and its like (splice.c) move whole pages where they can: a slot may hold
 * a page that another pipe or a file has too.  It is marked, full, never written (what
 * was read of it is no room), and given up when it has been read.  What copies between a file and the pages of a pipe
 * does so without the lock, which comes after those of files: meanwhile the pipe is
 * PIPE_DRAINING, and nobody else reads, or PIPE_FILLING, and nobody else writes.
 *
 * Invariants:
 *  1. 0 <= head - tail <= capacity, both under the lock; others may look at
 *     them without it and only sleep or try on what they see.
 *  2. Who makes a pipe non-empty or non-full wakes the other side after
 *     releasing the lock, if anyone waits there.
 *  3. While it is busy, positions keep their pages: no resize, and an empty pipe does
 *     not start again while it is being filled.
 *
 * Locking: pipe->lock, a sleeping lock since bytes are copied under it; of a
 * fifo, inode->lock over inode->pipe.
 *
 * A user's pipes count with the pages that they have room for.  Who is above the
 * soft limit gets pipes of two pages, above the hard limit none (pipe(7)).
 *
 * Left out: packet mode (O_DIRECT).
 */
#include "ipc/pipe.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/limits.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "debug/missing.h"
#include "fs/dentry.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/poll.h"
#include "fs/pseudo.h"
#include "ipc/pipe_internal.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "vm/usercopy.h"

#define PIPE_SMALL (2 * PAGE_SIZE) /* above the soft limit */
#define PIPE_LIMIT (256 * 1024 * 1024UL)

static struct slab_cache pipe_cache = SLAB_CACHE("pipe", struct pipe);
static struct pseudo_fs pipe_fs = { .name = "pipe", .magic = PIPEFS_MAGIC };

struct pipe_limits pipe_limits = {
	.max_size = 1024 * 1024,
	.user_pages_soft = 16384,
};

/* Is the user beyond a limit, and not exempt? */
static bool
above(struct user *u, u64 limit)
{
	return limit && user_exceeds(u, USER_PIPE_PAGES, limit) &&
	    !capable(CAP_SYS_RESOURCE) && !capable(CAP_SYS_ADMIN);
}

static void
charge(struct user *u, u64 bytes)
{
	(void)!user_charge(u, USER_PIPE_PAGES, bytes / PAGE_SIZE, UINT64_MAX);
}

static void
uncharge(struct user *u, u64 bytes)
{
	user_uncharge(u, USER_PIPE_PAGES, bytes / PAGE_SIZE);
}

/* => errors: -ENFILE: above the hard limit; -ENOMEM */
static int
pipe_alloc(struct pipe **out)
{
	struct user *u = current_user();
	u64 capacity = PIPE_DEFAULT;
	struct pipe *p = slab_zalloc(&pipe_cache);

	if (!p)
		return -ENOMEM;
	charge(u, capacity);
	if (above(u, atomic_load(&pipe_limits.user_pages_soft))) {
		uncharge(u, capacity - PIPE_SMALL);
		capacity = PIPE_SMALL;
	}
	if (above(u, atomic_load(&pipe_limits.user_pages_hard))) {
		uncharge(u, capacity);
		slab_free(&pipe_cache, p);
		return -ENFILE;
	}
	user_get(u);
	p->user = u;
	mutex_init(&p->lock, LC_PIPE);
	waitq_init(&p->rd);
	waitq_init(&p->wr);
	mutex_unshared(&p->lock);
	p->capacity = p->limit = capacity;
	p->pages = p->first;
	*out = p;
	return 0;
}

static void
free_pages(void **pages, u64 n)
{
	for (u64 i = 0; i < n; i++)
		if (pages[i])
			page_put(virt_to_page(slot_page(pages[i])));
}

static void
pipe_free(struct pipe *p)
{
	mutex_unshared(&p->lock);
	free_pages(p->pages, p->capacity / PAGE_SIZE);
	if (p->pages != p->first)
		kfree(p->pages);
	uncharge(p->user, p->capacity);
	user_put(p->user);
	slab_free(&pipe_cache, p);
}

/* Reading. */

void
pipe_drop_slot(struct pipe *p, void **slot)
{
	page_put(virt_to_page(slot_page(*slot)));
	*slot = NULL;
	atomic_add_own(&p->npages, (u64)-1);
}

void
pipe_leave_shared(struct pipe *p, void **slot)
{
	u64 offset = (p->tail - p->base) % PAGE_SIZE;

	if (!offset)
		pipe_drop_slot(p, slot);
	atomic_store(&p->limit, p->capacity - offset);
}

/* Moves what is there, at most what is wanted. => holds: p->lock
 * => returns: bytes moved; -EFAULT */
static __forceinline ssize_t
take(struct pipe *p, struct uio *to) REQUIRES(p->lock)
{
	size_t want = min(to->resid, (size_t)(p->head - p->tail)), done = 0;

	while (done < want) {
		size_t at = (p->tail - p->base) & (p->capacity - 1);
		size_t n = min(want - done, PAGE_SIZE - at % PAGE_SIZE);
		void **slot = &p->pages[at / PAGE_SIZE];
		char *page = slot_page(*slot);
		size_t moved = uio_copy_out(to, page + at % PAGE_SIZE, n);

		atomic_store(&p->tail, p->tail + moved);
		done += moved;
		if (unlikely(slot_is_shared(*slot)) && moved)
			pipe_leave_shared(p, slot);
		if (unlikely(moved < n))
			return done ? (ssize_t)done : -EFAULT;
	}
	if (p->head == p->tail)
		pipe_start_again(p);
	return (ssize_t)done;
}

ssize_t
pipe_take(struct pipe *p, struct uio *to)
{
	return take(p, to);
}

/* Until a read has something to do.  What may not wait does so for who works on the
 * pipe, as for a lock. */
static __forceinline int
wait_for_bytes(struct pipe *p, const struct file *f)
{
	if (!(file_flags(f) & O_NONBLOCK))
		return wait_event_intr_one(&p->rd, pipe_readable(p));
	return may_take(p) ? -EAGAIN : wait_event_intr(&p->rd, may_take(p));
}

static ssize_t
pipe_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct pipe *p = f->private;
	ssize_t n;
	bool more, waits;
	int err;

	(void)pos;
	if (!to->resid)
		return 0;
	for (;;) {
		if (!mutex_lock_killable(&p->lock))
			return -EINTR;
		n = p->head != p->tail && likely(may_take(p)) ? take(p, to) : 0;
		more = p->head != p->tail;
		waits = n || p->writers || !may_take(p);
		mutex_unlock(&p->lock);
		if (n) {
			if (waitq_active(&p->wr))
				wake_one(&p->wr);
			/* We may have been woken for bytes that another
			 * reader could have as well. */
			if (more && waitq_active(&p->rd))
				wake_one(&p->rd);
			if (unlikely(p->named))
				inode_touch_read(f->inode, f->path.mount);
			return n;
		}
		if (!waits)
			return 0;
		err = wait_for_bytes(p, f);
		if (err)
			return err;
	}
}

/* Writing. */

int
pipe_new_page(struct pipe *p, void **slot)
{
	struct page *page = page_alloc(0, 0);

	if (!page)
		return -ENOMEM;
	*slot = page_address(page);
	atomic_add_own(&p->npages, 1);
	return 0;
}

/* Moves what fits. => holds: p->lock => returns: bytes moved; -EFAULT,
 * -ENOMEM */
static __forceinline ssize_t
put(struct pipe *p, struct uio *from) REQUIRES(p->lock)
{
	size_t want = min(from->resid, (size_t)room(p)), done = 0;
	int err = 0;

	while (done < want) {
		size_t at = (p->head - p->base) & (p->capacity - 1);
		size_t n = min(want - done, PAGE_SIZE - at % PAGE_SIZE), moved;
		void **slot = &p->pages[at / PAGE_SIZE];

		if (unlikely(!*slot)) {
			err = pipe_new_page(p, slot);
			if (err)
				break;
		}
		moved = uio_copy_in(from, (char *)*slot + at % PAGE_SIZE, n);
		atomic_store(&p->head, p->head + moved);
		done += moved;
		if (unlikely(moved < n)) {
			err = -EFAULT;
			break;
		}
	}
	return done ? (ssize_t)done : err;
}

ssize_t
pipe_put(struct pipe *p, struct uio *from)
{
	return put(p, from);
}

/* Is there room for a write of n more bytes to go on? */
static inline bool
may_put(const struct pipe *p, size_t n)
{
	return room(p) >= (n <= PIPE_BUF ? n : 1) && may_fill(p);
}

ssize_t
pipe_broken(void)
{
	fs_send_signal(SIGPIPE);
	return -EPIPE;
}

/* As wait_for_bytes(), for room for so many. */
static __noinline int
wait_for_room(struct pipe *p, const struct file *f, size_t piece)
{
	if (!(file_flags(f) & O_NONBLOCK))
		return wait_event_intr_one(&p->wr,
		    may_put(p, piece) || !atomic_load(&p->readers));
	return may_fill(p) ? -EAGAIN : wait_event_intr(&p->wr, may_fill(p));
}

static ssize_t
pipe_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct pipe *p = f->private;
	size_t total = from->resid, done = 0;
	/* What must go in at once: all of a short write. */
	size_t piece = total <= PIPE_BUF ? total : 1;
	bool readers;
	ssize_t n;
	int err = 0;

	(void)pos;
	if (!total)
		return 0;
	while (!err) {
		if (!mutex_lock_killable(&p->lock)) {
			err = -EINTR;
			break;
		}
		readers = p->readers != 0;
		n = readers && may_put(p, piece) ? put(p, from) : 0;
		mutex_unlock(&p->lock);
		if (n > 0) {
			done += (size_t)n;
			if (waitq_active(&p->rd))
				wake_one(&p->rd);
		}
		if (done == total)
			break;
		if (n < 0)
			err = (int)n;
		else
			err = readers ? wait_for_room(p, f, piece) :
					(int)pipe_broken();
	}
	/* Another writer may fit in what is left. */
	if (waitq_active(&p->wr) && room(p))
		wake_one(&p->wr);
	if (!done)
		return err;
	if (unlikely(p->named))
		inode_touch_modified(f->inode);
	return (ssize_t)done;
}

static inline unsigned
poll_reader(struct pipe *p)
{
	unsigned events = used(p) ? POLLIN | POLLRDNORM : 0;

	if (unlikely(!atomic_load(&p->writers)) && atomic_load(&p->opened_w))
		events |= POLLHUP;
	return events;
}

static inline unsigned
poll_writer(struct pipe *p)
{
	unsigned events = room(p) >= PIPE_BUF ? POLLOUT | POLLWRNORM : 0;

	/* Linux says POLLERR only where it is not readable too. */
	if (unlikely(!atomic_load(&p->readers)))
		events |= POLLERR;
	return events;
}

static inline unsigned
events_now(struct pipe *p, unsigned mode)
{
	return (mode & FMODE_READ ? poll_reader(p) : 0) |
	    (mode & FMODE_WRITE ? poll_writer(p) : 0);
}

static __noinline unsigned
register_and_poll(struct pipe *p, unsigned mode, struct poll_table *pt)
{
	if (mode & FMODE_READ)
		poll_wait(pt, &p->rd);
	if (mode & FMODE_WRITE)
		poll_wait(pt, &p->wr);
	return events_now(p, mode);
}

static unsigned
pipe_poll(struct file *f, struct poll_table *pt)
{
	if (unlikely(pt))
		return register_and_poll(f->private, f->mode, pt);
	return events_now(f->private, f->mode);
}

static long
pipe_ioctl(struct file *f, unsigned cmd, unsigned long arg)
{
	struct pipe *p = f->private;
	int n;

	if (cmd != FIONREAD)
		return -ENOTTY;
	n = (int)used(p);
	return put_user(n, (int __user *)arg);
}

/* Opening and closing. */

static void
wake_both(struct pipe *p)
{
	wake_all(&p->rd);
	wake_all(&p->wr);
}

static void
count_open(struct pipe *p, unsigned mode) REQUIRES(p->lock)
{
	if (mode & FMODE_READ) {
		atomic_add_own(&p->readers, 1);
		atomic_add_own(&p->opened_r, 1);
	}
	if (mode & FMODE_WRITE) {
		atomic_add_own(&p->writers, 1);
		atomic_add_own(&p->opened_w, 1);
	}
}

/* Drops a use of the pipe; of a fifo the last one forgets the pipe. */
static void
drop(struct inode *inode, struct pipe *p)
{
	bool last;

	mutex_lock(&inode->lock);
	last = --p->files == 0;
	if (last)
		atomic_store(&inode->pipe, NULL);
	mutex_unlock(&inode->lock);
	if (last)
		pipe_free(p);
}

static void
close_end(struct pipe *p, unsigned mode)
{
	mutex_lock(&p->lock);
	if (mode & FMODE_READ)
		atomic_add_own(&p->readers, -1);
	if (mode & FMODE_WRITE)
		atomic_add_own(&p->writers, -1);
	mutex_unlock(&p->lock);
	wake_both(p);
}

static void
pipe_release(struct file *f)
{
	struct pipe *p = f->private;

	close_end(p, f->mode);
	drop(f->inode, p);
}

static u64
pipe_pages(const struct file *f)
{
	const struct pipe *p = f->private;

	return atomic_load(&p->npages);
}

static const struct file_ops pipe_ops = {
	.pages = pipe_pages,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = pipe_release,
};

int
pipe_create(int flags, struct file **reader, struct file **writer)
{
	u32 shown = (u32)flags & O_NONBLOCK;
	struct pipe *p;
	struct path at;
	int err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	if (flags & O_DIRECT)
		return (int)missing(-EINVAL, "pipe2", "O_DIRECT");
	err = pseudo_path_create(&pipe_fs, S_IFIFO | 0600, &at);
	if (err)
		return err;
	err = pipe_alloc(&p);
	if (err) {
		path_put(&at);
		return err;
	}
	mutex_unshared(&p->lock);
	mutex_unshared(&at.dentry->inode->lock);
	p->readers = p->writers = p->opened_r = p->opened_w = 1;
	p->files = 2;
	at.dentry->inode->pipe = p;
	err = file_alloc(&at, O_RDONLY | shown, FMODE_READ, &pipe_ops, reader);
	if (err) {
		pipe_free(p);
		path_put(&at);
		return err;
	}
	(*reader)->private = p;
	path_get(&at);
	err = file_alloc(&at, O_WRONLY | shown, FMODE_WRITE, &pipe_ops, writer);
	if (err) {
		path_put(&at);
		p->files = 1;
		file_put(*reader);
		return err;
	}
	(*writer)->private = p;
	return 0;
}

/* Waits until the other side has been opened since `seen`. */
static int
wait_for_peer(struct waitq *q, u32 *count, u32 *opened, u32 seen)
{
	return wait_event_intr(q,
	    atomic_load(count) || atomic_load(opened) != seen);
}

/* open(2) of a fifo: each side waits for the other unless O_NONBLOCK, as POSIX
 * XSH open() has it; O_RDWR never waits, nor does a pipe without a name, which
 * is opened again through /proc/PID/fd: its other side may be gone for good. */
static int
open_ends(struct pipe *p, struct file *f, unsigned mode)
{
	bool waits = p->named && mode != (FMODE_READ | FMODE_WRITE);
	bool nonblock = file_flags(f) & O_NONBLOCK, peer;
	u32 seen_r, seen_w;

	mutex_lock(&p->lock);
	if (waits && nonblock && mode == FMODE_WRITE && !p->readers) {
		mutex_unlock(&p->lock);
		return -ENXIO;
	}
	count_open(p, mode);
	seen_r = p->opened_r;
	seen_w = p->opened_w;
	peer = mode == FMODE_READ ? p->writers : p->readers;
	mutex_unlock(&p->lock);
	wake_both(p);
	if (peer || !waits || nonblock)
		return 0;
	if (mode == FMODE_READ)
		return wait_for_peer(&p->rd, &p->writers, &p->opened_w, seen_w);
	return wait_for_peer(&p->wr, &p->readers, &p->opened_r, seen_r);
}

/* The pipe of a fifo, counted; made if there was none to begin with.
 * => returns: 0; *out NULL: it has gone meanwhile; -ENOMEM */
static int
fifo_pipe(struct inode *inode, struct pipe **out)
{
	struct pipe *new = NULL;

	if (!atomic_load(&inode->pipe)) {
		if (pipe_alloc(&new))
			return -ENOMEM;
	}
	mutex_lock(&inode->lock);
	if (!inode->pipe && new) {
		new->named = inode->sb->magic != PIPEFS_MAGIC;
		atomic_store(&inode->pipe, new);
		new = NULL;
	}
	*out = inode->pipe;
	if (*out)
		(*out)->files++;
	mutex_unlock(&inode->lock);
	if (new)
		pipe_free(new);
	return 0;
}

int
fs_fifo_open(struct inode *inode, struct file *f)
{
	unsigned mode = f->mode & (FMODE_READ | FMODE_WRITE);
	struct pipe *p = NULL;
	int err;

	if (!mode)
		return -EINVAL;
	/* Again when the last closer was faster. */
	while (!p) {
		err = fifo_pipe(inode, &p);
		if (err)
			return err;
	}
	err = open_ends(p, f, mode);
	if (err) {
		if (err != -ENXIO)
			close_end(p, mode);
		drop(inode, p);
		return err;
	}
	f->ops = &pipe_ops;
	f->private = p;
	return 0;
}

struct pipe *
pipe_of(const struct file *f)
{
	return pipe_is(f) ? f->private : NULL;
}

bool
pipe_is(const struct file *f)
{
	return f->ops == &pipe_ops;
}

/* Capacity. */

long
pipe_get_size(struct file *f)
{
	const struct pipe *p = pipe_of(f);

	return p ? (long)atomic_load(&p->capacity) : -EBADF;
}

/* Replaces the ring; the bytes are moved. => holds: p->lock */
static int
resize(struct pipe *p, u64 size) REQUIRES(p->lock)
{
	u64 n = size / PAGE_SIZE, bytes = p->head - p->tail;
	void **pages;

	if (size < bytes)
		return -EBUSY;
	pages = kcalloc(n, sizeof(*pages));
	if (!pages)
		return -ENOMEM;
	for (u64 i = 0; i * PAGE_SIZE < bytes; i++) {
		struct page *page = page_alloc(0, 0);

		if (!page) {
			free_pages(pages, n);
			kfree(pages);
			return -ENOMEM;
		}
		pages[i] = page_address(page);
	}
	/* Nothing below can fail. */
	for (u64 i = 0; i < bytes;) {
		u64 at = (p->tail + i - p->base) & (p->capacity - 1);
		u64 piece = min(bytes - i, PAGE_SIZE - at % PAGE_SIZE);

		piece = min(piece, PAGE_SIZE - i % PAGE_SIZE);
		memcpy((char *)pages[i / PAGE_SIZE] + i % PAGE_SIZE,
		    (char *)slot_page(p->pages[at / PAGE_SIZE]) +
			at % PAGE_SIZE,
		    piece);
		i += piece;
	}
	free_pages(p->pages, p->capacity / PAGE_SIZE);
	if (p->pages != p->first)
		kfree(p->pages);
	p->pages = pages;
	atomic_store(&p->npages, ALIGN_UP(bytes, PAGE_SIZE) / PAGE_SIZE);
	p->base = p->tail;
	atomic_store(&p->capacity, size);
	atomic_store(&p->limit, size);
	return 0;
}

/* As resize(), with the pages counted. */
static int
resize_charged(struct pipe *p, u64 size) REQUIRES(p->lock)
{
	u64 old = p->capacity, more = size > old ? size - old : 0;
	int err = 0;

	charge(p->user, more);
	if (more &&
	    (above(p->user, atomic_load(&pipe_limits.user_pages_soft)) ||
		above(p->user, atomic_load(&pipe_limits.user_pages_hard))))
		err = -EPERM;
	if (!err)
		err = resize(p, size);
	if (err)
		uncharge(p->user, more);
	else if (!more)
		uncharge(p->user, old - size);
	return err;
}

u64
pipe_capacity(u64 size)
{
	u64 capacity = PAGE_SIZE;

	while (capacity < size)
		capacity *= 2;
	return capacity;
}

/* Takes the lock while nobody works on its pages. => errors: -ERESTARTSYS */
static int
lock_idle(struct pipe *p) NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		int err;

		mutex_lock(&p->lock);
		if (!p->busy)
			return 0;
		mutex_unlock(&p->lock);
		err = wait_event_intr(&p->wr, !atomic_load(&p->busy));
		if (err)
			return err;
	}
}

long
pipe_set_size(struct file *f, u64 size)
{
	struct pipe *p = pipe_of(f);
	u64 rounded;
	int err;

	if (!p)
		return -EBADF;
	if (size > 1UL << 31)
		return -EINVAL;
	rounded = pipe_capacity(size);
	if (rounded > atomic_load(&pipe_limits.max_size) &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	if (rounded > PIPE_LIMIT)
		return -ENOMEM;
	err = lock_idle(p);
	if (err)
		return err;
	mutex_unshared(&p->lock);
	if (rounded != p->capacity)
		err = resize_charged(p, rounded);
	mutex_unlock(&p->lock);
	if (err)
		return err;
	wake_all(&p->wr);
	return (long)rounded;
}

void
pipe_init(void)
{
	if (pseudo_fs_create(&pipe_fs) != 0)
		panic("no memory for pipes");
}
