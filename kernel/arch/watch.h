/*
 * What the watchdog of debug builds is told: where the kernel begins, where
 * another thread could run, and when interrupts are masked.
 *
 * sched/watchdog.c implements it.  In other builds all of this is nothing; the
 * address sanitizer's is without, since it makes code several times longer.
 */
#ifndef ARCH_WATCH_H
#define ARCH_WATCH_H

#include "lib/compiler.h"
#include "lib/types.h"

struct regs;

#if defined(DEBUG) && !defined(KASAN)
#define WATCH_ON 1
extern bool watchdog_on; /* [I] after boot */

void watchdog_enter(void);
void watchdog_point(void);
void watchdog_irqs_off(void);
void watchdog_irqs_on(void);
void watchdog_interrupt(struct regs *r);
#define WATCH(what)                        \
	do {                               \
		if (unlikely(watchdog_on)) \
			what;              \
	} while (0)
#else
#define WATCH_ON 0
#define WATCH(what) \
	do {        \
	} while (0)
#endif

/* A thread begins to run kernel code: it came from user space, or was switched
 * to. */
#define watch_enter() WATCH(watchdog_enter())
/* A scheduling point: another thread may run here. */
#define watch_point() WATCH(watchdog_point())
/* Interrupts were on and are off now; are off and will be on. */
#define watch_irqs_off() WATCH(watchdog_irqs_off())
#define watch_irqs_on()  WATCH(watchdog_irqs_on())
/* An interrupt begins; its end is a watch_irqs_on(). */
#define watch_interrupt(r) WATCH(watchdog_interrupt(r))

#endif
