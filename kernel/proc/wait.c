/*
 * wait4() and waitid(): children that ended, stopped, or went on.
 *
 * A wait for one child looks at that, any other at those of which there may be
 * something to tell (process.news): a child is one of them from its end on, or from
 * the beginning of a stop until what came of that was told.
 */
#include "abi/wait.h"
#include "abi/errno.h"
#include "abi/resource.h"
#include "arch/irqflags.h"
#include "cred/cred.h"
#include "lib/string.h"
#include "proc/internal.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "sync/rcu.h"

struct timeval
timeval_of(u64 ns)
{
	return (struct timeval){ (long)(ns / 1000000000),
		(long)(ns % 1000000000 / 1000) };
}

void
process_rusage(struct process *p, struct rusage *ru)
{
	struct thread *t;
	u64 user, system;

	process_times(p, &user, &system);
	*ru = (struct rusage){ .ru_utime = timeval_of(user),
		.ru_stime = timeval_of(system) };
	process_lock(p);
	ru->ru_minflt = (long)p->dead_min_flt;
	ru->ru_majflt = (long)p->dead_maj_flt;
	ru->ru_nvcsw = (long)p->dead_nvcsw;
	ru->ru_nivcsw = (long)p->dead_nivcsw;
	list_for_each(t, &p->threads, process_node) {
		ru->ru_minflt += (long)atomic_load(&t->min_flt);
		ru->ru_majflt += (long)atomic_load(&t->maj_flt);
		ru->ru_nvcsw += (long)atomic_load(&t->nvcsw);
		ru->ru_nivcsw += (long)atomic_load(&t->nivcsw);
	}
	ru->ru_maxrss = (long)(p->maxrss * 4);
	process_unlock(p);
}

void
process_children_rusage(struct process *p, struct rusage *ru)
{
	*ru = (struct rusage){ .ru_utime = timeval_of(p->children_user_ns),
		.ru_stime = timeval_of(p->children_system_ns),
		.ru_minflt = (long)p->children_min_flt,
		.ru_majflt = (long)p->children_maj_flt,
		.ru_nvcsw = (long)p->children_nvcsw,
		.ru_nivcsw = (long)p->children_nivcsw,
		.ru_maxrss = (long)(p->children_maxrss * 4) };
}

static struct timeval
timeval_sum(struct timeval a, struct timeval b)
{
	long us = a.tv_usec + b.tv_usec;

	return (struct timeval){ a.tv_sec + b.tv_sec + us / 1000000,
		us % 1000000 };
}

static void
rusage_add(struct rusage *ru, const struct rusage *more)
{
	ru->ru_utime = timeval_sum(ru->ru_utime, more->ru_utime);
	ru->ru_stime = timeval_sum(ru->ru_stime, more->ru_stime);
	ru->ru_minflt += more->ru_minflt;
	ru->ru_majflt += more->ru_majflt;
	ru->ru_nvcsw += more->ru_nvcsw;
	ru->ru_nivcsw += more->ru_nivcsw;
	ru->ru_maxrss = max(ru->ru_maxrss, more->ru_maxrss);
}

struct waiting {
	int which;
	pid_t id;
	const struct process *only; /* of this number; NULL: any */
	int options;
	struct wait_result *res;
};

/* Is it a child of the kind that is waited for? */
static bool
is_kind(const struct process *child, const struct waiting *w)
{
	bool clone = atomic_load(&child->exit_signal) != SIGCHLD;

	return w->options & __WALL ||
	    clone == !!((unsigned)w->options & __WCLONE);
}

/* Does it have the number of the one that is meant, after that? */
static bool
is_other(const struct process *child, const struct waiting *w)
{
	return unlikely(w->only) && child != w->only;
}

static bool
matches(const struct process *child, const struct waiting *w)
    REQUIRES(tree_role)
{
	if (!is_kind(child, w))
		return false;
	switch (w->which) {
	case P_PID:
		return child->pid == w->id;
	case P_PGID:
		return child->pgrp->id == w->id;
	}
	return true;
}

static void
fill(struct process *child, struct wait_result *res, int status, int code)
    REQUIRES(tree_role)
{
	struct rusage children;

	res->pid = child->pid;
	res->uid = process_uid(child);
	res->wait_status = status;
	res->code = code;
	process_rusage(child, &res->usage);
	process_children_rusage(child, &children);
	rusage_add(&res->usage, &children);
}

/* Has this child a stop or continuation to tell of?  Takes it unless WNOWAIT. */
static bool
take_job_event(struct process *child, const struct waiting *w)
    REQUIRES(tree_role)
{
	bool stopped, continued;
	int sig;

	signal_lock(child);
	stopped = (w->options & WSTOPPED) && child->stop_unreported;
	continued = !stopped && (w->options & WCONTINUED) &&
	    child->continue_unreported;
	sig = child->stop_signal;
	if (!(w->options & WNOWAIT)) {
		child->stop_unreported &= !stopped;
		child->continue_unreported &= !continued;
	}
	signal_unlock(child);
	if (stopped)
		fill(child, w->res, W_STOPCODE(sig), CLD_STOPPED);
	else if (continued)
		fill(child, w->res, W_CONTINUED, CLD_CONTINUED);
	return stopped || continued;
}

/* Of a child that neither ended nor stops, and of whose last stop all was told. */
static void
forget_old_news(struct process *child) REQUIRES(tree_role)
{
	signal_lock(child);
	if (!child->zombie && !child->stopped && !child->nstopping &&
	    !child->continue_unreported)
		process_no_news(child);
	signal_unlock(child);
}

/* The parent's account takes over the child's. */
static void
add_usage(struct process *me, struct process *child) REQUIRES(tree_role)
{
	u64 u, s;

	process_times(child, &u, &s);
	atomic_add_own(&me->children_user_ns, u + child->children_user_ns);
	atomic_add_own(&me->children_system_ns, s + child->children_system_ns);
	me->children_min_flt += atomic_load(&child->dead_min_flt) +
	    child->children_min_flt;
	me->children_maj_flt += atomic_load(&child->dead_maj_flt) +
	    child->children_maj_flt;
	me->children_nvcsw += atomic_load(&child->dead_nvcsw) +
	    child->children_nvcsw;
	me->children_nivcsw += atomic_load(&child->dead_nivcsw) +
	    child->children_nivcsw;
	me->children_maxrss = max(me->children_maxrss,
	    atomic_load(&child->maxrss));
	me->children_maxrss = max(me->children_maxrss, child->children_maxrss);
}

/* Takes what there is to tell of a child.
 * => returns: its pid, or 0; *dead is to be released */
static long
take(struct process *child, const struct waiting *w, struct process **dead)
    REQUIRES(tree_role)
{
	int st = child->wait_status;

	if (!child->zombie)
		return take_job_event(child, w) ? child->pid : 0;
	if (!(w->options & WEXITED))
		return 0;
	fill(child, w->res, st, WIFEXITED(st) ? CLD_EXITED : CLD_KILLED);
	if (!(w->options & WNOWAIT)) {
		add_usage(current_process(), child);
		process_unlink(child);
		child->reaped = true;
		*dead = child;
	}
	return w->res->pid;
}

/* Is there a child for which it is worth to wait? */
static bool
has_child(struct process *me, const struct waiting *w) REQUIRES(tree_role)
{
	struct process *child;
	struct visit_node *n;
	struct pgrp *g;

	if (w->which == P_PGID) {
		g = pgrp_find(w->id);
		if (g)
			list_for_each(n, &g->members, list)
				if (n->process && n->process->parent == me &&
				    matches(n->process, w))
					return true;
		return false;
	}
	list_for_each(child, &me->children, sibling)
		if (matches(child, w))
			return true;
	return false;
}

/* Is it a child that has nothing to tell for sure?  Whoever has later wakes us. */
static bool
is_silent(const struct waiting *w)
{
	struct process *me = current_process();
	const struct process *child;
	bool silent;

	rcu_section_begin();
	child = process_peek(w->id);
	silent = child && rcu_read(&child->parent) == me && is_kind(child, w) &&
	    !is_other(child, w);
	rcu_section_end();
	return silent && !load_acquire(&me->news.root);
}

/* One look at the child that is meant, or at all that may have something to tell.
 * => returns: pid, 0 nothing yet, -ECHILD; *dead is to be released */
static long
look(const struct waiting *w, struct process **dead)
{
	struct process *me = current_process(), *child;
	struct rb_node *n, *next;
	long result = 0;

	*dead = NULL;
	if (w->which == P_PID && is_silent(w))
		return 0;
	tree_lock();
	if (w->which == P_PID) {
		child = process_find_locked(w->id);
		if (!child || child->parent != me || is_other(child, w) ||
		    !matches(child, w))
			result = -ECHILD;
		else
			result = take(child, w, dead);
		tree_unlock();
		return result;
	}
	for (n = rb_first(&me->news); n && !result; n = next) {
		next = rb_next(n);
		child = rb_entry(n, struct process, news_node);
		if (matches(child, w))
			result = take(child, w, dead);
		if (!result)
			forget_old_news(child);
	}
	if (!result && !has_child(me, w))
		result = -ECHILD;
	tree_unlock();
	return result;
}

long
process_wait(int which, pid_t id, const struct process *only, int options,
    struct wait_result *res)
{
	struct waiting w = { which, id, only, options, res };
	struct process *dead = NULL;
	long pid = 0;
	int err;

	err = WAIT_EVENT(&current_process()->child_wait,
	    (pid = look(&w, &dead)) || (options & WNOHANG), WAIT_INTERRUPTIBLE,
	    KTIME_FOREVER);
	if (dead)
		process_release(dead);
	return pid ? pid : err;
}
