/*
 * Interval timers.
 *
 * They expire in interrupts, where no signal can be sent: that needs memory
 * and locks which interrupts do not take.  So an expiry puts the process on a
 * list, and a kernel thread sends what is due.
 *
 * ITIMER_REAL is a timer of the clock.  The other two count CPU time, in ticks:
 * left[] goes down at each tick that finds a thread of the process running.
 */
#include "proc/alarm.h"

#include "abi/time.h"
#include "arch/cpu.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "time/clock.h"

static struct {
	struct spinlock lock; /* irq-safe */
	struct list due;      /* [lock] of struct process.alarms.node */
	struct process *busy; /* [lock] whose signals are being sent */
	struct waitq waitq;
} sender = {
	.lock = SPINLOCK_INIT(LC_DRIVER),
	.due = LIST_INIT(sender.due),
	.waitq = WAITQ_INIT(sender.waitq),
};

/* => interrupt context */
static void
fire(struct process *p, unsigned which)
{
	irqflags_t flags = spin_lock_irqsave(&sender.lock);

	if (list_empty(&p->alarms.node)) {
		process_get(p);
		list_add_tail(&sender.due, &p->alarms.node);
	}
	p->alarms.fired |= 1u << which;
	spin_unlock_irqrestore(&sender.lock, flags);
	wake_all(&sender.waitq);
}

static void
real_expired(struct timer *timer)
{
	struct process *p = container_of(timer, struct process, alarms.real);
	s64 interval = atomic_load(&p->alarms.interval[ITIMER_REAL]);

	if (interval)
		timer_arm(timer,
		    max(timer->deadline + interval, clock_monotonic()));
	fire(p, ITIMER_REAL);
}

static void
count_down(struct process *p, unsigned which, s64 ns)
{
	s64 left = atomic_load(&p->alarms.left[which]);

	if (!left)
		return;
	left -= ns;
	if (left <= 0) {
		left = atomic_load(&p->alarms.interval[which]);
		fire(p, which);
	}
	atomic_store(&p->alarms.left[which], left);
}

void
process_tick(struct thread *t, bool user, s64 ns)
{
	if (!t->process)
		return;
	if (user)
		count_down(t->process, ITIMER_VIRTUAL, ns);
	count_down(t->process, ITIMER_PROF, ns);
}

/* --- The sender ----------------------------------------------------------------- */

static struct process *
next_due(u32 *fired)
{
	irqflags_t flags = spin_lock_irqsave(&sender.lock);
	struct process *p = list_pop(&sender.due, struct process, alarms.node);

	sender.busy = p;
	if (p) {
		*fired = p->alarms.fired;
		p->alarms.fired = 0;
	}
	spin_unlock_irqrestore(&sender.lock, flags);
	return p;
}

static void
send_alarms(void *arg)
{
	static const int sig[ALARM_COUNT] = { [ITIMER_REAL] = SIGALRM,
		[ITIMER_VIRTUAL] = SIGVTALRM,
		[ITIMER_PROF] = SIGPROF };
	struct process *p;
	u32 fired;

	(void)arg;
	for (;;) {
		wait_event(&sender.waitq, (p = next_due(&fired)) != NULL);
		for (unsigned i = 0; i < ALARM_COUNT; i++)
			if ((fired >> i & 1) && !p->zombie)
				signal_send_kernel(p, sig[i]);
		atomic_store(&sender.busy, NULL);
		process_put(p);
	}
}

int
alarm_start(void)
{
	return kthread_run("alarms", send_alarms, NULL);
}

/* --- A process's -------------------------------------------------------------------- */

void
alarms_init(struct process *p)
{
	timer_init(&p->alarms.real, real_expired);
	list_init(&p->alarms.node);
}

void
alarms_cancel(struct process *p)
{
	/* Most processes end without ever having set one. */
	if (likely(!atomic_load(&p->alarms.was_set)))
		return;
	/* A callback that runs now may arm it once more: take the interval
	 * away first. */
	atomic_store(&p->alarms.interval[ITIMER_REAL], 0);
	(void)timer_cancel(&p->alarms.real);
	(void)timer_cancel(&p->alarms.real);
}

/* No signal of a timer that was taken away comes after this.  What is being sent
 * is waited for: sending does not sleep. */
static void
forget_fired(struct process *p, unsigned which)
{
	irqflags_t flags = spin_lock_irqsave(&sender.lock);

	p->alarms.fired &= ~(1u << which);
	spin_unlock_irqrestore(&sender.lock, flags);
	while (atomic_load(&sender.busy) == p)
		cpu_relax();
}

void
alarm_get(struct process *p, unsigned which, s64 *value, s64 *interval)
{
	struct timer *t = &p->alarms.real;

	*interval = atomic_load(&p->alarms.interval[which]);
	*value = atomic_load(&p->alarms.left[which]);
	/* An armed timer never shows 0, which means disarmed. */
	if (which == ITIMER_REAL && t->armed)
		*value = max(t->deadline - clock_monotonic(),
		    (ktime_t)NSEC_PER_USEC);
}

void
alarm_set(struct process *p, unsigned which, s64 value, s64 interval)
{
	if (which != ITIMER_REAL) {
		atomic_store(&p->alarms.left[which], value);
		atomic_store(&p->alarms.interval[which], interval);
		return;
	}
	alarms_cancel(p);
	forget_fired(p, which);
	atomic_store(&p->alarms.was_set, true);
	atomic_store(&p->alarms.interval[which], value ? interval : 0);
	if (value)
		timer_arm(&p->alarms.real,
		    clock_monotonic() + min(value, KTIME_FOREVER / 4));
}
