/* Masking of interrupts on this CPU. */
#ifndef ARCH_IRQFLAGS_H
#define ARCH_IRQFLAGS_H

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
	x86_cli();
}

static inline void
irq_enable(void)
{
	x86_sti();
}

static inline irqflags_t
irq_save(void)
{
	irqflags_t flags = x86_rflags();

	x86_cli();
	return flags;
}

static inline void
irq_restore(irqflags_t flags)
{
	if (flags & RFLAGS_IF)
		x86_sti();
}

#endif
