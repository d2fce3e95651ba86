/*
 * Cutting files off, and making holes in them, as far as the page cache goes.
 *
 * In memory that is all.  Of a device the cache comes first, so that nothing of what is
 * cut off is on its way to the device, which its file system then cuts off; and once more
 * at the end: what was being read before, or was read in between, is as it was.
 */
#include "fs/generic_file.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "lib/string.h"
#include "mm/page.h"
#include "sched/sched.h"
#include "vm/pagestate.h"

/* The same of a device's file: what is on its way there is there before its file system
 * zeroes that, and a page that is being read is waited for. */
static void
zero_in_device_page(struct inode *inode, u64 start, u64 end)
{
	struct pagecache *pc = &inode->cache;
	struct page *page = pagecache_find_any(pc, start / PAGE_SIZE);

	if (!page)
		return;
	(void)page_lock_without(page, PAGE_WRITEBACK, 0);
	if (page->file.cache == pc && page_is(page, PAGE_UPTODATE))
		memset((char *)page_address(page) + start % PAGE_SIZE, 0,
		    end - start);
	page_unlock(page);
	page_put(page);
}

/* Zeroes [start, end), which lies in one page, if that page is there. */
static void
zero_in_page(struct inode *inode, u64 start, u64 end)
{
	struct page *page;

	if (pagecache_has_device(&inode->cache)) {
		zero_in_device_page(inode, start, end);
		return;
	}
	page = pagecache_find(&inode->cache, start / PAGE_SIZE);
	if (!page)
		return;
	memset((char *)page_address(page) + start % PAGE_SIZE, 0, end - start);
	page_put(page);
}

static void
zero_behind(struct inode *inode, u64 size)
{
	if (size % PAGE_SIZE)
		zero_in_page(inode, size, ALIGN_UP(size, (u64)PAGE_SIZE));
}

int
generic_truncate(struct inode *inode, u64 size)
{
	u64 old = atomic_load(&inode->size);

	/* The size first: no fault may bring back what is cut off. */
	atomic_store(&inode->size, size);
	if (size < old) {
		pagecache_truncate(&inode->cache,
		    size / PAGE_SIZE + (size % PAGE_SIZE != 0));
		zero_behind(inode, size);
	}
	return 0;
}

void
generic_truncate_end(struct inode *inode, u64 size)
{
	zero_behind(inode, size);
}

/* Zeroes what the cache has; whole pages by `remove`. */
static void
zero_range(struct inode *inode, u64 start, u64 end,
    void (*remove)(struct pagecache *pc, u64 first, u64 end))
{
	u64 first = (start + PAGE_SIZE - 1) / PAGE_SIZE, last = end / PAGE_SIZE;

	if (first > last) {
		zero_in_page(inode, start, end);
		return;
	}
	if (first < last)
		remove(&inode->cache, first, last);
	if (start < first * PAGE_SIZE)
		zero_in_page(inode, start, first * PAGE_SIZE);
	if (end > last * PAGE_SIZE)
		zero_in_page(inode, last * PAGE_SIZE, end);
}

void
generic_punch(struct inode *inode, u64 start, u64 end)
{
	zero_range(inode, start, end, pagecache_remove_range);
}

void
generic_punch_end(struct inode *inode, u64 start, u64 end)
{
	zero_range(inode, start, end, pagecache_settle_range);
}

int
memory_fallocate(struct inode *inode, unsigned mode, u64 start, u64 end)
{
	int err;

	if (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		generic_punch(inode, start, end);
	if (mode & FALLOC_FL_PUNCH_HOLE)
		return 0;
	for (u64 i = start / PAGE_SIZE; i * PAGE_SIZE < end; i++) {
		struct page *page;

		err = thread_interrupted() ?
		    -EINTR :
		    pagecache_get(&inode->cache, i, &page);
		if (err)
			return err;
		page_put(page);
		sched_point();
	}
	if (!(mode & FALLOC_FL_KEEP_SIZE) && end > atomic_load(&inode->size))
		atomic_store(&inode->size, end);
	return 0;
}
