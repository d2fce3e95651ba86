/*
 * The poll protocol between poll(), select(), epoll and files.
 *
 * A file's poll op calls poll_wait() for each wait queue that will be woken
 * when its answer may change, then gives its present events.  With pt NULL,
 * or once something was found ready, nothing is registered.
 */
#ifndef FS_POLL_H
#define FS_POLL_H

#include "sched/waitq.h"

struct file;

struct poll_table {
	/* Puts a waiter on q. Set to NULL by the poller when registering is no
	 * longer useful. */
	void (*queue)(struct poll_table *pt, struct waitq *q);
};

static inline void
poll_wait(struct poll_table *pt, struct waitq *q)
{
	if (pt && pt->queue)
		pt->queue(pt, q);
}

#endif
