/* The local APIC of this CPU (SDM 3A 10). */
#ifndef ARCH_X86_64_APIC_H
#define ARCH_X86_64_APIC_H

#include "lib/types.h"

/* Maps the registers, and silences the 8259s; on the boot CPU, before
 * apic_enable(). */
void apic_init(void);
/* Turns this CPU's APIC on. */
void apic_enable(void);
u32 apic_id(void);
void apic_eoi(void);

/* Interprocessor interrupts.  apic_ipi_others() reaches all but this CPU. */
void apic_ipi(u32 apic_id, unsigned vector);
#define APIC_NMI     0x400u
#define APIC_INIT    0x500u
#define APIC_STARTUP 0x600u /* + page number */
void apic_ipi_mode(u32 apic_id, u32 mode);
void apic_ipi_others(u32 mode);

/* The timer's counter, which runs down from 2^32 - 1, for calibration; and
 * the one-shot interrupt after `ticks`. */
u32 apic_timer_count(void);
void apic_timer_free_run(void);
void apic_timer_oneshot(u32 ticks);
void apic_timer_deadline_mode(void);

#endif
