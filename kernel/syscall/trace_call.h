/* A system call as text: its name and arguments, and its result. */
#ifndef SYSCALL_TRACE_CALL_H
#define SYSCALL_TRACE_CALL_H

#include "lib/types.h"
#include "syscall/trace_line.h"

/* "name(args)", before the call, with what it is given; or after it, with what it
 * gave too. */
void trace_call(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    bool exiting, long result);

/* " = 3", " = -1 ENOENT (No such file or directory)". */
void trace_result(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    long result);

#endif
