/*
 * The end of threads and processes.
 *
 * A thread ends by process_exit_thread(): it gives back what it holds, tells
 * whoever waits for its tid, and leaves its process.  The last one makes the
 * process a zombie: its children go to the nearest subreaper or init, its
 * parent gets SIGCHLD and finds the status by wait().  A parent that ignores
 * SIGCHLD never sees a zombie.
 */
#include "abi/errno.h"
#include "abi/sched.h"
#include "abi/wait.h"
#include "arch/irqflags.h"
#include "cred/cred.h"
#include "debug/log.h"
#include "mm/slab.h"
#include "proc/end.h"
#include "proc/hooks.h"
#include "proc/internal.h"
#include "proc/pidfd.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "sync/rcu.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

#define GIVE_BATCH 64 /* children given away in one go */

bool subreapers;

/* --- Telling the parent --------------------------------------------------------- */

static struct siginfo
child_info(struct process *p, int code, int status)
{
	struct siginfo info = { .si_signo = SIGCHLD, .si_code = code };
	u64 user = 0, system = 0;

	process_times(p, &user, &system);
	info.u.child.pid = p->pid;
	info.u.child.uid = process_uid(p);
	info.u.child.status = status;
	info.u.child.utime = (long)(user / 10000000);
	info.u.child.stime = (long)(system / 10000000);
	return info;
}

void
process_tell_parent(struct process *p, int code)
{
	struct siginfo info = child_info(p, code,
	    code == CLD_CONTINUED ? SIGCONT : atomic_load(&p->stop_signal));
	struct process *parent;

	tree_lock();
	parent = p->parent;
	if (parent && !(process_action(parent, SIGCHLD).flags & SA_NOCLDSTOP))
		signal_send_process(parent, &info);
	if (parent)
		wake_all(&parent->child_wait);
	tree_unlock();
}

/* The signal that tells the parent.  Another than SIGCHLD was chosen for the
 * program that the parent was then, or by itself: after an execve(), which may
 * have given it rights, it gets no such thing. */
static int
exit_signal(const struct process *p) REQUIRES(tree_role)
{
	return p->exit_signal && p->parent_nexecs != p->parent->nexecs ?
	    SIGCHLD :
	    p->exit_signal;
}

/* SIGCHLD for a process that is a zombie now.
 * => returns: true when nobody will wait for it */
static bool
notify_parent(struct process *p) REQUIRES(tree_role)
{
	struct process *parent = p->parent;
	int status = p->wait_status;
	struct kernel_sigaction act;
	struct siginfo info;
	bool ignored;

	if (!parent)
		return false;
	act = process_action(parent, SIGCHLD);
	info = child_info(p, WIFEXITED(status) ? CLD_EXITED : CLD_KILLED,
	    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	info.si_signo = exit_signal(p);
	/* Does it not want to hear of its children?  (POSIX XSH wait) */
	ignored = info.si_signo == SIGCHLD &&
	    (act.handler == KERNEL_SIG_IGN || (act.flags & SA_NOCLDWAIT));
	if (info.si_signo && !(ignored && act.handler == KERNEL_SIG_IGN))
		signal_send_process(parent, &info);
	process_has_news(p);
	wake_all(&parent->child_wait);
	return ignored;
}

/* --- Children ---------------------------------------------------------------------- */

/* Who takes the children of p in. */
static struct process *
find_reaper(const struct process *p) REQUIRES(tree_role)
{
	struct process *r;

	if (!atomic_load(&subreapers))
		return init_process;
	for (r = p->parent; r && r != init_process; r = r->parent)
		if (r->subreaper && !r->zombie && !atomic_load(&r->exiting))
			return r;
	return init_process;
}

/* p's group, held, if that was just orphaned by p, which linked it before; else NULL. */
static struct pgrp *
orphaned_group(struct process *p, bool linked) REQUIRES(tree_role)
{
	pgrp_count_in(p);
	if (!linked || !pgrp_is_orphaned(p->pgrp))
		return NULL;
	pgrp_hold(p->pgrp);
	return p->pgrp;
}

/* One child goes to another parent.  *orphaned: its group, if it now is.
 * => returns: nobody will wait for it */
static bool
give_away(struct process *p, struct process *child, struct process *reaper,
    struct pgrp **orphaned) REQUIRES(tree_role)
{
	int sig = atomic_load(&child->pdeath_signal);
	bool news = child->has_news, linked = pgrp_count_out(child);

	process_abandon(child);
	process_adopt(child, reaper);
	if (news)
		process_has_news(child);
	if (sig) {
		struct siginfo info = { .si_signo = sig, .si_code = SI_USER };

		info.u.rt.pid = p->pid;
		signal_send_process(child, &info);
	}
	atomic_store(&child->exit_signal, SIGCHLD);
	/* Was p what linked its group to the session? */
	*orphaned = orphaned_group(child, linked);
	return child->zombie && notify_parent(child);
}

/* Some of the children of p, which has no threads any more and so gets no more;
 * up to one whose group is orphaned by that.
 * => returns: false: that was all */
static bool
give_some_away(struct process *p, struct list *dead, struct pgrp **orphaned)
    REQUIRES(tree_role)
{
	struct process *reaper, *child;

	if (list_empty(&p->children))
		return false;
	reaper = find_reaper(p);
	for (unsigned n = 0;
	     n < GIVE_BATCH && !*orphaned && !list_empty(&p->children); n++) {
		child = list_first(&p->children, struct process, sibling);
		if (give_away(p, child, reaper, orphaned)) {
			process_unlink(child);
			child->reaped = true;
			list_add_tail(dead, &child->sibling);
		}
	}
	return true;
}

static void
give_all_away(struct process *p, struct list *dead)
{
	bool more;

	do {
		struct pgrp *orphaned = NULL;

		tree_lock();
		more = give_some_away(p, dead, &orphaned);
		tree_unlock();
		if (orphaned)
			pgrp_hang_up(orphaned);
		sched_point();
	} while (more);
}

/* Drops the tree's hold on a reaped process. */
void
process_release(struct process *p)
{
	struct thread *leader;

	process_lock(p);
	leader = p->leader;
	p->leader = NULL;
	process_unlock(p);
	if (leader)
		thread_put(leader);
	process_put(p);
}

/* --- The last thread ------------------------------------------------------------------ */

/* How a process ends whose last thread ends so. */
static int
end_status(const struct process *p, int wait_status)
{
	/* Nobody is left to change it. */
	role_unshared(&signal_role);
	return p->exiting ? p->exit_code : wait_status;
}

/* p, and with it perhaps its group, has no link to the session any more. */
static void
end_link(struct process *p)
{
	struct pgrp *orphaned;
	bool linked;

	tree_lock();
	linked = pgrp_count_out(p);
	p->ends = true;
	orphaned = orphaned_group(p, linked);
	tree_unlock();
	if (orphaned)
		pgrp_hang_up(orphaned);
}

static void
become_zombie(struct process *p, int wait_status)
{
	struct list dead = LIST_INIT(dead);
	struct process *child;
	bool ignored;

	alarms_cancel(p);
	ptimers_delete_all(p);
	process_ends_watches(p);
	if (atomic_load(&p->session_leader))
		session_hangup();
	/* First: a child that sees its new parent is in an orphaned group. */
	end_link(p);
	give_all_away(p, &dead);
	tree_lock();
	atomic_store(&p->wait_status, end_status(p, wait_status));
	atomic_store(&p->zombie, true);
	ignored = notify_parent(p);
	if (ignored) {
		process_unlink(p);
		p->reaped = true;
	}
	tree_unlock();
	if (unlikely(atomic_load(&p->pidref)))
		pidfd_tell_end(p);
	while ((child = list_pop(&dead, struct process, sibling)))
		process_release(child);
	if (ignored)
		process_release(p);
}

/* Takes the current thread off its process's list, adding up what it used.
 * => returns: true when it was the last */
static bool
leave_process(struct thread *t, struct process *p)
{
	u64 u, s;
	bool last;
	int tell;

	signal_lock(p);
	signal_flush_thread_locked(t);
	process_lock(p);
	/* Here, so that nobody was told more than what is added below. */
	thread_times(t, &u, &s);
	cpu_timers_leave(t);
	list_remove(&t->process_node);
	atomic_add_own(&p->nthreads, -1);
	last = p->nthreads == 0;
	p->dead_user_ns += u;
	p->dead_system_ns += s;
	p->dead_min_flt += t->min_flt;
	p->dead_maj_flt += t->maj_flt;
	p->dead_nvcsw += atomic_load(&t->nvcsw);
	p->dead_nivcsw += atomic_load(&t->nivcsw);
	io_add(&p->dead_io, &t->io);
	process_unlock(p);
	if (last)
		signal_flush_process_locked(p);
	/* Did a stop wait for this thread only? */
	tell = last ? 0 : signal_arrive(t);
	signal_unlock(p);
	if (tell)
		process_tell_parent(p, tell);
	return last;
}

/* The most that the process had resident, for getrusage(). */
void
process_note_rss(struct process *p)
{
	struct vmspace *vm = current_vm();

	process_lock(p);
	if (vm)
		p->maxrss = max(p->maxrss, atomic_load(&vm->rss_peak));
	process_unlock(p);
}

void
process_exit_thread(int wait_status)
{
	struct thread *t = current();
	struct process *p = t->process;
	bool last;

	irq_enable();
	if (p == init_process && atomic_load(&p->nthreads) == 1)
		init_ends(end_status(p, wait_status));
	signal_exit_thread();
	thread_leaves_space(t);
	vfork_release(t);
	process_note_rss(p);
	thread_release_resources(t);
	thread_drops_undo(t);
	thread_leaves_segments(t);
	tree_lock();
	thread_unlink(t);
	tree_unlock();
	last = leave_process(t, p);
	wake_all(&p->thread_exit);
	if (last)
		become_zombie(p, wait_status);
	thread_exit();
}

void
process_exit_group(int wait_status)
{
	struct process *p = current_process();

	signal_lock(p);
	process_lock(p);
	signal_begin_exit(p, wait_status);
	process_unlock(p);
	signal_unlock(p);
}

int
process_single_thread(void)
{
	struct process *p = current_process();
	struct thread *me = current();
	int err;

	signal_lock(p);
	if (p->exiting || p->execer) {
		signal_unlock(p);
		return -EAGAIN;
	}
	if (atomic_load(&p->nthreads) == 1) {
		signal_unlock(p);
		return 0;
	}
	p->execer = me;
	process_lock(p);
	signal_tell_threads(p);
	process_unlock(p);
	signal_unlock(p);
	err = WAIT_EVENT(&p->thread_exit, atomic_load(&p->nthreads) == 1,
	    WAIT_KILLABLE, KTIME_FOREVER);
	signal_lock(p);
	p->execer = NULL;
	signal_unlock(p);
	if (err)
		return -EAGAIN;
	if (me->tid != p->pid) {
		struct thread *old;

		/* The process goes on under the leader's number. */
		tree_lock();
		thread_set_tid(me, p->pid);
		process_lock(p);
		thread_get(me);
		old = p->leader;
		p->leader = me;
		process_unlock(p);
		tree_unlock();
		thread_put(old);
	}
	return 0;
}

/* --- What was used ---------------------------------------------------------------------- */

void
process_times(struct process *p, u64 *user_ns, u64 *system_ns)
{
	const struct thread *t;
	u64 user, system, u, s;

	if (p == current_process())
		sched_charge_current();
	process_lock(p);
	user = p->dead_user_ns;
	system = p->dead_system_ns;
	list_for_each(t, &p->threads, process_node) {
		thread_times_charged(t, &u, &s);
		user += u;
		system += s;
	}
	process_unlock(p);
	*user_ns = user;
	*system_ns = system;
}

u64
process_time(struct process *p)
{
	const struct thread *t;
	u64 total;

	if (p == current_process())
		sched_charge_current();
	process_lock(p);
	total = p->dead_user_ns + p->dead_system_ns;
	list_for_each(t, &p->threads, process_node)
		total += atomic_load(&t->runtime_ns);
	process_unlock(p);
	return total;
}
