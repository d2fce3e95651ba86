/*
 * The states of a page of a file that a device keeps, and waiting for them.
 *
 * A page is locked by whoever fills it, takes it out of its cache or begins to write
 * it; the lock belongs to the page, not to a thread: a read that was begun gives it
 * back when it ends.  Holders of a page's lock wait for no lock of inodes or spaces.
 */
#ifndef VM_PAGESTATE_H
#define VM_PAGESTATE_H

#include "arch/atomic.h"
#include "mm/page.h"

static inline bool
page_is(const struct page *page, u32 flags)
{
	return atomic_load(&page->flags) & flags;
}

/* May an entry that others share become writable?  (writeback.c) */
static inline bool
page_may_write(const struct page *page)
{
	u32 flags = atomic_load(&page->flags);

	return !(flags & PAGE_DEVICE) || flags & PAGE_DIRTY;
}

static inline bool
page_trylock(struct page *page)
{
	return !(atomic_fetch_or(&page->flags, (u32)PAGE_LOCKED) & PAGE_LOCKED);
}

/* how: 0 or WAIT_KILLABLE, which is what lets them fail.
 * => sleeps => errors: -EINTR: a fatal signal */
int page_lock(struct page *page, unsigned how);
/* Locks it when none of the flags is set, which it waits for without the lock. */
int page_lock_without(struct page *page, u32 flags, unsigned how);
/* Waits until none of the flags is set. */
int page_wait(struct page *page, u32 flags, unsigned how);
/* => any context */
void page_unlock(struct page *page);
/* A flag was cleared: wakes who waits for that. => any context */
void page_wake(struct page *page);

#endif
