/* What entry.S calls, and what trap.c needs of its neighbours. */
#ifndef ARCH_X86_64_TRAP_H
#define ARCH_X86_64_TRAP_H

#include "arch/regs.h"
#include "arch/x86_64/cpufeat.h"

void trap_from_user(struct regs *r, unsigned vector);
void trap_from_kernel(struct regs *r, unsigned vector);
struct regs *trap_bad_iret(struct regs *fault, unsigned vector);
void trap_paranoid_c(struct regs *r, unsigned vector);

/* Runs the handlers of a device vector. => interrupt context */
void irq_dispatch(unsigned vector);

static inline bool
smap_active(void)
{
	return cpu_features.smap;
}

#endif
