/* What the process layer asks of those above it, which define these functions. */
#ifndef PROC_HOOKS_H
#define PROC_HOOKS_H

struct thread;

/* The current thread leaves its space, by its end or an execve(): its robust futexes
 * and its clear_child_tid word are given up and their waiters woken.  Implemented by
 * ipc/futex.c.  => sleeps */
void thread_leaves_space(struct thread *t);

/* The system ends: everything written to consoles is to be out.  Implemented by
 * tty/tty_class.c. */
void consoles_flush(void);

#endif
