/* POSIX timers of a process: timer_create(2) and its like. */
#ifndef PROC_PTIMER_H
#define PROC_PTIMER_H

#include "abi/signal.h"
#include "lib/rbtree.h"
#include "lib/types.h"
#include "sync/spinlock.h"

struct process;
struct ptimer;
struct text;

struct ptimers {
	struct spinlock lock;
	struct rb_tree tree OWN_LOCK(lock); /* by number */
	int next OWN_LOCK(lock);            /* number to try */
};

/* What timer_settime() and timer_gettime() speak of, in ns. */
struct ptimer_value {
	s64 value;    /* until it expires, or when; 0: disarmed */
	s64 interval; /* from then on, 0: once */
};

void ptimers_init(struct ptimers *ts);
/* All are deleted: the program ends, or the process. => sleeps */
void ptimers_delete_all(struct process *p);

/* timer_create(2) in two steps: a number, which nothing finds yet, to be told to the
 * program; and whether there is such a clock.  After an error of the second it is gone.
 * => errors: those of timer_create(2) */
int ptimer_create(int clock, const struct sigevent *event, struct ptimer **out)
    __must_check;
int ptimer_number(const struct ptimer *t);
int ptimer_begin(struct ptimer *t) __must_check;
void ptimer_cancel(struct ptimer *t);

/* By number, of the current process. => errors: -EINVAL: there is none */
int ptimer_delete(int id) __must_check;
int ptimer_get(int id, struct ptimer_value *v) __must_check;
int ptimer_set(int id, bool absolute, const struct ptimer_value *v,
    struct ptimer_value *old) __must_check;
/* => returns: how often it expired before its last signal was taken; -EINVAL */
int ptimer_overrun(int id);

/* Its signal is taken: says in info how many it stands for, and goes on.
 * => holds: the signal lock of its process */
void ptimer_taken(struct ptimer *t, struct siginfo *info);
/* Its signal, which was ignored, is not any more. => holds: that lock */
void ptimer_heeded(struct ptimer *t);

/* A record of /proc/PID/timers: the timer of the smallest number >= *id, which is set
 * to the next place. => returns: false: there is none */
struct ptimer_info {
	int id, clock, notify, signo, target;
	union sigval value;
};
bool ptimer_next_info(struct process *p, int id, struct ptimer_info *info);

#endif
