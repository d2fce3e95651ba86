/* What the files of signal/ share with each other only. */
#ifndef SIGNAL_INTERNAL_H
#define SIGNAL_INTERNAL_H

#include "signal/signal.h"

struct sigentry {
	struct list node;
	struct siginfo info;
	struct user *user; /* owned reference: whom it counts for */
	/* Of a timer, to which it comes back when it was taken; NULL: freed then. */
	struct ptimer *timer;
	bool repeats; /* its timer goes on after that */
	bool queued;  /* pending; else on .sigignored, or on no list */
};

enum sig_default {
	SIGDFL_TERM,
	SIGDFL_CORE,
	SIGDFL_STOP,
	SIGDFL_CONT,
	SIGDFL_IGN
};
enum sig_default signal_default(int sig);

/* The current thread's process stops, as sig, which it has taken, says. */
void signal_begin_stop(struct process *p, int sig) REQUIRES(signal_role);
/* SIGCONT: it goes on. */
void signal_end_stop(struct process *p) REQUIRES(signal_role);

/* Pushes a frame for a handler and points regs at it.
 * => returns: 0, or -EFAULT: the stack cannot hold it => sleeps */
int frame_push(struct regs *r, const struct kernel_sigaction *act,
    const struct siginfo *info, u64 saved_mask) __must_check;

/* The current thread takes no more of these signals, for which it may have been
 * woken: those that are pending for any thread wake others. */
void signal_hand_on_locked(struct process *p, u64 set) REQUIRES(signal_role);

#endif
