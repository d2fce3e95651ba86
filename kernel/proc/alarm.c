/*
 * Interval timers.
 *
 * They expire in interrupts, where no signal can be sent: that needs memory
 * and locks which interrupts do not take.  So an expiry puts the process on a
 * list, and a kernel thread sends what is due.
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
 * them, the interrupt and the sender read them; a change that comes between an
 * expiry and its callback leaves the callback nothing to do, since `next` lies in
 * the future then.
 */
#include "proc/alarm.h"

#include "abi/time.h"
#include "arch/cpu.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "time/clock.h"

static struct {
	struct spinlock lock;           /* irq-safe */
	struct list due OWN_LOCK(lock); /* of struct process.alarms.node */
	struct process *busy
	    OWN_LOCK(lock); /* whose signals are being sent; [a] */
	struct waitq waitq;
} sender = {
	.lock = SPINLOCK_INIT(LC_DRIVER),
	.due = LIST_INIT(sender.due),
	.waitq = WAITQ_INIT(sender.waitq),
};

/* => holds: p->alarms.lock => any context */
static void
fire(struct process *p, unsigned which)
{
	irqflags_t flags;

	assert_spin_held(&p->alarms.lock);
	flags = spin_lock_irqsave(&sender.lock);
	if (list_empty(&p->alarms.node)) {
		process_get(p);
		list_add_tail(&sender.due, &p->alarms.node);
	}
	p->alarms.fired |= 1u << which;
	spin_unlock_irqrestore(&sender.lock, flags);
	wake_all(&sender.waitq);
}

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
real_expired(struct timer *timer)
{
	struct process *p = container_of(timer, struct process, alarms.real);
	struct alarms *a = &p->alarms;
	irqflags_t flags = spin_lock_irqsave(&a->lock);
	ktime_t now = clock_monotonic();

	if (a->next && a->next <= now && !a->paused) {
		atomic_store(&a->paused, a->interval[ITIMER_REAL] != 0);
		a->next = a->paused ? next_after(a, now) : 0;
		fire(p, ITIMER_REAL);
	}
	spin_unlock_irqrestore(&a->lock, flags);
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
		fire(p, which);
	}
	spin_unlock_irqrestore(&a->lock, flags);
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
next_due(void)
{
	irqflags_t flags = spin_lock_irqsave(&sender.lock);
	struct process *p = list_pop(&sender.due, struct process, alarms.node);

	atomic_store(&sender.busy, p);
	spin_unlock_irqrestore(&sender.lock, flags);
	return p;
}

static u32
take_fired(struct process *p)
{
	irqflags_t flags = spin_lock_irqsave(&p->alarms.lock);
	u32 fired = p->alarms.fired;

	p->alarms.fired = 0;
	spin_unlock_irqrestore(&p->alarms.lock, flags);
	return fired;
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
		wait_event(&sender.waitq, (p = next_due()) != NULL);
		fired = take_fired(p);
		for (unsigned i = 0; i < ALARM_COUNT; i++)
			if (fired >> i & 1)
				signal_send_kernel(p, sig[i]);
		atomic_store(&sender.busy, NULL);
		process_put(p);
		sched_point();
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
	spin_init(&p->alarms.lock, LC_ALARM);
	timer_init(&p->alarms.real, real_expired);
	list_init(&p->alarms.node);
}

void
alarms_cancel(struct process *p)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags = spin_lock_irqsave(&a->lock);

	a->next = 0;
	a->fired = 0;
	for (unsigned i = 0; i < ALARM_COUNT; i++)
		atomic_store(&a->left[i], 0);
	spin_unlock_irqrestore(&a->lock, flags);
	(void)timer_cancel(&a->real);
}

/* => holds: a->lock */
static struct alarm_value
get_locked(const struct alarms *a, unsigned which) REQUIRES(a->lock)
{
	ktime_t now = clock_monotonic();
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
	struct alarm_value v = get_locked(&p->alarms, which);

	spin_unlock_irqrestore(&p->alarms.lock, flags);
	return v;
}

struct alarm_value
alarm_set(struct process *p, unsigned which, struct alarm_value v)
{
	struct alarms *a = &p->alarms;
	irqflags_t flags = spin_lock_irqsave(&a->lock);
	struct alarm_value old = get_locked(a, which);

	a->interval[which] = v.value ? min(v.interval, KTIME_FOREVER / 4) : 0;
	a->fired &= ~(1u << which);
	if (which != ITIMER_REAL) {
		atomic_store(&a->left[which], v.value);
	} else if (v.value) {
		a->next = clock_monotonic() + min(v.value, KTIME_FOREVER / 4);
		timer_arm(&a->real, a->next);
	} else {
		a->next = 0;
		timer_disarm(&a->real);
	}
	if (which == ITIMER_REAL)
		atomic_store(&a->paused, false);
	spin_unlock_irqrestore(&a->lock, flags);
	/* No signal of the old one comes after this: what is being sent is waited
	 * for; sending does not sleep. */
	while (atomic_load(&sender.busy) == p)
		cpu_relax();
	return old;
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
		timer_arm(&a->real, a->next);
	}
	atomic_store(&a->paused, false);
	spin_unlock_irqrestore(&a->lock, flags);
}
