/*
 * Signals: generation, pending sets, delivery.
 *
 * A signal is generated for a thread or for a process; it is pending until a
 * thread that does not block it takes it, on its way to user space
 * (signal_deliver()) or by sigtimedwait().
 *
 * Locking: process->siglock covers the pending sets and queues of the process
 * and of its threads, and its job-control state.  No interrupt handler sends
 * signals: interval timers have a thread that does (proc/alarm.c).  The actions
 * have a lock of their own inside it, since CLONE_SIGHAND can share them between
 * processes.
 *
 * A set is a word; the bit of signal n is n - 1.
 */
#ifndef SIGNAL_SIGNAL_H
#define SIGNAL_SIGNAL_H

#include "abi/signal.h"
#include "lib/list.h"
#include "lib/types.h"
#include "sync/refcount.h"
#include "sync/spinlock.h"

struct pgrp;
struct work;
struct process;
struct ptimer;
struct regs;
struct sigentry;
struct thread;
struct waitq;

#define SIG_BIT(sig)    ((u64)1 << ((sig)-1))
#define SIG_UNBLOCKABLE (SIG_BIT(SIGKILL) | SIG_BIT(SIGSTOP))

struct sigactions {
	struct refcount refs;
	struct spinlock lock;
	u64 touched
	    OWN_LOCK(lock); /* signals whose action may not be all zeroes */
	struct kernel_sigaction action[NSIG] OWN_LOCK(lock)
	    OWN_LOCK(lock); /* by number; 0 unused */
} __aligned(64);

/* Sets an action.  signal_is_ignored_locked() looks at handlers without the table's
 * lock. */
static inline void
sigaction_set(struct sigactions *a, int sig, const struct kernel_sigaction *act)
    REQUIRES(a->lock)
{
	struct kernel_sigaction *to = &a->action[sig];

	atomic_store(&to->handler, act->handler);
	to->flags = act->flags;
	to->restorer = act->restorer;
	to->mask = act->mask & ~SIG_UNBLOCKABLE;
}

/* Who waits for signals of a process without being of it, in its list .sigwatches: woken
 * when one of the set becomes pending, for it or a thread of it. */
struct signal_watch {
	struct list node LOCK_ROLE(signal_role);
	const u64 *set; /* [a] what it names */
	struct waitq *waitq;
};

/* All default / a copy, with one reference. => returns: NULL: no memory */
struct sigactions *sigactions_create(struct sigactions *from) __must_check;
void sigactions_put(struct sigactions *a);
/* execve: caught signals go back to default; ignored ones stay. */
void sigactions_reset_caught(struct sigactions *a);

/* Sends a signal with its details (si_signo names it). Ignored ones vanish.
 * => holds: at most the tree lock; not for interrupts
 * => errors: -ESRCH: the thread has ended (a zombie process takes all)
 *    -EAGAIN: a real-time signal from sigqueue() found no room */
int signal_send_process(struct process *p, const struct siginfo *info);
int signal_send_thread(struct thread *t, const struct siginfo *info);

/* From the kernel, without details. */
void signal_send_kernel(struct process *p, int sig);
/* The same to each member of a group that the caller holds (pgrp_hold).
 * => holds: the tree, but not all the while */
void signal_send_pgrp(struct pgrp *g, int sig) REQUIRES(tree_role);

/* --- The signal of a timer, which is there before it is needed --- */

/* Counts for the current user. => returns: NULL: RLIMIT_SIGPENDING, or no memory */
struct sigentry *signal_entry_create(void) __must_check;
/* The timer is gone; a signal that is pending stays so. */
void signal_entry_put(struct process *p, struct sigentry *e);
/* What it says, and whose it is: before it is first sent. */
void signal_entry_set(struct sigentry *e, const struct siginfo *info,
    struct ptimer *timer);
const struct siginfo *signal_entry_info(const struct sigentry *e);
/* Sends it to p, or to one thread of it, unless it is pending: then it counts one
 * overrun more.  While it is ignored, and repeats, ptimer_heeded() is called when it is
 * not any more; when it is taken, ptimer_taken(). */
void signal_send_entry(struct process *p, struct thread *t, struct sigentry *e,
    bool repeats);
/* The action of sig has changed: timers that it was ignored for go on. */
void signal_heed(struct process *p, int sig) REQUIRES(signal_role);
/* execve: signals of timers that are pending are forgotten. */
void signal_flush_timers(void);

/* A fault of the current thread: cannot be blocked or ignored. */
void signal_force(int sig, int code, vaddr_t addr);
/* The current process ends by SIGSEGV whatever it says (bad signal frame). */
void signal_force_fatal(int sig);

/* kill(2)'s permission check for the current thread. sig 0: just the check. */
bool signal_allowed(struct process *to, int sig);

/* Sends to all members of a group or to all but init and the caller's process
 * (kill(-1)) that the caller may send it to.
 * => returns: 0; -ESRCH, -EPERM */
int signal_send_group(pid_t pgid, const struct siginfo *info);
int signal_send_all(const struct siginfo *info);

/* Delivers what is pending to the current thread before it goes to user mode:
 * ends it, stops it, or makes regs those of a handler. */
void signal_deliver(struct regs *r);
/* Turns an interrupted system call's result into a restart, when no handler
 * runs. */
void signal_restart_syscall(struct regs *r);
/* rt_sigreturn. => returns: the rax to go on with */
long signal_return(struct regs *r);

/* --- Stops and ends (stop.c) --- */

/* thread.jobctl */
#define JOB_STOP    1u /* the process stops: stands still until SIGCONT */
#define JOB_COUNTED 2u /* in process->nstopping: has not got there */
#define JOB_TAKEN   4u /* a stop signal was taken from the queue, not done yet */
#define JOB_REASONS JOB_STOP

/* The current thread stands still while it has a reason to. => sleeps */
void signal_stop_here(void);
/* t has got to the stop, or leaves its process, which is not its last.
 * => returns: what process_tell_parent() is to tell (CLD_*), or 0 */
int signal_arrive(struct thread *t) __must_check REQUIRES(signal_role);

/* What p's threads are to do has changed: each is told of it, soon.  All end, or all
 * but p->execer, stand still, or go on. */
void signal_tell_threads(struct process *p) REQUIRES(signal_role, process_role);
void signal_tell_rest(struct work *w); /* process.tell_threads */
/* Is the current thread to stand still?  Then it is told. */
bool signal_must_stop(void) REQUIRES(signal_role);
/* p ends with this status, unless it ends already. */
void signal_begin_exit(struct process *p, int wait_status)
    REQUIRES(signal_role, process_role);

/* --- Queues --- */

/* Recomputes whether the current thread must look for signals. */
void signal_recheck(void);
/* Sets the current thread's mask (KILL and STOP are left out). */
void signal_set_mask(u64 mask);
/* The current thread is on its way out and takes no more signals: another thread of
 * the process does. */
void signal_exit_thread(void);

/* Takes a pending signal of `set` from thread and process.
 * => returns: its number, 0: none */
int signal_dequeue_locked(struct thread *t, u64 set, struct siginfo *info)
    REQUIRES(signal_role);

/* Drops what is queued for a thread / process that goes. */
void signal_flush_thread_locked(struct thread *t) REQUIRES(signal_role);
void signal_flush_process_locked(struct process *p) REQUIRES(signal_role);

/* Drops pending signals `sig` of the process when they are ignored now. */
void signal_drop_ignored(struct process *p, int sig);

/* Is the signal's effect, as things are, to be ignored? */
bool signal_is_ignored_locked(struct process *p, int sig) REQUIRES(signal_role);

#endif
