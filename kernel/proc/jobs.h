/*
 * Sessions and process groups.
 *
 * A group is there while it has members, zombies too; who holds it has the object
 * longer, and to it alone a group of the same number may come back.  A session is
 * there while it has groups.  Both keep their number in use (pid.c), so that no
 * process gets it.  All of it is under the tree lock; both are read in RCU sections
 * too.
 */
#ifndef PROC_JOBS_H
#define PROC_JOBS_H

#include "proc/process.h"
#include "sync/rcu.h"

struct tty;

struct session {
	pid_t id;                         /* [I] 0: nobody's, from boot on */
	u32 ngroups LOCK_ROLE(tree_role); /* the last one takes it along */
	/* Its controlling terminal, an owned reference: tty/tty_job.c; and how many it
	 * has had: those of its processes have it whose tty_count is the same. */
	struct tty *tty LOCK_ROLE(tree_role);
	u32 tty_count LOCK_ROLE(tree_role);
	struct rcu_head rcu;
};

struct pgrp {
	pid_t id;                /* [I] 0: as of the session */
	struct session *session; /* [I] it counts in that */
	struct list hash_node LOCK_ROLE(tree_role);
	struct list members LOCK_ROLE(tree_role); /* by pgrp_node; visit.c */
	u32 nmembers LOCK_ROLE(tree_role);        /* 0: pgrp_find() passes it */
	u32 refs LOCK_ROLE(tree_role);            /* members, pgrp_hold() */
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
/* p's parent is to change, or it is to end; has, or does.  It stands among its parent's
 * children where it belongs then.
 * => returns: whether it linked its group to the session */
bool pgrp_count_out(struct process *p) REQUIRES(tree_role);
void pgrp_count_in(struct process *p) REQUIRES(tree_role);

/* Borrowed, or NULL. */
struct pgrp *pgrp_find(pid_t id) REQUIRES(tree_role);
/* Keeps the object, and its session's. */
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

/* setpgid(2) and setsid(2). => errors: as there; -ENOMEM */
long process_setpgid(pid_t pid, pid_t pgid);
long process_setsid(void);

/* The current process, a session's leader, ends: its terminal is hung up and free
 * again; implemented by tty/tty_job.c.  => sleeps */
void session_hangup(void);

#endif
