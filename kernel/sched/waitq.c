/*
 * Wait queues.
 *
 * The race that matters: a sleeper looks at its condition, finds it false and
 * goes to sleep; a waker makes it true and wakes.  wait_begin() puts the waiter
 * on the queue and marks the thread as sleeping before the condition is looked
 * at; thread_wake() turns the mark back into RUNNABLE.  So whichever comes
 * second sees what the first did.
 */
#include "sched/waitq.h"

#include "abi/errno.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "time/timer.h"

#define BURST 16 /* wake-ups with interrupts off */

void
waitq_init(struct waitq *q)
{
	spin_init(&q->lock, LC_WAITQ);
	list_init(&q->waiters);
}

void
waitq_add(struct waitq *q, struct waiter *w)
{
	irqflags_t flags = spin_lock_irqsave(&q->lock);

	/* Exclusive sleepers behind all others: wake_one() reaches the rest
	 * before it stops. */
	if (w->exclusive)
		list_add_tail(&q->waiters, &w->node);
	else
		list_add_head(&q->waiters, &w->node);
	spin_unlock_irqrestore(&q->lock, flags);
}

void
waitq_remove(struct waitq *q, struct waiter *w)
{
	irqflags_t flags = spin_lock_irqsave(&q->lock);

	list_remove(&w->node);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* A place in the queue that no wake-up counts. */
static bool
is_mark(const struct waiter *w)
{
	return !w->wake && !w->thread;
}

/* Wakes some from the first on. => returns: the one to go on with, or NULL */
static struct waiter *
wake_some(struct waitq *q, struct list *first, unsigned events, bool one)
    REQUIRES(q->lock)
{
	struct list *at = first, *next;

	for (unsigned n = 0; at != &q->waiters; at = next, n++) {
		struct waiter *w = list_entry(at, struct waiter, node);
		bool woken;

		if (n == BURST)
			return w;
		next = at->next;
		if (is_mark(w))
			continue;
		woken = w->wake ? w->wake(w, events) : thread_wake(w->thread);
		if (woken && w->exclusive && one)
			break;
	}
	return NULL;
}

/* Many wait at times: a mark keeps the place while interrupts come in.  Who is
 * added meanwhile looks at the condition after it was made true. */
static void
wake(struct waitq *q, unsigned events, bool one)
{
	irqflags_t flags = spin_lock_irqsave(&q->lock);
	struct waiter *w = wake_some(q, q->waiters.next, events, one);

	while (w) {
		struct waiter mark = { 0 };
		struct list *next;

		list_add_tail(&w->node, &mark.node);
		spin_unlock_irqrestore(&q->lock, flags);
		cpu_relax();
		flags = spin_lock_irqsave(&q->lock);
		next = mark.node.next;
		list_remove(&mark.node);
		w = wake_some(q, next, events, one);
	}
	spin_unlock_irqrestore(&q->lock, flags);
}

void
wake_all(struct waitq *q)
{
	if (waitq_active(q))
		wake(q, 0, false);
}

void
wake_one(struct waitq *q)
{
	if (waitq_active(q))
		wake(q, 0, true);
}

void
wake_events(struct waitq *q, unsigned events)
{
	if (waitq_active(q))
		wake(q, events, false);
}

void
wait_begin(struct waitq *q, struct waiter *w, unsigned flags)
{
	*w = (struct waiter){ .thread = current(),
		.exclusive = flags & WAIT_EXCLUSIVE };
	waitq_add(q, w);
	thread_set_state(flags & WAIT_INTERRUPTIBLE ? THREAD_SLEEPING_INTR :
		flags & WAIT_KILLABLE               ? THREAD_SLEEPING_KILL :
						      THREAD_SLEEPING);
}

void
wait_end(struct waitq *q, struct waiter *w)
{
	thread_set_state(THREAD_RUNNABLE);
	waitq_remove(q, w);
}

/* Would a pending signal end a sleep of this kind? */
static bool
signal_ends(unsigned flags)
{
	if (flags & WAIT_INTERRUPTIBLE)
		return thread_interrupted();
	return (flags & WAIT_KILLABLE) && thread_killed();
}

struct sleep_timer {
	struct timer timer;
	struct thread *thread;
	bool fired;
};

static void
sleep_timeout(struct timer *t)
{
	struct sleep_timer *s = container_of(t, struct sleep_timer, timer);

	atomic_store(&s->fired, true);
	thread_wake(s->thread);
}

int
wait_sleep(ktime_t deadline, unsigned flags)
{
	struct sleep_timer s;

	if (signal_ends(flags))
		return -ERESTARTSYS;
	if (deadline == KTIME_FOREVER) {
		schedule();
		return signal_ends(flags) ? -ERESTARTSYS : 0;
	}
	s.thread = current();
	s.fired = false;
	timer_init(&s.timer, sleep_timeout);
	timer_arm(&s.timer, deadline);
	schedule();
	timer_cancel(&s.timer);
	if (atomic_load(&s.fired) || clock_monotonic() >= deadline)
		return -ETIMEDOUT;
	return signal_ends(flags) ? -ERESTARTSYS : 0;
}
