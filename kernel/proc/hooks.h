/* What the process layer asks of those above it, which fill these at boot. */
#ifndef PROC_HOOKS_H
#define PROC_HOOKS_H

struct thread;

/* A thread ends: its robust futexes and its clear_child_tid word are given up
 * and their waiters woken.  Implemented by ipc/futex.c. */
void thread_exits_futexes(struct thread *t);

/* The end of the system. */
struct end_hooks {
	/* Everything written to consoles is out. */
	void (*flush)(void);
};
extern const struct end_hooks *end_hooks;

#endif
