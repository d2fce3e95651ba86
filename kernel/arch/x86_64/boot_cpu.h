/* Set-up of CPUs: the boot CPU first (boot.c), the others by smp.c. */
#ifndef ARCH_X86_64_BOOT_CPU_H
#define ARCH_X86_64_BOOT_CPU_H

#define BOOT_STACK_SIZE 8192

#ifndef __ASSEMBLER__
#include "arch/x86_64/percpu.h"

void cpu_init_stacks(struct cpu *cpu);
/* Everything this CPU needs before it can take interrupts. */
void cpu_init_self(struct cpu *cpu);
/* Memory for the CPUs that acpi names, while boot memory lasts. */
void smp_prepare(void);
#endif
#endif
