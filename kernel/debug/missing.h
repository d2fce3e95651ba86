/*
 * missing(): the one way to say that something is not supported.
 *
 * Reported once for each (call, what) pair in the log and in
 * /proc/breenix/missing, with the program that asked.
 */
#ifndef DEBUG_MISSING_H
#define DEBUG_MISSING_H

#include "lib/compiler.h"
#include "lib/types.h"

/* => returns: err, so that "return missing(-EINVAL, "fcntl", "F_NOTIFY")"
 * reads well */
__printf(3, 4) long missing(long err, const char *call, const char *fmt, ...);

/* Copies line n of the report into buf. => returns: its length, 0 at the end */
size_t missing_line(unsigned n, char *buf, size_t size);

/* Names the program that asks; the process layer sets it. */
const char *missing_program(void);

#endif
