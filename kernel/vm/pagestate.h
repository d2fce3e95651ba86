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

/* => sleeps */
void page_lock(struct page *page);
/* => errors: -EINTR: a fatal signal */
int page_lock_killable(struct page *page) __must_check;
/* => any context */
void page_unlock(struct page *page);

/* Waits until none of the flags is set. => errors: -EINTR: a fatal signal */
int page_wait_killable(struct page *page, u32 flags) __must_check;
void page_wait(struct page *page, u32 flags);
/* A flag was cleared: wakes who waits for that. => any context */
void page_wake(struct page *page);

#endif
