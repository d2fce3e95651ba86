/* For host tests of kernel code: there are no interrupts. */
#ifndef ARCH_IRQFLAGS_H
#define ARCH_IRQFLAGS_H

#include "lib/types.h"

typedef u64 irqflags_t;

static inline irqflags_t
irq_save(void)
{
	return 0;
}

static inline void
irq_restore(irqflags_t flags)
{
	(void)flags;
}

#endif
