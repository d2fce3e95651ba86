/*
 * iotest: a file system for tests of the page cache, in the debug kernels.
 *
 * Ten files, f0 .. f9, on a device in memory whose requests a thread answers: after a
 * while, out of order, or not at all, and with errors, as it is told.  The device's
 * contents outlive the inodes, so that what was dropped is read again.
 *
 * The file "control" takes one setting a line, "name=value":
 *   delay    us from a request to its answer
 *   reorder  1: of those that are due any one is answered, not the first
 *   hold     1: none is answered
 *   early    1: what is written is what the page had at the request, not at its answer
 *   failread, failwrite   the next so many give EIO
 *   room     pages that write() and mappings may still make dirty; -1: any number
 * and shows them, and what was counted, in the same form.
 */
#include "fs/iotest.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "fs/dentry.h"
#include "fs/file.h"
#include "fs/fstype.h"
#include "fs/generic_file.h"
#include "fs/inode.h"
#include "fs/readdir.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "time/clock.h"
#include "time/random.h"
#include "vm/pagestate.h"
#include "vm/writeback.h"

#define NFILES     10
#define FILE_PAGES 8192 /* 32 MiB */

/* What the device has of a file. */
struct store {
	struct mutex lock;
	u64 size OWN_LOCK(lock);
	struct page *pages[FILE_PAGES] OWN_LOCK(lock); /* NULL: zeroes */
};

#define RUN_MOST 16 /* pages of a request */

struct request {
	struct list node;
	struct store *store;
	unsigned n;
	struct page *pages[RUN_MOST]; /* consecutive ones */
	struct page *early[RUN_MOST]; /* copies of those, owned; or NULL */
	bool write;
	ktime_t due;
};

/* Settings and counts, by the name that the control file gives them. */
enum setting {
	DELAY,
	REORDER,
	HOLD,
	EARLY,
	FAIL_READ,
	FAIL_WRITE,
	ROOM,
	READS,
	WRITES,
	MKWRITES,
	READ_RUNS, /* requests of several pages */
	WRITE_RUNS,
	PENDING,
	SETTINGS
};

static const char *const names[SETTINGS] = { "delay", "reorder", "hold",
	"early", "failread", "failwrite", "room", "reads", "writes", "mkwrites",
	"readruns", "writeruns", "pending" };

struct iotest {
	struct backing backing;
	struct spinlock lock;
	struct list queue OWN_LOCK(lock); /* of struct request */
	struct waitq wake;                /* the thread */
	bool stop, ended;                 /* [a] */
	s64 value[SETTINGS];              /* [a] */
	struct store store[NFILES];
};

struct iotest_inode {
	struct inode inode;
	struct pagecache_device device;
	struct store *store; /* [I] NULL: no regular file */
};

static struct slab_cache inode_cache = SLAB_CACHE("iotest_inode",
    struct iotest_inode);
static struct waitq all_ended = WAITQ_INIT(all_ended);

static struct iotest_inode *
iotest_inode(struct inode *inode)
{
	return container_of(inode, struct iotest_inode, inode);
}

static struct iotest *
iotest_of(const struct pagecache *pc)
{
	return container_of(pc->device->backing, struct iotest, backing);
}

/* Takes one of a setting that counts down. => returns: false: none is left */
static bool
take(struct iotest *t, enum setting s)
{
	s64 n = atomic_load(&t->value[s]);

	while (n > 0)
		if (atomic_cas(&t->value[s], &n, n - 1))
			return true;
	return false;
}

/* --- The device --- */

static int
answer_read(struct store *s, struct page *page)
{
	u64 i = page->file.index;
	struct page *from = i < FILE_PAGES ? s->pages[i] : NULL;

	assert_mutex_held(&s->lock);
	if (from)
		page_copy(page_address(page), page_address(from));
	else
		page_zero(page_address(page));
	return 0;
}

/* early: what it had at the request, or NULL. */
static int
answer_write(struct store *s, struct page *page, struct page *early)
{
	u64 i = page->file.index;

	assert_mutex_held(&s->lock);
	if (i >= FILE_PAGES)
		return -ENOSPC;
	if (!s->pages[i])
		s->pages[i] = page_alloc(0, 0);
	if (!s->pages[i])
		return -ENOSPC;
	page_copy(page_address(s->pages[i]),
	    page_address(early ? early : page));
	return 0;
}

static int
answer_page(struct iotest *t, struct request *r, unsigned i)
{
	struct store *s = r->store;
	int err;

	mutex_lock(&s->lock);
	if (take(t, r->write ? FAIL_WRITE : FAIL_READ))
		err = -EIO;
	else if (r->write)
		err = answer_write(s, r->pages[i], r->early[i]);
	else
		err = answer_read(s, r->pages[i]);
	mutex_unlock(&s->lock);
	return err;
}

static void
answer(struct iotest *t, struct request *r)
{
	for (unsigned i = 0; i < r->n; i++) {
		int err = answer_page(t, r, i);

		atomic_sub(&t->value[PENDING], 1);
		if (r->early[i])
			page_put(r->early[i]);
		if (r->write)
			pagecache_write_done(r->pages[i], err);
		else
			pagecache_read_done(r->pages[i], err);
	}
	kfree(r);
}

/* A request to answer now, out of the queue; or NULL: *when there is one. */
static struct request *
next_request(struct iotest *t, ktime_t *when)
{
	struct request *r, *found = NULL;
	ktime_t now = clock_monotonic();
	bool any = atomic_load(&t->value[REORDER]);

	*when = KTIME_FOREVER;
	if (atomic_load(&t->value[HOLD]))
		return NULL;
	spin_lock(&t->lock);
	list_for_each(r, &t->queue, node) {
		if (r->due > now) {
			*when = min(*when, r->due);
		} else if (!found || (any && random_u64() % 4 == 0)) {
			found = r;
			if (!any)
				break;
		}
	}
	if (found)
		list_remove(&found->node);
	spin_unlock(&t->lock);
	return found;
}

static void
answer_requests(void *arg)
{
	struct iotest *t = arg;

	while (!atomic_load(&t->stop)) {
		struct request *r = NULL;
		ktime_t when = KTIME_FOREVER;

		(void)WAIT_EVENT(&t->wake,
		    (r = next_request(t, &when)) || atomic_load(&t->stop) ||
			when <= clock_monotonic(),
		    0, when);
		if (r)
			answer(t, r);
		sched_point();
	}
	atomic_store(&t->ended, true);
	wake_all(&all_ended);
}

static void
refuse(struct page **pages, unsigned n, bool write)
{
	for (unsigned i = 0; i < n; i++)
		if (write)
			pagecache_write_done(pages[i], -ENOMEM);
		else
			pagecache_read_done(pages[i], -ENOMEM);
}

static void
copy_early(struct request *r)
{
	for (unsigned i = 0; i < r->n; i++) {
		r->early[i] = page_alloc(0, 0);
		if (r->early[i])
			page_copy(page_address(r->early[i]),
			    page_address(r->pages[i]));
	}
}

/* What the cache promises of pages that it gives to a device. */
static void
check_run(struct pagecache *pc, struct page **pages, unsigned n, bool write)
{
	assert(n && n <= RUN_MOST);
	for (unsigned i = 0; i < n; i++) {
		assert(page_is(pages[i], write ? PAGE_WRITEBACK : PAGE_LOCKED));
		assert(READ_ONCE(pages[i]->file.cache) == pc);
		assert(pages[i]->file.index == pages[0]->file.index + i);
	}
}

static void
ask(struct pagecache *pc, struct page **pages, unsigned n, bool write)
{
	struct iotest *t = iotest_of(pc);
	struct inode *inode = container_of(pc, struct inode, cache);
	struct request *r = kmalloc(sizeof(*r));

	check_run(pc, pages, n, write);
	atomic_add(&t->value[write ? WRITES : READS], (s64)n);
	if (n > 1)
		atomic_add(&t->value[write ? WRITE_RUNS : READ_RUNS], 1);
	if (!r) {
		refuse(pages, n, write);
		return;
	}
	*r = (struct request){ .store = iotest_inode(inode)->store,
		.n = n,
		.write = write,
		.due = clock_monotonic() +
		    atomic_load(&t->value[DELAY]) * NSEC_PER_USEC };
	memcpy(r->pages, pages, n * sizeof(*pages));
	if (write && atomic_load(&t->value[EARLY]))
		copy_early(r);
	atomic_add(&t->value[PENDING], (s64)n);
	spin_lock(&t->lock);
	list_add_tail(&t->queue, &r->node);
	spin_unlock(&t->lock);
	wake_all(&t->wake);
}

static void
read_page(struct pagecache *pc, struct page *page)
{
	ask(pc, &page, 1, false);
}

static void
write_page(struct pagecache *pc, struct page *page)
{
	ask(pc, &page, 1, true);
}

static void
read_pages(struct pagecache *pc, struct page **pages, unsigned n)
{
	ask(pc, pages, n, false);
}

static void
write_pages(struct pagecache *pc, struct page **pages, unsigned n)
{
	ask(pc, pages, n, true);
}

/* --- Room --- */

static int
use_room(struct iotest *t)
{
	return atomic_load(&t->value[ROOM]) < 0 || take(t, ROOM) ? 0 : -ENOSPC;
}

static int
write_begin(struct pagecache *pc, u64 at, size_t n)
{
	(void)at;
	(void)n;
	return use_room(iotest_of(pc));
}

static int
mkwrite(struct pagecache *pc, struct page *page)
{
	(void)page;
	atomic_add(&iotest_of(pc)->value[MKWRITES], 1);
	return use_room(iotest_of(pc));
}

static const struct pagecache_ops cache_ops = {
	.read = read_page,
	.readahead = read_pages,
	.write = write_page,
	.writepages = write_pages,
	.write_begin = write_begin,
	.mkwrite = mkwrite,
	.hold = inode_cache_hold,
	.drop = inode_cache_drop,
};

/* --- Files --- */

static void
store_size(struct inode *inode)
{
	struct store *s = iotest_inode(inode)->store;

	mutex_lock(&s->lock);
	s->size = atomic_load(&inode->size);
	mutex_unlock(&s->lock);
}

static int
sync_inode(struct inode *inode, bool datasync)
{
	(void)datasync;
	store_size(inode);
	return 0;
}

static int
file_truncate(struct inode *inode, u64 size)
{
	struct store *s = iotest_inode(inode)->store;
	int err = generic_truncate(inode, size);

	mutex_lock(&s->lock);
	for (u64 i = (size + PAGE_SIZE - 1) / PAGE_SIZE; i < FILE_PAGES; i++) {
		if (s->pages[i])
			page_put(s->pages[i]);
		s->pages[i] = NULL;
		sched_point();
	}
	if (size % PAGE_SIZE && size / PAGE_SIZE < FILE_PAGES &&
	    s->pages[size / PAGE_SIZE])
		memset((char *)page_address(s->pages[size / PAGE_SIZE]) +
			size % PAGE_SIZE,
		    0, PAGE_SIZE - size % PAGE_SIZE);
	s->size = size;
	mutex_unlock(&s->lock);
	return err;
}

static const struct inode_ops file_inode_ops = { .truncate = file_truncate };

/* --- Control --- */

static int
set_one(struct iotest *t, const char *line, size_t n)
{
	for (enum setting s = 0; s <= ROOM; s++) {
		size_t len = strlen(names[s]);
		const char *at = line + len + 1;
		bool minus;
		u64 v;

		if (len >= n || memcmp(line, names[s], len) != 0 ||
		    line[len] != '=')
			continue;
		minus = *at == '-';
		at += minus;
		if (parse_u64(&at, 10, &v))
			return -EINVAL;
		atomic_store(&t->value[s], minus ? -(s64)v : (s64)v);
		wake_all(&t->wake);
		return 0;
	}
	return -EINVAL;
}

static ssize_t
control_write(struct file *f, struct uio *from, loff_t *pos)
{
	struct iotest *t = f->inode->sb->private;
	char text[256] = "", *at = text, *end;
	size_t n = min(from->resid, sizeof(text) - 1);
	int err = 0;

	(void)pos;
	n = uio_copy_in(from, text, n);
	while (!err && *at) {
		end = strchr(at, '\n');
		err = set_one(t, at, end ? (size_t)(end - at) : strlen(at));
		at = end ? end + 1 : at + strlen(at);
	}
	return err ? err : (ssize_t)n;
}

static ssize_t
control_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct iotest *t = f->inode->sb->private;
	char text[512];
	size_t n = 0;

	for (enum setting s = 0; s < SETTINGS; s++)
		n += (size_t)scnprintf(text + n, sizeof(text) - n, "%s=%ld\n",
		    names[s], atomic_load(&t->value[s]));
	if ((u64)*pos >= n)
		return 0;
	n = uio_copy_out(to, text + *pos, n - (size_t)*pos);
	*pos += (loff_t)n;
	return (ssize_t)n;
}

static const struct file_ops control_ops = { .read = control_read,
	.write = control_write };
static const struct inode_ops control_inode_ops;

/* --- The directory --- */

static int
make_inode(struct superblock *sb, mode_t mode, u64 ino, struct inode **out)
{
	struct inode *inode = inode_alloc(sb, mode);

	if (!inode)
		return -ENOMEM;
	inode->ino = ino;
	mutex_unshared(&inode->lock);
	inode->nlink = 1;
	*out = inode;
	return 0;
}

static int
make_file(struct superblock *sb, unsigned nr, struct inode **out)
{
	struct iotest *t = sb->private;
	int err = make_inode(sb, S_IFREG | 0666, 3 + nr, out);
	struct iotest_inode *i;

	if (err)
		return err;
	i = iotest_inode(*out);
	i->store = &t->store[nr];
	mutex_unshared(&i->inode.lock);
	mutex_lock(&i->store->lock);
	i->inode.size = i->store->size;
	mutex_unlock(&i->store->lock);
	i->inode.ops = &file_inode_ops;
	i->inode.fops = &generic_file_ops;
	i->inode.cache.ops = &cache_ops;
	i->inode.cache.size = &i->inode.size;
	pagecache_set_device(&i->inode.cache, &i->device, &t->backing);
	return 0;
}

static int
root_lookup(struct inode *dir, struct dentry *d)
{
	const char *name = d->name;
	size_t len = strlen(name);
	struct inode *inode = NULL;
	int err = 0;

	if (len == 2 && name[0] == 'f' && name[1] >= '0' && name[1] <= '9') {
		err = make_file(dir->sb, (unsigned)(name[1] - '0'), &inode);
	} else if (len == 7 && memcmp(name, "control", 7) == 0) {
		err = make_inode(dir->sb, S_IFREG | 0600, 2, &inode);
		if (!err) {
			inode->ops = &control_inode_ops;
			inode->fops = &control_ops;
		}
	}
	if (inode)
		dentry_attach(d, inode);
	return err;
}

static const struct inode_ops root_ops = { .lookup = root_lookup };

static int
root_iterate(struct file *f, struct dir_emitter *e)
{
	char name[3] = "f0";

	if (!dir_emit_dots(f, e))
		return 0;
	for (; e->pos < 2 + NFILES; e->pos++) {
		name[1] = (char)('0' + (e->pos - 2));
		if (!dir_emit(e, name, 2, 1 + (u64)e->pos, DT_REG))
			return 0;
	}
	if (e->pos == 2 + NFILES && dir_emit(e, "control", 7, 2, DT_REG))
		e->pos++;
	return 0;
}

static const struct file_ops root_file_ops = { .iterate = root_iterate };

/* --- Super blocks --- */

static struct inode *
alloc_inode(struct superblock *sb)
{
	struct iotest_inode *i = slab_zalloc(&inode_cache);

	(void)sb;
	return i ? &i->inode : NULL;
}

static void
free_inode(struct rcu_head *h)
{
	slab_free(&inode_cache, iotest_inode(inode_of_rcu(h)));
}

static void
evict(struct inode *inode)
{
	if (iotest_inode(inode)->store)
		store_size(inode);
}

static void
free_super(struct superblock *sb)
{
	struct iotest *t = sb->private;

	atomic_store(&t->stop, true);
	wake_all(&t->wake);
	wait_event(&all_ended, atomic_load(&t->ended));
	for (unsigned f = 0; f < NFILES; f++) {
		mutex_unshared(&t->store[f].lock);
		for (unsigned i = 0; i < FILE_PAGES; i++) {
			if (t->store[f].pages[i])
				page_put(t->store[f].pages[i]);
			sched_point();
		}
	}
	kfree(t);
}

static const struct super_ops super_ops = {
	.alloc_inode = alloc_inode,
	.free_inode = free_inode,
	.evict = evict,
	.sync_inode = sync_inode,
	.free = free_super,
};

static int
start_threads(struct iotest *t, struct superblock *sb)
{
	int err = kthread_run("iotest", answer_requests, t);

	if (err) {
		atomic_store(&t->ended, true);
		return err;
	}
	err = backing_start(&t->backing, "iotest-write");
	if (!err)
		sb->backing = &t->backing;
	return err;
}

static int
iotest_mount(struct fs_type *type, const char *source, u32 flags,
    const char *data, struct superblock **out)
{
	static const struct qname no_name = { .s = "" };
	struct iotest *t = kzalloc(sizeof(*t));
	struct superblock *sb;
	struct inode *root;
	int err = -ENOMEM;

	(void)source;
	(void)flags;
	(void)data;
	if (!t)
		return -ENOMEM;
	spin_init(&t->lock, LC_IOTEST);
	spin_unshared(&t->lock);
	list_init(&t->queue);
	waitq_init(&t->wake);
	atomic_store(&t->value[ROOM], -1);
	for (unsigned i = 0; i < NFILES; i++)
		mutex_init(&t->store[i].lock, LC_FS);
	err = super_alloc(type, &super_ops, &sb);
	if (err) {
		kfree(t);
		return err;
	}
	sb->private = t;
	sb->max_bytes = FILE_PAGES * PAGE_SIZE;
	err = start_threads(t, sb);
	if (err)
		goto put;
	err = make_inode(sb, S_IFDIR | 0755, 1, &root);
	if (err)
		goto put;
	root->ops = &root_ops;
	root->fops = &root_file_ops;
	sb->root = dentry_alloc(sb, NULL, &no_name);
	if (!sb->root) {
		inode_put(root);
		err = -ENOMEM;
		goto put;
	}
	dentry_attach(sb->root, root);
	*out = sb;
	return 0;
put:
	super_put(sb);
	return err;
}

static struct fs_type iotest_type = {
	.name = "iotest", .nodev = true, .mount = iotest_mount
};

void
iotest_init(void)
{
	fs_type_register(&iotest_type);
}

#endif
