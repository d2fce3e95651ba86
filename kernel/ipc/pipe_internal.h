/*
 * What the files about pipes share with each other only: pipe.c has the theory.
 */
#ifndef IPC_PIPE_INTERNAL_H
#define IPC_PIPE_INTERNAL_H

#include "fs/file.h"
#include "ipc/pipe.h"
#include "mm/page.h"
#include "sched/mutex.h"
#include "sched/waitq.h"

struct user;

#define PIPE_DEFAULT (16 * PAGE_SIZE)

/* Somebody reads from its pages, or writes to them, without the lock. */
#define PIPE_DRAINING 1u
#define PIPE_FILLING  2u

struct pipe {
	struct mutex lock;
	u64 head OWN_LOCK(lock);
	u64 tail OWN_LOCK(lock); /* bytes written and read so far */
	u64 base OWN_LOCK(lock); /* position of the first page's first byte */
	u64 capacity OWN_LOCK(lock); /* bytes, a power of two of pages */
	/* Bytes that may be in it: so many, but for those that were read of a shared
	 * page at the tail. */
	u64 limit OWN_LOCK(lock);
	void **pages OWN_LOCK(
	    lock); /* capacity / PAGE_SIZE; NULL: not yet; or SLOT_SHARED */
	u64 npages OWN_LOCK(lock); /* of them that are there */
	u32 readers OWN_LOCK(lock);
	u32 writers OWN_LOCK(lock); /* open files */
	u32 busy OWN_LOCK(lock);    /* PIPE_*; [a] to others */
	u32 opened_r,
	    opened_w OWN_LOCK(lock)
		OWN_LOCK(lock); /* times opened, for blocking fifo opens */
	u32 files;              /* [inode->lock] open, and being opened */
	struct waitq rd;        /* waiting for bytes, or for a writer to open */
	struct waitq wr;        /* waiting for room, or for a reader to open */
	bool named;        /* [I] a fifo's: its inode's times show its use */
	struct user *user; /* [I] whom its pages count for; owned reference */
	void *first[PIPE_DEFAULT / PAGE_SIZE];
};

/* A slot is the address of a page; with this bit others have the page too. */
#define SLOT_SHARED ((uintptr_t)1)

static inline bool
slot_is_shared(const void *slot)
{
	return (uintptr_t)slot & SLOT_SHARED;
}

static inline void *
slot_page(void *slot)
{
	return (void *)((uintptr_t)slot & ~SLOT_SHARED);
}

static inline u64
used(const struct pipe *p)
{
	return atomic_load(&p->head) - atomic_load(&p->tail);
}

static inline u64
room(const struct pipe *p)
{
	return atomic_load(&p->limit) - used(p);
}

static inline bool
may_take(const struct pipe *p)
{
	return !(atomic_load(&p->busy) & PIPE_DRAINING);
}

static inline bool
may_fill(const struct pipe *p)
{
	return !(atomic_load(&p->busy) & PIPE_FILLING);
}

/* Does a read find something, or the end? */
static inline bool
pipe_readable(const struct pipe *p)
{
	return (used(p) || !atomic_load(&p->writers)) && may_take(p);
}

/* It is empty: its first page, which is warm, comes next. */
static inline void
pipe_start_again(struct pipe *p) REQUIRES(p->lock)
{
	if (likely(!(p->busy & PIPE_FILLING)))
		p->base = p->head;
}

/* The pipe that is open as f, or NULL. */
struct pipe *pipe_of(const struct file *f);

/* One read or write's worth: what is there, or fits.
 * => returns: bytes moved; -EFAULT, -ENOMEM */
ssize_t pipe_take(struct pipe *p, struct uio *to) REQUIRES(p->lock);
ssize_t pipe_put(struct pipe *p, struct uio *from) REQUIRES(p->lock);

/* The tail has moved on in a shared page: is that its end? */
void pipe_leave_shared(struct pipe *p, void **slot) REQUIRES(p->lock);
/* Gives up a slot's page; gives it one. => errors: -ENOMEM */
void pipe_drop_slot(struct pipe *p, void **slot) REQUIRES(p->lock);
int pipe_new_page(struct pipe *p, void **slot) __must_check REQUIRES(p->lock);

/* Nobody reads any more: SIGPIPE. => returns: -EPIPE */
ssize_t pipe_broken(void);

#endif
