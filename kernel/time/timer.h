/*
 * Timers: a callback at a time.
 *
 * Each CPU keeps its armed timers ordered by deadline and programs the
 * hardware for the first.  Callbacks run in the timer interrupt: they wake
 * somebody, and may arm their timer again.
 */
#ifndef TIME_TIMER_H
#define TIME_TIMER_H

#include "lib/rbtree.h"
#include "lib/types.h"

extern struct lock_role timer_role; /* the lock of the queue of .cpu */

struct timer {
	struct rb_node node LOCK_ROLE(timer_role);
	ktime_t deadline LOCK_ROLE(timer_role); /* monotonic ns */
	bool armed LOCK_ROLE(timer_role);
	u32 cpu;                     /* [a] whose queue it belongs to */
	void (*fn)(struct timer *t); /* [I] => interrupt context */
};

void timer_init(struct timer *t, void (*fn)(struct timer *t));

/* Arms or re-arms on this CPU. Its callback may be running, or about to, for
 * the deadline before: it has to find out by itself. => any context */
void timer_arm(struct timer *t, ktime_t deadline);

/* It is not armed any more; a callback that has begun is not waited for.
 * => any context */
void timer_disarm(struct timer *t);

/* After it returns the callback neither runs nor will run.
 * => returns: true when it was armed => holds: no lock the callback takes */
bool timer_cancel(struct timer *t);

#endif
