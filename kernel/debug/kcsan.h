/*
 * The race detector (make KCSAN=1): plain accesses of two CPUs to the same
 * memory at the same time, at least one of them a write, are reported with both
 * stacks.  What is meant to be read or written without a lock says so, by
 * READ_ONCE, WRITE_ONCE or the operations of arch/atomic.h, on both sides.
 */
#ifndef DEBUG_KCSAN_H
#define DEBUG_KCSAN_H

#include "lib/compiler.h"
#include "lib/types.h"

#ifdef KCSAN
/* Watches from here on, one plain access in "breenix.kcsan=N".
 * => once, at boot, when the other CPUs run */
void kcsan_init(const char *cmdline);

/* Before the machine ends: one that had reports ends as by a panic. */
void kcsan_end(void);

/* Races in [p, p + n) are planted by a test: they are counted, and no fault.
 * NULL: none again. => returns: how many there were */
unsigned kcsan_expect(const void *p, size_t n);
#else
static inline void
kcsan_init(const char *cmdline)
{
	(void)cmdline;
}

static inline void
kcsan_end(void)
{
}
#endif

#endif
