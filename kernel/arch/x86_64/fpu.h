/* FPU state: what the port's other files need of fpu.c. */
#ifndef ARCH_X86_64_FPU_H
#define ARCH_X86_64_FPU_H

#include "arch/thread.h"

/* Saves at's state if this CPU's registers hold it: it leaves the CPU.
 * => holds: interrupts off */
void fpu_leave(struct arch_thread *at);

/* Copies at's state, wherever it is, to another area.
 * => holds: interrupts off */
void fpu_copy(void *area, struct arch_thread *at);

#endif
