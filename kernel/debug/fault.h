/*
 * Fault points: places where debug builds can make an operation fail.
 *
 * fault_point() is false in other builds.  /proc/self/fail-nth = n makes the
 * n-th point that the thread passes say true, once.
 */
#ifndef DEBUG_FAULT_H
#define DEBUG_FAULT_H

#include "lib/types.h"

#ifdef DEBUG
bool fault_point(const char *what);
#else
static inline bool
fault_point(const char *what)
{
	(void)what;
	return false;
}
#endif

#endif
