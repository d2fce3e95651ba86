/*
 * Regular files through the page cache.
 *
 * Reading takes no lock: it copies from pages it has references to, up to the
 * size it saw.  Writing, truncating and allocating hold the inode's lock, so
 * that O_APPEND is atomic and writers do not interleave.
 *
 * Invariants:
 *  1. A page within the size is complete when it can be found: it was zeroed
 *     or read before.  Only pages wholly beyond the size are filled in place,
 *     and the size grows over them after the bytes are there.
 *  2. In the last page, bytes beyond the size are zero, unless a program wrote
 *     them through a mapping; truncation zeroes them.
 *
 * Missing pages of a file in memory are holes and read as zeroes without being made.
 *
 * What is written to a device's file is copied twice: from the user to a page of one's
 * own, where a fault may wait for any page, and from there while the page is locked.
 * So write-back, which zeroes what lies beyond the size, does not come between the
 * bytes and the size that grows over them.
 */
#include "fs/generic_file.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mount.h"
#include "abi/signal.h"
#include "cred/rlimit.h"
#include "fs/hooks.h"
#include "fs/mount.h"
#include "lib/string.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "sync/errseq.h"
#include "vm/pagestate.h"
#include "vm/vmspace.h"
#include "vm/writeback.h"

/* Pages looked up at once: 50 instructions less each, and 10 with twice as many. */
#define BATCH      16
#define READ_BATCH 32

/* Looks up the pages of [at, end), at most `most`.  => returns: how many;
 * pages[] has their references, NULL where none is cached */
static inline unsigned
find_batch(struct inode *inode, u64 at, u64 end, struct page **pages,
    unsigned most)
{
	u64 first = at / PAGE_SIZE;
	unsigned n = (unsigned)min((end - 1) / PAGE_SIZE - first + 1,
	    (u64)most);

	if (n == 1)
		pages[0] = pagecache_find(&inode->cache, first);
	else
		(void)pagecache_find_run(&inode->cache, first, n, pages);
	return n;
}

/* Copies what is wanted of one page, which is NULL where none is cached, and
 * drops it. => returns: bytes moved, fewer only at a fault; -errno */
static inline ssize_t
read_page(struct inode *inode, u64 at, struct page *page, struct uio *to,
    size_t n)
{
	size_t moved;
	int err;

	if (unlikely(!page)) {
		if (!pagecache_has_device(&inode->cache)) /* a hole */
			return (ssize_t)uio_zero_out(to, n);
		err = pagecache_read(&inode->cache, at / PAGE_SIZE, &page);
		if (err) /* -ENODATA: cut off meanwhile */
			return err;
	}
	moved = uio_copy_out(to, (char *)page_address(page) + at % PAGE_SIZE,
	    n);
	page_put(page);
	return (ssize_t)moved;
}

#define AHEAD_FIRST 16  /* pages that are read ahead of the first */
#define AHEAD_MOST  256 /* and at most, when the reader goes straight on */

/* Begins to read what a reader of [at, end) will want next: the window doubles while
 * he goes on where the last one ended, and begins anew elsewhere. */
static void
read_ahead(struct file *f, u64 at, u64 end)
{
	u64 first = at / PAGE_SIZE, last = (end - 1) / PAGE_SIZE;
	u64 next = atomic_load(&f->ahead_next);
	u32 size = atomic_load(&f->ahead_size);

	if (size && first <= next && last + size / 2 >= next) {
		size = min(size * 2, (u32)AHEAD_MOST);
	} else if (first > next || first + size < next || !size) {
		/* All that is asked for, or it would come page by page. */
		size = (u32)clamp(last - first + 1, (u64)AHEAD_FIRST,
		    (u64)AHEAD_MOST);
		next = first;
	} else {
		return; /* in the window, far from its end */
	}
	atomic_store(&f->ahead_next, next + size);
	atomic_store(&f->ahead_size, size);
	pagecache_read_ahead(&f->inode->cache, next, size);
}

/* How many of n pages are cached, from the first on; 1 when that is not. */
static inline unsigned
cached_run(struct page *const *pages, unsigned n)
{
	unsigned run = 0;

	while (run < n && pages[run])
		run++;
	return max(run, 1U);
}

/* Copies what is wanted of n cached pages, and drops them. */
static inline ssize_t
read_run(u64 at, struct page *const *pages, unsigned n, struct uio *to,
    size_t bytes)
{
	size_t moved = uio_copy_pages_out(to, pages, at % PAGE_SIZE, bytes);

	for (unsigned i = 0; i < n; i++)
		page_put(pages[i]);
	return (ssize_t)moved;
}

/* Moves on by what was moved of `part` bytes.
 * => returns: 0, or -errno: it was not all of them */
static inline int
move_on(u64 *at, ssize_t moved, size_t part)
{
	if (likely(moved > 0))
		*at += (u64)moved;
	if (likely(moved == (ssize_t)part))
		return 0;
	return moved < 0 ? (int)moved : -EFAULT;
}

/* Reads from as many pages as are looked up at once, those that are cached
 * together; *at moves on.
 * => returns: 0, or -errno: only part of that */
static __noinline int
read_batch(struct inode *inode, u64 *at, u64 end, struct uio *to)
{
	struct page *pages[READ_BATCH];
	unsigned n = find_batch(inode, *at, end, pages, READ_BATCH), i, run;
	int err = 0;

	for (i = 0; i < n && !err; i += run) {
		size_t part;

		run = cached_run(pages + i, n - i);
		part = min(end - *at, run * PAGE_SIZE - *at % PAGE_SIZE);
		err = move_on(at,
		    run > 1 ? read_run(*at, pages + i, run, to, part) :
			      read_page(inode, *at, pages[i], to, part),
		    part);
	}
	for (; i < n; i++)
		if (pages[i])
			page_put(pages[i]);
	return err;
}

/* The same when all lies in one page, as it often does. */
static inline int
read_one(struct inode *inode, u64 *at, u64 end, struct uio *to)
{
	struct page *page = pagecache_find(&inode->cache, *at / PAGE_SIZE);
	size_t part = end - *at;

	return move_on(at, read_page(inode, *at, page, to, part), part);
}

/* Between two batches others may run, and who is killed goes no further.
 * => sleeps => errors: -EINTR */
static int
next_batch(void)
{
	sched_point();
	return unlikely(thread_killed()) ? -EINTR : 0;
}

ssize_t
generic_file_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct inode *inode = f->inode;
	u64 start = (u64)*pos, at = start, size = atomic_load(&inode->size);
	u64 end;
	int err = 0;

	if (at >= size)
		return 0;
	end = at + min(to->resid, (size_t)(size - at));
	while (at < end && !err) {
		if (unlikely(pagecache_has_device(&inode->cache)))
			read_ahead(f, at,
			    min(end, at + READ_BATCH * PAGE_SIZE));
		err = end - at <= PAGE_SIZE - at % PAGE_SIZE ?
		    read_one(inode, &at, end, to) :
		    read_batch(inode, &at, end, to);
		if (at < end && !err)
			err = next_batch();
	}
	if (!(file_flags(f) & O_NOATIME))
		inode_touch_read(inode, f->path.mount);
	atomic_store(pos, (loff_t)at);
	if (unlikely(err == -ENODATA))
		err = 0;
	return at > start ? (ssize_t)(at - start) : err;
}

/* Lends part of one page, which is NULL where none is cached. */
static int
lend_page(struct inode *inode, u64 at, size_t n, struct page **page,
    struct iovec *iov)
{
	const void *from = vm_zeroes();
	struct page *read;
	int err;

	if (!*page && pagecache_has_device(&inode->cache)) {
		err = pagecache_read(&inode->cache, at / PAGE_SIZE, &read);
		if (err)
			return err;
		*page = read;
	}
	if (*page)
		from = page_address(*page);
	iov->iov_base = (void __user *)((vaddr_t)from + at % PAGE_SIZE);
	iov->iov_len = n;
	return 0;
}

ssize_t
generic_file_lend(struct file *f, loff_t pos, size_t n, struct file_loan *loan)
{
	struct inode *inode = f->inode;
	u64 start = (u64)pos, at = start, size = atomic_load(&inode->size);
	u64 end;
	int err = 0;

	_Static_assert(LOAN_PAGES == BATCH, "find_batch()");
	loan->npages = 0;
	if (at >= size)
		return 0;
	end = at + min(n, (size_t)(size - at));
	if (pagecache_has_device(&inode->cache))
		read_ahead(f, at, min(end, at + BATCH * PAGE_SIZE));
	loan->npages = find_batch(inode, at, end, loan->pages, BATCH);
	for (unsigned i = 0; i < loan->npages && !err; i++) {
		size_t part = min(end - at, PAGE_SIZE - at % PAGE_SIZE);

		err = lend_page(inode, at, part, &loan->pages[i],
		    &loan->iov[i]);
		if (!err)
			at += part;
	}
	if (!(file_flags(f) & O_NOATIME))
		inode_touch_read(inode, f->path.mount);
	if (at == start)
		file_return(loan);
	if (err == -ENODATA) /* cut off meanwhile */
		err = 0;
	return at > start ? (ssize_t)(at - start) : err;
}

/* How much of n bytes at `at` may be written. => returns: 0: error in *err */
static size_t
write_limit(struct inode *inode, u64 at, size_t n, int *err)
{
	u64 limit = rlimit_current(RLIMIT_FSIZE);

	if (unlikely(at >= limit)) {
		fs_send_signal(SIGXFSZ);
		*err = -EFBIG;
		return 0;
	}
	if (unlikely(at >= inode->sb->max_bytes)) {
		*err = -EFBIG;
		return 0;
	}
	limit = min(limit, inode->sb->max_bytes);
	n = min(n, (size_t)(limit - at));
	if (unlikely(inode->ops->may_write)) {
		n = inode->ops->may_write(inode, at, n);
		*err = n ? 0 : -EPERM;
	}
	return n;
}

/* Writes n bytes within one page, which is NULL when none is cached, and drops
 * it. => returns: bytes written, or -errno => holds: inode->lock */
static inline ssize_t
write_page(struct inode *inode, u64 at, struct page *page, struct uio *from,
    size_t n)
{
	size_t offset = at % PAGE_SIZE, moved;
	u64 index = at / PAGE_SIZE;
	bool fresh = false;
	char *p;
	int err;

	if (!page) {
		/* Nobody reads beyond the size: a whole page there need not
		 * be complete at once. */
		if (n == PAGE_SIZE && at >= atomic_load(&inode->size))
			err = pagecache_get_overwrite(&inode->cache, index,
			    &page, &fresh);
		else
			err = pagecache_get(&inode->cache, index, &page);
		if (err)
			return err;
	}
	p = page_address(page);
	moved = uio_copy_in(from, p + offset, n);
	if (unlikely(moved < n) && fresh)
		memset(p + moved, 0, PAGE_SIZE - moved);
	page_put(page);
	if (at + moved > atomic_load(&inode->size))
		atomic_store(&inode->size, at + moved);
	return moved ? (ssize_t)moved : -EFAULT;
}

/* Writes to as many pages as are looked up at once; *at moves on.
 * => returns: 0, or -errno: only part of that */
static int
write_batch(struct inode *inode, u64 *at, u64 end, struct uio *from)
{
	struct page *pages[BATCH];
	unsigned n = find_batch(inode, *at, end, pages, BATCH);
	int err = 0;

	for (unsigned i = 0; i < n; i++) {
		size_t part = min(end - *at, PAGE_SIZE - *at % PAGE_SIZE);
		ssize_t moved;

		if (unlikely(err)) {
			if (pages[i])
				page_put(pages[i]);
			continue;
		}
		moved = write_page(inode, *at, pages[i], from, part);
		if (unlikely(moved < (ssize_t)part))
			err = moved < 0 ? (int)moved : -EFAULT;
		if (likely(moved > 0))
			*at += (u64)moved;
	}
	return err;
}

/* Puts n bytes of mine, which are to be at `at`, into the file's page. */
static int
store(struct inode *inode, u64 at, struct page *mine, size_t n)
{
	struct pagecache *pc = &inode->cache;
	size_t offset = at % PAGE_SIZE;
	struct page *page = mine;
	int err;

	if (n == PAGE_SIZE) {
		page_get(mine);
		err = pagecache_put_filled(pc, at / PAGE_SIZE, &page);
	} else {
		err = pagecache_get(pc, at / PAGE_SIZE, &page);
	}
	if (err)
		return err;
	/* Up to date: nobody has it for long but who asks the file system (mkwrite). */
	err = page_lock(page, page == mine ? 0 : WAIT_KILLABLE);
	if (err)
		goto put;
	if (page != mine)
		memcpy((char *)page_address(page) + offset,
		    (char *)page_address(mine) + offset, n);
	if (at + n > atomic_load(&inode->size))
		atomic_store(&inode->size, at + n);
	pagecache_mark_dirty(pc, page);
	page_unlock(page);
put:
	page_put(page);
	return err;
}

/* Writes n bytes within one page of a device's file. => returns: 0 or -errno: only
 * part of that; *at moves on => holds: inode->lock */
static int
write_device_page(struct inode *inode, u64 *at, struct uio *from, size_t n)
{
	const struct pagecache_ops *ops = inode->cache.ops;
	struct page *mine = page_alloc(0, 0);
	size_t moved;
	int err;

	if (!mine)
		return -ENOMEM;
	moved = uio_copy_in(from, (char *)page_address(mine) + *at % PAGE_SIZE,
	    n);
	err = moved ? 0 : -EFAULT;
	if (!err && ops->write_begin)
		err = ops->write_begin(&inode->cache, *at, moved);
	if (!err) {
		err = store(inode, *at, mine, moved);
		if (ops->write_end)
			ops->write_end(&inode->cache, *at, err ? 0 : moved);
	}
	page_put(mine);
	if (!err)
		*at += moved;
	return err || moved == n ? err : -EFAULT;
}

/* The same for up to a batch of pages; then waits, if too much is dirty. */
static int
write_device(struct inode *inode, u64 *at, u64 end, struct uio *from)
{
	int err = 0;

	for (unsigned i = 0; i < BATCH && *at < end && !err; i++)
		err = write_device_page(inode, at, from,
		    min(end - *at, PAGE_SIZE - *at % PAGE_SIZE));
	pagecache_throttle(&inode->cache);
	return err;
}

static ssize_t
write_locked(struct file *f, struct uio *from, loff_t *pos)
    REQUIRES(f->inode->lock)
{
	struct inode *inode = f->inode;
	bool append = file_flags(f) & O_APPEND || from->append;
	u64 at = append ? inode->size : (u64)*pos, start = at;
	size_t want;
	int err = 0;

	want = write_limit(inode, at, from->resid, &err);
	if (!want)
		return err;
	if (inode_has_suid(inode))
		inode_strip_suid(f->inode);
	inode_touch_modified(inode);
	while (at < start + want && !err) {
		err = pagecache_has_device(&inode->cache) ?
		    write_device(inode, &at, start + want, from) :
		    write_batch(inode, &at, start + want, from);
		if (at < start + want && !err)
			err = next_batch();
	}
	atomic_store(pos, (loff_t)at);
	return at > start ? (ssize_t)(at - start) : err;
}

ssize_t
generic_file_write(struct file *f, struct uio *from, loff_t *pos)
{
	ssize_t n;

	if (!from->resid)
		return 0;
	if (!mutex_lock_killable(&f->inode->lock))
		return -EINTR;
	n = write_locked(f, from, pos);
	mutex_unlock(&f->inode->lock);
	if (unlikely(file_flags(f) & O_DSYNC) && n > 0 && f->ops->fsync) {
		int err = f->ops->fsync(f, (file_flags(f) & O_SYNC) != O_SYNC);

		if (err)
			return err;
	}
	return n;
}

loff_t
seek_within(struct file *f, loff_t offset, int whence, loff_t size, loff_t max)
{
	loff_t base = 0;

	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		base = atomic_load(&f->pos);
		break;
	case SEEK_END:
		base = size;
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(base, offset, &offset) || offset < 0 ||
	    offset > max)
		return -EINVAL;
	return offset;
}

/* The first data, or the first hole, at or after start; pages are what can be
 * told apart. */
static loff_t
seek_data_or_hole(struct inode *inode, loff_t start, bool data)
{
	u64 size = atomic_load(&inode->size), index, next;

	if (start < 0 || (u64)start >= size)
		return -ENXIO;
	/* Of what is not cached only its file system knows: all is data. */
	if (pagecache_has_device(&inode->cache))
		return data ? start : (loff_t)size;
	index = (u64)start / PAGE_SIZE;
	if (data) {
		next = pagecache_next(&inode->cache, index);
		if (next == UINT64_MAX || next * PAGE_SIZE >= size)
			return -ENXIO;
	} else {
		for (next = index; next * PAGE_SIZE < size; next++) {
			if (pagecache_next(&inode->cache, next) != next)
				break;
			if (thread_killed())
				return -EINTR;
			sched_point();
		}
	}
	if (next * PAGE_SIZE >= size)
		return (loff_t)size;
	return next == index ? start : (loff_t)(next * PAGE_SIZE);
}

loff_t
generic_file_seek(struct file *f, loff_t offset, int whence)
{
	struct inode *inode = f->inode;
	loff_t max = (loff_t)min(inode->sb->max_bytes, (u64)INT64_MAX);

	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		return seek_data_or_hole(inode, offset, whence == SEEK_DATA);
	return seek_within(f, offset, whence, (loff_t)atomic_load(&inode->size),
	    max);
}

int
generic_file_mmap(struct file *f, struct vm_area *area)
{
	area->cache = &f->inode->cache;
	if (!(file_flags(f) & O_NOATIME))
		inode_touch_read(f->inode, f->path.mount);
	return 0;
}

void
generic_file_begin(struct file *f)
{
	struct pagecache *pc = &f->inode->cache;

	f->write_err = errseq_sample(&pc->device->write_err);
	f->sync_err = errseq_sample(&pc->device->backing->err);
	f->ahead_next = 0;
	f->ahead_size = 0;
}

int
generic_file_heard(struct file *f)
{
	return errseq_hear(&f->inode->cache.device->write_err, &f->write_err);
}

int
generic_file_fsync(struct file *f, bool datasync)
{
	struct inode *inode = f->inode;
	const struct super_ops *ops = inode->sb->ops;
	int err, heard;

	if (!inode->cache.device)
		return 0;
	err = pagecache_write(&inode->cache, 0, UINT64_MAX);
	if (!err && ops->sync_inode)
		err = ops->sync_inode(inode, datasync);
	heard = generic_file_heard(f);
	return heard ? heard : err;
}

int
generic_file_syncfs(struct file *f)
{
	struct inode *inode = f->inode;
	struct backing *b = inode->sb->backing;
	int err = super_sync(inode->sb, WAIT_KILLABLE), heard = 0;

	if (b && inode->cache.device)
		heard = errseq_hear(&b->err, &f->sync_err);
	return heard ? heard : err;
}

/* Those of a file that has no name are its users'. */
u64
generic_file_pages(const struct file *f)
{
	return atomic_load(&f->inode->nlink) ?
	    0 :
	    atomic_load(&f->inode->cache.npages);
}

const struct file_ops generic_file_ops = {
	.pages = generic_file_pages,
	.read = generic_file_read,
	.lend = generic_file_lend,
	.write = generic_file_write,
	.seek = generic_file_seek,
	.mmap = generic_file_mmap,
	.fsync = generic_file_fsync,
};
