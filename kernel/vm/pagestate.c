/*
 * Waiting for pages: some queues for all of them, since few wait at a time.
 */
#include "vm/pagestate.h"

#include "abi/errno.h"
#include "lib/hash.h"
#include "sched/waitq.h"
#include "vm/pagelru.h"

#define QUEUES 64

static struct waitq queues[QUEUES];

static struct waitq *
queue_of(const struct page *page)
{
	return &queues[hash_u64((u64)page) % QUEUES];
}

int
page_lock(struct page *page, unsigned how)
{
	if (likely(page_trylock(page)))
		return 0;
	return WAIT_EVENT(queue_of(page), page_trylock(page), how,
		   KTIME_FOREVER) ?
	    -EINTR :
	    0;
}

int
page_wait(struct page *page, u32 flags, unsigned how)
{
	return WAIT_EVENT(queue_of(page), !page_is(page, flags), how,
		   KTIME_FOREVER) ?
	    -EINTR :
	    0;
}

int
page_lock_without(struct page *page, u32 flags, unsigned how)
{
	int err;

	for (;;) {
		err = page_lock(page, how);
		if (err || !page_is(page, flags))
			return err;
		page_unlock(page);
		err = page_wait(page, flags, how);
		if (err)
			return err;
	}
}

void
page_wake(struct page *page)
{
	wake_all(queue_of(page));
}

void
page_unlock(struct page *page)
{
	atomic_and(&page->flags, ~(u32)PAGE_LOCKED);
	page_wake(page);
}

void
pagestate_init(void)
{
	for (unsigned i = 0; i < QUEUES; i++)
		waitq_init(&queues[i]);
}
