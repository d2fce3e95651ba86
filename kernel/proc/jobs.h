/* Sessions and groups: what the terminals' hooks are made of. */
#ifndef PROC_JOBS_H
#define PROC_JOBS_H

#include "proc/process.h"

/* A session leader ends: its terminal is free again; implemented by
 * syscall/glue.c.  => sleeps */
void session_hangup(pid_t sid);

/* The session of a group, or 0. */
pid_t pgrp_session(pid_t pgid) REQUIRES(tree_role);

#endif
