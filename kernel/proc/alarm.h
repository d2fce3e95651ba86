/* What counts the time of a process: interval timers (setitimer(2)), and the limits
 * of CPU time. */
#ifndef PROC_ALARM_H
#define PROC_ALARM_H

#include "lib/types.h"
#include "sched/work.h"
#include "sync/spinlock.h"
#include "time/timer.h"

struct process;
struct thread;

/* One for each of ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF. */
#define ALARM_COUNT 3
/* In alarms.fired, too: */
#define CPU_LIMITS (1u << ALARM_COUNT)
#define CPU_CLOCKS (2u << ALARM_COUNT)

struct alarms {
	struct spinlock lock; /* irq-safe */
	struct timed_work
	    due; /* sends the signals; its time is ITIMER_REAL's */
	ktime_t next OWN_LOCK(lock); /* when that expires; 0: disarmed */
	bool paused OWN_LOCK(lock);  /* not armed until its signal is taken */
	s64 interval[ALARM_COUNT] OWN_LOCK(lock); /* ns, 0: once */
	s64 left[ALARM_COUNT] OWN_LOCK(lock); /* ns of CPU time; 0: not armed */
	u32 fired OWN_LOCK(lock);  /* a bit for each of those that came to 0 */
	bool ended OWN_LOCK(lock); /* no more work */
	/* ns that a real-time thread of it has run without a sleep. */
	u64 rt_ran OWN_LOCK(lock);
	/* RLIMIT_CPU was last looked at, when it was so much, and cannot be reached
	 * before then. [a] */
	u64 cpu_limit;
	ktime_t cpu_check;
};

/* What getitimer() and setitimer() speak of, in ns. */
struct alarm_value {
	s64 value;    /* until it expires, 0: disarmed */
	s64 interval; /* from then on, 0: once */
};

void alarms_init(struct process *p);
/* Must they be compared at this tick of t, which runs? => any context */
bool cpu_limits_due(struct process *p, const struct thread *t);
/* Compares RLIMIT_CPU and RLIMIT_RTTIME with what was used: signals. => sleeps */
void cpu_limits_check(struct process *p, u64 rt_ran);
/* The last thread of the process ends: none expires any more. */
void alarms_cancel(struct process *p);

struct alarm_value alarm_get(struct process *p, unsigned which);
/* *old is what it was; NULL: nobody wants to know. */
void alarm_set(struct process *p, unsigned which, struct alarm_value v,
    struct alarm_value *old);

/* SIGALRM is not pending any more, or is not ignored any more: an interval timer
 * that waited for that goes on. => holds: p->siglock */
void alarm_resume(struct process *p);

#endif
