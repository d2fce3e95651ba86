/*
 * Timers that are read.
 *
 * A timer that expires wakes its readers, and rests: it is armed again by the read that
 * tells how often it expired, so a short interval costs what its reader spends.  Its
 * times lie on a grid meanwhile.
 *
 * A time of the wall clock is absolute; a relative one is of the monotonic clock.  One
 * that was set with TFD_TIMER_CANCEL_ON_SET also gives ECANCELED once after the wall
 * clock was set.
 *
 * What once had a time of the wall clock is told of its settings until it is closed.
 *
 * Locking: the lock is taken by the timer's interrupt too; who sets the wall clock comes
 * to it by the watch.
 */
#include "ipc/timerfd.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/time.h"
#include "cred/cred.h"
#include "fs/poll.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "sched/waitq.h"
#include "sched/wallclock.h"

struct timerfd {
	struct spinlock lock; /* irq-safe */
	int clock;            /* [I] */
	bool armed OWN_LOCK(lock);
	bool rests OWN_LOCK(lock); /* expired, repeats, not read */
	bool wall OWN_LOCK(lock);  /* next is of the wall clock */
	bool cancels OWN_LOCK(lock);
	bool canceled OWN_LOCK(lock); /* the clock was set: to be told */
	int flags OWN_LOCK(lock);     /* as it was set, for /proc */
	s64 next OWN_LOCK(lock);      /* when it expires, or did */
	s64 interval OWN_LOCK(lock);
	u64 ticks OWN_LOCK(lock); /* expired, not read; [a] to others */
	struct timer timer;
	struct wall_watch watch;
	struct waitq waitq;
};

static struct slab_cache timerfd_cache = SLAB_CACHE("timerfd", struct timerfd);

static s64
now_of(const struct timerfd *t) REQUIRES(t->lock)
{
	return t->wall ? clock_realtime() : clock_monotonic();
}

static void
arm(struct timerfd *t) REQUIRES(t->lock)
{
	t->armed = true;
	if (t->wall)
		wallclock_arm(&t->timer, t->next);
	else
		timer_arm(&t->timer, max(t->next, (s64)1));
}

/* Goes on after a rest; what it missed counts. */
static void
go_on(struct timerfd *t) REQUIRES(t->lock)
{
	s64 missed;

	if (!t->rests)
		return;
	t->rests = false;
	t->next = time_next(t->next, t->interval, now_of(t), &missed);
	atomic_store(&t->ticks, t->ticks + (u64)missed);
	arm(t);
}

/* => returns: has it expired now? */
static bool
expire(struct timerfd *t) REQUIRES(t->lock)
{
	if (!t->armed)
		return false;
	if (now_of(t) < t->next) { /* the clock was set */
		arm(t);
		return false;
	}
	t->armed = false;
	t->rests = t->interval != 0;
	atomic_store(&t->ticks, t->ticks + 1);
	return true;
}

static void
timer_fires(struct timer *timer)
{
	struct timerfd *t = container_of(timer, struct timerfd, timer);
	irqflags_t flags = spin_lock_irqsave(&t->lock);
	bool woken = expire(t);

	spin_unlock_irqrestore(&t->lock, flags);
	if (woken)
		wake_events(&t->waitq, POLLIN);
}

static void
wall_is_set(struct wall_watch *w)
{
	struct timerfd *t = container_of(w, struct timerfd, watch);
	irqflags_t flags = spin_lock_irqsave(&t->lock);
	bool woken = t->cancels && !t->canceled;

	if (woken) {
		t->canceled = true;
		atomic_store(&t->ticks, t->ticks + 1);
	}
	if (t->armed)
		timer_arm(&t->timer, 1); /* it looks by itself */
	spin_unlock_irqrestore(&t->lock, flags);
	if (woken)
		wake_events(&t->waitq, POLLIN);
}

/* --- Reading ---------------------------------------------------------------------- */

/* It was canceled, which is told once. */
static bool
take_cancel(struct timerfd *t) REQUIRES(t->lock)
{
	bool canceled = t->cancels && t->canceled;

	t->canceled = false;
	return canceled;
}

/* => returns: whether there is something to tell: *n times expired, or *n is 0: it was
 * canceled, and does not go on */
static bool
take(struct timerfd *t, u64 *n)
{
	irqflags_t flags = spin_lock_irqsave(&t->lock);
	bool canceled = take_cancel(t);

	*n = 0;
	if (canceled) {
		t->rests = false;
	} else if (t->ticks) {
		go_on(t);
		*n = t->ticks;
	}
	atomic_store(&t->ticks, 0);
	spin_unlock_irqrestore(&t->lock, flags);
	return canceled || *n;
}

static ssize_t
timerfd_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct timerfd *t = f->private;
	u64 n;

	(void)pos;
	if (to->resid < sizeof(n))
		return -EINVAL;
	while (!take(t, &n)) {
		int err;

		if (file_flags(f) & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_intr(&t->waitq, atomic_load(&t->ticks));
		if (err)
			return err;
	}
	if (!n)
		return -ECANCELED;
	if (uio_copy_out(to, &n, sizeof(n)) != sizeof(n))
		return -EFAULT;
	return sizeof(n);
}

/* As on Linux without POLLRDNORM. */
static unsigned
timerfd_poll(struct file *f, struct poll_table *pt)
{
	struct timerfd *t = f->private;

	poll_wait(pt, &t->waitq);
	return atomic_load(&t->ticks) ? POLLIN : 0;
}

static void
timerfd_release(struct file *f)
{
	struct timerfd *t = f->private;

	wallclock_unwatch(&t->watch);
	(void)timer_cancel(&t->timer);
	slab_free(&timerfd_cache, t);
}

/* --- Setting ---------------------------------------------------------------------- */

/* As Linux shows it: what is left, also of one that rests. */
static struct timerfd_value
value_locked(const struct timerfd *t) REQUIRES(t->lock)
{
	struct timerfd_value v = { .interval = t->interval };

	if (t->armed)
		v.value = max(t->next - now_of(t), (s64)0);
	return v;
}

static void
timerfd_show(struct file *f, struct text *text)
{
	struct timerfd *t = f->private;
	irqflags_t flags = spin_lock_irqsave(&t->lock);
	struct timerfd_value v = value_locked(t);
	int set = t->flags;
	u64 ticks = t->ticks;

	spin_unlock_irqrestore(&t->lock, flags);
	text_printf(text,
	    "clockid: %d\nticks: %lu\nsettime flags: 0%o\n"
	    "it_value: (%lu, %lu)\nit_interval: (%lu, %lu)\n",
	    t->clock, ticks, (unsigned)set, (u64)v.value / NSEC_PER_SEC,
	    (u64)v.value % NSEC_PER_SEC, (u64)v.interval / NSEC_PER_SEC,
	    (u64)v.interval % NSEC_PER_SEC);
}

static const struct file_ops timerfd_ops = {
	.read = timerfd_read,
	.poll = timerfd_poll,
	.release = timerfd_release,
	.show = timerfd_show,
};

static bool
is_alarm(int clock)
{
	return clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME_ALARM;
}

int
timerfd_create(int clock, int flags, struct file **out)
{
	struct timerfd *t;
	int err;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC) ||
	    (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME &&
		clock != CLOCK_BOOTTIME && !is_alarm(clock)))
		return -EINVAL;
	if (is_alarm(clock) && !capable(CAP_WAKE_ALARM))
		return -EPERM;
	t = slab_zalloc(&timerfd_cache);
	if (!t)
		return -ENOMEM;
	spin_init(&t->lock, LC_ALARM);
	t->clock = clock;
	timer_init(&t->timer, timer_fires);
	wall_watch_init(&t->watch, wall_is_set);
	waitq_init(&t->waitq);
	err = file_create_anon("[timerfd]", &timerfd_ops, t,
	    O_RDWR | ((u32)flags & O_NONBLOCK),
	    FMODE_READ | FMODE_WRITE | FMODE_STAYS, out);
	if (err)
		slab_free(&timerfd_cache, t);
	return err;
}

static bool
is_wall(int clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
}

/* => errors: -ECANCELED */
static int
set_locked(struct timerfd *t, int flags, const struct timerfd_value *v)
    REQUIRES(t->lock)
{
	t->armed = false;
	t->rests = false;
	t->wall = is_wall(t->clock) && flags & TFD_TIMER_ABSTIME;
	t->cancels = t->wall && flags & TFD_TIMER_CANCEL_ON_SET;
	t->canceled &= t->cancels;
	atomic_store(&t->ticks, 0);
	t->interval = v->interval;
	if (v->value) {
		t->next = flags & TFD_TIMER_ABSTIME ?
		    v->value :
		    time_after(clock_monotonic(), v->value);
		arm(t);
		if (take_cancel(t))
			return -ECANCELED;
	}
	t->flags = flags;
	return 0;
}

int
timerfd_set(struct file *f, int flags, const struct timerfd_value *v,
    struct timerfd_value *old)
{
	struct timerfd *t = f->private;
	irqflags_t irq;
	int err;

	if (f->ops != &timerfd_ops)
		return -EINVAL;
	if (is_alarm(t->clock) && !capable(CAP_WAKE_ALARM))
		return -EPERM;
	/* Before its time is read from the clock. */
	if (is_wall(t->clock) && flags & TFD_TIMER_ABSTIME)
		wallclock_watch(&t->watch);
	irq = spin_lock_irqsave(&t->lock);
	go_on(t);
	*old = value_locked(t);
	timer_disarm(&t->timer);
	err = set_locked(t, flags, v);
	spin_unlock_irqrestore(&t->lock, irq);
	return err;
}

int
timerfd_get(struct file *f, struct timerfd_value *v)
{
	struct timerfd *t = f->private;
	irqflags_t flags;

	if (f->ops != &timerfd_ops)
		return -EINVAL;
	flags = spin_lock_irqsave(&t->lock);
	go_on(t);
	*v = value_locked(t);
	spin_unlock_irqrestore(&t->lock, flags);
	return 0;
}
