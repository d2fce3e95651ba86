/*
 * Stops and ends: threads that stand still, or leave, because others want it.
 *
 * A thread has reasons to stand still (thread.jobctl).  While it has one, WORK_STOP
 * leads it to signal_stop_here() on its way to user space, out of an interruptible
 * sleep first.  The one reason that there is, JOB_STOP, is the stop of its process, from
 * a stop signal to SIGCONT.  One of a single thread, as a tracer's, would be a bit more.
 *
 * A stop gives the reason to all threads and counts them (process.nstopping).  Each
 * takes itself out when it has got there, or leaves the process; with the last one the
 * process is stopped, and that thread tells the parent.
 *
 * A thread ends by WORK_KILL, which goes before all reasons and wakes it from where it
 * stands: for SIGKILL and exit_group(2), which end the stop as well, and for
 * execve(2), which lets a stop go on without the threads that end.
 *
 * What each thread is to do is decided at once; it is told of that at once too, or, if
 * there are many, by a work a few at a time (process.tell_threads), so that nobody else
 * waits for the lock, or the processor, as long as users like.
 *
 * All of it is under the signal lock.  Invariants:
 *  1. A thread with a reason has WORK_STOP, or it is the one that looks, or the work
 *     will come to it.
 *  2. nstopping counts the threads with JOB_COUNTED, and these have JOB_STOP.
 *  3. stopped: nstopping is 0, and all threads have JOB_STOP.
 *  4. exiting: there is no stop and none begins.
 *
 * Races:
 *  - A stop signal is taken from the queue, then acted on.  SIGCONT in between, which
 *    finds neither the signal nor a stop, takes JOB_TAKEN away.
 *  - SIGCONT and the next stop come before a thread is back from the last one: it is
 *    counted again, and only comes again.  It never takes back a count that it has
 *    not: by arriving it has given that up.
 *  - Going to sleep as the reason goes: the state is set under the lock, and who takes
 *    the reason away, or kills, wakes under it.
 *  - The work comes to a thread when all is different again: what it tells is what is
 *    so then.  One that stands from the last stop and is counted in this is woken.
 *  - A new thread enters under the lock while its maker has no reason to stand still and
 *    the process does not end (proc/fork.c:link_child), so there is none without the
 *    reason in a stop, and none that survives an end.
 *  - SIGCONT ends a stop that is not complete: the parent is told that it was, and wait()
 *    that it went on, as on Linux.
 *  - The parent is told without the lock: of a stop that may have ended again, whose
 *    signal is 0 then, as on Linux.
 */
#include "abi/signal.h"
#include "proc/process.h"
#include "proc/visit.h"
#include "sched/sched.h"
#include "signal/internal.h"

#define TELL_AT_ONCE 64 /* threads */

/* --- What is told to threads --------------------------------------------------------- */

/* Makes t see what it has to do by now, and go to do it. */
static void
tell(struct process *p, struct thread *t) REQUIRES(signal_role, process_role)
{
	if (p->exiting || (p->execer && p->execer != t)) {
		thread_notify(t, WORK_KILL);
		thread_wake_states(t,
		    STATE_BIT(THREAD_SLEEPING_INTR) |
			STATE_BIT(THREAD_SLEEPING_KILL) |
			STATE_BIT(THREAD_STOPPED));
	} else if (t->jobctl & JOB_COUNTED) {
		/* It may stand yet, from the last stop. */
		thread_notify(t, WORK_STOP);
		thread_wake_states(t,
		    STATE_BIT(THREAD_SLEEPING_INTR) |
			STATE_BIT(THREAD_STOPPED));
	} else if (!(t->jobctl & JOB_REASONS)) {
		/* Those that are there look what is to be told. */
		thread_wake_states(t, STATE_BIT(THREAD_STOPPED));
	}
}

static void
tell_one(struct process *p, struct thread *t, void *arg)
    REQUIRES(signal_role, process_role)
{
	(void)arg;
	tell(p, t);
}

void
signal_tell_rest(struct work *w)
{
	struct process *p = container_of(w, struct process, tell_threads);

	process_visit_threads(p, tell_one, NULL);
	process_put(p);
}

/* Whom nothing else may keep waiting. */
static bool
is_urgent(const struct thread *t)
{
	return t == current() || atomic_load(&t->rt_prio);
}

void
signal_tell_threads(struct process *p)
{
	bool all = p->nthreads <= TELL_AT_ONCE;
	struct thread *t;

	list_for_each(t, &p->threads, process_node)
		if (all || is_urgent(t))
			tell(p, t);
	if (!all && work_queue(&p->tell_threads))
		process_get(p);
}

/* --- Ends ---------------------------------------------------------------------------- */

void
signal_begin_exit(struct process *p, int wait_status)
{
	struct thread *t;

	if (p->exiting)
		return;
	atomic_store(&p->exiting, true);
	atomic_store(&p->exit_code, wait_status);
	atomic_store(&p->stopped, false);
	p->nstopping = 0;
	list_for_each(t, &p->threads, process_node)
		t->jobctl = 0;
	signal_tell_threads(p);
}

/* --- Stops --------------------------------------------------------------------------- */

void
signal_begin_stop(struct process *p, int sig)
{
	struct thread *t;

	/* Has SIGCONT undone it since it was taken?  Is there one already? */
	if (!(current()->jobctl & JOB_TAKEN) || p->stopped || p->nstopping ||
	    p->exiting)
		return;
	atomic_store(&p->stop_signal, sig);
	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		t->jobctl |= JOB_STOP | JOB_COUNTED;
	p->nstopping = p->nthreads;
	signal_tell_threads(p);
	process_unlock(p);
}

bool
signal_must_stop(void)
{
	struct thread *t = current();

	if (!(t->jobctl & JOB_REASONS))
		return false;
	atomic_or(&t->work, WORK_STOP); /* if it was not told yet */
	return true;
}

void
signal_end_stop(struct process *p)
{
	bool had = p->stopped || p->nstopping;
	struct thread *t;

	if (had) {
		p->continue_unreported = true;
		p->tell = p->stopped ? CLD_CONTINUED : CLD_STOPPED;
		atomic_store(&p->stop_signal, 0);
		atomic_store(&p->stopped, false);
		p->stop_unreported = false;
		p->nstopping = 0;
	}
	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		t->jobctl &= ~(JOB_STOP | JOB_COUNTED | JOB_TAKEN);
	if (had)
		signal_tell_threads(p);
	process_unlock(p);
}

int
signal_arrive(struct thread *t)
{
	struct process *p = t->process;
	int tell = p->tell;

	p->tell = 0;
	if (!(t->jobctl & JOB_COUNTED))
		return tell;
	t->jobctl &= ~JOB_COUNTED;
	if (--p->nstopping)
		return tell;
	atomic_store(&p->stopped, true);
	p->stop_unreported = true;
	p->continue_unreported = false;
	return CLD_STOPPED;
}

void
signal_stop_here(void)
{
	struct thread *t = current();
	struct process *p = t->process;
	bool stands;
	int tell;

	do {
		signal_lock(p);
		tell = signal_arrive(t);
		stands = t->jobctl & JOB_REASONS && !thread_killed();
		if (stands)
			thread_set_state(THREAD_STOPPED);
		else
			atomic_and(&t->work, ~WORK_STOP);
		signal_unlock(p);
		if (tell)
			process_tell_parent(p, tell);
		/* Woken already?  Then the state is RUNNABLE again. */
		if (stands)
			schedule();
	} while (stands);
}
