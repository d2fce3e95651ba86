/*
 * Grace periods.
 *
 * A CPU puts what is to be freed on a list of its own, and hands that over when it
 * is long enough, at a tick, or before it goes idle; so most calls touch nothing
 * that other CPUs do.  What was handed over is on one of three lists:
 *
 *	next      came while a grace period was under way, and waits for another;
 *	waiting   waits for the present one;
 *	done      may be freed, a batch at a time, by whichever CPU comes by.
 *
 * A grace period begins when there is something on `next` and none is under
 * way.  It asks all CPUs that are not idle; each takes itself out at its next
 * quiescent state, and the last one ends it.
 *
 * Why idle CPUs are not asked: they read nothing, and what they read after they
 * left the idle loop they read after the object was unlinked.  A CPU may go idle
 * while it is being asked: it says that it is idle and then looks whether
 * it is asked; begin() asks and then looks who is idle.  Both have a full
 * barrier in between, so that one of them sees the other.
 *
 * The tick brings a CPU here that neither sleeps nor is preempted: user mode is
 * quiescent; from the kernel, the thread goes through schedule() on its way
 * out.  From MANY pending objects on, CPUs are made to come at once, the caller
 * too.  One that stays in the kernel all the same cannot make the pile grow without
 * end: from CROWD on, who adds to it waits on its way to user space.
 */
#include "sync/rcu.h"

#include "lib/assert.h"
#include "sync/spinlock.h"

#define BATCH 64
#define MANY  1024
#define CROWD 16384

#define TOGETHER 32 /* are handed over */

#define RCU_LIST_INIT(l)   \
	{                  \
		NULL, &(l) \
	}

static struct {
	struct spinlock lock; /* irq-safe */
	struct rcu_list next OWN_LOCK(lock);
	struct rcu_list waiting OWN_LOCK(lock);
	struct rcu_list done OWN_LOCK(lock);
	u32 npending OWN_LOCK(lock); /* on all of them */
	bool active OWN_LOCK(lock);  /* a grace period is under way */
	bool hurried OWN_LOCK(lock); /* its CPUs were made to come */
} rcu = {
	.lock = SPINLOCK_INIT(LC_RCU),
	.next = RCU_LIST_INIT(rcu.next.first),
	.waiting = RCU_LIST_INIT(rcu.waiting.first),
	.done = RCU_LIST_INIT(rcu.done.first),
};

struct rcu_wanted rcu_wanted;
struct rcu_own rcu_own[MAX_CPUS];

/* Moves all of `from` behind `to`. */
static void
splice(struct rcu_list *to, struct rcu_list *from) REQUIRES(rcu.lock)
{
	if (!from->first)
		return;
	*to->end = from->first;
	to->end = from->end;
	from->first = NULL;
	from->end = &from->first;
}

/* These CPUs were quiescent since the grace period began. */
static void
take_out(cpumask_t quiet) REQUIRES(rcu.lock)
{
	if (!rcu.active ||
	    (atomic_fetch_and(&rcu_wanted.cpus, ~quiet) & ~quiet))
		return;
	splice(&rcu.done, &rcu.waiting);
	atomic_store(&rcu_wanted.done, rcu.done.first);
	rcu.active = false;
}

static void
begin(void) REQUIRES(rcu.lock)
{
	while (!rcu.active && rcu.next.first) {
		rcu.active = true;
		rcu.hurried = false;
		splice(&rcu.waiting, &rcu.next);
		atomic_store(&rcu_wanted.cpus, cpus_online());
		memory_barrier();
		take_out(rcu_idle_cpus());
	}
}

void
rcu_hand_over(void)
{
	struct rcu_own *own = &rcu_own[cpu_id()];
	irqflags_t flags = spin_lock_irqsave(&rcu.lock);
	bool hurry;

	splice(&rcu.next, &own->list);
	begin();
	atomic_store(&rcu.npending, rcu.npending + own->n);
	own->n = 0;
	own->due = false;
	hurry = rcu.npending >= MANY && !rcu.hurried;
	rcu.hurried |= hurry;
	spin_unlock_irqrestore(&rcu.lock, flags);
	if (unlikely(hurry))
		rcu_hurry(atomic_load(&rcu_wanted.cpus) | CPU_BIT(cpu_id()));
	if (unlikely(rcu_is_crowded()))
		rcu_hold_up();
}

void
rcu_call(struct rcu_head *h, void (*fn)(struct rcu_head *h))
{
	struct rcu_own *own = &rcu_own[cpu_id()];

	h->fn = fn;
	h->next = NULL;
	if (own->n++)
		*own->list.end = h;
	else
		own->list.first = h;
	own->list.end = &h->next;
	if (own->n >= TOGETHER)
		rcu_hand_over();
}

bool
rcu_is_crowded(void)
{
	return atomic_load(&rcu.npending) >= CROWD;
}

void
rcu_report(void)
{
	irqflags_t flags = spin_lock_irqsave(&rcu.lock);

	take_out(CPU_BIT(cpu_id()));
	begin();
	spin_unlock_irqrestore(&rcu.lock, flags);
}

/* Takes up to BATCH off the list of done. */
static struct rcu_head *
take_batch(void)
{
	irqflags_t flags = spin_lock_irqsave(&rcu.lock);
	struct rcu_head *first = rcu.done.first, **end = &first;

	for (unsigned n = 0; *end && n < BATCH; n++) {
		atomic_store(&rcu.npending, rcu.npending - 1);
		end = &(*end)->next;
	}
	rcu.done.first = *end;
	if (!*end)
		rcu.done.end = &rcu.done.first;
	*end = NULL;
	atomic_store(&rcu_wanted.done, rcu.done.first);
	spin_unlock_irqrestore(&rcu.lock, flags);
	return first;
}

void
rcu_run(void)
{
	struct rcu_head *h, *next;

	if (rcu_own[cpu_id()].due)
		rcu_hand_over();
	for (h = take_batch(); h; h = next) {
		next = h->next;
		h->fn(h);
	}
}

/* --- Sections, checked ---------------------------------------------------------- */

#ifdef DEBUG
static u32 nested[MAX_CPUS]; /* [p] */

void
rcu_section_begin(void)
{
	nested[cpu_id()]++;
	barrier();
}

void
rcu_section_end(void)
{
	barrier();
	assert(nested[cpu_id()] > 0);
	nested[cpu_id()]--;
}

void
rcu_assert_may_sleep(void)
{
	if (nested[cpu_id()])
		panic("sleeping in an RCU section");
}
#endif
