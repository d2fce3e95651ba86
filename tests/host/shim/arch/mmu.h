/* For host tests of kernel code: there are no page tables. */
#ifndef ARCH_MMU_H
#define ARCH_MMU_H

#include "arch/layout.h"

typedef u64 pte_t;

#endif
