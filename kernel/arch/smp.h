/* Other CPUs: starting them, and interrupting them. */
#ifndef ARCH_SMP_H
#define ARCH_SMP_H

#include "arch/cpu.h"
#include "lib/types.h"

/* Starts every CPU the firmware names, up to max. => sleeps never */
void smp_start(unsigned max);

/* Makes a CPU look at its thread's work: a no-op when it is this one. */
void smp_kick(unsigned cpu);

/* Interrupts the CPUs of the mask with the TLB-shootdown vector. */
void smp_send_shootdown(cpumask_t mask);

/* Stops all other CPUs for good (panic, power-off), best effort. */
void smp_stop_others(void);

/* Implemented above: what the shootdown interrupt does; what an application
 * processor does once it is set up. */
void vm_shootdown_interrupt(void);
__noreturn void kernel_main_ap(void);

#endif
