/* The trace printer: each call in strace's format. */
#ifndef SYSCALL_TRACE_H
#define SYSCALL_TRACE_H

struct trace_line;

/* Around a handler, in the thread's context. => sleeps
 * => returns: what is for trace_exit(), or NULL */
struct trace_line *trace_enter(unsigned nr, const unsigned long reg[6]);
void trace_exit(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    long result);

#endif
