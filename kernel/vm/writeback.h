/*
 * Writing pages back to the devices that stand behind files.
 *
 * A backing is a device, or a server, as far as writing goes: which files have
 * something to write, and a thread that writes it when it is old, or when too much is
 * dirty.  A super block of a file system with a device has one.
 */
#ifndef VM_WRITEBACK_H
#define VM_WRITEBACK_H

#include "lib/list.h"
#include "sched/waitq.h"
#include "sync/spinlock.h"
#include "vm/pagecache.h"

struct backing {
	struct spinlock lock;                      /* by backing_lock() */
	struct list dirty LOCK_ROLE(backing_role); /* of caches, by age */
	u32 err;          /* errseq [a]: of all its files, for syncfs() */
	bool hurry;       /* [a] too much is dirty: do not wait for its age */
	ktime_t asked;    /* [a] what was dirty then is to be written; 0: no */
	bool stop, ended; /* [a] */
};

/* => errors: -ENOMEM */
int backing_start(struct backing *b, const char *name) __must_check;
/* Nothing is dirty any more, and nobody makes it so. => sleeps */
void backing_stop(struct backing *b);

/* The contents were changed, of a page that is up to date; or a mapping may change
 * them from now on. */
void pagecache_mark_dirty(struct pagecache *pc, struct page *page);

/* Makes a page ready to be written through a mapping. => sleeps
 * => errors: -ENODATA: it is not there any more; -EINTR: killed; of the device */
int pagecache_make_writable(struct pagecache *pc, u64 index) __must_check;

/* Writes what is dirty among pages [first, last], and waits until it is written; also
 * what was being written before.  Errors are in write_err. => sleeps
 * => errors: -EINTR: killed */
int pagecache_write(struct pagecache *pc, u64 first, u64 last) __must_check;
/* The same of all pages of a cache that goes, whoever is killed. */
void pagecache_write_last(struct pagecache *pc);
/* The same of all files of a device; how: 0 or WAIT_KILLABLE.
 * => errors: -EINTR: killed, if that counts */
int backing_write(struct backing *b, unsigned how) __must_check;

/* The device's thread writes what is dirty now; nobody waits. */
void backing_begin(struct backing *b);

/* A write ended. => thread context */
void pagecache_write_done(struct page *page, int err);

/* Who has made pages of pc dirty waits here while too many are.
 * => sleeps; killable */
void pagecache_throttle(struct pagecache *pc);

/* What may be dirty and how long, as in /proc/sys/vm. [a] */
extern struct dirty_limits {
	u64 background_ratio, ratio; /* percent of memory */
	u64 expire_cs, interval_cs;  /* centiseconds; interval 0: never */
} dirty_limits;
/* They hold from now on. */
void dirty_limits_changed(void);

/* Pages that are dirty, and being written. */
u64 pagecache_total_dirty(void);
u64 pagecache_total_writing(void);

/* --- For the cache --- */

/* A page goes, whatever was to be written. => holds: its lock */
void backing_unmark(struct pagecache *pc, struct page *page) REQUIRES(pc->lock);
/* A cache without pages goes. */
void backing_forget(struct pagecache *pc);

#endif
