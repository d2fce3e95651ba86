/*
 * POSIX timers.
 *
 * A timer expires in an interrupt (a timer of the clock) or at a tick (one of CPU time,
 * cputimer.c), where no signal can be sent; that is its work's, which looks whether it
 * has come true: the wall clock may have been set, or the timer.
 *
 * One that repeats is armed again when its signal has been taken.  So it costs what the
 * program spends that takes it, however short the interval is, and nothing while the
 * signal is blocked or ignored.  Its times lie on a grid all the while; those that went
 * by are its overruns.  Its one signal (struct sigentry) is there from the start and
 * counts for the user, as RLIMIT_SIGPENDING says, which bounds the timers too.
 *
 * A time of the wall clock is absolute; a relative one is of the monotonic clock,
 * whatever the wall clock's is set to.  BOOTTIME is the monotonic clock, as nothing
 * suspends the machine, and TAI the wall clock, as nobody tells leap seconds.
 *
 * Life: ptimer_create() puts it into the process's tree, ptimer_begin() lets it be
 * found; it is deleted by its number, by exec, or with the last thread.  Who uses one
 * has a reference.  What it arms is cancelled by who took it out of the tree.  Its
 * signal may still be pending then, and is delivered.
 *
 * Invariants:
 *  1. waiting: it has expired, repeats, and is not armed; its signal is queued, or
 *     ignored, or on its way, or was for a thread that has ended.
 *  2. A timer whose entry is queued has not been freed: ptimer_free() gives the entry
 *     away under the signal lock.
 *
 * Locking: the signal lock, ptimers.lock, then those of CPU clocks and of the timers.
 */
#include "proc/ptimer.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/time.h"
#include "cred/cred.h"
#include "mm/slab.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "sched/wallclock.h"
#include "sched/work.h"
#include "signal/signal.h"
#include "time/clock.h"

enum base {
	BASE_MONOTONIC,
	BASE_WALL,
	BASE_CPU
};

struct ptimer {
	struct refcount refs;
	struct process *process; /* [I] borrowed: its owner outlives it */
	struct rb_node node;     /* [lock of ptimers] */
	int id;                  /* [I] */
	int clock;               /* [I] */
	int notify;              /* [I] SIGEV_* */
	pid_t tid;               /* [I] whom it signals; 0: the process */
	u64 target;              /* [I] .order of that thread */
	struct sigentry *entry;  /* [I] */
	struct timed_work due;
	struct cpu_timer cpu; /* BASE_CPU */
	struct wall_watch watch;
	/* [lock of ptimers] */
	bool ready;   /* can be found */
	bool deleted; /* is not armed any more */
	bool has_cpu; /* .cpu has a clock */
	bool armed;
	bool waiting; /* for its signal to be taken */
	bool heeded;  /* that is to be sent again */
	enum base base;
	s64 next;     /* when it expires, or expired; 0: was never set */
	s64 interval; /* 0: once */
	s64 overrun;  /* of the signal that was last taken */
};

static struct slab_cache ptimer_cache = SLAB_CACHE("ptimer", struct ptimer);

/* --- Its time --------------------------------------------------------------------- */

/* => returns: false: the clock is gone */
static bool
now_of(const struct ptimer *t, s64 *now)
{
	switch (t->base) {
	case BASE_MONOTONIC:
		*now = clock_monotonic();
		return true;
	case BASE_WALL:
		*now = clock_realtime();
		return true;
	case BASE_CPU:
		return cpu_clock_read(&t->cpu.clock, now);
	}
	return false;
}

/* The first of its times after now, if it repeats. */
static s64
next_after(const struct ptimer *t, s64 now)
{
	s64 missed;

	return t->interval ? time_next(t->next, t->interval, now, &missed) :
			     t->next;
}

/* => holds: the lock of its ptimers, as all below; base is set */
static void
arm(struct ptimer *t)
{
	switch (t->base) {
	case BASE_MONOTONIC:
		timed_work_set(&t->due, max(t->next, (s64)1));
		break;
	case BASE_WALL:
		wallclock_watch(&t->watch);
		wallclock_arm(&t->due.timer, t->next);
		break;
	case BASE_CPU:
		cpu_timer_arm(&t->cpu, t->next);
		break;
	}
}

static void
disarm(struct ptimer *t)
{
	t->armed = false;
	t->waiting = false;
	t->heeded = false;
	wallclock_unwatch(&t->watch);
	timed_work_clear(&t->due);
	if (t->has_cpu)
		cpu_timer_disarm(&t->cpu);
}

/* Something that it waits for may have come. */
static void
cpu_fires(struct cpu_timer *c)
{
	(void)work_queue(&container_of(c, struct ptimer, cpu)->due.work);
}

static void
wall_is_set(struct wall_watch *w)
{
	timed_work_set(&container_of(w, struct ptimer, watch)->due, 1);
}

/* --- Expiring --------------------------------------------------------------------- */

/* => returns: is a signal to be sent? */
static bool
expire(struct ptimer *t)
{
	bool heeded = t->heeded && t->waiting;
	s64 now;

	t->heeded = false;
	if (!t->armed || !now_of(t, &now))
		return heeded;
	if (now < t->next) {
		arm(t);
		return heeded;
	}
	disarm(t);
	t->waiting = t->interval != 0;
	return true;
}

static void
ptimer_due(struct work *w)
{
	struct ptimer *t = container_of(w, struct ptimer, due.work);
	struct ptimers *ts = &t->process->ptimers;
	struct thread *target = NULL;
	bool send, repeats;

	spin_lock(&ts->lock);
	send = expire(t);
	repeats = t->waiting;
	spin_unlock(&ts->lock);
	if (!send)
		return;
	if (t->tid) {
		target = thread_find(t->tid);
		if (!target || target->process != t->process ||
		    target->order != t->target)
			goto put;
	}
	signal_send_entry(t->process, target, t->entry, repeats);
put:
	if (target)
		thread_put(target);
}

void
ptimer_taken(struct ptimer *t, struct siginfo *info)
{
	struct ptimers *ts = &t->process->ptimers;
	s64 now, missed, n = info->u.timer.overrun;

	spin_lock(&ts->lock);
	if (t->waiting && now_of(t, &now)) {
		t->next = time_next(t->next, t->interval, now, &missed);
		n += missed;
		t->overrun = n;
		t->waiting = false;
		t->armed = true;
		arm(t);
	}
	spin_unlock(&ts->lock);
	info->u.timer.overrun = (int)min(n, (s64)INT32_MAX);
}

void
ptimer_heeded(struct ptimer *t)
{
	struct ptimers *ts = &t->process->ptimers;

	spin_lock(&ts->lock);
	if (t->waiting) {
		t->heeded = true;
		(void)work_queue(&t->due.work);
	}
	spin_unlock(&ts->lock);
}

/* --- Making and deleting ---------------------------------------------------------- */

void
ptimers_init(struct ptimers *ts)
{
	spin_init(&ts->lock, LC_PTIMER);
}

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ptimer, node)->id <
	    rb_entry(b, struct ptimer, node)->id;
}

/* The first of a number that is not smaller, or NULL. */
static struct ptimer *
find_from(const struct ptimers *ts, int id) REQUIRES(ts->lock)
{
	struct rb_node *n = ts->tree.root;
	struct ptimer *found = NULL;

	while (n) {
		struct ptimer *t = rb_entry(n, struct ptimer, node);

		if (t->id >= id)
			found = t;
		n = n->child[t->id < id];
	}
	return found;
}

/* With a reference. */
static struct ptimer *
find(int id)
{
	struct ptimers *ts = &current_process()->ptimers;
	struct ptimer *t;

	spin_lock(&ts->lock);
	t = find_from(ts, id);
	if (t && (t->id != id || !t->ready))
		t = NULL;
	if (t)
		ref_get(&t->refs);
	spin_unlock(&ts->lock);
	return t;
}

/* Numbers come round: one that is in use is passed over. */
static void
give_number(struct ptimers *ts, struct ptimer *t)
{
	struct ptimer *other;

	spin_lock(&ts->lock);
	while ((other = find_from(ts, ts->next)) && other->id == ts->next)
		ts->next = ts->next == INT32_MAX ? 0 : ts->next + 1;
	t->id = ts->next;
	ts->next = ts->next == INT32_MAX ? 0 : ts->next + 1;
	rb_insert(&ts->tree, &t->node, less);
	spin_unlock(&ts->lock);
}

static void
ptimer_put(struct ptimer *t)
{
	if (!ref_put(&t->refs))
		return;
	signal_entry_put(t->process, t->entry);
	if (t->has_cpu)
		cpu_clock_put(&t->cpu.clock);
	slab_free(&ptimer_cache, t);
}

/* It is out of the tree: nothing begins any more, and nothing goes on. */
static void
end(struct ptimer *t)
{
	struct ptimers *ts = &t->process->ptimers;

	spin_lock(&ts->lock);
	disarm(t);
	spin_unlock(&ts->lock);
	timed_work_cancel(&t->due);
	ptimer_put(t);
}

static void
take_out(struct ptimers *ts, struct ptimer *t) REQUIRES(ts->lock)
{
	rb_erase(&ts->tree, &t->node);
	t->ready = false;
	t->deleted = true;
}

int
ptimer_delete(int id)
{
	struct ptimers *ts = &current_process()->ptimers;
	struct ptimer *t;

	spin_lock(&ts->lock);
	t = find_from(ts, id);
	if (t && (t->id != id || !t->ready))
		t = NULL;
	if (t)
		take_out(ts, t);
	spin_unlock(&ts->lock);
	if (!t)
		return -EINVAL;
	end(t);
	return 0;
}

void
ptimers_delete_all(struct process *p)
{
	struct ptimers *ts = &p->ptimers;
	struct ptimer *t;

	do {
		spin_lock(&ts->lock);
		t = find_from(ts, 0);
		if (t)
			take_out(ts, t);
		spin_unlock(&ts->lock);
		if (t)
			end(t);
		sched_point();
	} while (t);
}

/* => errors: -EINVAL no such clock; -EOPNOTSUPP one without timers */
static int
check_clock(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
	case CLOCK_BOOTTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_BOOTTIME_ALARM:
	case CLOCK_TAI:
		return 0;
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_MONOTONIC_COARSE:
		return -EOPNOTSUPP;
	}
	if (clock >= 0)
		return -EINVAL;
	return (clock & 7) == 3 ? -EOPNOTSUPP : 0;
}

/* => errors: -EINVAL: there is no such thread in the process */
static int
set_thread(struct ptimer *t, pid_t tid)
{
	struct thread *target = thread_find(tid);

	if (target && target->process == t->process) {
		t->tid = tid;
		t->target = target->order;
	}
	if (target)
		thread_put(target);
	return t->tid ? 0 : -EINVAL;
}

/* Whom it signals. => errors: -EINVAL */
static int
set_target(struct ptimer *t, const struct sigevent *event)
{
	int err = 0;

	switch (event->sigev_notify) {
	case SIGEV_NONE:
		return 0;
	case SIGEV_THREAD_ID:
		err = set_thread(t, event->u.sigev_notify_thread_id);
		break;
	case SIGEV_SIGNAL:
	case SIGEV_THREAD:
		break;
	default:
		return -EINVAL;
	}
	if (event->sigev_signo <= 0 || event->sigev_signo >= NSIG)
		return -EINVAL;
	return err;
}

/* By default SIGALRM, with the timer's number. */
static int
set_event(struct ptimer *t, const struct sigevent *event)
{
	struct siginfo info = { .si_signo = SIGALRM, .si_code = SI_TIMER };

	info.u.timer.timerid = t->id;
	info.u.timer.value.sival_int = t->id;
	t->notify = SIGEV_SIGNAL;
	if (event) {
		info.si_signo = event->sigev_signo;
		info.u.timer.value = event->sigev_value;
		t->notify = event->sigev_notify;
	}
	signal_entry_set(t->entry, &info, t);
	return event ? set_target(t, event) : 0;
}

int
ptimer_create(int clock, const struct sigevent *event, struct ptimer **out)
{
	struct process *p = current_process();
	int err = check_clock(clock);
	struct ptimer *t;

	if (err)
		return err;
	t = slab_zalloc(&ptimer_cache);
	if (!t)
		return -EAGAIN;
	t->entry = signal_entry_create();
	if (!t->entry) {
		slab_free(&ptimer_cache, t);
		return -EAGAIN;
	}
	ref_init(&t->refs, 1);
	t->process = p;
	t->clock = clock;
	timed_work_init(&t->due, ptimer_due);
	wall_watch_init(&t->watch, wall_is_set);
	give_number(&p->ptimers, t);
	err = set_event(t, event);
	if (err) {
		ptimer_cancel(t);
		return err;
	}
	*out = t;
	return 0;
}

int
ptimer_number(const struct ptimer *t)
{
	return t->id;
}

void
ptimer_cancel(struct ptimer *t)
{
	struct ptimers *ts = &t->process->ptimers;

	spin_lock(&ts->lock);
	take_out(ts, t);
	spin_unlock(&ts->lock);
	end(t);
}

int
ptimer_begin(struct ptimer *t)
{
	struct ptimers *ts = &t->process->ptimers;
	struct cpu_clock clock;
	int err = 0;

	if (cpu_clock_is(t->clock)) {
		err = cpu_clock_get(t->clock, &clock);
		if (!err) {
			cpu_timer_init(&t->cpu, &clock, cpu_fires);
			t->has_cpu = true;
		}
	} else if ((t->clock == CLOCK_REALTIME_ALARM ||
		       t->clock == CLOCK_BOOTTIME_ALARM) &&
	    !capable(CAP_WAKE_ALARM)) {
		err = -EPERM;
	}
	if (err) {
		ptimer_cancel(t);
		return err;
	}
	spin_lock(&ts->lock);
	t->ready = true;
	spin_unlock(&ts->lock);
	return 0;
}

/* --- Setting and reading ---------------------------------------------------------- */

static enum base
base_of(const struct ptimer *t, bool absolute)
{
	switch (t->clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		return absolute ? BASE_WALL : BASE_MONOTONIC;
	}
	return t->has_cpu ? BASE_CPU : BASE_MONOTONIC;
}

/* Order of cases as Linux's common_timer_get(). */
static struct ptimer_value
get_locked(const struct ptimer *t)
{
	struct ptimer_value v = { .interval = t->interval };
	bool none = t->notify == SIGEV_NONE;
	s64 now, left;

	if ((!t->armed && !t->waiting && !none) || !t->next || !now_of(t, &now))
		return v;
	left = (t->waiting || none ? next_after(t, now) : t->next) - now;
	/* 0 means disarmed; or expired, where that is all that can be seen. */
	v.value = left > 0 ? left : none ? 0 : 1;
	return v;
}

int
ptimer_get(int id, struct ptimer_value *v)
{
	struct ptimer *t = find(id);

	if (!t)
		return -EINVAL;
	spin_lock(&t->process->ptimers.lock);
	*v = get_locked(t);
	spin_unlock(&t->process->ptimers.lock);
	ptimer_put(t);
	return 0;
}

int
ptimer_overrun(int id)
{
	struct ptimer *t = find(id);
	s64 n;

	if (!t)
		return -EINVAL;
	spin_lock(&t->process->ptimers.lock);
	n = t->overrun;
	spin_unlock(&t->process->ptimers.lock);
	ptimer_put(t);
	return (int)min(n, (s64)INT32_MAX);
}

/* => errors: -ESRCH: its clock's thread has ended */
static int
set_locked(struct ptimer *t, bool absolute, const struct ptimer_value *v)
{
	s64 now = 0;

	disarm(t);
	t->overrun = 0;
	t->interval = 0;
	t->next = 0;
	t->base = base_of(t, absolute);
	if (!now_of(t, &now))
		return -ESRCH;
	if (!v->value || t->deleted)
		return 0;
	t->interval = v->interval;
	t->next = absolute ? v->value : time_after(now, v->value);
	t->armed = t->notify != SIGEV_NONE;
	if (t->armed)
		arm(t);
	return 0;
}

static void
look_again(struct ptimer *t)
{
	struct ptimers *ts = &t->process->ptimers;

	spin_lock(&ts->lock);
	if (!t->deleted)
		(void)work_queue(&t->due.work);
	spin_unlock(&ts->lock);
}

int
ptimer_set(int id, bool absolute, const struct ptimer_value *v,
    struct ptimer_value *old)
{
	struct ptimer *t = find(id);
	int err;

	if (!t)
		return -EINVAL;
	spin_lock(&t->process->ptimers.lock);
	*old = get_locked(t);
	err = set_locked(t, absolute, v);
	spin_unlock(&t->process->ptimers.lock);
	/* No signal of the old time is sent after this. */
	if (work_cancel(&t->due.work))
		look_again(t);
	ptimer_put(t);
	return err;
}

bool
ptimer_next_info(struct process *p, int id, struct ptimer_info *info)
{
	const struct ptimer *t;

	spin_lock(&p->ptimers.lock);
	t = find_from(&p->ptimers, id);
	while (t && !t->ready)
		t = t->id == INT32_MAX ? NULL :
					 find_from(&p->ptimers, t->id + 1);
	if (t) {
		const struct siginfo *s = signal_entry_info(t->entry);

		*info = (struct ptimer_info){ .id = t->id,
			.clock = t->clock,
			.notify = t->notify,
			.signo = s->si_signo,
			.target = t->tid ? t->tid : p->pid,
			.value = s->u.timer.value };
	}
	spin_unlock(&p->ptimers.lock);
	return t != NULL;
}
