/*
 * Clocks, for the library itself.
 */
#ifndef INTERNAL_CLOCK_H
#define INTERNAL_CLOCK_H

#include <time.h>

int __clock_gettime(clockid_t clock, struct timespec *t);

#endif
