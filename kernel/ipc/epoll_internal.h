/* What epoll.c (the sets and their members) and epoll_graph.c (who may watch whom)
 * share; epoll.c has the theory. */
#ifndef IPC_EPOLL_INTERNAL_H
#define IPC_EPOLL_INTERNAL_H

#include "fs/file.h"
#include "fs/poll.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "sched/mutex.h"
#include "sched/waitq.h"

/* The ways between sets: graph_lock(). */
extern struct lock_role graph_role;
/* The lock of the set that an item is in: set_lock(). */
extern struct lock_role set_role;
/* The same set's ready_lock: ready_lock(). */
extern struct lock_role ready_role;
/* The lock of the list of the file that an item watches: watchers_lock(). */
extern struct lock_role watchers_role;

struct epoll {
	struct mutex lock;
	struct rb_tree items LOCK_ROLE(set_role); /* by file and descriptor */
	struct refcount refs; /* of its file, and of each item */
	struct file *file;    /* [I] the set's own, not counted */
	struct user *user;  /* [I] whom its items count for; owned reference */
	struct waitq waitq; /* who waits for events */
	struct spinlock ready_lock;
	struct list ready LOCK_ROLE(ready_role); /* of struct epoll_item */
	bool scanning LOCK_ROLE(ready_role);     /* a scan has the list */
	/* Items that watch sets. */
	struct list inner
	    LOCK_ROLE(graph_role);       /* [a] empty or not, to others */
	u64 visit LOCK_ROLE(graph_role); /* the walk that saw it last */
	int nests LOCK_ROLE(graph_role); /* what that walk found of it */
} __aligned(64);

#define MAX_HOOKS 4 /* queues one file may name */

struct hook {
	struct waiter waiter;
	struct waitq *q;
	struct epoll_item *item;
};

struct epoll_item {
	struct rb_node node LOCK_ROLE(set_role);
	struct epoll *set; /* [I] owned reference */
	struct file *file; /* [I] not counted */
	/* On file->watchers; *link points here. */
	struct epoll_item *next LOCK_ROLE(watchers_role);
	struct epoll_item **link LOCK_ROLE(watchers_role);
	bool claimed LOCK_ROLE(watchers_role); /* by the file's release */
	int fd;                                /* [I] */
	u32 events; /* [a] EPOLL*, changed under set->lock */
	u64 data LOCK_ROLE(set_role);
	struct list inner_node LOCK_ROLE(graph_role); /* on set->inner */
	struct list ready_node LOCK_ROLE(ready_role);
	struct epoll_item *again LOCK_ROLE(set_role); /* the next of a scan's */
	unsigned nhooks;                              /* [I] */
	struct hook hooks[MAX_HOOKS];
};

/* Who watches a file: file->watchers, from the first item to the file's release. */
struct watchers {
	struct mutex lock;
	/* [a] empty or not, to others; of a set's file both locks to change it. */
	struct epoll_item *items LOCK_ROLE(watchers_role);
	u64 visit LOCK_ROLE(graph_role); /* as a set's */
	struct rcu_head rcu;
};

/* The set that f is the file of, or NULL. */
struct epoll *epoll_of(const struct file *f);

/* Is it watched?  Until the answer is used the caller keeps others from changing it,
 * by the graph's lock, or sees to it that they ask again. */
static inline bool
is_watched(const struct epoll *set)
{
	const struct watchers *w = atomic_load(&set->file->watchers);

	return w && atomic_load(&w->items);
}

static inline void
set_lock(struct epoll *set) ACQUIRE(set_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&set->lock);
}

static inline void
set_unlock(struct epoll *set) RELEASE(set_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&set->lock);
}

static inline void
watchers_lock(struct watchers *w) ACQUIRE(watchers_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&w->lock);
}

static inline void
watchers_unlock(struct watchers *w) RELEASE(watchers_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&w->lock);
}

/* --- epoll_graph.c --- */

/* `needed`: does the work concern a way between sets?  If not, nobody looks. */
void graph_lock(bool needed) ACQUIRE(graph_role);
void graph_unlock(bool needed) RELEASE(graph_role);

/* Would target in set close a circle, or a chain that is too long? */
bool graph_would_loop(struct epoll *set, const struct file *target)
    REQUIRES(graph_role);

/* May every file at and below f be woken, with an item that is new on its list?
 * => sleeps; holds: no set's lock */
bool graph_paths_ok(const struct file *f) REQUIRES(graph_role);

void graph_init(void);

#endif
