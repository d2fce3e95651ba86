/*
 * Sleeping locks.
 *
 * The free case is one atomic operation.  Who does not get the lock queues up, once,
 * and sleeps.  An unlock frees the lock and calls those who are first, a writer or
 * the readers up to the next writer, so that they try; meanwhile a thread that runs
 * may take it, which is what throughput wants.  One that was called and lost asks
 * for the handover: the next unlock gives the lock to those who are first, and
 * nobody passes them from then on.  So nobody loses twice, however fast others take
 * the lock again; but a writer of an rwlock that looked just before the request may
 * come between the release by readers and the handover, once.
 *
 * Who is killed while it sleeps for a killable lock just leaves the queue: it was
 * not called, and has asked for nothing that the next in its place may not have.
 *
 * A queue is under its spinlock.  Who joins it tries once more, and who unlocks looks
 * whether it is empty, each after a full barrier: one of the two sees the other.
 */
#include "sched/mutex.h"

#include "sched/sched.h"

struct sleeper {
	struct list node;
	struct thread *thread;
	bool reader;
	bool called;  /* may try */
	bool granted; /* has the lock */
};

static void
queue_init(struct lock_queue *q)
{
	spin_init(&q->lock, LC_WAITQ);
	list_init(&q->sleepers);
}

static struct sleeper *
first_of(struct lock_queue *q) REQUIRES(q->lock)
{
	return list_empty(&q->sleepers) ?
	    NULL :
	    list_first(&q->sleepers, struct sleeper, node);
}

/* The current thread joins; alone, it may try at once. */
static void
join(struct lock_queue *q, struct sleeper *s, bool reader) REQUIRES(q->lock)
{
	*s = (struct sleeper){ .thread = current(),
		.reader = reader,
		.called = list_empty(&q->sleepers) };
	list_add_tail(&q->sleepers, &s->node);
	memory_barrier();
}

/* Sleeps until it is called, or has the lock. => returns: false: or is to end */
static bool
sleep(struct lock_queue *q, struct sleeper *s, irqflags_t *flags, bool killable)
    REQUIRES(q->lock)
{
	s->called = false;
	while (!s->called && !s->granted) {
		thread_set_state(killable ? THREAD_SLEEPING_KILL :
					    THREAD_SLEEPING);
		/* Who kills looks at the state afterwards. */
		if (killable && thread_killed()) {
			thread_set_state(THREAD_RUNNABLE);
			return false;
		}
		spin_unlock_irqrestore(&q->lock, *flags);
		schedule();
		*flags = spin_lock_irqsave(&q->lock);
	}
	return true;
}

static void
call(struct sleeper *s)
{
	s->called = true;
	(void)thread_wake(s->thread);
}

static void
grant(struct sleeper *s)
{
	list_remove(&s->node);
	s->granted = true;
	(void)thread_wake(s->thread);
}

/* --- Mutexes ---------------------------------------------------------------------- */

void
mutex_init(struct mutex *m, enum lock_class class)
{
	m->owner = NULL;
	m->handover = false;
	queue_init(&m->queue);
	lockdep_set_class(m, class);
}

static bool
mutex_take(struct mutex *m)
{
	struct thread *free = NULL;

	return atomic_cas(&m->owner, &free, current());
}

bool
mutex_trylock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	if (!mutex_take(m))
		return false;
	lockdep_acquire_try(m);
	return true;
}

/* => returns: false: killable, and the thread is to end */
static __noinline bool
mutex_lock_slow(struct mutex *m, bool killable)
{
	struct lock_queue *q = &m->queue;
	irqflags_t flags = spin_lock_irqsave(&q->lock);
	struct sleeper s;
	bool lost = false, stays = true;

	assert(atomic_load(&m->owner) != current());
	join(q, &s, false);
	while (!s.granted && !(s.called && mutex_take(m))) {
		if (lost)
			atomic_store(&m->handover, true);
		stays = sleep(q, &s, &flags, killable);
		if (!stays)
			break;
		lost = true;
	}
	if (!s.granted)
		list_remove(&s.node);
	spin_unlock_irqrestore(&q->lock, flags);
	return stays;
}

void
mutex_lock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(m);
	if (unlikely(!mutex_take(m)))
		(void)mutex_lock_slow(m, false);
}

void
mutex_lock_gated(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire_gated(m);
	if (unlikely(!mutex_take(m)))
		(void)mutex_lock_slow(m, false);
}

bool
mutex_lock_killable(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(m);
	if (likely(mutex_take(m)) || mutex_lock_slow(m, true))
		return true;
	lockdep_release(m);
	return false;
}

/* Gives it to the first who waits, or calls that one. */
static __noinline void
mutex_unlock_slow(struct mutex *m, bool handover)
{
	struct lock_queue *q = &m->queue;
	irqflags_t flags = spin_lock_irqsave(&q->lock);
	struct sleeper *s = first_of(q);

	if (handover) {
		atomic_store(&m->handover, false);
		(void)atomic_xchg(&m->owner, s ? s->thread : NULL);
		if (s)
			grant(s);
	} else if (s) {
		call(s);
	}
	spin_unlock_irqrestore(&q->lock, flags);
}

void
mutex_unlock(struct mutex *m) NO_THREAD_SAFETY_ANALYSIS
{
	assert(atomic_load(&m->owner) == current());
	lockdep_release(m);
	if (unlikely(atomic_load(&m->handover))) {
		mutex_unlock_slow(m, true);
		return;
	}
	(void)atomic_xchg(&m->owner, NULL);
	if (unlikely(!list_empty(&m->queue.sleepers)))
		mutex_unlock_slow(m, false);
}

/* --- Readers and writers ------------------------------------------------------------- */

void
rwlock_init(struct rwlock *rw, enum lock_class class)
{
	rw->state = 0;
	rw->waiting = 0;
	queue_init(&rw->queue);
	lockdep_set_class(rw, class);
}

/* queued: it has waited, and nobody before it is a writer. */
static bool
read_take(struct rwlock *rw, bool queued)
{
	s32 s = atomic_load(&rw->state);

	while (s >= 0 && (queued || !atomic_load(&rw->waiting)))
		if (atomic_cas(&rw->state, &s, s + 1))
			return true;
	return false;
}

/* queued: it has waited, and is the first. */
static bool
write_take(struct rwlock *rw, bool queued)
{
	s32 free = 0;

	if (!queued && unlikely(atomic_load(&rw->waiting) & RW_HANDOVER))
		return false;
	return atomic_cas(&rw->state, &free, -1);
}

static __noinline void
rw_lock_slow(struct rwlock *rw, bool reader)
{
	struct lock_queue *q = &rw->queue;
	irqflags_t flags = spin_lock_irqsave(&q->lock);
	struct sleeper s;
	bool lost = false;

	if (!reader)
		atomic_add(&rw->waiting, RW_WRITER);
	join(q, &s, reader);
	/* Those before it may be readers who were called already: nobody would call it
	 * while readers have the lock one after the other. */
	if (reader && !atomic_load(&rw->waiting))
		s.called = true;
	while (!s.granted &&
	    !(s.called &&
		(reader ? read_take(rw, true) : write_take(rw, true)))) {
		if (lost)
			atomic_or(&rw->waiting, RW_HANDOVER);
		(void)sleep(q, &s, &flags, false);
		lost = true;
	}
	if (!s.granted)
		list_remove(&s.node);
	if (!reader)
		atomic_sub(&rw->waiting, RW_WRITER);
	spin_unlock_irqrestore(&q->lock, flags);
}

/* The lock is free.  Gives it to those who are first, or calls them. */
static __noinline void
rw_unlock_slow(struct rwlock *rw)
{
	struct lock_queue *q = &rw->queue;
	irqflags_t flags = spin_lock_irqsave(&q->lock);
	bool handover = atomic_load(&rw->waiting) & RW_HANDOVER;
	struct sleeper *s, *next;
	bool readers = false, granted = list_empty(&q->sleepers);

	list_for_each_safe(s, next, &q->sleepers, node) {
		if (readers && !s->reader)
			break;
		if (!handover)
			call(s);
		else if (s->reader ? read_take(rw, true) : write_take(rw, true))
			grant(s), granted = true;
		else
			break; /* who looked before the request; he comes here */
		readers = s->reader;
		if (!readers)
			break;
	}
	if (granted)
		atomic_and(&rw->waiting, ~RW_HANDOVER);
	spin_unlock_irqrestore(&q->lock, flags);
}

void
read_lock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(rw);
	if (unlikely(!read_take(rw, false)))
		rw_lock_slow(rw, true);
}

bool
read_trylock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	if (!read_take(rw, false))
		return false;
	lockdep_acquire_try(rw);
	return true;
}

void
read_unlock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	s32 old;

	lockdep_release(rw);
	old = atomic_fetch_sub(&rw->state, 1);
	assert(old > 0);
	if (old == 1 && unlikely(!list_empty(&rw->queue.sleepers)))
		rw_unlock_slow(rw);
}

void
write_lock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_acquire(rw);
	if (unlikely(!write_take(rw, false)))
		rw_lock_slow(rw, false);
}

void
write_unlock(struct rwlock *rw) NO_THREAD_SAFETY_ANALYSIS
{
	lockdep_release(rw);
	assert(atomic_load(&rw->state) == -1);
	(void)atomic_xchg(&rw->state, 0);
	if (unlikely(!list_empty(&rw->queue.sleepers)))
		rw_unlock_slow(rw);
}
