/* The CPU's clock and its timer interrupt. */
#ifndef ARCH_TIMER_H
#define ARCH_TIMER_H

#include "lib/types.h"

/* Nanoseconds since boot, the same on every CPU, never going back.
 * => any context */
ktime_t arch_clock_ns(void);

/* Finds the clock's rate; needs ACPI and the local APIC. */
void arch_clock_init(void);

/* Wall time at boot, ns since 1970, from the RTC or the hypervisor: 0 where there is
 * none, INT64_MIN where its date is none of the years 1970 to 2232, in which all
 * times fit into 64 bits with 30 years to run, as on Linux. */
s64 arch_wall_clock_ns(void);

/* How arch_clock_ns() turns a time-stamp counter into ns, for the vdso:
 * ns = ((tsc - base) * mult) >> shift. */
struct clock_params {
	u64 base, mult;
	u32 shift;
};
void arch_clock_params(struct clock_params *p);

/* Asks for one timer interrupt on this CPU at that time or soon after; a
 * later call replaces it. */
void arch_timer_arm(ktime_t deadline);

/* Implemented above: the timer interrupt. => interrupt context */
void timer_interrupt(void);

/* Frequency for /proc/cpuinfo, kHz. */
u64 arch_tsc_khz(void);

#endif
