/*
 * Controlling terminals: which session a terminal belongs to, and which of its
 * process groups is in the foreground.
 */
#ifndef TTY_TTY_JOB_H
#define TTY_TTY_JOB_H

#include "lib/compiler.h"
#include "lib/types.h"

struct tty;

/* The current session's terminal, or NULL. Terminals are never freed. */
struct tty *tty_of_current(void);

/* The terminal of a session, for /proc/PID/stat, or NULL; *pgrp is its
 * foreground group. */
struct tty *tty_of_session(pid_t session, pid_t *pgrp);

/* May the current process use its terminal so?  sig is SIGTTIN for reading,
 * SIGTTOU for writing and changing.
 * => returns: 0, or -ERESTARTSYS with the signal sent to its group
 * => errors: -EIO */
int tty_job_control(struct tty *t, int sig) __must_check;

/* Makes t the terminal of the current session, if its leader asks and both
 * are free; steal takes it from another session.
 * => errors: -EPERM */
int tty_set_controlling(struct tty *t, bool readable, bool steal) __must_check;

/* The same at open(2), where nothing happens unless it can. */
void tty_open_controlling(struct tty *t);

/* Gives the current session's terminal up (TIOCNOTTY). => errors: -ENOTTY */
int tty_drop_controlling(struct tty *t) __must_check;

/* => errors: -ENOTTY not ours, -ESRCH no such group, -EPERM in another
 * session, -EINVAL */
int tty_set_pgrp(struct tty *t, pid_t pgrp) __must_check;
int tty_get_pgrp(struct tty *t, pid_t *pgrp) __must_check;
int tty_get_session(struct tty *t, pid_t *session) __must_check;

/* Sends a signal to the foreground group, if there is one. */
void tty_signal_foreground(struct tty *t, int sig);

/* The leader of a session ends: its terminal is hung up and free again.
 * Called by the process layer. => sleeps */
void tty_session_exit(pid_t session);

/* Takes the terminal from its session with SIGHUP and SIGCONT. => sleeps */
void tty_job_hangup(struct tty *t);

#endif
