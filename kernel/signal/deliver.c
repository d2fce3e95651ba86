/*
 * Delivery: what a thread does about signals on its way to user space.
 *
 * One signal at a time: ignored ones are dropped, default actions end or stop
 * the process, a handler gets a frame on the user's stack; with a frame pushed,
 * the next signal interrupts that handler's first instruction, as POSIX wants.
 *
 * A system call that was interrupted has left -ERESTART* in rax: a handler
 * makes it -EINTR, or, with SA_RESTART, the call is made again afterwards.
 */
#include "abi/errno.h"
#include "abi/syscall.h"
#include "abi/wait.h"
#include "arch/irqflags.h"
#include "arch/thread.h"
#include "arch/trap.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "sched/sigmask.h"
#include "signal/internal.h"

#define SYSCALL_INSN_SIZE 2 /* both SYSCALL and INT n */

/* Makes the mark say whether something is to be delivered. */
static inline void
recheck_locked(struct thread *t, struct process *p) REQUIRES(signal_role)
{
	bool pending = (t->sigpending | p->sigpending) & ~t->sigmask;

	/* The mark is mostly right already: a look is cheaper than an atomic
	 * operation.  Others set it only under the lock that is held. */
	if (pending == !!(atomic_load(&t->work) & WORK_SIGNAL))
		return;
	if (pending)
		atomic_or(&t->work, WORK_SIGNAL);
	else
		atomic_and(&t->work, ~WORK_SIGNAL);
}

void
signal_recheck(void)
{
	struct thread *t = current();
	struct process *p = t->process;

	signal_lock(p);
	recheck_locked(t, p);
	signal_unlock(p);
}

void
signal_set_mask(u64 mask)
{
	struct thread *t = current();
	struct process *p = t->process;
	u64 closed, opened;

	mask &= ~SIG_UNBLOCKABLE;
	closed = mask & ~t->sigmask;
	opened = t->sigmask & ~mask;
	WRITE_ONCE(t->sigmask, mask);
	/* Who sends one makes it pending first, looks at what is closed to all then, and
	 * at the mask if it is not, noting first that it might be. */
	memory_barrier();
	if (unlikely(atomic_load(&p->sigclosed) & opened))
		atomic_and(&p->sigclosed, ~opened);
	if (likely(!(atomic_load(&p->sigpending) |
		atomic_load(&t->sigpending))) &&
	    !(atomic_load(&t->work) & WORK_SIGNAL))
		return;
	signal_lock(p);
	if (unlikely(p->sigpending & closed))
		signal_hand_on_locked(p, closed);
	recheck_locked(t, p);
	signal_unlock(p);
}

void
signal_exit_thread(void)
{
	struct thread *t = current();
	struct process *p = t->process;

	signal_lock(p);
	WRITE_ONCE(t->sigmask, ~0UL);
	signal_hand_on_locked(p, ~0UL);
	signal_unlock(p);
}

/* The mask for the duration of one system call (ppoll, sigsuspend): the old
 * one comes back on the way to user space, or is what a handler's frame
 * restores. */
void
sigmask_set_temporary(u64 mask)
{
	struct thread *t = current();

	t->saved_sigmask = t->sigmask;
	atomic_or(&t->work, WORK_MASK);
	signal_set_mask(mask);
}

static void
restore_mask(void)
{
	struct thread *t = current();

	if (!(atomic_load(&t->work) & WORK_MASK))
		return;
	atomic_and(&t->work, ~WORK_MASK);
	signal_set_mask(t->saved_sigmask);
}

/* --- Interrupted system calls ------------------------------------------------------ */

static bool
from_syscall(const struct regs *r)
{
	return (s64)r->orig_rax >= 0;
}

static void
make_again(struct regs *r, u64 nr)
{
	r->rax = nr;
	r->rip -= SYSCALL_INSN_SIZE;
	/* Not a system call's result any more. */
	r->orig_rax = ~0UL;
}

/* With a handler about to run. */
static void
interrupt_syscall(struct regs *r, unsigned long sa_flags)
{
	if (!from_syscall(r))
		return;
	switch ((s64)r->rax) {
	case -ERESTARTSYS:
		if (sa_flags & SA_RESTART)
			make_again(r, r->orig_rax);
		else
			r->rax = (u64)-EINTR;
		break;
	case -ERESTARTNOINTR:
		make_again(r, r->orig_rax);
		break;
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		r->rax = (u64)-EINTR;
		break;
	}
}

void
signal_restart_syscall(struct regs *r)
{
	if (!from_syscall(r))
		return;
	switch ((s64)r->rax) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
		make_again(r, r->orig_rax);
		break;
	case -ERESTART_RESTARTBLOCK:
		make_again(r, __NR_restart_syscall);
		break;
	}
}

/* Terminal stop signals do not stop a process of an orphaned group.  One that becomes
 * orphaned now finds the stop, or there is none. */
static void
stop(struct process *p, int sig)
{
	tree_lock();
	signal_lock(p);
	if (sig == SIGSTOP || !pgrp_is_orphaned(p->pgrp)) {
		signal_begin_stop(p, sig);
		process_has_news(p);
	}
	signal_unlock(p);
	tree_unlock();
}

/* --- Delivery ------------------------------------------------------------------------ */

/* Does the default action, which is not to ignore it. */
static void
default_action(struct process *p, int sig)
{
	switch (signal_default(sig)) {
	case SIGDFL_IGN:
	case SIGDFL_CONT:
		return;
	case SIGDFL_STOP:
		stop(p, sig);
		return;
	case SIGDFL_TERM:
	case SIGDFL_CORE:
		/* No core files: the bit stays clear (limits.md). */
		process_exit_group(sig);
		process_exit_thread(sig);
	}
}

/* Takes one signal out, with its action at this moment: "ignore" also where the
 * default is to ignore it.
 * => returns: its number, 0: none */
static int
take_signal(struct thread *t, struct siginfo *info,
    struct kernel_sigaction *act)
{
	struct process *p = t->process;
	int sig;

	signal_lock(p);
	sig = signal_dequeue_locked(t, ~t->sigmask, info);
	if (sig) {
		spin_lock(&p->sigactions->lock);
		*act = p->sigactions->action[sig];
		if (act->handler > KERNEL_SIG_IGN &&
		    (act->flags & SA_RESETHAND))
			atomic_store(&p->sigactions->action[sig].handler,
			    KERNEL_SIG_DFL);
		spin_unlock(&p->sigactions->lock);
		if (act->handler == KERNEL_SIG_DFL &&
		    signal_is_ignored_locked(p, sig))
			act->handler = KERNEL_SIG_IGN;
		if (act->handler == KERNEL_SIG_DFL &&
		    signal_default(sig) == SIGDFL_STOP)
			t->jobctl |= JOB_TAKEN;
		else
			t->jobctl &= ~JOB_TAKEN;
	}
	recheck_locked(t, p);
	signal_unlock(p);
	return sig;
}

static void
call_handler(struct regs *r, int sig, const struct kernel_sigaction *act,
    const struct siginfo *info)
{
	struct thread *t = current();
	u64 saved = t->sigmask, mask = t->sigmask | act->mask;

	if (atomic_load(&t->work) & WORK_MASK) {
		saved = t->saved_sigmask;
		atomic_and(&t->work, ~WORK_MASK);
	}
	interrupt_syscall(r, act->flags);
	if (frame_push(r, act, info, saved)) {
		signal_force_fatal(SIGSEGV);
		return;
	}
	if (!(act->flags & SA_NODEFER))
		mask |= SIG_BIT(sig);
	signal_set_mask(mask);
	atomic_or(&t->work, WORK_NO_SYSRET);
}

void
signal_deliver(struct regs *r)
{
	struct thread *t = current();
	struct process *p = t->process;
	struct kernel_sigaction act;
	struct siginfo info;
	int sig;

	/* The mark is right whenever the lock is free, so a second look costs
	 * no lock after the only signal.  A stop comes first. */
	while ((atomic_load(&t->work) & (WORK_SIGNAL | WORK_STOP)) ==
		WORK_SIGNAL &&
	    (sig = take_signal(t, &info, &act))) {
		if (act.handler > KERNEL_SIG_IGN) {
			call_handler(r, sig, &act, &info);
			r->orig_rax = ~0UL;
			continue;
		}
		if (act.handler == KERNEL_SIG_IGN)
			continue;
		default_action(p, sig);
	}
	/* Whether the call is made again, what comes next decides. */
	if (atomic_load(&t->work) & (WORK_STOP | WORK_KILL))
		return;
	signal_restart_syscall(r);
	restore_mask();
}
