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
	ktime_t deadline;            /* monotonic ns */
	void (*fn)(struct timer *t); /* [I] => interrupt context */
	u32 cpu;                     /* where it is armed */
	bool armed;
};

void timer_init(struct timer *t, void (*fn)(struct timer *t));

/* Arms or re-arms on this CPU. => any context */
void timer_arm(struct timer *t, ktime_t deadline);

/* After it returns the callback neither runs nor will run.
 * => returns: true when it was armed => holds: no lock the callback takes */
bool timer_cancel(struct timer *t);

#endif
