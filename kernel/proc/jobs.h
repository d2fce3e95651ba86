/* Sessions and groups: what the terminals' hooks are made of. */
#ifndef PROC_JOBS_H
#define PROC_JOBS_H

#include "proc/process.h"

/* A session leader that has a terminal ends; set by the glue to tty/. */
extern void (*session_hangup)(pid_t sid, u32 tty);
void session_leader_exits(struct process *p);

/* => holds: tree lock */
pid_t pgrp_session(pid_t pgid);

#endif
