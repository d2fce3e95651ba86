/*
 * Controlling terminals: which session a terminal belongs to, and which of its
 * process groups is in the foreground.
 */
#ifndef TTY_TTY_JOB_H
#define TTY_TTY_JOB_H

#include "lib/compiler.h"
#include "lib/types.h"
#include "sched/thread.h"

struct process;
struct tty;
struct tty_file;

/* The current session's terminal, with a reference, or NULL. */
struct tty *tty_of_current(void);
/* Is t that? */
bool tty_is_ours(const struct tty *t);

/* The terminal of a process's session, for /proc/PID/stat: its number, 0: none, and
 * its foreground group, -1: none. */
u32 tty_of_process(const struct process *p, pid_t *pgrp) REQUIRES(tree_role);

/* May the current process use its terminal so?  sig is SIGTTIN for reading,
 * SIGTTOU for writing and changing.
 * => returns: 0, or -ERESTARTSYS with the signal sent to its group
 * => errors: -EIO */
int tty_job_control(struct tty *t, int sig) __must_check;

/* Makes a terminal that is open the current session's, if its leader asks and both
 * are free; steal takes it from another session.
 * => errors: -EPERM; -EIO: it was hung up */
int tty_set_controlling(const struct tty_file *tf, bool readable, bool steal)
    __must_check;

/* The same at open(2), where nothing happens unless it can. */
void tty_open_controlling(const struct tty_file *tf);

/* TIOCNOTTY: the current process gives its terminal up; if it leads the session, all of
 * that do.  => errors: -ENOTTY */
int tty_drop_controlling(struct tty *t) __must_check;

/* => errors: -ENOTTY not ours, -ESRCH no such group, -EPERM in another
 * session, -EINVAL */
int tty_set_pgrp(struct tty *t, pid_t pgrp) __must_check;
/* any: also if it is not ours. */
int tty_get_pgrp(struct tty *t, bool any, pid_t *pgrp) __must_check;
int tty_get_session(struct tty *t, bool any, pid_t *session) __must_check;

/* Sends a signal to the foreground group, if there is one. */
void tty_signal_foreground(struct tty *t, int sig);

/* vhangup(2): hangs the current session's terminal up. => sleeps; errors: -EPERM */
int tty_hangup_current(void) __must_check;

/* Takes the terminal from its session with SIGHUP and SIGCONT. => sleeps */
void tty_job_hangup(struct tty *t);

#endif
