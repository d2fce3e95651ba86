/* Ends of the machine. */
#ifndef ARCH_POWER_H
#define ARCH_POWER_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Is there a way to switch this machine off? */
bool machine_can_power_off(void);
/* ACPI soft-off, then QEMU's debug exit; halts when neither works. */
__noreturn void machine_power_off(void);
/* ACPI reset register, then the keyboard controller, then a triple fault. */
__noreturn void machine_restart(void);
__noreturn void machine_halt(void);

/* Ends QEMU through its isa-debug-exit device, when the command line says that
 * there is one ("breenix.exit=0xPORT"); returns when not. */
void machine_debug_exit(u32 value);
void machine_set_debug_exit(u16 port);

#endif
