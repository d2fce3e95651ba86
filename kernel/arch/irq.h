/*
 * Device interrupts.
 *
 * A handler acknowledges its device, records what happened and wakes someone:
 * it runs with interrupts off, on the stack of whatever it interrupted, and
 * neither sleeps nor allocates.
 */
#ifndef ARCH_IRQ_H
#define ARCH_IRQ_H

#include "lib/compiler.h"
#include "lib/types.h"

typedef void (*irq_handler_t)(void *arg);

/* Global system interrupts (ACPI's numbers, 0.. over all I/O APICs).  Several
 * handlers may share a level-triggered one. */
#define IRQ_EDGE       0u
#define IRQ_LEVEL      1u
#define IRQ_ACTIVE_LOW 2u
/* => errors: -EINVAL no I/O APIC has this input; -ENOSPC no vector; -ENOMEM */
int irq_register(unsigned gsi, unsigned flags, irq_handler_t fn, void *arg)
    __must_check;

/* The gsi of an ISA interrupt line 0..15, and its trigger flags (MADT
 * overrides). */
unsigned irq_isa_gsi(unsigned line, unsigned *flags);

/* Times an interrupt of this gsi arrived at a CPU, for /proc/interrupts;
 * *name is "" where none is registered. */
struct irq_info {
	unsigned gsi;
	u64 count[64];
};
bool irq_info(unsigned index, struct irq_info *info);

#endif
