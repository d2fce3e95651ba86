/* The CPU's own source of random numbers. */
#ifndef ARCH_RANDOM_H
#define ARCH_RANDOM_H

#include "lib/types.h"

/* 64 random bits, if this CPU has a source that works now. => any context */
bool arch_random(u64 *value);

/* A counter whose low bits are hard to foresee. => any context */
u64 arch_cycles(void);

#endif
