/* The I/O APICs' set-up (arch/irq.h is what drivers use). */
#ifndef ARCH_X86_64_IOAPIC_H
#define ARCH_X86_64_IOAPIC_H

/* Maps every I/O APIC and masks all inputs. */
void ioapic_init(void);

#endif
