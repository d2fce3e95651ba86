/* Masking of interrupts on this CPU. */
#ifndef ARCH_IRQFLAGS_H
#define ARCH_IRQFLAGS_H

#include "arch/watch.h"
#include "arch/x86_64/asm.h"

typedef u64 irqflags_t; /* RFLAGS, as irq_save() found them */

#define RFLAGS_IF 0x200UL

static inline bool
irqs_enabled(void)
{
	return x86_rflags() & RFLAGS_IF;
}

static inline void
irq_disable(void)
{
	bool on = WATCH_ON && irqs_enabled();

	x86_cli();
	if (on)
		watch_irqs_off();
}

static inline void
irq_enable(void)
{
	watch_irqs_on();
	x86_sti();
}

static inline irqflags_t
irq_save(void)
{
	irqflags_t flags = x86_rflags();

	x86_cli();
	if (flags & RFLAGS_IF)
		watch_irqs_off();
	return flags;
}

static inline void
irq_restore(irqflags_t flags)
{
	if (flags & RFLAGS_IF) {
		watch_irqs_on();
		x86_sti();
	}
}

#endif
