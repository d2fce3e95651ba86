/* What the files of proc/ share with each other only. */
#ifndef PROC_INTERNAL_H
#define PROC_INTERNAL_H

#include "proc/access.h"
#include "proc/jobs.h"
#include "proc/process.h"

void oom_init(void);

/* A process without threads, copied from the current one (NULL: the first).
 * => returns: one reference, or NULL */
struct process *process_create(pid_t pid, bool share_sigactions) __must_check;

/* The vfork parent of the current thread goes on (exec, exit). */
void vfork_release(struct thread *t);

/* Gives up the tree's reference of a process that was waited for. */
void process_release(struct process *p);

/* execve: ends all other threads; the current one becomes the leader.
 * => errors: -EAGAIN: the process is ending => sleeps */
int process_single_thread(void) __must_check;

/* Gives a linked thread another number. */
void thread_set_tid(struct thread *t, pid_t tid) REQUIRES(tree_role);

/* Counts what has a number, so that nothing else gets it. */
void pid_use(pid_t id) REQUIRES(tree_role);
void pid_unuse(pid_t id) REQUIRES(tree_role);

#endif
