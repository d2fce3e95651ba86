/* Interval timers (setitimer(2)) of a process. */
#ifndef PROC_ALARM_H
#define PROC_ALARM_H

#include "lib/list.h"
#include "lib/types.h"
#include "time/timer.h"

struct process;

/* One for each of ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF. */
#define ALARM_COUNT 3

struct alarms {
	struct timer real;         /* ITIMER_REAL */
	bool was_set;              /* [a] it was armed once */
	s64 interval[ALARM_COUNT]; /* [a] ns, 0: once */
	s64 left[ALARM_COUNT];     /* [a] ns of CPU time; 0: not armed */
	u32 fired;                 /* [alarm.c lock] a bit for each */
	struct list node;          /* [alarm.c lock] waiting for the sender */
};

void alarms_init(struct process *p);
/* The process is gone. */
void alarms_cancel(struct process *p);

/* value: ns until it fires, 0: disarmed; interval: ns between, 0: once. */
void alarm_get(struct process *p, unsigned which, s64 *value, s64 *interval);
void alarm_set(struct process *p, unsigned which, s64 value, s64 interval);

/* Starts the thread that sends the signals. => once, at boot
 * => errors: -ENOMEM */
int alarm_start(void);

#endif
