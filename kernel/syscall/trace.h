/* The trace printer: each call in strace's format. */
#ifndef SYSCALL_TRACE_H
#define SYSCALL_TRACE_H

/* Around a handler, in the thread's context. => sleeps */
void trace_enter(unsigned nr, const unsigned long reg[6]);
void trace_exit(unsigned nr, const unsigned long reg[6], long result);

#endif
