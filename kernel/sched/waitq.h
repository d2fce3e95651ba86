/*
 * Wait queues: the only way to wait for an event.
 *
 * A sleeper puts a struct waiter on the queue, looks at its condition, and
 * gives the CPU up; whoever makes the condition true then wakes the queue.
 * The wait_event macros do that dance right; poll and epoll put waiters with
 * callbacks of their own on the same queues.
 *
 * Functions marked "interruptible" also end when a signal is pending for the
 * thread; then they give -ERESTARTSYS, which the signal code turns into a
 * restart of the call or -EINTR.
 */
#ifndef SCHED_WAITQ_H
#define SCHED_WAITQ_H

#include "lib/list.h"
#include "sync/spinlock.h"

struct thread;

struct waitq {
	struct spinlock lock;
	struct list waiters OWN_LOCK(lock); /* of struct waiter */
};

#define WAITQ_INIT(q)                             \
	{                                         \
		.lock = SPINLOCK_INIT(LC_WAITQ),  \
		.waiters = LIST_INIT((q).waiters) \
	}

struct waiter {
	struct list node;      /* on waitq.waiters, or empty [waitq.lock] */
	struct thread *thread; /* [I] */
	/* Called under the queue's lock, interrupts off; must not sleep nor
	 * wake this queue.  NULL: makes the thread runnable.
	 * => returns: true when it counts as a woken sleeper for wake_one() */
	bool (*wake)(struct waiter *w, unsigned events);
	bool exclusive; /* [I] wake_one() stops after it */
};

void waitq_init(struct waitq *q);

/* Is anyone waiting?  A hint without the lock; the caller's change of the
 * condition must come before it (this is a full barrier). */
static inline bool
waitq_active(const struct waitq *q)
{
	memory_barrier();
	return !list_empty(&q->waiters);
}

/* Wakes every waiter / at most one exclusive waiter.  `events` is handed to
 * callbacks: a mask of POLL* bits, 0 for "anything".
 * => any context */
void wake_all(struct waitq *q);
void wake_one(struct waitq *q);
void wake_events(struct waitq *q, unsigned events);

/* For waiters with callbacks: w stays on the queue until removed. */
void waitq_add(struct waitq *q, struct waiter *w);
void waitq_remove(struct waitq *q, struct waiter *w);

/* The pieces of wait_event(); see there. */
#define WAIT_INTERRUPTIBLE 1u
#define WAIT_EXCLUSIVE     2u
#define WAIT_KILLABLE      4u /* only a fatal signal ends it */
void wait_begin(struct waitq *q, struct waiter *w, unsigned flags);
int wait_sleep(ktime_t deadline, unsigned flags);
void wait_end(struct waitq *q, struct waiter *w);

#define KTIME_FOREVER ((ktime_t)INT64_MAX)

/* cond is not evaluated again once it was true, so it may be an attempt to take
 * something; it must not sleep.  => returns: 0 when cond was true, else why the
 * wait ended */
#define WAIT_EVENT(q, cond, flags, deadline)                                 \
	({                                                                   \
		int wait_err_ = 0;                                           \
		bool wait_done_ = (cond);                                    \
		while (!wait_done_ && !wait_err_) {                          \
			struct waiter wait_w_;                               \
			wait_begin((q), &wait_w_, (flags));                  \
			wait_done_ = (cond);                                 \
			if (!wait_done_)                                     \
				wait_err_ = wait_sleep((deadline), (flags)); \
			wait_end((q), &wait_w_);                             \
			if (!wait_done_)                                     \
				wait_done_ = (cond);                         \
		}                                                            \
		wait_done_ ? 0 : wait_err_;                                  \
	})

/* Sleeps until cond is true.  => sleeps */
#define wait_event(q, cond) ((void)WAIT_EVENT((q), (cond), 0, KTIME_FOREVER))

/* The same, interruptible.  => returns: 0 or -ERESTARTSYS */
#define wait_event_intr(q, cond) \
	WAIT_EVENT((q), (cond), WAIT_INTERRUPTIBLE, KTIME_FOREVER)

/* Interruptible, until an absolute monotonic time in ns.
 * => returns: 0, -ERESTARTSYS, or -ETIMEDOUT */
#define wait_event_intr_until(q, cond, deadline) \
	WAIT_EVENT((q), (cond), WAIT_INTERRUPTIBLE, (deadline))

/* Interruptible; wake_one() wakes one such sleeper at a time. */
#define wait_event_intr_one(q, cond)                                 \
	WAIT_EVENT((q), (cond), WAIT_INTERRUPTIBLE | WAIT_EXCLUSIVE, \
	    KTIME_FOREVER)

#endif
