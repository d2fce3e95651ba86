/*
 * Timers: one tree a CPU, ordered by deadline; the hardware timer is always
 * set for the first.
 *
 * A timer is armed on the CPU that arms it and fires there.  Cancelling one of
 * another CPU takes that CPU's lock; when its callback is running at that
 * moment, the canceller waits for it to end.
 */
#include "time/timer.h"

#include "arch/cpu.h"
#include "arch/timer.h"
#include "sync/spinlock.h"

static struct timer_queue {
	struct spinlock lock;
	struct rb_tree timers; /* [lock] by deadline */
	struct timer *first;   /* [lock] the leftmost, or NULL */
	struct timer *running; /* [lock] whose callback runs now */
} queues[MAX_CPUS] = { [0 ... MAX_CPUS - 1] = {
			   .lock = SPINLOCK_INIT(LC_TIMER) } };

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct timer, node)->deadline <
	    rb_entry(b, struct timer, node)->deadline;
}

static struct timer *
leftmost(struct timer_queue *q)
{
	struct rb_node *n = rb_first(&q->timers);

	return n ? rb_entry(n, struct timer, node) : NULL;
}

void
timer_init(struct timer *t, void (*fn)(struct timer *t))
{
	*t = (struct timer){ .fn = fn };
}

/* Takes the lock of the queue that t is, or was last, armed on. */
static struct timer_queue *
lock_queue_of(struct timer *t, irqflags_t *flags) NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		u32 cpu = atomic_load(&t->cpu);
		struct timer_queue *q = &queues[cpu];

		*flags = spin_lock_irqsave(&q->lock);
		if (cpu == atomic_load(&t->cpu))
			return q;
		spin_unlock_irqrestore(&q->lock, *flags);
	}
}

static void
dequeue(struct timer_queue *q, struct timer *t)
{
	rb_erase(&q->timers, &t->node);
	t->armed = false;
	if (q->first == t)
		q->first = leftmost(q);
}

void
timer_arm(struct timer *t, ktime_t deadline) NO_THREAD_SAFETY_ANALYSIS
{
	irqflags_t flags;
	struct timer_queue *q = lock_queue_of(t, &flags);
	struct timer_queue *here;

	if (t->armed)
		dequeue(q, t);
	atomic_store(&t->cpu, cpu_id());
	here = &queues[cpu_id()];
	if (here != q) {
		spin_unlock(&q->lock);
		spin_lock(&here->lock);
	}
	t->deadline = deadline;
	t->armed = true;
	rb_insert(&here->timers, &t->node, less);
	if (!here->first || deadline < here->first->deadline) {
		here->first = t;
		arch_timer_arm(deadline);
	}
	spin_unlock_irqrestore(&here->lock, flags);
}

bool
timer_cancel(struct timer *t) NO_THREAD_SAFETY_ANALYSIS
{
	irqflags_t flags;
	struct timer_queue *q = lock_queue_of(t, &flags);
	bool was_armed = t->armed;

	if (was_armed)
		dequeue(q, t);
	while (q->running == t && q != &queues[cpu_id()]) {
		spin_unlock_irqrestore(&q->lock, flags);
		cpu_relax();
		flags = spin_lock_irqsave(&q->lock);
	}
	spin_unlock_irqrestore(&q->lock, flags);
	return was_armed;
}

void
timer_interrupt(void)
{
	struct timer_queue *q = &queues[cpu_id()];
	struct timer *t;

	spin_lock(&q->lock);
	while ((t = q->first) && t->deadline <= arch_clock_ns()) {
		dequeue(q, t);
		q->running = t;
		spin_unlock(&q->lock);
		t->fn(t);
		spin_lock(&q->lock);
		q->running = NULL;
	}
	if (q->first)
		arch_timer_arm(q->first->deadline);
	spin_unlock(&q->lock);
}
