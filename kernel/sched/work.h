/*
 * Deferred work: functions that run in a thread, called for from anywhere.
 *
 * An interrupt acknowledges its device, records what has come and queues a work;
 * that runs soon in a thread of this CPU, where memory, sleeping locks and signals are
 * to be had.  Owners embed a struct work in what it works on.
 *
 * A work sleeps for locks and memory only; who waits for events, or for other work,
 * is a thread of its own (kthread_run).  It never runs twice at a time.  When it is
 * queued while it waits already, that is one run; while it runs, it runs once more.
 */
#ifndef SCHED_WORK_H
#define SCHED_WORK_H

#include "lib/list.h"
#include "lib/types.h"
#include "time/timer.h"

extern struct lock_role work_role; /* the lock of the pool of .cpu */

struct work {
	struct list node LOCK_ROLE(work_role); /* empty: it does not wait */
	u32 cpu;                    /* [a] whose pool it waits or runs in */
	void (*fn)(struct work *w); /* [I] => sleeps; may free the work */
};

void work_init(struct work *w, void (*fn)(struct work *w));

/* => any context; returns: false: it waited already */
bool work_queue(struct work *w);

/* After it returns the work neither waits nor runs, unless somebody queues it again.
 * => sleeps; not from the work itself; holds: no lock that the work takes
 * => returns: whether it waited */
bool work_cancel(struct work *w);

/* A work with a time: the timer queues it. */
struct timed_work {
	struct work work;
	struct timer timer;
};

void timed_work_init(struct timed_work *t, void (*fn)(struct work *w));
/* Runs it at that time, instead of any time set before. => any context */
void timed_work_set(struct timed_work *t, ktime_t deadline);
/* Takes the time back; what waits or runs already does so. => any context */
void timed_work_clear(struct timed_work *t);
/* As work_cancel(). */
void timed_work_cancel(struct timed_work *t);

/* Starts a thread for each CPU. => once, at boot; errors: -ENOMEM */
int work_start(void) __must_check;

#endif
