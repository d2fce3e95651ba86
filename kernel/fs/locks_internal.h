/*
 * What the files of the advisory locks share with each other only: fs/locks.c.
 */
#ifndef FS_LOCKS_INTERNAL_H
#define FS_LOCKS_INTERNAL_H

#include "abi/fcntl.h"
#include "cred/user.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "sched/mutex.h"
#include "sched/waitq.h"

enum lock_kind_fs {
	KIND_POSIX,
	KIND_OFD,
	KIND_FLOCK
};

struct range_lock {
	union {
		/* In its holder's ranges, by start; of KIND_FLOCK in the
		 * context's, by owner. */
		struct rb_node node;
		struct list spare; /* in lock_spares.ranges */
	};
	struct rb_node
	    shown;  /* by number, under the lock of its CPU: locks_show.c */
	u64 number; /* of its making, and the CPU; [I] */
	struct flock_context *context; /* [I] */
	const void *owner;             /* [I] */
	enum lock_kind_fs kind;
	/* Changed under the context's lock and that of its CPU, read under either. */
	u8 type; /* F_RDLCK, F_WRLCK */
	pid_t pid;
	struct user *user; /* [I] whom it counts for; owned reference */
	u64 start, end;    /* inclusive */
};

/* An owner that has a range. */
struct lock_holder {
	struct rb_node node; /* by owner */
	struct list order;   /* as they came; or in lock_spares.holders */
	const void *owner;
	struct rb_tree ranges; /* by start: they do not overlap */
	u64 start, end;        /* from the first one's to the last one's */
};

/* Those of a file. */
struct lock_holders {
	struct rb_tree by_owner;
	struct list order;
};

/* Who waits, as they came; those of them who are to try again: locks_wait.c. */
struct lock_line {
	struct list waiting, told;
};

struct flock_context {
	struct mutex lock;
	struct lock_holders ranges OWN_LOCK(lock); /* of KIND_POSIX, KIND_OFD */
	struct rb_tree whole OWN_LOCK(lock);       /* those of KIND_FLOCK */
	struct lock_line range_line OWN_LOCK(lock), whole_line OWN_LOCK(lock);
	struct inode *inode; /* [I] */
};

/* Who wants one, and what. */
struct lock_want {
	const void *owner;
	enum lock_kind_fs kind;
	u8 type; /* F_RDLCK, F_WRLCK, F_UNLCK */
	pid_t pid;
	u64 start, end;
};

/* Somebody who wants one that others have, on his thread's stack. */
struct lock_wait {
	struct list queued;           /* in lock_line.waiting */
	const struct lock_want *want; /* [I] */
	struct list told;             /* in lock_line.told: to try again */
	bool is_told;                 /* [a] */
	struct waitq waitq;           /* until then */
	struct list known;            /* in known.waits, under its lock */
	const void *blocker;          /* for whom it waits; there */
};

/* What a change may use up, and what it leaves. */
struct lock_spares {
	struct list ranges, holders;
};

/* --- locks_held.c: who has what; => holds: the context's lock --- */

void lock_holders_init(struct lock_holders *h);
/* What to set `want` may need.
 * => errors: -ENOLCK: the user has too many; -ENOMEM */
int lock_spares_alloc(struct lock_spares *spares, const struct lock_want *want);
void lock_spares_init(struct lock_spares *spares);
void lock_spares_free(struct lock_spares *spares);

/* The first in the way of `want`, or NULL: of the owner that came first. */
struct range_lock *lock_find_conflict(struct lock_holders *h,
    const struct lock_want *want);
/* Gives `want`'s range to its owner, or to nobody when its type is F_UNLCK: cuts and
 * merges what the owner had. */
void lock_set_range(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares) REQUIRES(c->lock);
/* Has that owner any? */
bool lock_has_ranges(const struct lock_holders *h, const void *owner);
/* That owner has none any more. */
void lock_drop_owner(struct lock_holders *h, const void *owner,
    struct lock_spares *gone);
/* Nobody has. */
void lock_drop_all(struct lock_holders *h, struct lock_spares *gone);

/* Of the whole file an owner has one or none, and nobody is cut to size. */
struct range_lock *lock_find_whole(struct rb_tree *whole, const void *owner);
void lock_add_whole(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares) REQUIRES(c->lock);
void lock_drop_whole(struct rb_tree *whole, struct range_lock *r,
    struct lock_spares *gone);

/* --- locks_wait.c: who waits --- */

void lock_line_init(struct lock_line *line);
void lock_wait_init(struct lock_wait *w, const struct lock_want *want);
/* The first in the way of `want`, of its kind, or NULL. */
struct range_lock *lock_in_the_way(struct flock_context *c,
    const struct lock_want *want) REQUIRES(c->lock);
/* w, whom r is in the way of, stands in line, where it stood if it did.
 * => returns: -EAGAIN; -EDEADLK: that would close a circle, and it does not */
int lock_wait_begin(struct flock_context *c, struct lock_wait *w,
    const struct range_lock *r) REQUIRES(c->lock);
/* w has what it wants, or wants it no more. */
void lock_wait_end(struct lock_wait *w);
void lock_wait_give_up(struct flock_context *c, struct lock_wait *w)
    REQUIRES(c->lock);
/* Something in [start, end] of that kind may have become free. */
void lock_wait_tell(struct flock_context *c, enum lock_kind_fs kind, u64 start,
    u64 end) REQUIRES(c->lock);
/* Until it is told. => holds: no lock; errors: -ERESTARTSYS */
int lock_wait_sleep(struct lock_wait *w);

/* --- locks_show.c: /proc/locks --- */

/* A lock comes, goes, or has other bounds. */
void lock_show_enter(struct range_lock *r);
void lock_show_leave(struct range_lock *r);
void lock_show_bounds(struct range_lock *r, u64 start, u64 end);

#endif
