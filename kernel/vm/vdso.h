/* The page of kernel code that programs call for the time. */
#ifndef VM_VDSO_H
#define VM_VDSO_H

#include "lib/compiler.h"

struct vmspace;

/* Maps it and notes its address in vm->vdso. => errors: -ENOMEM */
int vdso_map(struct vmspace *vm) __must_check;

/* Once, at boot, after arch_clock_init(). */
void vdso_init(void);

#endif
