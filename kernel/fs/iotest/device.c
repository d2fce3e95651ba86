/*
 * The device of iotest: in memory, with a thread that answers its requests, as the
 * control file says (control.c).
 */
#include "fs/iotest/internal.h"

#if defined(DEBUG) || defined(KCSAN)

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "time/random.h"
#include "vm/pagestate.h"

#define RUN_MOST 128 /* pages of a request */

struct request {
	struct list node;
	struct store *store;
	unsigned n;
	struct page *pages[RUN_MOST]; /* consecutive ones */
	struct page *early[RUN_MOST]; /* copies of those, owned; or NULL */
	bool write;
	ktime_t due;
};

static struct waitq all_ended = WAITQ_INIT(all_ended);

static struct iotest *
iotest_of(const struct pagecache *pc)
{
	return container_of(pc->device->backing, struct iotest, backing);
}

/* --- Answers --- */

static void
copy_stored(struct store *s, u64 i, struct page *to) REQUIRES(s->lock)
{
	struct page *from = i < FILE_PAGES ? s->pages[i] : NULL;

	if (from)
		page_copy(page_address(to), page_address(from));
	else
		page_zero(page_address(to));
}

/* early: what the file had at the request, or NULL. */
static int
answer_read(struct store *s, struct page *page, struct page *early)
    REQUIRES(s->lock)
{
	if (early)
		page_copy(page_address(page), page_address(early));
	else
		copy_stored(s, page->file.index, page);
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

/* Is the page at place i of a request beyond those that are read? */
static bool
is_short(struct iotest *t, const struct request *r, unsigned i)
{
	s64 most = atomic_load(&t->value[SHORT]);

	return !r->write && most && i >= (u64)most;
}

static int
answer_page(struct iotest *t, struct request *r, unsigned i)
{
	struct store *s = r->store;
	int err;

	if (is_short(t, r, i))
		return -EIO;
	mutex_lock(&s->lock);
	if (iotest_take(t, r->write ? FAIL_WRITE : FAIL_READ))
		err = -EIO;
	else if (r->write)
		err = answer_write(s, r->pages[i], r->early[i]);
	else
		err = answer_read(s, r->pages[i], r->early[i]);
	mutex_unlock(&s->lock);
	return err;
}

static void
answer_at(struct iotest *t, struct request *r, unsigned i)
{
	int err = answer_page(t, r, i);

	atomic_sub(&t->value[PENDING], 1);
	if (r->early[i])
		page_put(r->early[i]);
	if (r->write)
		pagecache_write_done(r->pages[i], err);
	else
		pagecache_read_done(r->pages[i], err);
}

/* Out of order: from some page on, round to it. */
static void
answer(struct iotest *t, struct request *r)
{
	unsigned from = atomic_load(&t->value[REORDER]) ?
	    (unsigned)(random_u64() % r->n) :
	    0;

	for (unsigned i = 0; i < r->n; i++) {
		answer_at(t, r, (from + i) % r->n);
		sched_point();
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
		struct page *copy = r->early[i] = page_alloc(0, 0);

		if (!copy)
			continue;
		if (r->write) {
			page_copy(page_address(copy),
			    page_address(r->pages[i]));
			continue;
		}
		mutex_lock(&r->store->lock);
		copy_stored(r->store, r->pages[i]->file.index, copy);
		mutex_unlock(&r->store->lock);
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
	if (atomic_load(&t->value[EARLY]))
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
	return atomic_load(&t->value[ROOM]) < 0 || iotest_take(t, ROOM) ?
	    0 :
	    -ENOSPC;
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

/* Several pages at once. */
const struct pagecache_ops iotest_run_ops = {
	.read = read_page,
	.readahead = read_pages,
	.write = write_page,
	.writepages = write_pages,
	.write_begin = write_begin,
	.mkwrite = mkwrite,
	.hold = inode_cache_hold,
	.drop = inode_cache_drop,
};

/* One by one. */
const struct pagecache_ops iotest_single_ops = {
	.read = read_page,
	.write = write_page,
	.write_begin = write_begin,
	.mkwrite = mkwrite,
	.hold = inode_cache_hold,
	.drop = inode_cache_drop,
};

/* --- Life --- */

int
iotest_device_start(struct iotest *t)
{
	int err = kthread_run("iotest", answer_requests, t);

	if (err)
		atomic_store(&t->ended, true);
	return err;
}

void
iotest_device_stop(struct iotest *t)
{
	atomic_store(&t->stop, true);
	wake_all(&t->wake);
	wait_event(&all_ended, atomic_load(&t->ended));
}

#endif
