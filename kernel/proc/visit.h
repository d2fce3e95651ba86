/* Something for each process of a group, or for each there is. */
#ifndef PROC_VISIT_H
#define PROC_VISIT_H

#include "proc/process.h"

struct pgrp;

/* => holds: the tree */
typedef void visit_fn(struct process *p, void *arg);

/* Calls each() for all processes, or for the members of a group if there is one;
 * zombies too, and what one of them makes before it was met.  => sleeps */
void processes_visit(visit_fn *each, void *arg);
void pgrp_visit(pid_t pgid, visit_fn *each, void *arg);
/* The same of a group that the caller holds (pgrp_hold). => holds: the tree, but not
 * all the while */
void pgrp_visit_held(struct pgrp *g, visit_fn *each, void *arg)
    REQUIRES(tree_role);

/* => holds: the process's signal lock and its lock */
typedef void thread_visit_fn(struct process *p, struct thread *t, void *arg);

/* Calls each() for all threads of p; for those that come meanwhile too.
 * => sleeps; holds: no lock */
void process_visit_threads(struct process *p, thread_visit_fn *each, void *arg);

/* The same for all threads of a group's processes, if there is one. */
void pgrp_visit_threads(pid_t pgid, thread_visit_fn *each, void *arg);

/* A new process is there, which maker has made (NULL: the first one). */
void visit_enter(struct process *p, struct process *maker) REQUIRES(tree_role);

#endif
