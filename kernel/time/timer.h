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

struct timer {
	struct rb_node node;         /* [timer lock of .cpu] */
	ktime_t deadline;            /* [timer lock of .cpu] monotonic ns */
	void (*fn)(struct timer *t); /* [I] => interrupt context */
	u32 cpu;                     /* [a] whose queue it belongs to */
	bool armed;                  /* [timer lock of .cpu] */
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
