/* Restartable sequences (rseq(2)): user code that must not be preempted half-way
 * is sent to its abort handler when it was. */
#ifndef PROC_RSEQ_H
#define PROC_RSEQ_H

#include "arch/regs.h"

/* The current thread was switched out: writes the CPU's number to its area and
 * aborts a sequence that it is in. */
void rseq_fix(struct regs *r);

#endif
