/*
 * CPU time as a clock: of a process or of a thread, and timers on it.
 *
 * A tick asks only whether something may have expired, which costs the same however
 * many threads and timers there are.  What all threads of a process have used is summed
 * up by a work (proc/alarm.c); it says when to look again: not before all CPUs together
 * could have used what is left of the first timer.  A thread knows the first of its own
 * (thread.cpu_next), and what it has used.
 *
 * Timers are ordered by what their clock is to show, in one tree for each clock that a
 * process has, and each that a thread has.  BATCH of them fire at a tick, the rest at
 * the next ones.
 *
 * Invariants:
 *  1. cpu_timers.check is not after the first timer of the process can expire: who arms
 *     one brings it forward, and the work sets it anew before it looks.
 *  2. A thread that has left its process has no timers; nothing points at it from here.
 *
 * Locking: the process lock, for the list of threads, over cpu_timers.lock.
 */
#include "proc/cputimer.h"

#include "abi/errno.h"
#include "abi/time.h"
#include "arch/cpu.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "time/clock.h"

#define BATCH 32

/* The id of a CPU clock (Linux: posix-timers.h): the pid, inverted, over these. */
#define CPUCLOCK_PERTHREAD 4
#define CPUCLOCK_WHICH     3
#define CPUCLOCK_VIRT      1
#define CPUCLOCK_NONE      3 /* a clock by descriptor */

struct lock_role cpu_timer_role;

static void
timers_lock(struct process *p) ACQUIRE(cpu_timer_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&p->cpu_timers.lock);
}

static void
timers_unlock(struct process *p) RELEASE(cpu_timer_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&p->cpu_timers.lock);
}

/* --- Clocks ----------------------------------------------------------------------- */

bool
cpu_clock_is(int id)
{
	return id == CLOCK_PROCESS_CPUTIME_ID ||
	    id == CLOCK_THREAD_CPUTIME_ID || id < 0;
}

/* => returns: .order of a thread of the current process, 0: there is none */
static u64
thread_order(pid_t tid)
{
	struct thread *t = thread_find(tid);
	u64 order = t && t->process == current_process() ? t->order : 0;

	if (t)
		thread_put(t);
	return order;
}

int
cpu_clock_get(int id, struct cpu_clock *c)
{
	pid_t pid = id < 0 ? (pid_t) ~(id >> 3) : 0;
	bool thread = id < 0 ? id & CPUCLOCK_PERTHREAD :
			       id == CLOCK_THREAD_CPUTIME_ID;

	if (id < 0 && (id & CPUCLOCK_WHICH) == CPUCLOCK_NONE)
		return -EINVAL;
	*c = (struct cpu_clock){ .what = id < 0 &&
			(id & CPUCLOCK_WHICH) == CPUCLOCK_VIRT ?
		    CPU_USER :
		    CPU_ALL };
	if (thread) {
		c->thread = pid ? thread_order(pid) : current()->order;
		if (!c->thread)
			return -EINVAL;
	}
	if (thread || !pid) {
		c->process = current_process();
		process_get(c->process);
	} else {
		c->process = process_find(pid);
	}
	return c->process ? 0 : -EINVAL;
}

void
cpu_clock_put(struct cpu_clock *c)
{
	process_put(c->process);
}

/* One of p by its .order, or NULL: it has left. */
static struct thread *
find_thread(struct process *p, u64 order) REQUIRES(process_role)
{
	struct thread *t;

	list_for_each(t, &p->threads, process_node)
		if (t->order == order)
			return t;
	return NULL;
}

static s64
thread_clock(const struct thread *t, enum cpu_time what)
{
	u64 user, system;

	if (what == CPU_ALL)
		return (s64)atomic_load(&t->runtime_ns);
	thread_times_charged(t, &user, &system);
	return (s64)user;
}

bool
cpu_clock_read(const struct cpu_clock *c, s64 *ns)
{
	struct process *p = c->process;
	const struct thread *t;
	u64 user, system;

	if (!c->thread && c->what == CPU_ALL) {
		*ns = (s64)process_time(p);
		return true;
	}
	if (!c->thread) {
		process_times(p, &user, &system);
		*ns = (s64)user;
		return true;
	}
	if (p == current_process())
		sched_charge_current();
	process_lock(p);
	t = find_thread(p, c->thread);
	if (t)
		*ns = thread_clock(t, c->what);
	process_unlock(p);
	return t != NULL;
}

/* --- Timers ----------------------------------------------------------------------- */

void
cpu_timer_init(struct cpu_timer *t, const struct cpu_clock *c,
    void (*fire)(struct cpu_timer *t))
{
	*t = (struct cpu_timer){ .clock = *c, .fire = fire };
}

static bool
less(const struct rb_node *a, const struct rb_node *b)
{
	role_unshared(&cpu_timer_role); /* held, by who changes a tree */
	return rb_entry(a, struct cpu_timer, node)->at <
	    rb_entry(b, struct cpu_timer, node)->at;
}

static struct cpu_timer *
first_of(const struct rb_tree *tree) REQUIRES(cpu_timer_role)
{
	struct rb_node *n = rb_first(tree);

	return n ? rb_entry(n, struct cpu_timer, node) : NULL;
}

static void
take_out(struct cpu_timer *t) REQUIRES(cpu_timer_role)
{
	rb_erase(t->tree, &t->node);
	t->tree = NULL;
}

static void
look_at(struct cpu_timers *c, ktime_t when) REQUIRES(cpu_timer_role)
{
	if (!c->check || when < c->check)
		atomic_store(&c->check, max(when, (ktime_t)1));
}

/* ns of CPU time by which a clock is behind, as time in which it may catch up. */
static ktime_t
time_for(const struct cpu_clock *c, s64 left)
{
	return c->thread ? left : left / (s64)cpus_count();
}

/* The first timer of a thread may expire when it has used so much.  User time is no
 * more than all of it. */
static void
set_next(struct thread *t) REQUIRES(cpu_timer_role)
{
	u64 ran = atomic_load(&t->runtime_ns), next = UINT64_MAX;
	const struct cpu_timer *first = first_of(&t->cpu_timers[CPU_ALL]);

	if (first)
		next = first->at;
	first = first_of(&t->cpu_timers[CPU_USER]);
	if (first) {
		u64 user = (u64)thread_clock(t, CPU_USER);

		next = min(next,
		    ran + (first->at > user ? first->at - user : 0));
	}
	atomic_store(&t->cpu_next, next == UINT64_MAX ? 0 : max(next, (u64)1));
}

static void
arm_in(struct cpu_timer *t, struct rb_tree *tree) REQUIRES(cpu_timer_role)
{
	t->tree = tree;
	rb_insert(tree, &t->node, less);
}

/* `used` was read at `now`, which is no later. */
static void
arm_locked(struct cpu_timer *t, s64 at, s64 used, ktime_t now)
    REQUIRES(process_role, cpu_timer_role)
{
	const struct cpu_clock *c = &t->clock;
	struct process *p = c->process;
	struct thread *thread = NULL;

	if (t->tree)
		take_out(t);
	t->at = (u64)max(at, (s64)0);
	if (at <= used) {
		t->fire(t);
	} else if (!c->thread) {
		arm_in(t, &p->cpu_timers.tree[c->what]);
		look_at(&p->cpu_timers, now + time_for(c, at - used));
	} else {
		thread = find_thread(p, c->thread);
	}
	if (thread) {
		arm_in(t, &thread->cpu_timers[c->what]);
		set_next(thread);
	}
}

void
cpu_timer_arm(struct cpu_timer *t, s64 at)
{
	struct process *p = t->clock.process;
	ktime_t now = clock_monotonic();
	s64 used;

	if (!cpu_clock_read(&t->clock, &used))
		return;
	process_lock(p);
	timers_lock(p);
	arm_locked(t, at, used, now);
	timers_unlock(p);
	process_unlock(p);
}

void
cpu_timer_disarm(struct cpu_timer *t)
{
	struct process *p = t->clock.process;

	timers_lock(p);
	if (t->tree)
		take_out(t);
	timers_unlock(p);
}

/* --- Expiring --------------------------------------------------------------------- */

void
cpu_timers_init(struct cpu_timers *c)
{
	spin_init(&c->lock, LC_CPUTIMER);
}

bool
cpu_timers_due(const struct process *p, const struct thread *t)
{
	ktime_t check = atomic_load(&p->cpu_timers.check);
	u64 next = atomic_load(&t->cpu_next);

	return (unlikely(check) && clock_monotonic() >= check) ||
	    (unlikely(next) && atomic_load(&t->runtime_ns) >= next);
}

/* => returns: false: more have expired */
static bool
fire_expired(struct rb_tree *tree, s64 used) REQUIRES(cpu_timer_role)
{
	struct cpu_timer *t;

	for (unsigned n = 0; (t = first_of(tree)); n++) {
		if (t->at > (u64)used)
			break;
		if (n == BATCH)
			return false;
		take_out(t);
		t->fire(t);
	}
	return true;
}

static void
run_process_clock(struct process *p, enum cpu_time what)
{
	struct cpu_clock c = { .process = p, .what = what };
	struct rb_tree *tree = &p->cpu_timers.tree[what];
	ktime_t now = clock_monotonic();
	const struct cpu_timer *first;
	s64 used = 0;

	if (rb_empty(tree))
		return;
	(void)cpu_clock_read(&c, &used);
	timers_lock(p);
	if (!fire_expired(tree, used))
		look_at(&p->cpu_timers, now);
	first = first_of(tree);
	if (first)
		look_at(&p->cpu_timers,
		    now + time_for(&c, max((s64)first->at - used, (s64)0)));
	timers_unlock(p);
}

static void
run_thread_clocks(struct process *p)
{
	struct thread *t;

	process_lock(p);
	list_for_each(t, &p->threads, process_node) {
		u64 next = atomic_load(&t->cpu_next);

		if (!next || atomic_load(&t->runtime_ns) < next)
			continue;
		timers_lock(p);
		for (unsigned i = 0; i < CPU_TIMES; i++)
			(void)fire_expired(&t->cpu_timers[i],
			    thread_clock(t, i));
		set_next(t);
		timers_unlock(p);
	}
	process_unlock(p);
}

void
cpu_timers_run(struct process *p)
{
	timers_lock(p);
	atomic_store(&p->cpu_timers.check, 0);
	timers_unlock(p);
	for (unsigned i = 0; i < CPU_TIMES; i++)
		run_process_clock(p, i);
	run_thread_clocks(p);
}

void
cpu_timers_leave(struct thread *t)
{
	struct process *p = t->process;
	struct cpu_timer *timer;

	if (likely(!atomic_load(&t->cpu_next)))
		return;
	timers_lock(p);
	for (unsigned i = 0; i < CPU_TIMES; i++)
		while ((timer = first_of(&t->cpu_timers[i])))
			take_out(timer);
	atomic_store(&t->cpu_next, 0);
	timers_unlock(p);
}

/* --- Sleeping --------------------------------------------------------------------- */

struct cpu_sleep {
	struct cpu_timer timer;
	struct waitq q;
	bool over; /* [a] */
};

static void
wake_sleeper(struct cpu_timer *t)
{
	struct cpu_sleep *s = container_of(t, struct cpu_sleep, timer);

	atomic_store(&s->over, true);
	wake_all(&s->q);
}

int
cpu_clock_sleep(struct cpu_clock *c, s64 until)
{
	struct cpu_sleep s = { .over = false };
	int err;

	waitq_init(&s.q);
	cpu_timer_init(&s.timer, c, wake_sleeper);
	cpu_timer_arm(&s.timer, until);
	err = wait_event_intr(&s.q, atomic_load(&s.over));
	cpu_timer_disarm(&s.timer);
	return err;
}
