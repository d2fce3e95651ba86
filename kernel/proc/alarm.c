/*
 * Interval timers, and when to look at the limits of CPU time.
 *
 * They expire in interrupts, where no signal can be sent; that is a work's.
 *
 * ITIMER_REAL is a timer of the clock.  The other two count CPU time, in ticks:
 * left[] goes down at each tick that finds a thread of the process running.
 *
 * An ITIMER_REAL with an interval is armed again only when its signal has been
 * taken: so it costs no more than the process that takes it can spend, however
 * short the interval is, and nothing while the signal is blocked or ignored.  Its
 * times lie on a grid all the while: those that were missed are left out.
 *
 * Each process owns its timers, with one lock.  A thread of the process changes
 * them, the tick and the work read them; a change that comes between an expiry and
 * the work leaves that nothing to do, since `next` lies in the future then.
 */
#include "proc/alarm.h"

#include "abi/time.h"
#include "arch/cpu.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "time/clock.h"

/* The first time of the grid after now. */
static ktime_t
next_after(const struct alarms *a, ktime_t now) REQUIRES(a->lock)
{
	s64 interval = a->interval[ITIMER_REAL];

	if (a->next > now || !interval)
		return a->next;
	return a->next + ((now - a->next) / interval + 1) * interval;
}

static void
count_down(struct process *p, unsigned which, s64 ns)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags;

	if (likely(!atomic_load(&a->left[which])))
		return;
	flags = spin_lock_irqsave(&a->lock);
	if (a->left[which] > ns) {
		atomic_store(&a->left[which], a->left[which] - ns);
	} else if (a->left[which]) {
		atomic_store(&a->left[which], a->interval[which]);
		a->fired |= 1u << which;
		(void)work_queue(&a->due.work);
	}
	spin_unlock_irqrestore(&a->lock, flags);
}

/* Limits and clocks are looked at by a work: what all threads have used is not known
 * here. */
static void
count_limits(struct process *p, const struct thread *t)
{
	u32 due = (cpu_limits_due(p, t) ? CPU_LIMITS : 0) |
	    (cpu_timers_due(p, t) ? CPU_CLOCKS : 0);
	struct alarms *a = &p->alarms;
	irqflags_t flags;

	if (likely(!due))
		return;
	flags = spin_lock_irqsave(&a->lock);
	if (!a->ended) {
		a->rt_ran = max(a->rt_ran, atomic_load(&t->rt_ran));
		a->fired |= due;
		(void)work_queue(&a->due.work);
	}
	spin_unlock_irqrestore(&a->lock, flags);
}

void
process_tick(struct thread *t, bool user, s64 ns)
{
	if (!t->process)
		return;
	count_limits(t->process, t);
	if (user)
		count_down(t->process, ITIMER_VIRTUAL, ns);
	count_down(t->process, ITIMER_PROF, ns);
}

/* --- Sending --------------------------------------------------------------------- */

/* => returns: a bit for each timer whose signal is due */
static u32
take_fired(struct alarms *a, u64 *rt_ran)
{
	irqflags_t flags = spin_lock_irqsave(&a->lock);
	ktime_t now = clock_monotonic();
	u32 fired = a->fired;

	a->fired = 0;
	*rt_ran = a->rt_ran;
	a->rt_ran = 0;
	if (a->next && a->next <= now && !a->paused) {
		atomic_store(&a->paused, a->interval[ITIMER_REAL] != 0);
		a->next = a->paused ? next_after(a, now) : 0;
		fired |= 1u << ITIMER_REAL;
	}
	spin_unlock_irqrestore(&a->lock, flags);
	return fired;
}

static void
send_alarms(struct work *w)
{
	static const int sig[ALARM_COUNT] = { [ITIMER_REAL] = SIGALRM,
		[ITIMER_VIRTUAL] = SIGVTALRM,
		[ITIMER_PROF] = SIGPROF };
	struct process *p = container_of(w, struct process, alarms.due.work);
	u64 rt_ran;
	u32 fired = take_fired(&p->alarms, &rt_ran);

	for (unsigned i = 0; i < ALARM_COUNT; i++)
		if (fired >> i & 1)
			signal_send_kernel(p, sig[i]);
	if (fired & CPU_LIMITS)
		cpu_limits_check(p, rt_ran);
	if (fired & CPU_CLOCKS)
		cpu_timers_run(p);
}

/* --- A process's -------------------------------------------------------------------- */

void
alarms_init(struct process *p)
{
	spin_init(&p->alarms.lock, LC_ALARM);
	timed_work_init(&p->alarms.due, send_alarms);
}

void
alarms_cancel(struct process *p)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags = spin_lock_irqsave(&a->lock);

	a->next = 0;
	a->ended = true;
	for (unsigned i = 0; i < ALARM_COUNT; i++)
		atomic_store(&a->left[i], 0);
	spin_unlock_irqrestore(&a->lock, flags);
	timed_work_cancel(&a->due);
}

/* => holds: a->lock */
static struct alarm_value
get_locked(const struct alarms *a, unsigned which, ktime_t now)
    REQUIRES(a->lock)
{
	struct alarm_value v = { .interval = a->interval[which],
		.value = a->left[which] };

	/* An armed timer never shows 0, which means disarmed. */
	if (which == ITIMER_REAL && a->next)
		v.value = max(next_after(a, now) - now, (s64)NSEC_PER_USEC);
	return v;
}

struct alarm_value
alarm_get(struct process *p, unsigned which)
{
	irqflags_t flags = spin_lock_irqsave(&p->alarms.lock);
	struct alarm_value v = get_locked(&p->alarms, which, clock_monotonic());

	spin_unlock_irqrestore(&p->alarms.lock, flags);
	return v;
}

void
alarm_set(struct process *p, unsigned which, struct alarm_value v,
    struct alarm_value *old)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags = spin_lock_irqsave(&a->lock);
	ktime_t now = clock_monotonic();

	if (old)
		*old = get_locked(a, which, now);
	a->interval[which] = v.value ? min(v.interval, KTIME_FOREVER / 4) : 0;
	a->fired &= ~(1u << which);
	if (which != ITIMER_REAL) {
		atomic_store(&a->left[which], v.value);
	} else if (v.value) {
		a->next = now + min(v.value, KTIME_FOREVER / 4);
		timed_work_set(&a->due, a->next);
	} else {
		a->next = 0;
		timed_work_clear(&a->due);
	}
	if (which == ITIMER_REAL)
		atomic_store(&a->paused, false);
	spin_unlock_irqrestore(&a->lock, flags);
	/* No signal of the old one comes after this: what is being sent is waited
	 * for, and another's is sent after all. */
	if (work_cancel(&a->due.work))
		(void)work_queue(&a->due.work);
}

void
alarm_resume(struct process *p)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags;

	if (likely(!atomic_load(&a->paused)))
		return;
	flags = spin_lock_irqsave(&a->lock);
	if (a->paused && a->next) {
		a->next = next_after(a, clock_monotonic());
		timed_work_set(&a->due, a->next);
	}
	atomic_store(&a->paused, false);
	spin_unlock_irqrestore(&a->lock, flags);
}
