/*
 * Sessions and process groups.
 *
 * A group is there while it has members, zombies too; a session while it has
 * groups.  Both keep their number in use (pid.c), so that no process gets it.  All
 * of it is under the tree lock; a process's numbers are read in RCU sections too.
 */
#ifndef PROC_JOBS_H
#define PROC_JOBS_H

#include "proc/process.h"
#include "sync/rcu.h"

struct session {
	pid_t id;                         /* [I] 0: nobody's, from boot on */
	u32 ngroups LOCK_ROLE(tree_role); /* the last one takes it along */
	struct rcu_head rcu;
};

struct pgrp {
	pid_t id;                /* [I] 0: as of the session */
	struct session *session; /* [I] it counts in that */
	struct list hash_node LOCK_ROLE(tree_role);
	struct list members LOCK_ROLE(tree_role); /* by pgrp_node; visit.c */
	u32 nmembers LOCK_ROLE(tree_role);        /* and who else keeps it */
	/* Members whose parent is in another group of the session and not init.
	 * None: the group is orphaned (POSIX XBD 3.264). */
	u32 nlinks LOCK_ROLE(tree_role);
	struct rcu_head rcu;
};

void jobs_init(void);

/* Makes p, which is new, a member of its maker's group. NULL: of the first. */
void pgrp_join(struct process *p, struct process *maker) REQUIRES(tree_role);
/* It is in no group any more. */
void pgrp_leave(struct process *p) REQUIRES(tree_role);
/* p's parent, or its ending, has changed.
 * => returns: whether its group was orphaned by that */
bool pgrp_update(struct process *p) REQUIRES(tree_role);

/* Borrowed, or NULL. */
struct pgrp *pgrp_find(pid_t id) REQUIRES(tree_role);
/* Keeps a group, as a member does. */
void pgrp_hold(struct pgrp *g) REQUIRES(tree_role);
void pgrp_drop(struct pgrp *g) REQUIRES(tree_role);
bool pgrp_is_orphaned(const struct pgrp *g) REQUIRES(tree_role);
/* Hangs up a group that was just orphaned, if a member is stopped; the caller's hold
 * of it goes.  => sleeps */
void pgrp_hang_up(struct pgrp *g);

/* The numbers of a process's group and session; 0 also after its end. */
pid_t process_pgid(const struct process *p);
pid_t process_sid(const struct process *p);

/* Is the current process's group orphaned? */
bool process_is_orphaned(void);
/* The session of a group, whose number is in use from here on, as of the group's
 * itself, until it is forgotten. => returns: false: there is no such group */
bool pgrp_keep_number(pid_t pgid, pid_t *sid);
void pgrp_forget_number(pid_t pgid);

/* setpgid(2) and setsid(2). => errors: as there; -ENOMEM */
long process_setpgid(pid_t pid, pid_t pgid);
long process_setsid(void);

/* A session leader ends: its terminal is free again; implemented by
 * syscall/glue.c.  => sleeps */
void session_hangup(pid_t sid);

#endif
