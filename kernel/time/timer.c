/*
 * Timers: one tree a CPU, ordered by deadline; the hardware timer is always
 * set for the first.
 *
 * A timer is armed on the CPU that arms it and fires there.  t->cpu names the
 * queue whose lock covers the timer, armed or not; a move to another goes through
 * TIMER_MOVING, so that of several CPUs that arm, disarm or cancel one timer each
 * finds it on one queue.  While its callback runs, it stays where that is:
 * timer_cancel() waits for the callback by looking at that queue.
 *
 * An interrupt calls BATCH callbacks at most; when more are due, the next
 * interrupt comes at once, and others come between.
 */
#include "time/timer.h"

#include "arch/cpu.h"
#include "arch/timer.h"
#include "sync/spinlock.h"

#define TIMER_MOVING UINT32_MAX
#define BATCH        32

static struct timer_queue {
	struct spinlock lock;
	struct rb_tree timers LOCK_ROLE(timer_role); /* by deadline */
	struct timer *first LOCK_ROLE(timer_role);   /* the leftmost, or NULL */
	struct timer *running LOCK_ROLE(timer_role); /* its callback runs now */
} __aligned(64) queues[MAX_CPUS] = { [0 ... MAX_CPUS - 1] = {
					 .lock = SPINLOCK_INIT(LC_TIMER) } };

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&timer_role); /* held, by who changes a queue */
	return rb_entry(a, struct timer, node)->deadline <
	    rb_entry(b, struct timer, node)->deadline;
}

static struct timer *
leftmost(struct timer_queue *q) REQUIRES(timer_role)
{
	struct rb_node *n = rb_first(&q->timers);

	return n ? rb_entry(n, struct timer, node) : NULL;
}

void
timer_init(struct timer *t, void (*fn)(struct timer *t))
{
	*t = (struct timer){ .fn = fn, .cpu = cpu_id() };
}

static void
queue_lock(struct timer_queue *q) ACQUIRE(timer_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&q->lock);
}

static void
queue_unlock(struct timer_queue *q) RELEASE(timer_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&q->lock);
}

/* Takes the lock of the queue that t is, or was last, armed on. */
static struct timer_queue *
queue_lock_of(struct timer *t, irqflags_t *flags) ACQUIRE(timer_role)
NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		u32 cpu = atomic_load(&t->cpu);

		if (cpu != TIMER_MOVING) {
			struct timer_queue *q = &queues[cpu];

			*flags = spin_lock_irqsave(&q->lock);
			if (cpu == atomic_load(&t->cpu))
				return q;
			spin_unlock_irqrestore(&q->lock, *flags);
		}
		cpu_relax();
	}
}

static void
enqueue(struct timer_queue *q, struct timer *t, ktime_t deadline)
    REQUIRES(timer_role)
{
	t->deadline = deadline;
	t->armed = true;
	rb_insert(&q->timers, &t->node, less);
	if (q->first && q->first->deadline <= deadline)
		return;
	q->first = t;
	/* Another CPU's interrupt, which runs t now, looks by itself. */
	if (q == &queues[cpu_id()])
		arch_timer_arm(deadline);
}

static void
dequeue(struct timer_queue *q, struct timer *t) REQUIRES(timer_role)
{
	rb_erase(&q->timers, &t->node);
	t->armed = false;
	if (q->first == t)
		q->first = leftmost(q);
}

/* Does t, which is armed, stay between its neighbours with that deadline? */
static bool
keeps_place(const struct timer *t, ktime_t deadline) REQUIRES(timer_role)
{
	const struct rb_node *before = rb_prev(&t->node);
	const struct rb_node *after = rb_next(&t->node);

	return (!before ||
		   rb_entry(before, struct timer, node)->deadline <=
		       deadline) &&
	    (!after ||
		deadline < rb_entry(after, struct timer, node)->deadline);
}

/* Moves t, which is not armed, from q to this CPU's queue, unless it runs there. */
static struct timer_queue *
move_here(struct timer_queue *q, struct timer *t) REQUIRES(timer_role)
{
	struct timer_queue *here = &queues[cpu_id()];

	if (q == here || q->running == t)
		return q;
	atomic_store(&t->cpu, TIMER_MOVING);
	queue_unlock(q);
	queue_lock(here);
	atomic_store(&t->cpu, cpu_id());
	return here;
}

void
timer_arm(struct timer *t, ktime_t deadline)
{
	irqflags_t flags;
	struct timer_queue *q = queue_lock_of(t, &flags);

	if (t->armed && q == &queues[cpu_id()] && keeps_place(t, deadline)) {
		t->deadline = deadline;
		if (q->first == t)
			arch_timer_arm(deadline);
	} else {
		if (t->armed)
			dequeue(q, t);
		q = move_here(q, t);
		enqueue(q, t, deadline);
	}
	queue_unlock(q);
	irq_restore(flags);
}

/* => returns: is its callback running on another CPU? */
static bool
disarm(struct timer *t, bool *was_armed)
{
	irqflags_t flags;
	struct timer_queue *q = queue_lock_of(t, &flags);
	bool running = q->running == t && q != &queues[cpu_id()];

	if (t->armed) {
		dequeue(q, t);
		*was_armed = true;
	}
	queue_unlock(q);
	irq_restore(flags);
	return running;
}

void
timer_disarm(struct timer *t)
{
	bool was_armed;

	(void)disarm(t, &was_armed);
}

bool
timer_cancel(struct timer *t)
{
	bool was_armed = false;

	/* What runs may arm it once more. */
	while (disarm(t, &was_armed))
		cpu_relax();
	return was_armed;
}

void
timer_interrupt(void)
{
	struct timer_queue *q = &queues[cpu_id()];
	struct timer *t;

	queue_lock(q);
	for (unsigned n = 0;
	     n < BATCH && (t = q->first) && t->deadline <= arch_clock_ns();
	     n++) {
		dequeue(q, t);
		q->running = t;
		queue_unlock(q);
		t->fn(t);
		queue_lock(q);
		q->running = NULL;
	}
	if (q->first)
		arch_timer_arm(q->first->deadline);
	queue_unlock(q);
}
