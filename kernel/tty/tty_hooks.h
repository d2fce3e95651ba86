/*
 * What terminals ask of the process layer; syscall/glue.c defines these functions.
 *
 * Sessions and process groups are named by their ids; 0 is none.
 */
#ifndef TTY_TTY_HOOKS_H
#define TTY_TTY_HOOKS_H

#include "lib/types.h"

/* Of the current process; 0 for kernel threads. => any thread */
pid_t tty_current_session(void);
pid_t tty_current_pgrp(void);
/* Is it the leader of its session? */
bool tty_current_is_leader(void);
/* Does the current thread block or ignore the signal? */
bool tty_signal_is_ignored(int sig);
/* Is the current process's group orphaned (POSIX XBD 3.264)? */
bool tty_current_pgrp_is_orphaned(void);
/* The session of a process group, whose id no other gets until it is forgotten; 0:
 * there is no such group. */
pid_t tty_keep_pgrp(pid_t pgrp);
void tty_forget_pgrp(pid_t pgrp);
/* Sends sig, as from the kernel, to each process of a group; to the
 * leader of a session.  => holds: at most a tty's mutex */
void tty_signal_pgrp(pid_t pgrp, int sig);
void tty_signal_leader(pid_t session, int sig);

#endif
