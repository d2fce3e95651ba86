/* What the process layer asks of those above it, which define these functions. */
#ifndef PROC_HOOKS_H
#define PROC_HOOKS_H

#include "lib/types.h"

struct process;
struct thread;

/* The current thread leaves its space, by its end or an execve(): its robust futexes
 * and its clear_child_tid word are given up and their waiters woken.  Implemented by
 * ipc/futex.c.  => sleeps */
void thread_leaves_space(struct thread *t);

/* t, which is being made, shares with the current thread what is to be undone to
 * semaphores, if CLONE_SYSVSEM says so.  Implemented by ipc/sysv_sem_undo.c.
 * => errors: -ENOMEM */
int thread_shares_undo(struct thread *t, u64 flags);
/* It does not any more; who was the last undoes it. => sleeps */
void thread_drops_undo(struct thread *t);
/* The current thread ends, and may have made segments of shared memory.  Implemented by
 * ipc/sysv_shm.c.  => sleeps */
void thread_leaves_segments(struct thread *t);
/* p ends: no descriptor of signals wakes for it any more.  Implemented by
 * ipc/signalfd.c.  => sleeps */
void process_ends_watches(struct process *p);

/* The system ends: everything written to consoles is to be out.  Implemented by
 * tty/tty_class.c. */
void consoles_flush(void);

#endif
