/*
 * Regular files of a 9p file system: opening them, and their pages.
 *
 * A file has at most two open fids at the server, however often it is open here: one to
 * read, one to write.  With cache=always the fid that names it is opened itself, which
 * saves a message, and stays open for the next who reads; a server has only so many
 * descriptors, so not of very many files (KEPT_OPEN).  With cache=open they are closed
 * with the last file.
 *
 * What was written goes to the server by write-back, and at the latest when a descriptor
 * is closed, so that close() can tell of errors and the writer's fid need not outlive
 * the last writer by more than what is on its way.
 *
 * Pages that somebody waits for are read by himself, one by one; pages read ahead and
 * written back go in runs, and a work looks at the answers.  A server that says less than
 * was asked for is asked for the rest; of what it has not there are zeroes.
 */
#include "fs/file.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "fs/9p/internal.h"
#include "fs/9p/proto.h"
#include "fs/generic_file.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/pagestate.h"

#define KEPT_OPEN 256 /* fids for reading that nobody reads by */

/* --- Opening --- */

/* Another fid for the file that f opens: by its name, since a fid that is open need not
 * be one to walk from; what has no name any more is tried by that. */
static int
another_fid(struct file *f, u32 *number)
{
	struct p9_client *c = p9_client(f->inode);
	struct dentry *d = f->path.dentry, *parent = dentry_parent_get(d);
	struct p9_fid *at = NULL;
	struct p9_qid qid = { 0 };
	int err = -ENOENT;

	if (parent != d && !dentry_is_deleted(d))
		at = p9_inode_fid(parent->inode, P9_PATH);
	if (at) {
		err = p9_walk(c, at->number, d->name, d->len, number, &qid);
		p9_fid_put(at);
	}
	dentry_put(parent);
	if (!err && qid.path == f->inode->ino)
		return 0;
	if (!err)
		p9_number_drop(c, *number);
	else if (err != -ENOENT)
		return err;
	err = p9_name_fid(f->inode, true, &at);
	if (err)
		return err;
	err = p9_walk(c, at->number, NULL, 0, number, NULL);
	p9_fid_put(at);
	return err;
}

/* A fid that is open so. */
static int
open_another(struct file *f, u32 flags, struct p9_fid **out)
{
	struct p9_client *c = p9_client(f->inode);
	u32 number;
	int err = another_fid(f, &number);

	if (err)
		return err;
	err = p9_open(c, number, flags);
	if (err) {
		p9_number_drop(c, number);
		return err;
	}
	return p9_fid_make(c, number, out);
}

/* The fid that names the file, opened for reading. */
static int
open_path_fid(struct inode *inode, struct p9_fid **out)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *fid = p9_inode_fid(inode, P9_PATH);
	int err = p9_open(p9_client(inode), fid->number, O_RDONLY);

	if (err) {
		p9_fid_put(fid);
		return err;
	}
	spin_lock(&i->lock);
	if (i->path == fid)
		i->path_is_open = true;
	spin_unlock(&i->lock);
	*out = fid;
	return 0;
}

static bool
path_can_open(struct inode *inode)
{
	struct p9_inode *i = p9_inode(inode);
	bool can;

	if (p9_super(inode->sb)->shared)
		return false;
	spin_lock(&i->lock);
	can = !i->path_is_open && !atomic_load(&i->stale) &&
	    !atomic_load(&i->nameless);
	spin_unlock(&i->lock);
	return can;
}

/* A file that writes too reads as the writer does; for another there is one that stays when
 * the last writer has gone. */
static int
open_reader(struct inode *inode, struct file *f)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *fid;
	bool there;
	int err;

	spin_lock(&i->lock);
	there = i->reader || (f->mode & FMODE_WRITE && i->writer_reads);
	spin_unlock(&i->lock);
	if (there)
		return 0;
	err = path_can_open(inode) ? open_path_fid(inode, &fid) :
				     open_another(f, O_RDONLY, &fid);
	if (err == -ESTALE) {
		/* Nobody finds it any more, but there may be one that reads. */
		fid = p9_inode_fid(inode, P9_READER);
		err = fid ? 0 : err;
	}
	if (err)
		return err;
	spin_lock(&i->lock);
	i->reader = fid;
	spin_unlock(&i->lock);
	atomic_add(&p9_super(inode->sb)->nreaders, 1);
	return 0;
}

/* It reads too, if it may: what is written may be a part of a page. */
static int
open_writer(struct inode *inode, struct file *f)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *fid = p9_inode_fid(inode, P9_WRITER);
	bool reads = true;
	int err;

	if (fid) {
		p9_fid_put(fid);
		return 0;
	}
	err = open_another(f, O_RDWR, &fid);
	if (err == -EACCES) {
		reads = false;
		err = open_another(f, O_WRONLY, &fid);
	}
	if (err)
		return err;
	spin_lock(&i->lock);
	i->writer = fid;
	i->writer_reads = reads;
	spin_unlock(&i->lock);
	return 0;
}

int
p9_file_open(struct inode *inode, struct file *f)
{
	struct p9_inode *i = p9_inode(inode);
	int err = 0;

	if (!mutex_lock_killable(&i->opening))
		return -EINTR;
	if (f->mode & FMODE_WRITE)
		err = open_writer(inode, f);
	if (!err && f->mode & FMODE_READ)
		err = open_reader(inode, f);
	if (!err) {
		atomic_add(&i->nwriters, f->mode & FMODE_WRITE ? 1 : 0);
		i->nopen++;
	}
	mutex_unlock(&i->opening);
	return err;
}

/* --- Closing --- */

/* The fid that names the file is open, and is to be closed: another takes its place.
 * => returns: false: there is none to be had now */
static bool
replace_path(struct file *f)
{
	struct p9_fid *fid;
	u32 number;

	if (another_fid(f, &number) ||
	    p9_fid_make(p9_client(f->inode), number, &fid))
		return false;
	p9_inode_rename_fid(f->inode, fid);
	return true;
}

static void
close_reader(struct p9_inode *i, struct file *f) REQUIRES(i->opening)
{
	struct p9_super *s = p9_super(f->inode->sb);
	struct p9_fid *fid;
	bool path;

	if (!s->shared && atomic_load(&s->nreaders) <= KEPT_OPEN)
		return;
	spin_lock(&i->lock);
	path = i->path_is_open;
	spin_unlock(&i->lock);
	if (path && !replace_path(f))
		return;
	spin_lock(&i->lock);
	fid = i->reader;
	i->reader = NULL;
	spin_unlock(&i->lock);
	if (!fid)
		return;
	atomic_sub(&s->nreaders, 1);
	p9_fid_put(fid);
}

/* Once nothing is to be written any more. */
static void
close_writer(struct p9_inode *i)
{
	struct pagecache *pc = &i->inode.cache;
	struct p9_fid *fid = NULL;

	spin_lock(&i->lock);
	if (!atomic_load(&i->nwriters) && !atomic_load(&pc->ndirty) &&
	    !atomic_load(&pc->nwriting)) {
		fid = i->writer;
		i->writer = NULL;
	}
	spin_unlock(&i->lock);
	p9_fid_put(fid);
}

static void
file_closed(struct file *f)
{
	struct p9_inode *i = p9_inode(f->inode);

	mutex_lock(&i->opening);
	if (f->mode & FMODE_WRITE) {
		atomic_sub(&i->nwriters, 1);
		close_writer(i);
	}
	if (!--i->nopen)
		close_reader(i, f);
	mutex_unlock(&i->opening);
}

/* What this side has written is what the server has: no reason to read it again. */
static void
note_written(struct inode *inode)
{
	struct p9_inode *i = p9_inode(inode);
	struct p9_fid *fid;
	struct p9_attr a;
	int err = -EIO;

	if (!atomic_xchg(&i->written, false) || !p9_super(inode->sb)->shared)
		return;
	fid = p9_inode_fid(inode, P9_WRITER);
	if (fid)
		err = p9_getattr(p9_client(inode), fid->number, &a);
	p9_fid_put(fid);
	if (err || !mutex_lock_killable(&inode->lock))
		return;
	i->seen_mtime = a.mtime;
	i->seen_size = a.size;
	mutex_unlock(&inode->lock);
}

static int
flush(struct file *f)
{
	int err;

	if (!(f->mode & FMODE_WRITE))
		return 0;
	err = pagecache_write(&f->inode->cache, 0, UINT64_MAX);
	if (!err)
		note_written(f->inode);
	return err ? err : generic_file_heard(f);
}

const struct file_ops p9_regular_ops = {
	.read = generic_file_read,
	.lend = generic_file_lend,
	.write = generic_file_write,
	.seek = generic_file_seek,
	.mmap = generic_file_mmap,
	.fsync = generic_file_fsync,
	.flush = flush,
	.release = file_closed,
};

/* --- Pages --- */

static struct inode *
inode_of(struct pagecache *pc)
{
	return container_of(pc, struct inode, cache);
}

/* How much of n pages from offset on is in the file. */
static u32
bytes_of(struct pagecache *pc, u64 offset, unsigned n)
{
	u64 size = atomic_load(pc->size);

	return size > offset ? (u32)min(size - offset, n * PAGE_SIZE) : 0;
}

static void
put_pages(struct p9_request *q)
{
	for (unsigned i = 0; i < q->nsegments; i++)
		page_put(virt_to_page(q->payload[i].p));
}

/* The pages are the request's payload, as far as there are n bytes. */
static void
set_payload(struct p9_request *q, struct page **pages, u32 n)
{
	unsigned i = 0;

	for (u32 at = 0; at < n; at += PAGE_SIZE, i++) {
		page_get(pages[i]);
		q->payload[i] = (struct p9_segment){ page_address(pages[i]),
			min(n - at, (u32)PAGE_SIZE) };
	}
	q->nsegments = i;
	q->end = put_pages;
}

/* Part of a page, to be waited for.  *left: the server may still write to it.
 * => returns: bytes; 0: the file has ended; -errno */
static ssize_t
read_part(struct inode *inode, struct page *page, u64 offset, u32 from, u32 n,
    bool *left)
{
	struct p9_fid *fid = p9_inode_fid(inode, P9_READER);
	struct p9_request *q;
	ssize_t got;
	int err;

	if (!fid)
		return -EIO;
	q = p9_read_begin(p9_client(inode), fid->number, offset + from, n);
	p9_fid_put(fid);
	if (!q)
		return -ENOMEM;
	set_payload(q, &page, n);
	q->payload[0].p = (char *)q->payload[0].p + from;
	err = p9_rpc(&q);
	*left = !q;
	if (!q)
		return err;
	got = err ? err : p9_io_result(q, n);
	p9_request_end(q);
	/* Nobody here is to end for what the server lacks. */
	return got == -ENOMEM ? -EIO : got;
}

static void
read_page(struct pagecache *pc, struct page *page)
{
	struct inode *inode = inode_of(pc);
	u64 offset = page->file.index * PAGE_SIZE;
	u32 n = bytes_of(pc, offset, 1), at = 0;
	ssize_t got = 0;
	bool left = false;

	page_get(page);
	while (at < n && !left) {
		got = read_part(inode, page, offset, at, n - at, &left);
		if (got <= 0)
			break;
		at += (u32)got;
	}
	if (left) {
		pagecache_read_abandon(page);
	} else {
		if (got >= 0)
			memset((char *)page_address(page) + at, 0,
			    PAGE_SIZE - at);
		pagecache_read_done(page, got < 0 ? (int)got : 0);
	}
	page_put(page);
}

/* Pages that came whole are done; another is read again by who wants it. */
static void
read_ended(struct p9_request *q)
{
	bool late = p9_is_late(q);
	ssize_t got = late ? -EIO : p9_io_result(q, (u32)(u64)q->owner);

	for (unsigned i = 0; i < q->nsegments; i++) {
		struct page *page = virt_to_page(q->payload[i].p);
		u32 n = q->payload[i].n;

		if (late) {
			pagecache_read_abandon(page);
			continue;
		}
		if (got >= (ssize_t)n && n < PAGE_SIZE)
			memset((char *)page_address(page) + n, 0,
			    PAGE_SIZE - n);
		pagecache_read_done(page, got < (ssize_t)n ? -EIO : 0);
		got -= min(got, (ssize_t)n);
	}
}

static void
refuse_reads(struct page **pages, unsigned n, int err)
{
	for (unsigned i = 0; i < n; i++)
		pagecache_read_done(pages[i], err);
}

static void
submit_read(struct inode *inode, struct page **pages, unsigned npages)
{
	struct pagecache *pc = &inode->cache;
	u64 offset = pages[0]->file.index * PAGE_SIZE;
	u32 n = bytes_of(pc, offset, npages);
	struct p9_fid *fid = p9_inode_fid(inode, P9_READER);
	struct p9_request *q = NULL;
	unsigned used = (n + PAGE_SIZE - 1) / PAGE_SIZE;

	if (fid && n)
		q = p9_read_begin(p9_client(inode), fid->number, offset, n);
	p9_fid_put(fid);
	if (!q) {
		refuse_reads(pages, npages, -EIO);
		return;
	}
	refuse_reads(pages + used, npages - used, -EIO);
	set_payload(q, pages, n);
	q->owner = (void *)(u64)n;
	q->done = read_ended;
	(void)!p9_submit(q);
}

/* Pages of one request. */
static unsigned
pages_most(const struct inode *inode)
{
	return min((p9_client(inode)->msize - P9_IO_HEADER) / (u32)PAGE_SIZE,
	    (u32)P9_SEGMENTS);
}

static void
read_pages(struct pagecache *pc, struct page **pages, unsigned n)
{
	struct inode *inode = inode_of(pc);
	unsigned most = pages_most(inode);

	for (unsigned i = 0; i < n; i += most)
		submit_read(inode, pages + i, min(most, n - i));
}

/* Until its pages are done, the inode stays. */
static void
write_ended(struct p9_request *q)
{
	ssize_t got = p9_is_late(q) ? -EIO :
				      p9_io_result(q, (u32)(u64)q->owner);
	int err = got < 0 ? (int)got : -EIO;
	struct page *first = virt_to_page(q->payload[0].p);

	atomic_store(&p9_inode(inode_of(first->file.cache))->written, true);
	for (unsigned i = 0; i < q->nsegments; i++) {
		ssize_t n = q->payload[i].n;

		pagecache_write_done(virt_to_page(q->payload[i].p),
		    got < n ? err : 0);
		got -= clamp(got, (ssize_t)0, n);
	}
}

static void
submit_write(struct inode *inode, struct page **pages, unsigned npages)
{
	struct pagecache *pc = &inode->cache;
	u64 offset = pages[0]->file.index * PAGE_SIZE;
	u32 n = bytes_of(pc, offset, npages);
	unsigned used = (n + PAGE_SIZE - 1) / PAGE_SIZE;
	struct p9_fid *fid = p9_inode_fid(inode, P9_WRITER);
	struct p9_request *q = NULL;

	if (fid && n)
		q = p9_write_begin(p9_client(inode), fid->number, offset, n);
	p9_fid_put(fid);
	if (!q)
		used = 0;
	/* Cut off meanwhile: nothing of it is to be written. */
	for (unsigned i = used; i < npages; i++)
		pagecache_write_done(pages[i], n && !q ? -EIO : 0);
	if (!q)
		return;
	set_payload(q, pages, n);
	q->owner = (void *)(u64)n;
	q->done = write_ended;
	(void)!p9_submit(q);
}

static void
write_pages(struct pagecache *pc, struct page **pages, unsigned n)
{
	struct inode *inode = inode_of(pc);
	unsigned most = pages_most(inode);

	for (unsigned i = 0; i < n; i += most)
		submit_write(inode, pages + i, min(most, n - i));
}

static void
write_page(struct pagecache *pc, struct page *page)
{
	submit_write(inode_of(pc), &page, 1);
}

const struct pagecache_ops p9_page_ops = {
	.read = read_page,
	.readahead = read_pages,
	.write = write_page,
	.writepages = write_pages,
	.hold = inode_cache_hold,
	.drop = inode_cache_drop,
};
